"""How many rows a second the readers stage, by kind of file: the same list of insured persons in each."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
import xlsxwriter
import xlwt

from bench.page import Result, Table, seconds
from bench.provinces import WORK, province_as
from guildhall.cli.console import Silence
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import read_registers

LIST = "insurance_persons.parquet"
_OLD_SHEET = 65_000  # rows; .xls holds 65,536


def run(options: argparse.Namespace) -> Result:
    table = parquet.read_table(province_as("demo", "parquet") / LIST)
    folder = WORK / "readers"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kinds: dict[str, Callable[[pa.Table, Path], None]] = {
        "Parquet": parquet.write_table,
        "CSV, UTF-8": lambda rows, path: _text(rows, path, "utf-8-sig"),
        "CSV, GB18030": lambda rows, path: _text(rows, path, "gb18030"),
        "CSV, UTF-16": lambda rows, path: _text(rows, path, "utf-16"),
        "Excel .xlsx": _xlsx,
        "Excel .xls": _xls,
    }
    endings = {"Parquet": "parquet", "Excel .xlsx": "xlsx", "Excel .xls": "xls"}
    lines, measured = [], {}
    for number, (name, write) in enumerate(kinds.items()):
        path = folder / f"{number}.{endings.get(name, 'csv')}"
        write(table, path)
        taken, accepted = _read(path)
        lines.append(
            [
                name,
                f"{path.stat().st_size / 2**20:.1f} MiB",
                seconds(taken),
                f"{table.num_rows / taken:,.0f}",
                f"{accepted:,}",
            ]
        )
        measured[name] = table.num_rows / taken
    return Result(
        "Reading",
        f"{table.num_rows:,} rows of insured persons in {table.num_columns} columns, as one file: found out, checked, "
        "cleaned and staged, the start of the child process included.",
        [Table(["kind", "size", "time", "rows a second", "rows accepted"], lines)],
        measured,
    )


def _read(path: Path) -> tuple[float, int]:
    """Seconds and accepted rows; the better of two runs, as the first one may wait for the disk."""
    best, accepted = float("inf"), 0
    for _ in range(2):
        with tempfile.TemporaryDirectory() as work:
            begin = time.perf_counter()
            sheets = read_registers({Register.INSURANCE: [str(path)]}, Path(work), progress=Silence())
            best = min(best, time.perf_counter() - begin)
            accepted = sum(sheet.counts.accepted for sheet in sheets)
    return best, accepted


def _text(rows: pa.Table, path: Path, encoding: str) -> None:
    plain = path.with_suffix(".utf8")
    arrow_csv.write_csv(rows, plain)
    path.write_text(plain.read_text(encoding="utf-8"), encoding=encoding)
    plain.unlink()


def _xlsx(rows: pa.Table, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, rows.column_names)
        for number, line in enumerate(zip(*rows.to_pydict().values(), strict=True), 1):
            sheet.write_row(number, 0, line)


def _xls(rows: pa.Table, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for first in range(0, rows.num_rows, _OLD_SHEET):
        sheet = book.add_sheet(f"{first // _OLD_SHEET + 1}")
        part = rows.slice(first, _OLD_SHEET)
        for column, name in enumerate(part.column_names):
            sheet.write(0, column, name)
            for number, value in enumerate(part.column(name).to_pylist(), 1):
                if value is not None:
                    sheet.write(number, column, value)
    book.save(str(path))
