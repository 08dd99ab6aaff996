"""What other modules hand to the audit and may hold of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Act(StrEnum):
    """Whether something was changed or personal data read. Stored."""

    CHANGE = "change"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about: a kind (`organisations.organisation`) and an id. Never a name, never a value."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of a person's data, as that person may see it."""

    at: datetime
    account_id: UUID | None
    action: str
    fields: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the batch and what is wrong with it (`reason` is a stable word)."""

    batch: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `unsealed`: entries after the last batch, which nothing protects yet."""

    batches: int
    sealed: int
    unsealed: int
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks
