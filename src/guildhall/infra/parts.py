"""Parts of a page that modules above add: memberships on a person's page, figures on an organisation's.

The module that owns the page asks its `Parts`; whoever adds one says which permission it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor, Permission

#: Gives heading and piece (a value of infra.pieces, a text, a figure) for a thing's id; None where there is nothing.
#: The heading is "" where the piece has one of its own.
Show = Callable[[Actor, UUID], tuple[Text, object] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown, in which order, to those who have which permission."""

    order: int
    permission: Permission
    show: Show


class Parts:
    """The parts of pages of one kind."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def add(self, order: int, permission: Permission, show: Show) -> None:
        """Add a part; once however often it is asked for. Modules do so in `AppConfig.ready`."""
        if all(part.show != show for part in self._parts):
            self._parts.append(Part(order, permission, show))

    def remove(self, show: Show) -> None:
        """Take a part out again, for tests."""
        self._parts = [part for part in self._parts if part.show != show]

    def shown_to(self, actor: Actor, thing_id: UUID) -> tuple[tuple[Text, object], ...]:
        """Headings and pieces for a thing that the caller has let the actor reach, in order."""
        permitted = sorted((p for p in self._parts if actor.has(p.permission)), key=lambda part: part.order)
        found = (part.show(actor, thing_id) for part in permitted)
        return tuple(one for one in found if one is not None)
