"""Reading where people are insured."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.kernel.actor import Actor
from guildhall.organising.roster.models import Insured
from guildhall.organising.roster.rules.permissions import READ


@dataclass(frozen=True, slots=True)
class InsuredAt:
    """Where somebody was insured in a month. `in_reach`: the reader may open the organisation."""

    organisation_id: UUID
    name: str
    month: str
    in_reach: bool


def insured_of(actor: Actor, person_id: UUID) -> tuple[InsuredAt, ...]:
    """Of all records that count as a head that the actor reaches already, newest first: three queries at most."""
    actor.require(READ)
    held = Insured.objects.filter(Q(person=person_id) | Q(person__canonical=person_id), organisation__isnull=False)
    rows = list(held.select_related("organisation").order_by("-month", "pk"))
    heads = {row.organisation.canonical_id or row.organisation.pk for row in rows if row.organisation}
    seen = set(organisations_visible_to(actor).filter(pk__in=heads).values_list("pk", flat=True)) if heads else set()
    found = []
    for row in rows:
        organisation = row.organisation
        if organisation is not None:
            head = organisation.canonical_id or organisation.pk
            found.append(InsuredAt(head, organisation.name, row.month, head in seen))
    return tuple(found)
