"""Synthetic provinces to measure on, made once and kept under bench/work; also as .csv and .xlsx."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow.parquet as parquet
import xlsxwriter

from bench.measure import guildhall
from guildhall import __file__ as guildhall_source

WORK = Path(__file__).parent / "work"
DEFAULT_SEED = 20230225
OTHER_SEEDS = (1, 2, 3, 5, 8)

Size = Literal["demo", "1m", "10m"]

#: register option → stems of the files made for it
REGISTERS = {
    "--civil-affairs": ("civil_affairs",),
    "--market": ("market",),
    "--insurance": ("insurance_units", "insurance_persons"),
    "--union": ("union_orgs", "union_covered", "union_members"),
}
_SHEET_ROWS = 1_000_000  # Excel holds 1,048,576 rows a sheet, the heading among them


def province(size: Size, seed: int = DEFAULT_SEED) -> Path:
    """The folder of a made province; made anew where it is not there or the generator has changed since."""
    return _made(WORK / f"{size}-{seed}", size, seed)


def province_as(size: Size, file_format: str, seed: int = DEFAULT_SEED) -> Path:
    """The same province with every list in one kind of file."""
    return _made(WORK / f"{size}-{seed}-plain-{file_format}", size, seed, "--format", file_format)


def _made(folder: Path, size: Size, seed: int, *more: str) -> Path:
    if not _current(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        print(f"  making province {folder.name} …", flush=True)
        guildhall("province", "make", "--size", size, "--seed", str(seed), *more, "--out", folder)
        _mark(folder)
    return folder


@cache
def _generator() -> str:
    """A fingerprint of the source that makes provinces."""
    source = Path(guildhall_source).parent
    files = [*(source / "province").rglob("*"), *(source / "kernel").rglob("*")]
    code = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        code.update(path.read_bytes())
    return code.hexdigest()


def _current(folder: Path) -> bool:
    mark = folder / "made"
    return mark.exists() and mark.read_text() == _generator()


def _mark(folder: Path) -> None:
    (folder / "made").write_text(_generator())


def register_options(folder: Path) -> list[str]:
    """Options for `roster build` that name every register file of `folder`, in a fixed order."""
    options: list[str] = []
    for option, stems in REGISTERS.items():
        for stem in stems:
            for path in sorted(folder.glob(f"{stem}[._]*")):
                options += [option, str(path)]
    return options


def as_csv(source: Path) -> Path:
    """The registers of a Parquet province as UTF-8 .csv files, made once."""
    return _converted(source, "csv", _to_csv)


def as_xlsx(source: Path) -> Path:
    """The registers of a Parquet province as workbooks of at most a million rows each, made once."""
    return _converted(source, "xlsx", _to_xlsx)


def rows(folder: Path) -> int:
    """Rows in all register files of a Parquet province."""
    return sum(parquet.ParquetFile(path).metadata.num_rows for path in folder.glob("*.parquet"))


def _converted(source: Path, suffix: str, convert: object) -> Path:
    folder = source.with_name(f"{source.name}-{suffix}")
    if not _current(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        print(f"  writing {source.name} as {suffix} …", flush=True)
        for path in sorted(source.glob("*.parquet")):
            if callable(convert):
                convert(path, folder / path.stem)
        _mark(folder)
    return folder


def _to_csv(path: Path, target: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(
            f"COPY (SELECT * FROM read_parquet('{path}')) TO '{target.with_suffix('.csv')}' (HEADER, DELIMITER ',')"
        )


def _to_xlsx(path: Path, target: Path) -> None:
    file = parquet.ParquetFile(path)
    titles = file.schema_arrow.names
    lines = _text_rows(file)
    for part in range(-(-file.metadata.num_rows // _SHEET_ROWS)):
        name = f"{target.name}_{part + 1}.xlsx" if part else f"{target.name}.xlsx"
        with xlsxwriter.Workbook(str(target.with_name(name)), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, titles)
            for number in range(1, _SHEET_ROWS + 1):
                line = next(lines, None)
                if line is None:
                    break
                for column, value in enumerate(line):
                    if value is not None:
                        sheet.write_string(number, column, str(value))


def _text_rows(file: parquet.ParquetFile) -> Iterator[tuple[object, ...]]:
    for batch in file.iter_batches(batch_size=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
