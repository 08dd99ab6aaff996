"""Turns a province of Parquet files into workbooks, several where one cannot hold a list, and renumbers the truth."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
import xlsxwriter

from guildhall.province.parts import STEMS, csv_writer
from guildhall.province.truth import ERRORS, LINKS
from guildhall.province.workbooks import MADE

#: A sheet holds 1,048,576 rows; fewer, so that several processes can share the writing of a long list.
MOST_ROWS: Final = 600_000


@dataclass(frozen=True, slots=True)
class Split:
    """A list of `rows` rows in `books` workbooks of `each` rows, the last one shorter."""

    stem: str
    rows: int
    each: int

    @property
    def books(self) -> int:
        return max(1, -(-self.rows // self.each))

    def name(self, book: int) -> str:
        return f"{self.stem}.xlsx" if self.books == 1 else f"{self.stem}_{book + 1}.xlsx"


def split(stem: str, rows: int, most: int = MOST_ROWS) -> Split:
    """Divide a list evenly over as few workbooks as hold it."""
    books = max(1, -(-rows // most))
    return Split(stem, rows, max(1, -(-rows // books)))


def to_workbooks(source: Path, folder: Path, most: int = MOST_ROWS) -> None:
    """Write the lists and the truth of the Parquet province `source` into `folder` as workbooks."""
    splits = {s: split(s, pq.read_metadata(source / f"{s}.parquet").num_rows, most) for s in STEMS}
    jobs = [(source, folder, s, book) for s in splits.values() for book in range(s.books)]
    jobs.sort(key=lambda job: -job[2].each)  # the long ones first, so that no core waits at the end
    with get_context("spawn").Pool(min(len(jobs), os.cpu_count() or 1)) as pool:
        pool.map(_write_book, jobs, chunksize=1)
    with pq.ParquetWriter(folder / "truth" / "links.parquet", LINKS, compression="zstd") as links:
        for table in _tables(source / "truth" / "links.parquet"):
            links.write_table(_renumbered(table, splits))
    errors = csv_writer(folder / "truth" / "errors.csv", ERRORS)
    with pc_csv.open_csv(
        source / "truth" / "errors.csv", convert_options=pc_csv.ConvertOptions(column_types=ERRORS)
    ) as batches:
        for batch in batches:
            errors.write_table(_renumbered(pa.Table.from_batches([batch]), splits))
    errors.close()
    shutil.copyfile(source / "truth" / "alike.csv", folder / "truth" / "alike.csv")


def _write_book(job: tuple[Path, Path, Split, int]) -> None:
    source, folder, whole, book = job
    first, last = book * whole.each, min((book + 1) * whole.each, whole.rows)
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(folder / whole.name(book)), options) as workbook:
        workbook.set_properties({"created": MADE, "title": "Guildhall synthetic data"})
        page = workbook.add_worksheet()
        at = 0
        for table in _tables(source / f"{whole.stem}.parquet"):
            if at == 0:
                page.write_row(0, 0, table.column_names)
            low, high = max(first - at, 0), min(last - at, table.num_rows)
            if low < high:
                _write_rows(page, table.slice(low, high - low), at + low - first + 1)
            at += table.num_rows


def _write_rows(page: xlsxwriter.worksheet.Worksheet, table: pa.Table, line: int) -> None:
    columns = [column.to_pylist() for column in table.columns]
    write = page.write_string
    for row, cells in enumerate(zip(*columns, strict=True), start=line):
        for at, value in enumerate(cells):
            if value is not None:
                write(row, at, value)


def _tables(path: Path) -> Iterator[pa.Table]:
    """Yield a Parquet file by row group."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def _renumbered(table: pa.Table, splits: Mapping[str, Split]) -> pa.Table:
    """Name the workbook that holds each row, and the row's number there."""
    stems = pc.replace_substring_regex(table.column("source"), r"\.[a-z]+$", "")
    which = pc.index_in(stems, pa.array(STEMS))
    each = pc.take(pa.array([splits[s].each for s in STEMS], pa.int64()), which)
    start = pc.take(pa.array(_firsts(splits), pa.int64()), which)
    zero_based = pc.subtract(table.column("source_row"), 1)
    book = pc.divide(zero_based, each)
    names = pa.array([splits[s].name(b) for s in STEMS for b in range(splits[s].books)])
    table = table.set_column(table.column_names.index("source"), "source", pc.take(names, pc.add(start, book)))
    number = pc.add(pc.subtract(zero_based, pc.multiply(book, each)), 1)
    return table.set_column(table.column_names.index("source_row"), "source_row", number)


def _firsts(splits: Mapping[str, Split]) -> list[int]:
    """Where each list's workbooks begin in the row of all workbooks."""
    firsts, at = [], 0
    for stem in STEMS:
        firsts.append(at)
        at += splits[stem].books
    return firsts
