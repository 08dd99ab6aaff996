"""Reading memberships."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guildhall.base.people.contracts import Sex
from guildhall.kernel.actor import Actor
from guildhall.organising.members.contracts import MembershipSummary
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.permissions import READ
from guildhall.organising.unions.queries import summary


def memberships_of_person(actor: Actor, person_id: UUID) -> tuple[MembershipSummary, ...]:
    """Memberships of all records that count as a head that the actor reaches already: one query."""
    actor.require(READ)
    held = Membership.objects.filter(Q(person=person_id) | Q(person__canonical=person_id))
    rows = held.select_related("union").order_by("-active", "-month", "pk")
    return tuple(MembershipSummary(summary(row.union), row.active, row.month, row.ends_on) for row in rows)


def active_members() -> QuerySet[Membership]:
    """Memberships that hold, to be counted or joined by the modules above."""
    return Membership.objects.filter(active=True, ends_on=None, union__active=True)


def women_by_union(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many women hold an active membership, by union: one query, none for nothing."""
    if not union_ids:
        return {}
    rows = active_members().filter(union__in=union_ids, person__sex=Sex.FEMALE.value)
    return dict(rows.values_list("union_id").annotate(Count("pk")).order_by())


def members_by_union(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many hold an active membership, by union: one query, none for nothing."""
    if not union_ids:
        return {}
    rows = active_members().filter(union__in=union_ids).values_list("union_id").annotate(Count("pk"))
    return dict(rows.order_by())
