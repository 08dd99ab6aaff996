"""Text files with separators: encoding and separator found out, records read in batches without a loop per row."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import pyarrow as pa
from pyarrow import csv as pacsv

from guildhall.kernel.errors import Message, UnreadableInput
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


class _Lines:
    """A text file in blocks of whole lines; a null byte or an undecodable one stops with its line.

    As an iterator it gives the lines of the block that was begun, and then those of the next ones.
    """

    def __init__(self, stream: TextIO, file: str) -> None:
        self._stream, self._file, self.line = stream, file, 0
        self.begun: deque[str] = deque()

    def block(self) -> list[str]:
        """The next lines; none at the end."""
        try:
            lines = self._stream.readlines(_CHUNK)
        except UnicodeDecodeError as error:
            row = self.line + 1 + bytes(error.object[: error.start]).count(b"\n")
            raise UnreadableInput(messages.ENCODING(file=self._file, row=row)) from error
        if "\0" in "".join(lines):
            row = self.line + 1 + next(n for n, text in enumerate(lines) if "\0" in text)
            raise UnreadableInput(messages.NUL(file=self._file, row=row))
        self.line += len(lines)
        return lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.begun:
            self.begun.extend(self.block())
        if not self.begun:
            raise StopIteration
        return self.begun.popleft()


class TextTable:
    """A text file of one table. `records` gives batches of rows as lists of cells, blank lines as []."""

    def __init__(self, path: Path, file: str) -> None:
        self._path, self._file = path, file
        self.encoding = find_encoding(path, file)

    def records(self, separator: str, *, width: int = 0, batch: int = BATCH) -> Iterator[list[list[str]] | pa.Table]:
        """Batches of records, as a table where all of them are plain and have `width` cells; 0: never.

        Raises UnreadableInput where quotation marks do not pair up, with the record's row.
        """
        done = 0
        limit = csv.field_size_limit(_LONGEST_CELL)
        try:
            with self._path.open(encoding=self.encoding, newline="") as stream:
                lines = _Lines(stream, self._file)
                reader = csv.reader(lines, delimiter=separator, strict=True)
                while block := lines.block():
                    table = _at_once(block, separator, width) if width else None
                    if table is not None:
                        done += table.num_rows
                        yield table
                        continue
                    lines.begun.extend(block)
                    # A record may run on into the next block; then that one is begun too.
                    while lines.begun:
                        rows: list[list[str]] = []
                        try:
                            while lines.begun and len(rows) < batch:
                                rows.append(next(reader))
                        except csv.Error as error:
                            row = done + len(rows) + 1
                            raise UnreadableInput(self._unread(row, str(error))) from error
                        done += len(rows)
                        yield rows
        finally:
            csv.field_size_limit(limit)

    def _unread(self, row: int, detail: str) -> Message:
        if "field limit" in detail:
            return messages.LONG_CELL(file=self._file, row=row, limit=_LONGEST_CELL)
        zh = "到文件末尾还没有闭合" if "end of data" in detail else "闭合以后还有字"
        return messages.QUOTES(file=self._file, row=row, detail_zh=zh, detail_en=detail)

    def head(self, separator: str) -> list[list[str]]:
        rows: list[list[str]] = []
        for records in self.records(separator, batch=HEADING_WITHIN + 1):
            if isinstance(records, list):
                rows += records
            if len(rows) > HEADING_WITHIN:
                break
        return rows[: HEADING_WITHIN + 1]

    def cells(self) -> list[list[str]]:
        """All records, under the separator that makes the most cells of the first ones."""
        best = max(SEPARATORS, key=lambda separator: sum(map(len, self._head_or_none(separator))))
        return [row for rows in self.records(best) if isinstance(rows, list) for row in rows]

    def _head_or_none(self, separator: str) -> list[list[str]]:
        try:
            return self.head(separator)
        except UnreadableInput:
            return []

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
        quotes = (messages.QUOTES, messages.LONG_CELL)
        if best is None or (best[3] is None and any(p.messages[0].kind not in quotes for p in problems)):
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
        for rows in self.records(separator, width=width):
            if isinstance(rows, pa.Table):
                count, short = rows.num_rows, [False] * rows.num_rows
                columns = [column.combine_chunks() for column in rows.columns]
            else:
                count, short = len(rows), self._level(rows, width, layout, done)
                columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            numbers = pa.array(range(done + 1, done + 1 + count), pa.int64())
            if count:
                yield pa.record_batch([numbers, *columns, pa.array(short, pa.bool_())], schema=wanted)
            done += count

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


def _at_once(lines: Sequence[str], separator: str, width: int) -> pa.Table | None:
    """The block as columns, where it has a record on each line and no mark that could be read in two ways; else None.

    Arrow's parser is quick but lenient: it must only see blocks without a quotation mark, or with all cells in them.
    """
    text = "".join(lines)
    marks = text.count('"')
    if marks and not _all_quoted(text, len(lines), marks, separator):
        return None
    if len(max(lines, key=len)) > _LONGEST_CELL:
        return None
    names = [f"c{i}" for i in range(width)]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pacsv.ReadOptions(
                column_names=names, use_threads=False, block_size=max(4 * len(text), 1 << 10)
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=separator, quote_char='"' if marks else False, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], check_utf8=False
            ),
        )
    except pa.ArrowInvalid:  # some line has more or fewer cells
        return None
    return table if table.num_rows == len(lines) else None


def _all_quoted(text: str, lines: int, marks: int, separator: str) -> bool:
    """Whether each of the marks stands at one end of a cell, the first and last of each line at its very ends."""
    end = "\r\n" if text.endswith("\r\n") else "\n"
    between = f'"{separator}"'
    return (
        text.startswith('"')
        and marks == 2 * text.count(between) + 2 * lines
        and text.count(f'"{end}') == lines
        and text.count('\n"') == lines - 1
        # A mark must not be counted twice, at the end of the line and between two cells.
        and not text.startswith((between, f'"{end}'))
        and not any(twice in text for twice in (f"\n{between}", f"{between}{end}", f'\n"{end}'))
    )


def _only_cell(rows: list[list[str]]) -> bool:
    return all(len(row) <= 1 for row in rows)
