"""Writes sheets to files and says which physical record each row became."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guildhall.province.sheets import Sheet, Value


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sheet went: `source` as truth names it, and for each row its number from 1 below the header."""

    sheet: Sheet
    source: str
    rows: Sequence[int]


def as_text(value: Value) -> str | None:
    """Return a cell as a text file holds it; numbers that Excel turned into floats keep Excel's notation."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.5E}"
    return value.isoformat() if isinstance(value, date) else str(value)


def titles(sheet: Sheet) -> list[str]:
    return [sheet.titles[f] for f in sheet.fields]


def write_csv(path: Path, sheets: Sequence[Sheet], encoding: str = "utf-8-sig") -> list[Placed]:
    """Write sheets of the same columns one below the other."""
    placed: list[Placed] = []
    at = 0
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(titles(sheets[0]))
        for sheet in sheets:
            writer.writerows([as_text(v) for v in row] for row in sheet.rows)
            placed.append(Placed(sheet, path.name, range(at + 1, at + 1 + len(sheet.rows))))
            at += len(sheet.rows)
    return placed


def arrow_table(sheet: Sheet) -> pa.Table:
    """Return the sheet as a table of text columns under its own titles."""
    columns: Iterable[tuple[Value, ...]] = zip(*sheet.rows, strict=True) if sheet.rows else [()] * len(sheet.fields)
    arrays = [pa.array([as_text(v) for v in column], pa.string()) for column in columns]
    return pa.table(arrays, names=titles(sheet))


def write_parquet(path: Path, sheets: Sequence[Sheet]) -> list[Placed]:
    """Write sheets of the same columns one below the other, each as a row group."""
    placed: list[Placed] = []
    at = 0
    schema = pa.schema([(t, pa.string()) for t in titles(sheets[0])])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for sheet in sheets:
            if sheet.rows:
                writer.write_table(arrow_table(sheet))
            placed.append(Placed(sheet, path.name, range(at + 1, at + 1 + len(sheet.rows))))
            at += len(sheet.rows)
    return placed
