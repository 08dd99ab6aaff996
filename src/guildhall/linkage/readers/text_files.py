"""Text files with separators: encoding and separator found out, records read in batches without a loop per row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final, TextIO

import pyarrow as pa

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.layout import HEADING_WITHIN, Layout, find_layout
from guildhall.linkage.readers.sheets import OpenSheet, schema
from guildhall.linkage.readers.titles import TitleBook

SEPARATORS: Final = (",", "\t", ";", "|")
BATCH: Final = 20_000
_CHUNK: Final = 1 << 20
#: Characters in one cell; an unclosed quotation mark swallows the rest of the file and runs into this.
_LONGEST_CELL: Final = 100_000
#: So many whole multi-byte characters before the first wrong byte: then it is damaged UTF-8 and not GB18030.
_SURELY_UTF8: Final = 200


@dataclass(frozen=True, slots=True)
class TextFormat:
    encoding: str
    separator: str


def find_encoding(path: Path, file: str) -> str:
    """Python's name of the file's encoding. Raises UnreadableInput where none fits."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = len(head) // 2
    if half and len(head) % 2 == 0 and head.count(0) > len(head) // 20:
        # Without a mark: line ends and separators are ASCII, so one of each of their two bytes is zero.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) == 0 or max(even, odd) > 10 * min(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
    good, wrong_line = _utf8_until(path)
    if wrong_line is None:
        return "utf-8"
    if good >= _SURELY_UTF8:
        raise UnreadableInput(messages.ENCODING(file=file, row=wrong_line))
    return "gb18030"


def _utf8_until(path: Path) -> tuple[int, int | None]:
    """Multi-byte characters before the first byte that is not UTF-8, and that byte's line; None: all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond, line = 0, 1
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                # `object` is what the decoder held over and this chunk.
                good = error.object[: error.start].decode("utf-8")
                return beyond + sum(1 for c in good if c > "\x7f"), line + good.count("\n")
            if beyond < _SURELY_UTF8:
                beyond += sum(1 for byte in chunk if byte >= 0xC0)
            line += chunk.count(b"\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return beyond, line
    return beyond, None


class _Checked:
    """Lines of a text file for the csv module; a null byte or an undecodable one stops with its line."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._stream, self._file, self.line = stream, file, 0

    def __iter__(self) -> Iterator[str]:
        try:
            while lines := self._stream.readlines(_CHUNK):
                block = "".join(lines)
                if "\0" in block:
                    row = self.line + 1 + next(n for n, text in enumerate(lines) if "\0" in text)
                    raise UnreadableInput(messages.NUL(file=self._file, row=row))
                self.line += len(lines)
                yield from lines
        except UnicodeDecodeError as error:
            row = self.line + 1 + bytes(error.object[: error.start]).count(b"\n")
            raise UnreadableInput(messages.ENCODING(file=self._file, row=row)) from error


class TextTable:
    """A text file of one table. `records` gives batches of rows as lists of cells, blank lines as []."""

    def __init__(self, path: Path, file: str) -> None:
        self._path, self._file = path, file
        self.encoding = find_encoding(path, file)

    def records(self, separator: str, *, batch: int = BATCH) -> Iterator[list[list[str]]]:
        """Raises UnreadableInput where quotation marks do not pair up, with the record's row."""
        done = 0
        limit = csv.field_size_limit(_LONGEST_CELL)
        try:
            with self._path.open(encoding=self.encoding, newline="") as stream:
                reader = csv.reader(iter(_Checked(stream, self._file)), delimiter=separator, strict=True)
                while True:
                    rows: list[list[str]] = []
                    try:
                        rows.extend(islice(reader, batch))
                    except csv.Error as error:
                        # extend() kept the rows that came before the bad one.
                        row = done + len(rows) + 1
                        raise UnreadableInput(messages.QUOTES(file=self._file, row=row, detail=str(error))) from error
                    if not rows:
                        return
                    done += len(rows)
                    yield rows
        finally:
            csv.field_size_limit(limit)

    def head(self, separator: str) -> list[list[str]]:
        return list(islice(chain.from_iterable(self.records(separator, batch=HEADING_WITHIN + 1)), HEADING_WITHIN + 1))

    def open(self, register: Register, book: TitleBook) -> tuple[OpenSheet | None, list[str]]:
        """The sheet as the separator reads it under which its heading is best recognised; and the titles seen."""
        found: list[tuple[int, int, str, Layout | None, list[list[str]]]] = []
        problems: list[UnreadableInput] = []
        for order, separator in enumerate(SEPARATORS):
            try:
                rows = self.head(separator)
                layout = find_layout(rows, register, book, self._file)
            except UnreadableInput as problem:
                problems.append(problem)
                continue
            score = layout.match.score if layout else -1
            found.append((score, -order, separator, layout, rows))
        best = max(found, key=lambda one: one[:2], default=None)
        if best is None or (best[3] is None and any(p.messages[0].kind is not messages.QUOTES for p in problems)):
            raise problems[0]
        _, _, separator, layout, rows = best
        if layout is None:
            if problems and len(problems) == len(SEPARATORS) - len(found) and _only_cell(rows):
                raise problems[0]
            widest = max(rows, key=lambda row: sum(1 for cell in row if cell.strip()), default=[])
            return None, [cell.strip() for cell in widest]
        width = max(len(row) for row in rows[layout.first - 1 : layout.last])
        return OpenSheet(self._file, "", layout, width, lambda: self._batches(separator, width, layout)), []

    def _batches(self, separator: str, width: int, layout: Layout) -> Iterator[pa.RecordBatch]:
        done = 0
        wanted = schema(width)
        for rows in self.records(separator):
            short = [False] * len(rows)
            if set(map(len, rows)) != {width}:
                short = self._level(rows, width, layout, done)
            numbers = pa.array(range(done + 1, done + 1 + len(rows)), pa.int64())
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            yield pa.record_batch([numbers, *columns, pa.array(short, pa.bool_())], schema=wanted)
            done += len(rows)

    def _level(self, rows: list[list[str]], width: int, layout: Layout, done: int) -> list[bool]:
        """Give every row `width` cells; which were short. Raises UnreadableInput for more cells with something in."""
        short = [False] * len(rows)
        for place, row in enumerate(rows):
            if len(row) < width:
                short[place] = len(row) > 0
                row.extend([""] * (width - len(row)))
            elif len(row) > width:
                at = done + place + 1
                if at > layout.last and any(cell.strip() for cell in row[width:]):
                    raise UnreadableInput(messages.RAGGED(file=self._file, row=at, found=len(row), expected=width))
                del row[width:]
        return short


def _only_cell(rows: list[list[str]]) -> bool:
    return all(len(row) <= 1 for row in rows)
