"""Memberships over the API."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.infra.api import caller, request_id
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.members.operations import look_at_memberships

#: Under `people/`: what is known of a person in unions.
router = Router()


class MembershipOut(Schema):
    """`active`: the union's roster says so and the union stands. `month`: newest that the roster states, or ""."""

    union_id: UUID
    union_name: str
    union_kind: str
    active: bool
    month: str
    ends_on: date | None


@router.get("{person_id}/memberships", response=list[MembershipOut], summary="A person's unions; the look is recorded")
def memberships(request: HttpRequest, person_id: UUID) -> list[MembershipOut]:
    at = SystemClock().now()
    found = look_at_memberships(caller(request), person_id, at=at, request_id=request_id(request))
    return [
        MembershipOut(
            union_id=one.union.id,
            union_name=one.union.name,
            union_kind=one.union.kind.value,
            active=one.active and one.union.active and one.ends_on is None,
            month=one.month,
            ends_on=one.ends_on,
        )
        for one in found
    ]
