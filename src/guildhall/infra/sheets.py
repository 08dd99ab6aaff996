"""Tables handed out as files: .xlsx, and .csv that Excel opens; text is never a formula, a mark says whence."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from guildhall.kernel.text import neutralise
from guildhall.linkage.results.workbook import Column, Sheet, Value, write_workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Table:
    """`mark`: one line above the heading: which export this is, of when, for what."""

    name: str
    mark: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet."""
    columns = [Column(title, width=18) for title in table.columns]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        write_workbook(path, [Sheet(table.name, columns, table.rows, note=table.mark)])
        return path.read_bytes()


def as_csv(table: Table) -> bytes:
    """The table as comma-separated text, UTF-8 with the mark of order that Excel wants."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutralise(table.mark)])
    writer.writerow(map(neutralise, table.columns))
    writer.writerows([neutralise(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")
