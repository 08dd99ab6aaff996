"""Workbooks: every sheet as text cells, with the places where a long number was a figure and not text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from guildhall.kernel.errors import Message, UnreadableInput
from guildhall.linkage.contracts import FIELDS, FieldType, Register
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.layout import HEADING_WITHIN, Layout, find_layout, letters
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.readers.sheets import OpenSheet, schema
from guildhall.linkage.readers.sniff import MEBIBYTE, Kind
from guildhall.linkage.readers.titles import REGISTER_WORDS, TitleBook

BATCH: Final = 50_000
#: A sheet's XML up to this size is looked through for far cells and merged cells before it is read.
_LOOK_THROUGH: Final = 48 * MEBIBYTE
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<')
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
#: A formula whose result the writing program did not store (ERP exports, libraries): the cell would read as empty.
_UNCOMPUTED: Final = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
#: An all-digit text of more than 15 characters may be a figure.
_LONG_NUMBER: Final = r"^\s*[0-9]{16,}\s*$"


class Workbook:
    """`sheets` yields the recognised sheets one after the other; `notices` says what was left out, `titles` seen."""

    def __init__(self, path: Path, file: str, kind: Kind, limits: Limits) -> None:
        self._path, self._file = path, file
        self.notices: list[Message] = []
        self.titles: list[str] = []
        self._seen: Mapping[int, _Seen] = {}
        if kind is Kind.XLSX:
            self._seen = _look_through(path, file, limits)
        try:
            self._reader = fastexcel.read_excel(str(path))
        except fastexcel.FastExcelError as error:
            raise _unreadable(file, error) from error

    def sheets(self, register: Register, book: TitleBook) -> Iterator[OpenSheet]:
        names = self._reader.sheet_names
        filled = self._filled(names)
        several = len(filled) > 1
        for index in filled:
            name = names[index]
            table, visible = self._load(index)
            source = f"{self._file}#{name}" if several else self._file
            zh, en = REGISTER_WORDS[register]
            if visible != "visible":
                self.notices.append(messages.SHEET_HIDDEN(file=self._file, sheet=name))
                continue
            head = [list(row.values()) for row in table.slice(0, HEADING_WITHIN + 1).to_pylist()]
            layout = find_layout(head, register, book, source, name)
            if layout is None:
                self.titles += [str(c) for c in max(head, key=lambda row: sum(c is not None for c in row)) if c]
                self.notices.append(messages.SHEET_SKIPPED(file=self._file, sheet=name, register_zh=zh, register_en=en))
                continue
            yield self._open(index, source, table, layout)

    def cells_below(self, titles: Sequence[str]) -> list[list[str]]:
        """All rows of the first visible sheet that has a row with these titles, else of the first visible one."""
        shown: list[list[list[str]]] = []
        for index in self._filled(self._reader.sheet_names):
            table, visible = self._load(index)
            if visible == "visible":
                columns = [column.to_pylist() for column in table.columns]
                shown.append([[cell or "" for cell in row] for row in zip(*columns, strict=True)])
        for rows in shown:
            if any(set(titles) <= {cell.strip().lower() for cell in row} for row in rows[:HEADING_WITHIN]):
                return rows
        return shown[0] if shown else []

    def cells(self) -> Iterator[tuple[str, list[list[str]]]]:
        """Every sheet that holds anything, by name, as the text of its cells; row 1 of the sheet is the first."""
        names = self._reader.sheet_names
        for index in self._filled(names):
            table, _ = self._load(index)
            yield names[index], [[cell or "" for cell in row.values()] for row in table.to_pylist()]

    def _filled(self, names: Sequence[str]) -> list[int]:
        if len(names) == 1:
            return [0]
        filled = []
        for index in range(len(names)):
            try:
                # Reading one row of one sheet parses the whole of it; a sheet without cells has width 0.
                if self._reader.load_sheet(index, header_row=None, n_rows=1, dtypes="string").width:
                    filled.append(index)
            except fastexcel.FastExcelError as error:
                raise _unreadable(self._file, error) from error
        return filled

    def _load(self, index: int) -> tuple[pa.Table, str]:
        try:
            sheet = self._reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
            if not sheet.width:
                return pa.table({}), sheet.visible
            table = pa.Table.from_batches([sheet.to_arrow()])
        except fastexcel.FastExcelError as error:
            raise _unreadable(self._file, error) from error
        return table, sheet.visible

    def _open(self, index: int, source: str, table: pa.Table, layout: Layout) -> OpenSheet:
        own = table.column_names
        kinds = FIELDS[layout.match.shape]
        figures: dict[int, str] = {}
        masks: list[Any] = []
        for field, column in layout.match.columns.items():
            if kinds[field] not in (FieldType.NUMBER_ID, FieldType.CODE):
                continue
            if not pc.any(pc.match_substring_regex(table.column(column), _LONG_NUMBER)).as_py():
                continue
            # Read as truth values, figures give true or false and text gives nothing.
            truth = self._reader.load_sheet(
                index, header_row=None, skip_rows=0, dtypes="boolean", use_columns=[own[column]]
            ).to_arrow()
            figures[column] = f"n{column}"
            masks.append(pc.is_valid(truth.column(0)))
        seen = self._seen.get(index, _Seen())
        self._refuse_uncomputed(index, seen, layout)
        table, filled = _fill_down(table, seen.merged, layout)
        width = table.num_columns
        wanted = schema(width, tuple(figures.values()))

        def batches() -> Iterator[pa.RecordBatch]:
            for start in range(0, table.num_rows, BATCH):
                piece = table.slice(start, BATCH).combine_chunks()
                rows = piece.num_rows
                columns = [_whole(piece.column(i)) for i in range(width)]
                numbers = pa.array(range(start + 1, start + 1 + rows), pa.int64())
                short = pa.array([False] * rows, pa.bool_())
                cut = [_whole(mask.slice(start, rows)) for mask in masks]
                yield pa.record_batch([numbers, *columns, short, *cut], schema=wanted)

        return OpenSheet(source, self._reader.sheet_names[index], layout, width, batches, figures, filled=filled)

    def _refuse_uncomputed(self, index: int, seen: _Seen, layout: Layout) -> None:
        wanted = set(layout.match.columns.values())
        cells = [(row, column) for column, row in seen.uncomputed if column in wanted and row > layout.last]
        if cells:
            row, column = min(cells)
            name = self._reader.sheet_names[index]
            cell = f"{letters(column)}{row}"
            raise UnreadableInput(messages.UNCOMPUTED(file=self._file, sheet=name, cell=cell, count=len(cells)))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a sheet's XML shows that its cells do not. `merged`: first row, first column, last row, last column, from 0.

    `uncomputed`: (column from 0, row from 1) of formulas without a stored result.
    """

    merged: Sequence[tuple[int, int, int, int]] = ()
    uncomputed: Sequence[tuple[int, int]] = ()


