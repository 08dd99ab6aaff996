"""Counting a list without walking ten million rows."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import IntegerField, QuerySet, Subquery

from guildhall.kernel.counts import CappedCount

CAP: Final = 10_000


def count_up_to(rows: QuerySet[Any], cap: int = CAP) -> CappedCount:
    """Count the rows of a list, looking at no more than `cap` + 1 of them: one query."""
    found = rows.order_by()[: cap + 1].count()
    return capped(found, cap)


class Counted(Subquery):
    """How many rows a list has, up to `cap` + 1, as a column of the rows of its page: no query of its own."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows: QuerySet[Any], cap: int = CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1], output_field=IntegerField())


def capped(found: int, cap: int = CAP) -> CappedCount:
    """What `Counted` found, as it is told."""
    return CappedCount(min(found, cap), found > cap)
