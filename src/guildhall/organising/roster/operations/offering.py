"""Transfers that registers suggest: who is insured where another union stands is offered the way there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max

from guildhall.base.places.queries import narrowed
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.organising.members.operations import offer_transfers
from guildhall.organising.members.operations.transferring import Offer
from guildhall.organising.members.queries import active_members
from guildhall.organising.roster.models import Insured
from guildhall.organising.unions.contracts import Relation
from guildhall.organising.unions.queries import standing_presences

_CHUNK: Final = 10_000


@operation
def offer_moved(actor: Actor, path: str, *, at: datetime) -> int:
    """Offer transfers to members of a place's unions who are insured, in the newest month, where another union stands.

    Whose employer now has no union stays where they are (Membership Measures art. 13). Returns how many are new. Raises
    Forbidden.
    """
    return offer_transfers(actor, _offers(path), at=at)


def _offers(path: str) -> Iterator[Offer]:
    newest = Insured.objects.aggregate(month=Max("month"))["month"]
    rows = active_members().filter(narrowed([path], "union__place")).order_by("pk")
    for chunk in chunks(rows.values_list("pk", "person_id", "union_id").iterator(_CHUNK), _CHUNK):
        insured = Insured.objects.filter(
            person__in=[person for _, person, _ in chunk], month=newest, organisation__isnull=False
        )
        employers = dict(insured.values_list("person_id", "organisation_id"))
        standing = _unions_at(set(filter(None, employers.values())))
        for key, person, union in chunk:
            employer = employers.get(person)
            there = standing.get(employer, ()) if employer else ()
            if there and union not in there:
                yield Offer(key, there[0], employer)


def _unions_at(organisations: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
    """The unions of employers: their own first, then those that cover them, in order of their ids."""
    held: dict[UUID, list[tuple[bool, UUID]]] = {}
    rows = standing_presences().filter(organisation__in=organisations, union__active=True)
    for organisation, relation, union in rows.values_list("organisation_id", "relation", "union_id"):
        held.setdefault(organisation, []).append((relation != Relation.OWN.value, union))
    return {organisation: tuple(union for _, union in sorted(found)) for organisation, found in held.items()}
