"""The organisations behind a number of coverage."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from guildhall.base.places.queries import itself, nowhere
from guildhall.kernel.actor import Actor
from guildhall.kernel.text import organisation_name_key
from guildhall.organising.roster.access import paths
from guildhall.organising.roster.contracts import Position
from guildhall.organising.roster.models import Unit
from guildhall.organising.roster.queries.areas import Area, area_of
from guildhall.organising.roster.queries.windows import Window, window
from guildhall.organising.roster.rules.filters import UNKNOWN, UnitFilters
from guildhall.organising.roster.rules.permissions import READ
from guildhall.organising.roster.rules.rates import kinds_named

_COLUMNS = (
    "organisation__name", "organisation__insured_month", "organisation__closed_on", "place__name", "kind", "industry",
    "covered", "counts",
)  # fmt: skip

#: What the list is ordered by; who is not known to be insured stands last. (The column itself takes no number below 0.)
_HEADCOUNT = Coalesce("insured", Value(-1), output_field=IntegerField())


def units(
    actor: Actor, filters: UnitFilters, *, size: int, after: Position | None = None, before: Position | None = None
) -> tuple[Area, Window]:
    """Organisations in reach, most insured first: two queries, four for those at a place itself.

    Forbidden without the function, Absent out of reach.
    """
    actor.require(READ)
    area = area_of(paths(actor, READ))
    rows = chosen(area, filters, actor.on).annotate(headcount=_HEADCOUNT)
    return area, window(rows, "headcount", _COLUMNS, size=size, after=after, before=before)


def chosen(area: Area, filters: UnitFilters, on: date) -> QuerySet[Unit, Any]:
    """The organisations of an area that filters ask for: those whose tally a rate shows, row by row."""
    if filters.place is not None:
        place = area.find(filters.place)
        inside = itself(place, on=on) if filters.itself else area.narrowed([place.path])
        rows = Unit.objects.filter(inside | nowhere([place.path]))
    else:
        rows = Unit.objects.filter(area.narrowed(area.paths) | nowhere(area.paths))
    if filters.kind:
        rows = rows.filter(kind__in=sorted(kind.value for kind in kinds_named(filters.kind)))
    if filters.industry:
        rows = rows.filter(industry="" if filters.industry == UNKNOWN else filters.industry)
    if filters.covered:
        rows = rows.filter(covered=filters.covered)
    if filters.counts:
        rows = rows.filter(counts=True)
    if filters.q:
        rows = rows.filter(Q(organisation__name_key__contains=organisation_name_key(filters.q)))
    return rows
