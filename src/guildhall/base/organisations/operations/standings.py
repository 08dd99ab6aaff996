"""Ratings, qualifications and lists: given, and ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations.access import NO_ORGANISATION, organisation_for
from guildhall.base.organisations.contracts import StandingKind
from guildhall.base.organisations.events import StandingEnded, StandingGiven
from guildhall.base.organisations.models import Standing
from guildhall.base.organisations.operations.registering import KIND
from guildhall.base.organisations.rules.permissions import STANDING
from guildhall.base.organisations.rules.records import ENDS_BEFORE, STANDING_TWICE, standing_objections
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.kernel.text import clean


@operation
def give_standing(
    actor: Actor,
    organisation_id: UUID,
    kind: StandingKind,
    value: str,
    *,
    starts_on: date,
    ends_on: date | None = None,
    source: str,
    basis: str = "",
    at: datetime,
) -> UUID:
    """Record a rating, qualification or list from a day on; returns its id.

    A rating takes the place of the one that the same source gave before, which ends on that day.
    """
    organisation = organisation_for(actor, STANDING, organisation_id)
    value, source = clean(value).value, clean(source).value
    wrong = standing_objections(value, source, starts_on, ends_on)
    if wrong:
        raise Invalid(wrong)
    if kind is StandingKind.RATING:
        _end_rating(organisation_id, source, starts_on)
    try:
        with transaction.atomic():
            standing = Standing.objects.create(
                organisation=organisation, kind=kind.value, value=value, starts_on=starts_on, ends_on=ends_on,
                source=source, basis=clean(basis).value,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(STANDING_TWICE()) from error
    record(actor, STANDING.code, Thing(KIND, organisation_id), at=at, fields=[kind.value])
    publish(StandingGiven(organisation_id, kind, value, starts_on))
    return standing.id


def _end_rating(organisation_id: UUID, source: str, on: date) -> None:
    rows = Standing.objects.filter(organisation=organisation_id, kind=StandingKind.RATING.value, source=source)
    held = locked(rows.filter(ends_on=None)).first()
    if held is None:
        return
    if on <= held.starts_on:
        raise Invalid({"starts_on": (ENDS_BEFORE(),)})
    Standing.objects.filter(pk=held.pk).update(ends_on=on)


@operation
def end_standing(actor: Actor, standing_id: UUID, *, on: date, at: datetime) -> None:
    """End a standing: `on` is the first day without it."""
    actor.require(STANDING)
    held = locked(Standing.objects.filter(pk=standing_id)).first()
    if held is None:
        raise Absent(NO_ORGANISATION())
    organisation_for(actor, STANDING, held.organisation_id)
    if on <= held.starts_on or (held.ends_on is not None and held.ends_on <= on):
        raise Invalid({"on": (ENDS_BEFORE(),)})
    Standing.objects.filter(pk=held.pk).update(ends_on=on)
    record(actor, STANDING.code, Thing(KIND, held.organisation_id), at=at, fields=[held.kind])
    publish(StandingEnded(held.organisation_id, StandingKind(held.kind), held.value, on))
