"""Reading figures: live from records, kept in snapshots, published; and what indicators are written with."""

from __future__ import annotations

from guildhall.base.figures.queries.asking import in_places, page_of, tally
from guildhall.base.figures.queries.kept import kept, kept_on, snapshots_of
from guildhall.base.figures.queries.live import asked_filters, citations, live, own_total, rows_of
from guildhall.base.figures.queries.published import public_figure, public_totals

__all__ = [
    "asked_filters",
    "citations",
    "in_places",
    "kept",
    "kept_on",
    "live",
    "own_total",
    "page_of",
    "public_figure",
    "public_totals",
    "rows_of",
    "snapshots_of",
    "tally",
]
