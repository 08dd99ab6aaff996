"""Groups of companies and key lists in reach, each organisation with how it stands to having a union."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from guildhall.base.organisations.models import Organisation
from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.base.places.queries import within_any
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent
from guildhall.organising.unions.access import members_of, paths
from guildhall.organising.unions.contracts import Relation
from guildhall.organising.unions.contracts.companies import CompaniesView, CompanyView, Standing, Tie
from guildhall.organising.unions.models import CompanyGroup, CompanyLink, KeyEntry, KeyList, Presence
from guildhall.organising.unions.operations.companies import NO_GROUP, NO_LIST
from guildhall.organising.unions.rules.coverage import standing
from guildhall.organising.unions.rules.permissions import READ


@dataclass(frozen=True, slots=True)
class Listed:
    """A group or list with its figures. `covered` of `total` have a union; closed organisations are left out."""

    id: UUID
    name: str
    place: str
    covered: int
    total: int
    target_share: int | None = None
    target_on: date | None = None


def groups(actor: Actor) -> tuple[Listed, ...]:
    """Groups kept by the actor's places: four queries at most, however many. Forbidden without the function."""
    found = _in_reach(actor, CompanyGroup)
    rows = CompanyLink.objects.filter(group__in=found, ends_on=None).values_list("group_id", "organisation_id")
    counts = _counts(list(rows))
    return tuple(Listed(one.pk, one.name, one.place.name, *counts.get(one.pk, (0, 0))) for one in found)


def key_lists(actor: Actor) -> tuple[Listed, ...]:
    """Lists kept by the actor's places: four queries at most, however many. Forbidden without the function."""
    found = _in_reach(actor, KeyList)
    rows = KeyEntry.objects.filter(list__in=found, removed_on=None).values_list("list_id", "organisation_id")
    counts = _counts(list(rows))
    return tuple(
        Listed(one.pk, one.name, one.place.name, *counts.get(one.pk, (0, 0)), one.target_share, one.target_on)
        for one in found
    )


def group(actor: Actor, group_id: UUID) -> CompaniesView:
    """A group with its organisations: seven queries at most. Forbidden, Absent."""
    found = _one(actor, CompanyGroup, group_id, NO_GROUP)
    links = CompanyLink.objects.filter(group=found, ends_on=None)
    rows_of = links.values_list("organisation", "tie", "starts_on")
    held = {organisation: (Tie(tie), on) for organisation, tie, on in rows_of}
    rows, withheld, counts = _companies(actor, held)
    return CompaniesView(found.pk, found.name, found.place.name, rows, withheld, counts)


def key_list(actor: Actor, list_id: UUID) -> CompaniesView:
    """A list with its organisations: seven queries at most. Forbidden, Absent."""
    found = _one(actor, KeyList, list_id, NO_LIST)
    entries = KeyEntry.objects.filter(list=found, removed_on=None)
    held = {organisation: (None, on) for organisation, on in entries.values_list("organisation", "added_on")}
    rows, withheld, counts = _companies(actor, held)
    return CompaniesView(
        found.pk, found.name, found.place.name, rows, withheld, counts, found.target_share, found.target_on
    )


def _in_reach(actor: Actor, model: Any) -> list[Any]:
    actor.require(READ)
    rows = model.objects.filter(within_any(paths(actor, READ), "place__path"))
    return list(rows.select_related("place").order_by("created_at", "pk"))


def _one(actor: Actor, model: Any, key: UUID, absent: Any) -> Any:
    actor.require(READ)
    rows = model.objects.filter(within_any(paths(actor, READ), "place__path"), pk=key)
    found = rows.select_related("place").first()
    if found is None:
        raise Absent(absent())
    return found


def _companies(
    actor: Actor, held: Mapping[UUID, tuple[Tie | None, date]]
) -> tuple[tuple[CompanyView, ...], int, Mapping[Standing, int]]:
    """Rows that the actor reaches, how many lie elsewhere, and how all of them stand: the figures hold them all."""
    unions = _unions_of(list(held))
    members = members_of([union for union, _, _ in unions.values()])
    visible = set(organisations_visible_to(actor).filter(pk__in=list(held)).values_list("pk", flat=True))
    counts: Counter[Standing] = Counter()
    rows = []
    for one in _organisations(list(held)):
        tie, since = held[one.pk]
        union = unions.get(one.pk)
        stands = standing(has_union=union is not None, insured=one.insured_count, closed_on=one.closed_on, on=actor.on)
        counts[stands] += 1
        if one.pk in visible:
            rows.append(
                CompanyView(
                    one.pk, one.name, one.place.name if one.place else "", tie, since, one.insured_count,
                    members.get(union[0], 0) if union and union[2] is Relation.OWN else None,
                    union[0] if union else None, union[1] if union else "", stands,
                )
            )  # fmt: skip
    order = list(Tie)
    rows.sort(key=lambda row: (order.index(row.tie) if row.tie else 0, -(row.insured or 0), row.name))
    return tuple(rows), len(held) - len(rows), counts


def _organisations(ids: Sequence[UUID]) -> list[Any]:
    return list(Organisation.objects.filter(pk__in=ids).select_related("place"))


def _unions_of(ids: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str, Relation]]:
    """The standing union in or over each organisation, its own first: one query."""
    rows = Presence.objects.filter(
        Q(relation=Relation.OWN.value) | Q(relation=Relation.COVERED.value),
        organisation__in=ids,
        ends_on=None,
        union__active=True,
    )
    found: dict[UUID, tuple[UUID, str, Relation]] = {}
    for organisation, union, name, relation in rows.order_by("-relation", "pk").values_list(
        "organisation_id", "union_id", "union__name", "relation"
    ):
        found.setdefault(organisation, (union, name, Relation(relation)))
    return found


def _counts(rows: Sequence[tuple[UUID, UUID]]) -> Mapping[UUID, tuple[int, int]]:
    """Group or list → how many of its organisations have a union, and how many there are: two queries."""
    ids = {organisation for _, organisation in rows}
    unions, closed = _unions_of(list(ids)), {one.pk for one in _organisations(list(ids)) if one.closed_on}
    covered: Counter[UUID] = Counter()
    total: Counter[UUID] = Counter()
    for key, organisation in rows:
        if organisation not in closed:
            total[key] += 1
            covered[key] += organisation in unions
    return {key: (covered[key], count) for key, count in total.items()}
