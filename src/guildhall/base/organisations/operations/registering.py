"""Taking organisations in, one by one or a register at a time; changing and closing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations.access import organisation_for, place_paths
from guildhall.base.organisations.bulk import COLUMNS, columns_of
from guildhall.base.organisations.contracts import Facts, NewOrganisation, OrganisationKind, Provenance
from guildhall.base.organisations.events import OrganisationClosed, OrganisationRegistered, OrganisationsRegistered
from guildhall.base.organisations.models import FormerName, Organisation
from guildhall.base.organisations.queries import facts_of, provenance_of
from guildhall.base.organisations.rules.permissions import CHANGE
from guildhall.base.organisations.rules.records import CLOSED, CODE_TAKEN, FIELDS, kind_of_code, objections
from guildhall.base.places.queries import NO_PLACE, paths_of
from guildhall.base.places.rules.paths import contains
from guildhall.infra.bulk import look_over, write_rows
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.kernel.text import clean, clean_code, clean_person_name, organisation_name_key

KIND: Final = "organisations.organisation"
#: Organisations whose rows are held in memory at a time.
CHUNK: Final = 20_000


@operation
def register_organisation(actor: Actor | None, organisation: NewOrganisation, *, at: datetime) -> UUID:
    """Take one organisation in, everything checked; returns its id. Its place lies in the actor's reach.

    `actor` None: a job of the installation.
    """
    facts = _tidy(organisation.facts)
    _check(actor, facts, at)
    new = replace(organisation, facts=facts, id=organisation.id or new_id())
    _write([new], at)
    organisation_id = _id(new)
    record(actor, CHANGE.code, Thing(KIND, organisation_id), at=at, fields=_held(facts))
    publish(OrganisationRegistered(organisation_id))
    return organisation_id


@operation
def bulk_register(organisations: Iterable[NewOrganisation], *, actor: Actor | None, at: datetime) -> int:
    """Take whole registers in, in one go or not at all; returns how many organisations.

    The caller has cleaned and checked what it hands over (readers and engine do), answers for the places, and knows
    that no credit code is held already (`queries.known_codes`); one that is held makes the whole operation refuse.
    """
    if actor is not None:
        actor.require(CHANGE)
    count = 0
    for chunk in chunks(organisations, CHUNK):
        _write([new if new.id else replace(new, id=new_id()) for new in chunk], at)
        count += len(chunk)
    look_over(count, Organisation)
    if count:
        record(actor, CHANGE.code, None, at=at, fields=sorted(FIELDS), count=count)
        publish(OrganisationsRegistered(count))
    return count


@operation
def change_organisation(
    actor: Actor,
    organisation_id: UUID,
    facts: Facts,
    *,
    sources: Mapping[str, Provenance],
    at: datetime,
) -> tuple[str, ...]:
    """Replace what a record holds; returns the names of the fields that changed, none if nothing did.

    `sources`: where changed fields come from; a change without one was made by hand. A name that ends is kept.
    """
    organisation_for(actor, CHANGE, organisation_id)
    row = locked(Organisation.objects.filter(pk=organisation_id)).get()
    held, facts = facts_of(row), _tidy(facts)
    _check(actor, facts, at)
    changed = tuple(sorted(name for name in FIELDS if getattr(held, name) != getattr(facts, name)))
    if not changed:
        return ()
    by_hand = Provenance("manual")
    provenance = {**provenance_of(row), **{name: sources.get(name, by_hand) for name in changed}}
    if "name" in changed:
        until = at.astimezone(CHINA).date()
        FormerName.objects.create(organisation=row, name=row.name, name_key=row.name_key, until=until)
    values = dict(zip(COLUMNS, columns_of(facts, provenance), strict=True))
    values["place_id"] = values.pop("place")
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=row.pk).update(**values)
    except IntegrityError as error:
        raise Refused(CODE_TAKEN()) from error
    record(actor, CHANGE.code, Thing(KIND, row.id), at=at, fields=changed)
    return changed


@operation
def close_organisation(actor: Actor, organisation_id: UUID, *, on: date, source: Provenance, at: datetime) -> None:
    """Record that an organisation was deregistered or revoked on a day."""
    row = organisation_for(actor, CHANGE, organisation_id)
    if row.closed_on is not None:
        raise Refused(CLOSED(on=row.closed_on.isoformat()))
    change_organisation(
        actor, organisation_id, replace(facts_of(row), closed_on=on), sources={"closed_on": source}, at=at
    )
    publish(OrganisationClosed(organisation_id, on))


def _id(organisation: NewOrganisation) -> UUID:
    if organisation.id is None:
        raise ValueError("the organisation has no id yet")
    return organisation.id


def _tidy(facts: Facts) -> Facts:
    code = clean_code(facts.credit_code).value
    kind = facts.kind if facts.kind is not OrganisationKind.OTHER else kind_of_code(code)
    return replace(
        facts, name=clean(facts.name).value, credit_code=code, kind=kind, address=clean(facts.address).value,
        legal_representative=clean_person_name(facts.legal_representative).value, phone=clean(facts.phone).value,
    )  # fmt: skip


def _check(actor: Actor | None, facts: Facts, at: datetime) -> None:
    if actor is not None:
        actor.require(CHANGE)
    wrong = objections(facts, at.astimezone(CHINA).date())
    if wrong:
        raise Invalid(wrong)
    if facts.place_id is None:
        return
    path = paths_of([facts.place_id]).get(facts.place_id)
    inside = actor is None or (path and any(contains(reach, path) for reach in place_paths(actor, CHANGE)))
    if path is None or not inside:
        raise Absent(NO_PLACE())


def _held(facts: Facts) -> list[str]:
    empty = Facts("")
    return sorted(name for name in FIELDS if getattr(facts, name) != getattr(empty, name))


def _write(organisations: list[NewOrganisation], at: datetime) -> None:
    rows = ((new.id, *columns_of(new.facts, new.provenance), at) for new in organisations)
    try:
        with transaction.atomic():
            write_rows(Organisation, ("id", *COLUMNS, "created_at"), rows)
    except IntegrityError as error:
        raise Refused(CODE_TAKEN()) from error
    write_rows(FormerName, ("organisation", "name", "name_key", "until"), _former(organisations))


def _former(organisations: Iterable[NewOrganisation]) -> Iterator[tuple[Any, ...]]:
    for new in organisations:
        for name in new.former_names:
            yield new.id, name, organisation_name_key(name), None
