"""Changing many records at once, as an accepted roster does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from guildhall.base.audit.operations import record
from guildhall.base.organisations.bulk import COLUMNS, columns_of
from guildhall.base.organisations.contracts import Renewal
from guildhall.base.organisations.models import FormerName, Organisation
from guildhall.base.organisations.operations.registering import CHUNK
from guildhall.base.organisations.rules.permissions import CHANGE
from guildhall.base.organisations.rules.records import CODE_TAKEN, FIELDS
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Refused
from guildhall.kernel.text import organisation_name_key


@operation
def bulk_renew(renewals: Iterable[Renewal], *, actor: Actor | None, at: datetime) -> int:
    """Replace what records hold, in one go or not at all; returns how many. A name that ends is kept.

    The caller has cleaned and checked what it hands over, answers for the places, and leaves alone what was entered by
    hand. Raises Refused where a credit code stands on another record.
    """
    if actor is not None:
        actor.require(CHANGE)
    until = at.astimezone(CHINA).date()
    count = 0
    for chunk in chunks(renewals, CHUNK):
        rows = ((new.id, *columns_of(new.facts, new.provenance)) for new in chunk)
        try:
            with transaction.atomic():
                update_rows(Organisation, COLUMNS, rows)
        except IntegrityError as error:
            raise Refused(CODE_TAKEN()) from error
        write_rows(FormerName, ("organisation", "name", "name_key", "until"), _ended(chunk, until))
        count += len(chunk)
    if count:
        record(actor, CHANGE.code, None, at=at, fields=sorted(FIELDS), count=count)
    return count


def _ended(renewals: Iterable[Renewal], until: date) -> Iterator[tuple[Any, ...]]:
    for new in renewals:
        if new.ended_name:
            yield new.id, new.ended_name, organisation_name_key(new.ended_name), until
