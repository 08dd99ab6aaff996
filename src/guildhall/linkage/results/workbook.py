"""The one way in which this floor writes workbooks: same rows, same bytes; text is text; the heading stays in view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from guildhall.kernel.text import neutralise
from guildhall.linkage.results.row_texts import row_texts

#: Rows of one sheet, heading included (ECMA-376 as Excel implements it).
SHEET_ROWS: Final = 1_048_576
#: A workbook says when it was made; ours must not change with the clock.
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  # a fixed stamp, not a time

#: Text that stands in a cell as it is: nothing to escape, to neutralise or to cut, no space at an end. What looks like
#: an escape of Excel's own (_x0041_) is told apart by `"_x" in`.
_PLAIN: Final = re.compile(
    "[/.(0-9A-Za-z\u3400-\u9fff（](?:[^\x00-\x1f&<>\ufffe\uffff]{0,10000}[!-%'-;=?-~\u3400-\u9fff（）])?"
)
#: Days from this on have in a workbook the number of days since 30 December 1899.
_FIRST_DAY: Final = date(1900, 3, 1)
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()

#: Whole numbers below it are written with all their digits.
_WHOLE: Final = 10**15

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters. `wrap`: long text breaks within the cell. `choices`: what may be filled in."""

    title: str
    width: int = 12
    wrap: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """`note`: lines above the heading, for people. Rows come in the order in which they are to stand.

    Long lists come as batches of columns, which are written at a fifth of the cost.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value] | pa.RecordBatch]
    note: str = ""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> int:
    """Write the sheets; returns the rows without headings. A sheet longer than Excel takes goes on in a further one."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False, "in_memory": False})
    book.set_properties({"created": _CREATED})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    note = book.add_format({"italic": True})
    for style in (heading, day, wrapped, note):
        style._get_xf_index()  # numbered now, and not by which is met first
    total = 0
    for sheet in sheets:
        page, line, part = None, SHEET_ROWS, 0
        formats = [wrapped if column.wrap else None for column in sheet.columns]
        for piece in sheet.rows:
            done, rows = 0, piece.num_rows if isinstance(piece, pa.RecordBatch) else 1
            while done < rows:
                if page is None or line >= SHEET_ROWS:
                    part += 1
                    page, line = _begin(book, sheet, part, heading, note)
                fitting = min(rows - done, SHEET_ROWS - line)
                if isinstance(piece, pa.RecordBatch):
                    page.write_batch(line, piece.slice(done, fitting), formats, day)
                else:
                    page.write_one(line, piece, formats, day)
                done += fitting
                line += fitting
            total += rows
        if page is None:
            _begin(book, sheet, 1, heading, note)
    book.close()
    return total


class _Page(Worksheet):  # type: ignore[misc]  # xlsxwriter states no types
    """A worksheet that takes a plain row as one piece of text: much faster, and a test holds both ways equal."""

    letters: Sequence[str]

    def write_one(self, line: int, row: Sequence[Value], formats: Sequence[Format | None], day: Format) -> None:
        if not self.write_plainly(line, row, formats, day):
            _write_row(self, line, row, formats, day)

    def write_batch(self, line: int, rows: pa.RecordBatch, formats: Sequence[Format | None], day: Format) -> None:
        styles = [_style(style) if style else "" for style in formats]
        texts, plain = row_texts(rows, line + 1, self.letters, styles, day=_style(day), whole=_WHOLE)
        done = 0
        for odd in [*pc.indices_nonzero(pc.invert(plain)).to_pylist(), rows.num_rows]:
            self._write_texts(line + done, texts.slice(done, odd - done))
            if odd < rows.num_rows:
                self.write_one(line + odd, [column[odd].as_py() for column in rows.columns], formats, day)
            done = odd + 1

    def _write_texts(self, line: int, texts: pa.StringArray) -> None:
        """Rows as bytes from where Arrow holds them, without making each a text of Python's."""
        filled = pc.indices_nonzero(pc.binary_length(texts))
        if not len(filled):
            return
        if self.table:
            self._write_single_row(line)
        self.fh.flush()
        whole = pa.concat_arrays([texts])  # from the first byte of its buffer on
        self.fh.buffer.write(memoryview(whole.buffers()[2])[: pc.sum(pc.binary_length(whole)).as_py()])
        self.previous_row = self.dim_rowmax = line + filled[-1].as_py()

    def write_plainly(self, line: int, row: Sequence[Value], formats: Sequence[Format | None], day: Format) -> bool:
        """Write the row, or nothing and False where it holds a value that xlsxwriter must look at."""
        if self.table:
            self._write_single_row(line)
        plain = _PLAIN.fullmatch
        number = line + 1
        cells = []
        for letter, value, style in zip(self.letters, row, formats, strict=True):
            if value is None or value == "":
                continue
            if type(value) is str:
                if not plain(value) or "_x" in value:
                    return False
                styled = _style(style) if style else ""
                cells.append(f'<c r="{letter}{number}"{styled} t="inlineStr"><is><t>{value}</t></is></c>')
            elif type(value) is int and abs(value) < _WHOLE:
                cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
            elif type(value) is date and value >= _FIRST_DAY:
                days = value.toordinal() - _DAY_ZERO
                cells.append(f'<c r="{letter}{number}"{_style(day)}><v>{days}</v></c>')
            else:
                return False
        if cells:
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')
            self.previous_row = self.dim_rowmax = line
        return True


def _style(style: Format) -> str:
    return f' s="{style._get_xf_index()}"'


def _write_row(page: Worksheet, line: int, row: Sequence[Value], formats: Sequence[Format | None], day: Format) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            page.write_string(line, place, neutralise(value), formats[place])
        elif isinstance(value, date):
            page.write_datetime(line, place, value, day)
        else:
            page.write_number(line, place, value)


def _begin(book: xlsxwriter.Workbook, sheet: Sheet, part: int, heading: Format, note: Format) -> tuple[_Page, int]:
    page = book.add_worksheet(sheet.name if part == 1 else f"{sheet.name} {part}", _Page)
    page.letters = [xl_col_to_name(place) for place in range(len(sheet.columns))]
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    line = 0
    for told in sheet.note.splitlines():
        page.write_string(line, 0, told, note)
        line += 1
    for place, column in enumerate(sheet.columns):
        page.write_string(line, place, column.title, heading)
        if column.choices:
            # Anything but a choice is refused as it is typed (ECMA-376 Part 1, 18.3.1.32).
            offered = {"validate": "list", "source": list(column.choices)}
            page.data_validation(line + 1, place, SHEET_ROWS - 1, place, offered)
    page.freeze_panes(line + 1, 0)
    page.autofilter(line, 0, line, len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(line)
    return page, line + 1
