"""What lies in an actor's reach for reasons that only a higher module knows: an assignment, a membership.

A module that owns things asks its `Reaches`; the module above says, when the apps are ready, which of them an actor
reaches. The answer is a subquery of ids, never a list, so the number of queries does not grow with what is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from guildhall.kernel.actor import Actor, Permission

#: Gives a query of ids (`values("person_id")`), or None where the actor reaches nothing this way.
Reach = Callable[[Actor, Permission], QuerySet[Any, Any] | None]


class Reaches:
    """The ways in which things of one kind are reached."""

    def __init__(self) -> None:
        self._ways: list[Reach] = []

    def add(self, way: Reach) -> None:
        """Add a way; once however often it is asked for. Modules do so in `AppConfig.ready`."""
        if way not in self._ways:
            self._ways.append(way)

    def remove(self, way: Reach) -> None:
        """Take a way out again, for tests."""
        self._ways.remove(way)

    def queries(self, actor: Actor, permission: Permission) -> tuple[QuerySet[Any, Any], ...]:
        """The queries of ids that an actor reaches; empty where nothing is reached this way."""
        found = (way(actor, permission) for way in self._ways)
        return tuple(ids for ids in found if ids is not None)

    def condition(self, actor: Actor, permission: Permission, column: str = "pk") -> Q:
        """Rows whose `column` is reached in any way; matches nothing where there is none."""
        reached = Q(pk__in=[])
        for ids in self.queries(actor, permission):
            reached |= Q(**{f"{column}__in": ids})
        return reached
