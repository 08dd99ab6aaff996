"""Counting a list without walking ten million rows."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from guildhall.kernel.counts import CappedCount

CAP: Final = 10_000


def count_up_to(rows: QuerySet[Any], cap: int = CAP) -> CappedCount:
    """Count the rows of a list, looking at no more than `cap` + 1 of them: one query."""
    found = rows.order_by()[: cap + 1].count()
    return CappedCount(min(found, cap), found > cap)
