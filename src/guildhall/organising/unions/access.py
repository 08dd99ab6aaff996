"""The door to a union: by its place, as everything of the territory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import NO_PLACE, get_place, narrowed, nowhere, within_any
from guildhall.base.places.rules.paths import contains
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Absent, MessageKind
from guildhall.organising.unions.models import Union

NO_UNION: Final = MessageKind(
    "unions.absent", "没有这个工会，或不在您的范围内。", "There is no such union in your area."
)
#: Numbers by union.
Counter = Callable[[Collection[UUID]], Mapping[UUID, int]]
#: How many active members unions have, by id: members says so, when the apps are ready.
_count_members: list[Counter] = []


def count_members_with(counter: Counter, women: Counter) -> None:
    """Say how members are counted: one query for any number of unions; this module must not import the one above."""
    _count_members[:] = [counter, women]


def members_of(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Active members by union; unions without any are left out."""
    return _count_members[0](union_ids) if _count_members and union_ids else {}


def women_of(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Active members who are women, by union; unions without any are left out."""
    return _count_members[1](union_ids) if _count_members and union_ids else {}


def paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places whose unions an actor reaches."""
    return tuple(sorted(scope.path for scope in actor.scopes(permission) if scope.path))


def reached(actor: Actor, permission: Permission) -> Q:
    """Unions in reach, for long lists: one query for the places beforehand. Forbidden without the function."""
    actor.require(permission)
    held = paths(actor, permission)
    return narrowed(held) | nowhere(held)


def union_for(actor: Actor, permission: Permission, union_id: UUID) -> Union:
    """The union. Forbidden without the function, Absent out of reach: one query."""
    return unions_for(actor, permission, [union_id])[union_id]


def unions_for(actor: Actor, permission: Permission, union_ids: Collection[UUID]) -> dict[UUID, Union]:
    """Unions by id: one query. Forbidden without the function, Absent where one of them is out of reach."""
    actor.require(permission)
    held = paths(actor, permission)
    condition = within_any(held, "place__path") | nowhere(held)
    found = {row.pk: row for row in Union.objects.filter(condition, pk__in=set(union_ids))}
    if len(found) != len(set(union_ids)):
        raise Absent(NO_UNION())
    return found


def place_in_reach(actor: Actor, permission: Permission, place_id: UUID) -> PlaceSummary:
    """A place within the actor's. Forbidden without the function, Absent outside."""
    actor.require(permission)
    place = get_place(place_id)
    if not any(contains(path, place.path) for path in paths(actor, permission)):
        raise Absent(NO_PLACE())
    return place
