"""How values are written: as figures of a page, as rows of an exported table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from guildhall.base.figures.contracts import PURPOSE_WORDS, Breakdown, Cell, Indicator, Kind, Purpose
from guildhall.infra.pieces.figures import Count, Figure, Rate, Suppressed
from guildhall.infra.pieces.text import said
from guildhall.infra.sheets import Table
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Language
from guildhall.kernel.rates import rate_text
from guildhall.kernel.words import Words


def figure_of(cell: Cell | None, unit: Words | None = None) -> Figure:
    """A cell as a figure; None: kept back. `unit` is written behind counts and sums only."""
    if cell is None:
        return Suppressed()
    return Count(cell.numerator, unit) if cell.denominator is None else Rate(cell.numerator, cell.denominator)


def exported_table(
    indicator: Indicator, found: Breakdown, on: date, filters: Mapping[str, str], *, export_id: UUID, purpose: Purpose,
    at: datetime,
) -> Table:  # fmt: skip
    """A breakdown as a table in Chinese and English headings: the places, then the whole."""
    is_rate = indicator.kind is Kind.RATE
    titles = ["地方 place", "路径 path"]
    titles += ["分子 numerator", "分母 denominator", "率 rate"] if is_rate else ["数值 value"]
    whole = found.place.name if found.place else "合计"
    rows = [(said(row.name, Language.ZH), row.path, *_numbers(row.cell)) for row in found.rows]
    rows.append((whole, found.place.path if found.place else "", *_numbers(found.total)))
    narrowed = "".join(f" · {name}={option}" for name, option in filters.items())
    mark = (
        f"{indicator.name.zh} {indicator.name.en} · {on.isoformat()}{narrowed} · 导出 export {export_id} · "
        f"{at.astimezone(CHINA):%Y-%m-%d %H:%M} · {PURPOSE_WORDS[purpose].zh} {PURPOSE_WORDS[purpose].en}"
    )
    return Table("指标 figure", mark, titles, rows)


def _numbers(cell: Cell) -> tuple[int | str, ...]:
    if cell.denominator is None:
        return (cell.numerator,)
    return cell.numerator, cell.denominator, rate_text(cell.numerator, cell.denominator)
