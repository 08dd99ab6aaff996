"""What other modules hand to notices: a kind of notice, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.actor import Permission
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Message, MessageKind

#: Names of things by id, for sentences: one query for any number.
Names = Callable[[Collection[UUID]], Mapping[UUID, str]]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A sentence that can be told. `names`: its parameters that are ids, and who knows their names when it is shown.

    Only ids, numbers, days and codes are stored. `kept`: how long, read or not.
    """

    message: MessageKind
    names: Mapping[str, Names] = field(default_factory=lambda: MappingProxyType({}))
    kept: timedelta = timedelta(days=180)

    @property
    def code(self) -> str:
        return self.message.code


@dataclass(frozen=True, slots=True)
class AtPlace:
    """Everybody who has a function at a place, by a grant there or at a wider one. `path`: of the place."""

    permission: Permission
    path: str


#: Accounts by id, or whoever has a function at a place.
To = Collection[UUID] | AtPlace


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it. `link`: where it leads, or ""."""

    id: UUID
    message: Message
    link: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of notices, newest first, and whether another follows."""

    rows: tuple[NoticeView, ...]
    total: CappedCount
    more: bool


class Kinds:
    """The kinds that modules declare, so that a stored code can be shown again."""

    def __init__(self) -> None:
        self._kinds: dict[str, NoticeKind] = {}

    def add(self, kind: NoticeKind) -> None:
        """Declare a kind, in `AppConfig.ready`; once however often. Raises ValueError where its code is taken."""
        if self._kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.code}")

    def remove(self, kind: NoticeKind) -> None:
        """Take a kind out again, for tests."""
        del self._kinds[kind.code]

    def of(self, code: str) -> NoticeKind | None:
        """The kind of a code, None where no module declares it any more."""
        return self._kinds.get(code)


KINDS: Final = Kinds()
