"""Synthetic provinces to measure on, made once and kept under bench/work."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow.parquet as parquet

from bench.measure import guildhall
from guildhall import __file__ as guildhall_source

WORK = Path(__file__).parent / "work"
DEFAULT_SEED = 20230225
OTHER_SEEDS = (1, 2, 3, 5, 8)

#: What makes provinces.
_GENERATOR = ("province", "kernel")

Size = Literal["demo", "1m", "10m"]

#: register option → stems of the files made for it
REGISTERS = {
    "--civil-affairs": ("civil_affairs",),
    "--market": ("market",),
    "--insurance": ("insurance_units", "insurance_persons"),
    "--union": ("union_orgs", "union_covered", "union_members"),
}


def province(size: Size, seed: int = DEFAULT_SEED) -> Path:
    """The folder of a made province; made anew where it is not there or the generator has changed since."""
    return _made(WORK / f"{size}-{seed}", size, seed)


def province_as(size: Size, file_format: str, seed: int = DEFAULT_SEED) -> Path:
    """The same province with every list in one kind of file."""
    return _made(WORK / f"{size}-{seed}-plain-{file_format}", size, seed, "--format", file_format)


def _made(folder: Path, size: Size, seed: int, *more: str) -> Path:
    if not is_current(folder, *_GENERATOR):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        print(f"  making province {folder.name} …", flush=True)
        guildhall("province", "make", "--size", size, "--seed", str(seed), *more, "--out", folder)
        mark_current(folder, *_GENERATOR)
    return folder


@cache
def _print_of(*packages: str) -> str:
    """A fingerprint of our source in packages."""
    source = Path(guildhall_source).parent
    files = [path for package in packages for path in (source / package).rglob("*")]
    code = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        code.update(path.read_bytes())
    return code.hexdigest()


def is_current(folder: Path, *packages: str) -> bool:
    """Whether what a folder holds was made by the source of today."""
    mark = folder / "made"
    return mark.exists() and mark.read_text() == _print_of(*packages)


def mark_current(folder: Path, *packages: str) -> None:
    """Say that it was."""
    (folder / "made").write_text(_print_of(*packages))


def register_options(folder: Path) -> list[str]:
    """Options for `roster build` that name every register file of `folder`, in a fixed order."""
    options: list[str] = []
    for option, stems in REGISTERS.items():
        for stem in stems:
            for path in sorted(folder.glob(f"{stem}[._]*")):
                options += [option, str(path)]
    return options


def rows(folder: Path) -> int:
    """Rows in all register files of a Parquet province."""
    return sum(parquet.ParquetFile(path).metadata.num_rows for path in folder.glob("*.parquet"))
