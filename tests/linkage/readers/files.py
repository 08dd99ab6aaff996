"""Files of every kind that the readers' tests read, and what they gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import xlwt

from guildhall.kernel.errors import Message, UnreadableInput
from guildhall.linkage.contracts import Register, StagedSheet, Task
from guildhall.linkage.readers import Limits, read_registers

Row = Sequence[object]

PERSON_HEADING = ("姓名", "证件号码", "出生日期", "手机号码", "参保单位名称", "费款所属期")
PERSONS = (
    ("张三", "11010519491231002X", "1949-12-31", "15400000001", "甬江合成协会", "2023-01"),
    ("李四", "440524188001010014", "1880-01-01", "15400000002", "甬江合成协会", "2023-01"),
)


class Quiet:
    """Progress that only keeps what was said."""

    def __init__(self) -> None:
        self.said: list[Message] = []

    @contextmanager
    def task(self, message: Message, total: int | None = None) -> Iterator[Task]:
        yield self

    def advance(self, amount: int = 1) -> None: ...
    def set_total(self, total: int) -> None: ...

    def notice(self, message: Message) -> None:
        self.said.append(message)


def csv_text(rows: Sequence[Row], separator: str = ",", end: str = "\r\n") -> str:
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + end for row in rows)


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Row]], merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for place in merged:
            sheet.merge_cells(place)
    book.save(path)
    return path


def write_xls(path: Path, rows: Sequence[Row]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.save(str(path))
    return path


class Reading:
    """Reads files below a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.progress = Quiet()
        self._runs = 0

    def __call__(
        self,
        register: Register,
        *files: Path,
        synonyms: Path | None = None,
        titles: Path | None = None,
        limits: Limits | None = None,
    ) -> list[StagedSheet]:
        self._runs += 1
        work = self.folder / f"work-{self._runs}"
        inputs = {register: [str(file) for file in files]}
        return read_registers(inputs, work, synonyms=synonyms, titles=titles, progress=self.progress, limits=limits)

    def refusal(self, register: Register, *files: Path, limits: Limits | None = None) -> tuple[Message, ...]:
        try:
            self(register, *files, limits=limits)
        except UnreadableInput as error:
            return error.messages
        raise AssertionError("it was read")


def rows_of(path: Path | None, *columns: str) -> list[tuple[Any, ...]]:
    if path is None:
        return []
    wanted = ", ".join(f'"{column}"' for column in columns)
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {wanted} FROM read_parquet(?)", [str(path)]).fetchall()


def said(messages: Sequence[Message], code: str) -> list[dict[str, Any]]:
    return [dict(message.params) for message in messages if message.code == code]
