"""The one way in which this floor writes workbooks: same rows, same bytes; text is text; the heading stays in view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter

from guildhall.kernel.text import neutralise

#: Rows of one sheet, heading included (ECMA-376 as Excel implements it).
SHEET_ROWS: Final = 1_048_576
#: A workbook says when it was made; ours must not change with the clock.
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  # a fixed stamp, not a time

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters. `wrap`: long text breaks within the cell."""

    title: str
    width: int = 12
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`note`: one line above the heading, for people. Rows come in the order in which they are to stand."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    note: str = ""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> int:
    """Write the sheets; returns the rows without headings. A sheet longer than Excel takes goes on in a further one."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False, "in_memory": False})
    book.set_properties({"created": _CREATED})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    note = book.add_format({"italic": True})
    total = 0
    for sheet in sheets:
        page, line, part = None, SHEET_ROWS, 0
        for row in sheet.rows:
            if page is None or line >= SHEET_ROWS:
                part += 1
                page, line = _begin(book, sheet, part, heading, note)
            for place, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    page.write_string(line, place, neutralise(value), wrapped if sheet.columns[place].wrap else None)
                elif isinstance(value, date):
                    page.write_datetime(line, place, value, day)
                else:
                    page.write_number(line, place, value)
            line += 1
            total += 1
        if page is None:
            _begin(book, sheet, 1, heading, note)
    book.close()
    return total


def _begin(
    book: xlsxwriter.Workbook, sheet: Sheet, part: int, heading: object, note: object
) -> tuple[xlsxwriter.worksheet.Worksheet, int]:
    page = book.add_worksheet(sheet.name if part == 1 else f"{sheet.name} {part}")
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    line = 0
    if sheet.note:
        page.write_string(0, 0, sheet.note, note)
        line = 1
    for place, column in enumerate(sheet.columns):
        page.write_string(line, place, column.title, heading)
    page.freeze_panes(line + 1, 0)
    page.autofilter(line, 0, line, len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(line)
    return page, line + 1
