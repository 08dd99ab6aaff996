"""Pages of a list by key: the next one begins after a row, so that no page costs more than the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from guildhall.infra.counts import Counted, capped, count_up_to
from guildhall.kernel.counts import CappedCount
from guildhall.organising.roster.contracts import Position


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a page as columns by name, how many there are in all, and where the pages beside it begin."""

    rows: tuple[Mapping[str, Any], ...]
    total: CappedCount
    before: Position | None = None
    after: Position | None = None


def window(
    rows: QuerySet[Any, Any],
    value: str,
    columns: tuple[str, ...],
    *,
    size: int,
    after: Position | None = None,
    before: Position | None = None,
) -> Window:
    """A page of a list by a column, falling, then by id: one query, two where nothing lies beyond a row.

    `before`: the page that ends there.
    """
    beside = _beside(value, after, before)
    chosen = rows.annotate(total=Counted(rows)).filter(beside).values("pk", value, "total", *columns)
    order = (value, "-pk") if before else (f"-{value}", "pk")
    found = list(chosen.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    if not found:
        # Beyond the last row of a list that is not empty one is told how many there are all the same.
        return Window((), count_up_to(rows) if after or before else CappedCount(0))
    total = capped(found[0]["total"])
    first, last = (Position(row[value], row["pk"]) for row in (found[0], found[-1]))
    has_previous, has_next = (more, True) if before else (after is not None, more)
    return Window(tuple(found), total, first if has_previous else None, last if has_next else None)


def _beside(value: str, after: Position | None, before: Position | None) -> Q:
    if before is not None:
        at = before
        return Q(**{f"{value}__gte": at.value}) & (Q(**{f"{value}__gt": at.value}) | Q(pk__lt=at.id))
    if after is not None:
        return Q(**{f"{value}__lte": after.value}) & (Q(**{f"{value}__lt": after.value}) | Q(pk__gt=after.id))
    return Q()
