"""How applications are called, and where their places lie."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from guildhall.base.flows.models import Application
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.models import Place
from guildhall.base.places.queries import places_at
from guildhall.base.places.rules.paths import lineage


def application_numbers(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Numbers by id, of those that have one: one query."""
    rows = Application.objects.filter(pk__in=ids, number__isnull=False).values_list("pk", "number")
    return {application_id: number for application_id, number in rows if number is not None}


def line_of(place: Place) -> tuple[PlaceSummary, ...]:
    """A place and those that it lies in, widest first: one query."""
    found = places_at(lineage(place.path))
    return tuple(found[path] for path in sorted(found))
