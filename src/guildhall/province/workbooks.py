"""Writes workbooks as offices send them: titles, merged headers, headers repeated for print, blank and total rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from guildhall.province.sheets import Sheet, Value

#: A workbook carries the time it was made; a fixed one keeps the bytes the same.
MADE: Final = datetime(2023, 2, 25)  # noqa: DTZ001 -- workbooks know no time zones
_WIDTHS: Final = {"name": 34, "unit_name": 34, "union_name": 40, "address": 42, "unit_address": 42, "id_number": 21}


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in a sheet beside its rows.

    `groups`: upper headings over so many columns each; a heading "" has the title itself, merged downwards.
    `repeat`: the header comes again after so many rows. `blank`: an empty row after so many. `total`: the field that
    the last row sums, under the word 合计.
    """

    title: str = ""
    note: str = ""
    numbered: bool = False
    groups: tuple[tuple[str, int], ...] = ()
    repeat: int = 0
    blank: int = 0
    total: str = ""


@dataclass(frozen=True, slots=True)
class _Styles:
    title: Format
    header: Format
    day: Format


def write_workbook(path: Path, pages: Sequence[tuple[str, Sheet, Layout]]) -> list[list[int]]:
    """Write sheets under their names; returns, for each, the number of every row from 1 below the header."""
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": MADE, "title": "Guildhall synthetic data"})
        styles = _Styles(
            book.add_format({"bold": True, "font_size": 16, "align": "center"}),
            book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}),
            book.add_format({"num_format": "yyyy/m/d"}),
        )
        return [_write_page(book.add_worksheet(name), sheet, layout, styles) for name, sheet, layout in pages]


def _write_page(page: Worksheet, sheet: Sheet, layout: Layout, styles: _Styles) -> list[int]:
    heads = ["序号"] * layout.numbered + [sheet.titles[f] for f in sheet.fields]
    for at, name in enumerate(sheet.fields, start=int(layout.numbered)):
        page.set_column(at, at, _WIDTHS.get(name, 14))
    top = _write_top(page, layout, len(heads), styles)
    top = _write_header(page, top, heads, layout, styles)
    numbers: list[int] = []
    for record, row in enumerate(_records(len(sheet.rows), layout), start=1):
        line = top + record - 1
        if row is None:
            continue
        if row == _HEADER:
            page.write_row(line, 0, heads, styles.header)
        elif row == _TOTAL:
            _write_total(page, line, sheet, layout)
        else:
            if layout.numbered:
                page.write_number(line, 0, row + 1)
            _write_cells(page, line, int(layout.numbered), sheet.rows[row], styles)
            numbers.append(record)
    return numbers


_HEADER: Final = -1
_TOTAL: Final = -2


def _records(count: int, layout: Layout) -> Iterator[int | None]:
    """Yield what each record below the header is: a row's number, a repeated header, a blank row, the total."""
    for row in range(count):
        if row and layout.repeat and row % layout.repeat == 0:
            yield _HEADER
        if row and layout.blank and row % layout.blank == 0:
            yield None
        yield row
    if layout.total:
        yield _TOTAL


def _write_top(page: Worksheet, layout: Layout, width: int, styles: _Styles) -> int:
    top = 0
    if layout.title:
        page.merge_range(0, 0, 0, width - 1, layout.title, styles.title)
        top = 1
    if layout.note:
        page.write_string(top, 0, layout.note)
        top += 1
    return top


def _write_header(page: Worksheet, top: int, heads: Sequence[str], layout: Layout, styles: _Styles) -> int:
    if not layout.groups:
        page.write_row(top, 0, heads, styles.header)
        return top + 1
    at = 0
    for group, span in layout.groups:
        for column in range(at, at + span):
            if group:
                page.write_string(top + 1, column, heads[column], styles.header)
            else:
                page.merge_range(top, column, top + 1, column, heads[column], styles.header)
        if group and span > 1:
            page.merge_range(top, at, top, at + span - 1, group, styles.header)
        elif group:
            page.write_string(top, at, group, styles.header)
        at += span
    return top + 2


def _write_total(page: Worksheet, line: int, sheet: Sheet, layout: Layout) -> None:
    page.write_string(line, 0, "合计")
    at = sheet.fields.index(layout.total)
    counts = [row[at] for row in sheet.rows]
    numeric = [value for value in counts if isinstance(value, int)]
    page.write_number(line, at + int(layout.numbered), sum(numeric) if numeric else len(counts))


def _write_cells(page: Worksheet, line: int, first: int, cells: Sequence[Value], styles: _Styles) -> None:
    for at, value in enumerate(cells, start=first):
        if value is None:
            continue
        if isinstance(value, str):
            page.write_string(line, at, value)
        elif isinstance(value, date):
            page.write_datetime(line, at, value, styles.day)
        else:
            page.write_number(line, at, value)
