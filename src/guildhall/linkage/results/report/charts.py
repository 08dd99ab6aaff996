"""Pictures of the report as inline SVG and as grids; colours by role come from the page's style."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO
from urllib.parse import quote

from guildhall.linkage.results.report.contracts import RateRow, SizeClass

#: Lower bounds of the map's five classes, as shares; a numeric legend stands beside it.
STEPS = (0.0, 0.5, 0.6, 0.7, 0.85)


@dataclass(frozen=True, slots=True)
class Tile:
    """One county on the map. `step`: 0 no units to count, 1 (lowest) … 5 (highest)."""

    code: str
    name: str
    column: int
    row: int
    step: int
    label: str
    full_name: str
    fraction: str


@cache
def county_tiles() -> tuple[tuple[str, str, int, int], ...]:
    """Code, short name, column (1 west … 13 east), row (1 north … 13 south) of each of the 90 counties."""
    text = resources.files("guildhall.linkage.results").joinpath("data/county-tiles.csv").read_text(encoding="utf-8")
    return tuple(
        (row["code"], row["short_name"], int(row["column"]), int(row["row"])) for row in csv.DictReader(StringIO(text))
    )


def tile_map(counties: Sequence[RateRow]) -> list[Tile]:
    """All 90 tiles in reading order; a county without units to count keeps its place."""
    rates = {row.code: row for row in counties}
    tiles = []
    for code, name, column, line in sorted(county_tiles(), key=lambda tile: (tile[3], tile[2])):
        row = rates.get(code)
        share = row.rate.fraction if row else None
        step = 0 if share is None else sum(share >= bound for bound in STEPS)
        label = "" if share is None or row is None else row.rate.text.removesuffix("%").strip()
        tiles.append(
            Tile(
                code=code,
                name=name,
                column=column,
                row=line,
                step=step,
                label=label,
                full_name=row.name.zh if row else name,
                fraction=f"{row.rate.numerator}/{row.rate.denominator}" if row and share is not None else "",
            )
        )
    return tiles


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; widths are per cent of the chart's longest bar, from zero."""

    label: str
    first: float
    second: float
    first_count: int
    second_count: int


def size_label(size: SizeClass) -> str:
    return f"{size.from_count}+" if size.to_count is None else f"{size.from_count}–{size.to_count}"


def size_bars(sizes: Sequence[SizeClass]) -> list[Bar]:
    longest = max((size.covered + size.uncovered for size in sizes), default=0) or 1
    return [
        Bar(
            label=size_label(size),
            first=round(100 * size.covered / longest, 2),
            second=round(100 * size.uncovered / longest, 2),
            first_count=size.covered,
            second_count=size.uncovered,
        )
        for size in sizes
    ]


def rate_bars(rows: Sequence[RateRow]) -> list[tuple[RateRow, float]]:
    """Rows with something to count, highest rate first, with the bar's length in per cent of 100 % (never above)."""
    counted = [row for row in rows if row.rate.denominator]
    counted.sort(key=lambda row: (-(row.rate.fraction or 0.0), -row.rate.denominator, row.code))
    return [(row, round(min(100.0, 100 * (row.rate.fraction or 0.0)), 2)) for row in counted]


def csv_link(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table as a data link that opens rightly in Excel (UTF-8 with a byte-order mark)."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue())