def _whole(column: Any) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column


def _unreadable(file: str, error: Exception) -> UnreadableInput:
    text = str(error)
    if "assword" in text or "ncrypted" in text:
        return UnreadableInput(messages.PASSWORD(file=file))
    return UnreadableInput(messages.damaged(file, text))


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _look_through(path: Path, file: str, limits: Limits) -> dict[int, _Seen]:
    """Merged ranges and formulas without a result, by sheet. Refuses far cells."""
    found: dict[int, _Seen] = {}
    with zipfile.ZipFile(path) as archive:
        try:
            paths = _sheet_paths(archive)
            for index, (name, member) in enumerate(paths):
                info = archive.getinfo(member)
                if info.file_size > _LOOK_THROUGH:
                    continue
                xml = archive.read(info)
                _refuse_far(xml, file, name, limits)
                found[index] = _Seen(
                    [(int(r1) - 1, _column(c1), int(r2) - 1, _column(c2)) for c1, r1, c2, r2 in _MERGED.findall(xml)],
                    [(_column(column), int(row)) for column, row in _UNCOMPUTED.findall(xml)],
                )
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]  # zipfile re-exports zlib
            raise UnreadableInput(messages.damaged(file, str(error))) from error
    return found


def _sheet_paths(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Sheet names with the archive's members, in the workbook's order."""
    workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for relation in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        key, target = re.search(r'\bId="([^"]*)"', relation), re.search(r'\bTarget="([^"]*)"', relation)
        if key and target:
            targets[key[1]] = target[1].removeprefix("/xl/").removeprefix("./")
    known = set(archive.namelist())
    found = []
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", workbook):
        name, key = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\b\w+:id="([^"]*)"', sheet)
        member = f"xl/{targets.get(key[1], '')}" if key else ""
        if name and member in known:
            found.append((name[1], member))
    return found


def _refuse_far(xml: bytes, file: str, sheet: str, limits: Limits) -> None:
    most_row, most_column = 0, 0
    far = b""
    for column, row in _CELL.findall(xml):
        r, c = int(row), _column(column)
        if r > most_row or c > most_column:
            most_row, most_column = max(r, most_row), max(c, most_column)
            if most_row * (most_column + 1) > limits.cells:
                far = column + row
                break
    if far:
        raise UnreadableInput(messages.FAR_CELL(file=file, sheet=sheet, cell=far.decode()))


def _fill_down(
    table: pa.Table, merged: Sequence[tuple[int, int, int, int]], layout: Layout
) -> tuple[pa.Table, tuple[int, int]]:
    """Give the lower cells of vertically merged ones below the heading the value that stands in the topmost."""
    wanted = set(layout.match.columns.values())
    by_column: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in merged:
        if left == right and left in wanted and top >= layout.last and bottom > top:
            by_column.setdefault(left, []).append((top, bottom))
    count, first = 0, 0
    for column, spans in by_column.items():
        values = table.column(column).to_pylist()
        for top, bottom in spans:
            for row in range(top + 1, min(bottom + 1, len(values))):
                if values[top] is not None and values[row] is None:
                    values[row] = values[top]
                    count, first = count + 1, min(first or row + 1, row + 1)
        table = table.set_column(column, table.column_names[column], pa.array(values, pa.string()))
    return table, (count, first)


__all__ = ["Workbook", "letters"]
