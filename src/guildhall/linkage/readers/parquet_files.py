"""Parquet files: columns as text in batches, under the names that the file gives them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.columns import literal
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.layout import titles_only
from guildhall.linkage.readers.sheets import OpenSheet, schema
from guildhall.linkage.readers.titles import TitleBook

BATCH: Final = 100_000


def open_parquet(path: Path, file: str, register: Register, book: TitleBook) -> tuple[OpenSheet | None, list[str]]:
    """The file as a sheet, or None and the names of its columns. Raises UnreadableInput where it is damaged."""
    try:
        found = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableInput(messages.damaged(file, str(error))) from error
    names = [str(name) for name in found.names]
    layout = titles_only(names, register, book, file)
    if layout is None:
        return None, names
    width = len(names)
    wanted = schema(width)

    def batches() -> Iterator[pa.RecordBatch]:
        done = 0
        try:
            with pq.ParquetFile(path) as parquet:
                for batch in parquet.iter_batches(BATCH):
                    rows = batch.num_rows
                    numbers = pa.array(range(done + 1, done + 1 + rows), pa.int64())
                    columns = [_text(column) for column in batch.columns]
                    short = pa.array([False] * rows, pa.bool_())
                    yield pa.record_batch([numbers, *columns, short], schema=wanted)
                    done += rows
        except (pa.ArrowException, OSError) as error:
            raise UnreadableInput(messages.damaged(file, str(error))) from error

    return OpenSheet(file, "", layout, width, batches, relation=_relation(path, found)), []


def _relation(path: Path, found: pa.Schema) -> str | None:
    """SQL for a file of nothing but text, which DuckDB reads by itself at half the cost; else None."""
    names = ["file_row_number", *(name.lower() for name in found.names)]
    if len(set(names)) < len(names) or not all(pa.types.is_string(kind) for kind in found.types):
        return None
    cells = [f'"{name.replace(chr(34), chr(34) * 2)}" AS c{i}' for i, name in enumerate(found.names)]
    return (
        f"SELECT file_row_number + 1 AS record, {', '.join(cells)}, FALSE AS short "
        f"FROM read_parquet({literal(str(path))}, file_row_number = TRUE)"
    )


def _text(column: pa.Array) -> pa.Array:
    """A column as text: dates as ISO writes them; what has no text form (lists, structures, bytes) as nothing."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.nulls(len(column), pa.string())
    return pc.cast(column, pa.string())
