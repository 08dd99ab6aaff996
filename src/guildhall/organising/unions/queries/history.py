"""What a union was: its periods, and any day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guildhall.organising.unions.contracts import Act, Stood, UnionKind
from guildhall.organising.unions.models import Former, Union


def history_of(union_id: UUID) -> tuple[Stood, ...]:
    """What a union was and is, in order of time, for one that the caller may show already: two queries."""
    union = Union.objects.get(pk=union_id)
    return periods(union, list(Former.objects.filter(union=union_id).order_by("ends_on")))


def periods(union: Union, former: list[Former]) -> tuple[Stood, ...]:
    """The same from rows in order of their ends: no query."""
    was = [
        Stood(
            row.name,
            UnionKind(row.kind),
            row.parent_id,
            row.active,
            row.starts_on,
            row.ends_on,
            Act(row.act),
            row.basis,
        )
        for row in former
    ]
    since = former[-1].ends_on if former else union.founded_on
    now = Stood(union.name, UnionKind(union.kind), union.parent_id, union.active, since, None)
    return (*was, now)


def stood_on(union_id: UUID, on: date) -> Stood | None:
    """What a union was on a day; None before anything is known of it."""
    return in_force(history_of(union_id), on)


def in_force(history: tuple[Stood, ...], on: date) -> Stood | None:
    """The period that holds a day."""
    held = (one for one in history if (one.starts_on or date.min) <= on < (one.ends_on or date.max))
    return next(held, None)
