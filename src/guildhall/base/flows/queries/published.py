"""What is published of applications today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.base.flows.contracts import KINDS
from guildhall.base.flows.models import Published
from guildhall.infra.pieces.text import Text
from guildhall.kernel.words import Words

#: Publications that the page shows, those that end first.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Notified:
    """One publication: what it is, the fields that are published, from when to when."""

    number: str
    kind: Words
    state: Words
    fields: tuple[tuple[Words, Text], ...]
    starts_on: date
    ends_on: date


def published_on(on: date) -> tuple[Notified, ...]:
    """Publications that run on a day: one query. Of those who left the state before, nothing is shown any more."""
    rows = Published.objects.filter(starts_on__lte=on, ends_on__gte=on).select_related("application")
    found = []
    for row in rows.order_by("ends_on", "id")[:LISTED]:
        kind = KINDS.find(row.application.kind)
        if kind is None or row.application.state != row.state:
            continue
        fields = tuple((kind.field(code).words, str(value)) for code, value in row.values.items() if value)
        found.append(
            Notified(
                row.application.number or "",
                kind.words,
                kind.state(row.state).words,
                fields,
                row.starts_on,
                row.ends_on,
            )
        )
    return tuple(found)
