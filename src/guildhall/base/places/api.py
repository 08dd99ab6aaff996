"""Places over the API. They are public facts; a token is asked for all the same, as everywhere."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import children, find_by_code, get_place, search
from guildhall.infra.api import caller

router = Router()


class PlaceOut(Schema):
    """`ends_on`: the first day that it no longer stood."""

    id: UUID
    kind: str
    name: str
    starts_on: date | None
    ends_on: date | None


def _out(place: PlaceSummary) -> PlaceOut:
    return PlaceOut(
        id=place.id, kind=place.kind.value, name=place.name, starts_on=place.starts_on, ends_on=place.ends_on
    )


@router.get("", response=list[PlaceOut], summary="Places by part of a name or by code")
def find(request: HttpRequest, name: str = "", code: str = "", on: date | None = None) -> list[PlaceOut]:
    """`code`: GB/T 2260, as it was in force on `on` (today). At most 20 places."""
    day = on or caller(request).on
    if code:
        place = find_by_code(code, on=day)
        return [_out(place)] if place else []
    return [_out(place) for place in search(name, on=day)] if name.strip() else []


@router.get("{place_id}", response=PlaceOut, summary="One place")
def one(request: HttpRequest, place_id: UUID) -> PlaceOut:  # noqa: ARG001 -- Ninja hands it over
    return _out(get_place(place_id))


@router.get("{place_id}/children", response=list[PlaceOut], summary="The places directly below")
def below(request: HttpRequest, place_id: UUID, on: date | None = None) -> list[PlaceOut]:
    return [_out(place) for place in children(place_id, on=on or caller(request).on)]
