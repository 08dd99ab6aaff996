"""Reading memberships."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from guildhall.base.people.contracts import Sex
from guildhall.kernel.actor import Actor
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import MembershipSummary
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.permissions import READ
from guildhall.organising.unions.queries import summary


def memberships_of_person(actor: Actor, person_id: UUID) -> tuple[MembershipSummary, ...]:
    """Memberships of all records that count as a head that the actor reaches already: one query.

    Of those in one union that last, whichever record of person and union they name, the newest active one is told.
    """
    actor.require(READ)
    held = Membership.objects.filter(Q(person=person_id) | Q(person__canonical=person_id))
    found: dict[object, MembershipSummary] = {}
    for row in held.select_related("union__canonical").order_by("-active", "-month", "pk"):
        found.setdefault(row.pk if row.ends_on else (row.union.canonical_id or row.union_id), membership_summary(row))
    return tuple(found.values())


def membership_summary(row: Membership) -> MembershipSummary:
    """A membership as lists show it, in the union that its union counts as; both were read along."""
    return MembershipSummary(
        summary(row.union.canonical or row.union), row.active, row.month, row.ends_on, row.pk, status_of(row),
        row.starts_on, row.first_joined_on, row.confirmed,
    )  # fmt: skip


def active_members() -> QuerySet[Membership]:
    """Memberships that hold, to be counted or joined by the modules above; of merged records, as each was written."""
    stands = Q(union__canonical=None, union__active=True) | Q(union__canonical__active=True)
    return Membership.objects.filter(stands, active=True, overruled=False, ends_on=None)


def members_by_union(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many people hold an active membership, each once, by union (heads): one query, none for nothing."""
    return _people_by_union(active_members(), union_ids)


def women_by_union(union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many women hold an active membership, each once, by union (heads): one query, none for nothing."""
    return _people_by_union(active_members().filter(person__sex=Sex.FEMALE.value), union_ids)


def _people_by_union(memberships: QuerySet[Membership], union_ids: Collection[UUID]) -> Mapping[UUID, int]:
    if not union_ids:
        return {}
    rows = memberships.filter(Q(union__in=union_ids) | Q(union__canonical__in=union_ids))
    heads = rows.values_list(Coalesce("union__canonical_id", "union_id"))
    person = Coalesce("person__canonical_id", "person_id")
    return dict(heads.annotate(people=Count(person, distinct=True)).order_by())
