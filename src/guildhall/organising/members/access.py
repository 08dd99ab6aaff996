"""Whose records an actor reaches because of a union in one of their places, and the doors to one membership."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.base.people.models import Person
from guildhall.base.places.queries import narrowed, within_any
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Absent, MessageKind
from guildhall.organising.members.contracts import Transferred
from guildhall.organising.members.models import Batch, Membership, Transfer
from guildhall.organising.unions.models import Union

NO_MEMBERSHIP: Final = MessageKind(
    "members.absent", "没有这条会籍，或不在您的范围内。", "There is no such membership in your area."
)
NO_UNION: Final = MessageKind(
    "members.no_such_union", "没有这个工会，或不在您的范围内。", "There is no such union in your area."
)
NO_BATCH: Final = MessageKind(
    "members.no_batch", "没有这份名单，或不在您的范围内。", "There is no such file in your area."
)
NO_TRANSFER: Final = MessageKind(
    "members.no_transfer", "没有这次转移，或不在您的范围内。", "There is no such transfer in your area."
)


def paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places whose unions an actor reaches."""
    return tuple(sorted(scope.path for scope in actor.scopes(permission) if scope.path))


def members_in_reach(actor: Actor, permission: Permission) -> QuerySet[Membership, Any] | None:
    """The ids of persons in unions of the places where the actor has the function."""
    held = paths(actor, permission)
    if not held:
        return None
    return Membership.objects.filter(narrowed(held, "union__place"), ends_on=None).values("person_id")


def memberships_reached(actor: Actor, permission: Permission) -> QuerySet[Membership]:
    """Memberships of unions in the actor's places, for lists. Forbidden without the function."""
    actor.require(permission)
    return Membership.objects.filter(narrowed(paths(actor, permission), "union__place"))


def membership_for(actor: Actor, permission: Permission, key: int) -> Membership:
    """The membership, locked. Forbidden without the function, Absent where its union is out of reach."""
    actor.require(permission)
    inside = within_any(paths(actor, permission), "union__place__path")
    found = Membership.objects.filter(inside, pk=key).values_list("pk", flat=True).first()
    row = locked(Membership.objects.filter(pk=found)).first() if found is not None else None
    if row is None:
        raise Absent(NO_MEMBERSHIP())
    return row


def union_for(actor: Actor, permission: Permission, union_id: UUID) -> Union:
    """The union. Forbidden without the function, Absent out of reach."""
    actor.require(permission)
    union = Union.objects.filter(within_any(paths(actor, permission), "place__path"), pk=union_id).first()
    if union is None:
        raise Absent(NO_UNION())
    return union


def sides_reached(actor: Actor, permission: Permission) -> tuple[Q, Q]:
    """Transfers whose old union, and whose new union, lies in the actor's places."""
    held = paths(actor, permission)
    return narrowed(held, "old_union__place"), narrowed(held, "new_union__place")


def transfers_reached(actor: Actor, permission: Permission) -> QuerySet[Transfer]:
    """Transfers from or to unions in the actor's places. Forbidden without the function."""
    actor.require(permission)
    old, new = sides_reached(actor, permission)
    return Transfer.objects.filter(old | new)


def transfer_for(actor: Actor, permission: Permission, transfer_id: UUID) -> tuple[Transfer, frozenset[Transferred]]:
    """The transfer, locked, and for which sides the actor may speak. Forbidden, Absent."""
    actor.require(permission)
    held = paths(actor, permission)
    sides = {
        side
        for side, column in ((Transferred.OLD, "old_union__place__path"), (Transferred.NEW, "new_union__place__path"))
        if Transfer.objects.filter(within_any(held, column), pk=transfer_id).exists()
    }
    row = locked(Transfer.objects.filter(pk=transfer_id)).first() if sides else None
    if row is None:
        raise Absent(NO_TRANSFER())
    return row, frozenset(sides)


def records_of(head_id: UUID, column: str = "person") -> Q:
    """Rows of every record that counts as a person."""
    return Q(**{column: head_id}) | Q(**{f"{column}__canonical": head_id})


def head_of(person: Person) -> UUID:
    """The record as which a person counts."""
    return person.canonical_id or person.id


def batch_for(actor: Actor, permission: Permission, batch_id: UUID, *, lock: bool = False) -> Batch:
    """The file that was brought in. Forbidden without the function, Absent where its union is out of reach."""
    actor.require(permission)
    rows = Batch.objects.filter(within_any(paths(actor, permission), "union__place__path"), pk=batch_id)
    row = rows.select_related("union").first()
    if row is None:
        raise Absent(NO_BATCH())
    return locked(Batch.objects.filter(pk=row.pk)).get() if lock else row
