"""`report.html`: one calm page that says what the run found, how, and from which rows. One file, opens from a disk."""

from guildhall.linkage.results.report.contracts import (
    Bilingual,
    Card,
    CardLine,
    Comparison,
    Disagreement,
    FileNote,
    MethodValue,
    Rate,
    RateRow,
    ReportData,
    SizeClass,
    SourceCount,
    UnionKindCount,
    WorkItem,
)
from guildhall.linkage.results.report.page import render_report

__all__ = [
    "Bilingual",
    "Card",
    "CardLine",
    "Comparison",
    "Disagreement",
    "FileNote",
    "MethodValue",
    "Rate",
    "RateRow",
    "ReportData",
    "SizeClass",
    "SourceCount",
    "UnionKindCount",
    "WorkItem",
    "render_report",
]
