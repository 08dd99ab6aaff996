"""One shard's lists as Arrow tables on disk, and their joining into the province's files in the order of the shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.ipc
import pyarrow.parquet as pq

from guildhall.province.sheets import Sheet, as_text
from guildhall.province.truth import ALIKE, ERRORS, LINKS, alike_of, errors_of, links_of
from guildhall.province.world import Alike

STEMS: Final = (
    "civil_affairs",
    "market",
    "insurance_units",
    "insurance_persons",
    "union_orgs",
    "union_covered",
    "union_members",
)


def titles(sheet: Sheet) -> list[str]:
    return [sheet.titles[f] for f in sheet.fields]


def table_of(sheets: Sequence[Sheet]) -> pa.Table:
    """Return sheets of the same columns, one below the other, as text columns under their own titles."""
    names = titles(sheets[0])
    tables = []
    for sheet in sheets:
        columns = zip(*sheet.rows, strict=True) if sheet.rows else [()] * len(names)
        tables.append(pa.table([pa.array(map(as_text, c), pa.string()) for c in columns], names=names))
    return pa.concat_tables(tables).combine_chunks()


def stacked(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, range]]:
    """Yield each sheet with the numbers, from 1, that its rows have when the sheets stand one below the other."""
    at = 1
    for sheet in sheets:
        yield sheet, range(at, at + len(sheet.rows))
        at += len(sheet.rows)


@dataclass(frozen=True, slots=True)
class Lists:
    """One shard as its clerks have it: lists by file in the order of STEMS, true figures, and who is alike."""

    files: Sequence[Sequence[Sheet]]
    figures: Counter[str]
    alike: Sequence[Alike]


@dataclass(frozen=True, slots=True)
class Part:
    """A shard on disk. `rows` by stem; the files are named after the shard and the stem."""

    folder: Path
    shard: int
    rows: dict[str, int]
    figures: Counter[str]

    def path(self, name: str) -> Path:
        return self.folder / f"{self.shard:04d}-{name}.arrow"

    def read(self, name: str) -> pa.Table:
        with pa.memory_map(str(self.path(name))) as source:
            return pa.ipc.open_file(source).read_all()

    def remove(self) -> None:
        for name in (*self.rows, "links", "errors", "alike"):
            self.path(name).unlink()


def store_part(folder: Path, shard: int, lists: Lists) -> Part:
    """Write a shard's lists and truth; rows are numbered within the shard."""
    files = lists.files
    part = Part(folder, shard, {f[0].stem: sum(len(s.rows) for s in f) for f in files}, lists.figures)
    for sheets in files:
        _store(part.path(sheets[0].stem), table_of(sheets))
    placed = [(sheet, sheet.stem, numbers) for sheets in files for sheet, numbers in stacked(sheets)]
    _store(part.path("links"), pa.concat_tables([links_of(*one) for one in placed]))
    _store(part.path("errors"), pa.concat_tables([errors_of(*one) for one in placed]))
    _store(part.path("alike"), alike_of(lists.alike))
    return part


def _store(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


class Joiner:
    """Appends parts, shard after shard, to the files of the province; never holds more than one part."""

    def __init__(self, folder: Path, file_format: str) -> None:
        self._folder = folder
        self._format = file_format
        self._lists: dict[str, pq.ParquetWriter | pc_csv.CSVWriter] = {}
        self._offsets = Counter(dict.fromkeys(STEMS, 0))
        self._links = pq.ParquetWriter(folder / "truth" / "links.parquet", LINKS, compression="zstd")
        self._errors = csv_writer(folder / "truth" / "errors.csv", ERRORS)
        self._alike = csv_writer(folder / "truth" / "alike.csv", ALIKE)
        self.figures: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for writer in (*self._lists.values(), self._links, self._errors, self._alike):
            writer.close()

    def append(self, part: Part) -> None:
        self._links.write_table(self._shifted(part.read("links")))
        self._errors.write_table(self._shifted(part.read("errors")))
        self._alike.write_table(part.read("alike"))
        for stem, rows in part.rows.items():
            table = part.read(stem)
            if stem not in self._lists:
                path = self._folder / f"{stem}.{self._format}"
                self._lists[stem] = (
                    pq.ParquetWriter(path, table.schema, compression="zstd")
                    if self._format == "parquet"
                    else csv_writer(path, table.schema)
                )
            self._lists[stem].write_table(table)
            self._offsets[stem] += rows
        self.figures.update(part.figures)

    def _shifted(self, table: pa.Table) -> pa.Table:
        """Number rows over the whole file and name the file."""
        stems = table.column("source")
        offset = pa.array([self._offsets[s] for s in STEMS], pa.int64())
        shift = pc.take(offset, pc.index_in(stems, pa.array(STEMS)))
        source = pc.binary_join_element_wise(stems, f".{self._format}", "")
        table = table.set_column(table.schema.get_field_index("source"), "source", source)
        numbered = pc.add(table.column("source_row"), shift)
        return table.set_column(table.schema.get_field_index("source_row"), "source_row", numbered)


def write_truth(folder: Path, placed: Sequence[tuple[Sheet, str, Sequence[int]]], alike: Sequence[Alike]) -> None:
    """Write links.parquet, errors.csv and alike.csv of sheets whose files and rows are known."""
    with pq.ParquetWriter(folder / "links.parquet", LINKS, compression="zstd") as links:
        for one in placed:
            links.write_table(links_of(*one))
    errors = csv_writer(folder / "errors.csv", ERRORS)
    for one in placed:
        errors.write_table(errors_of(*one))
    errors.close()
    pairs = csv_writer(folder / "alike.csv", ALIKE)
    pairs.write_table(alike_of(alike))
    pairs.close()


def csv_writer(path: Path, schema: pa.Schema) -> pc_csv.CSVWriter:
    """Return a writer of UTF-8 with a byte order mark, as Excel likes it; closing it closes the file."""
    sink = pa.OSFile(str(path), "wb")
    sink.write(b"\xef\xbb\xbf")
    return pc_csv.CSVWriter(sink, schema, write_options=pc_csv.WriteOptions(quoting_style="needed"))
