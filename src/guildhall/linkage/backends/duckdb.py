"""The engine for one machine: DuckDB, its tables in memory or in a file of the run's own folder, within a limit."""

from __future__ import annotations

import codecs
import copy
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from guildhall.kernel.errors import Catalogue, MessageKind, UsageError
from guildhall.linkage.tables import create_statement

MEMORY_SHORT = MessageKind(
    "engine.memory_short",
    "内存上限太小，放不下这些名单。请用 --memory 给多一些，或分批处理。",
    "The memory limit is too small for these lists. Give more with --memory, or run fewer lists at once.",
)
MESSAGES = Catalogue([MEMORY_SHORT])


class DuckDBBackend:
    """One connection. `threads`: None takes all cores. `memory_limit`: as DuckDB writes it, e.g. '3GB'.

    What does not fit is spilled below `work`. `in_file`: tables stand there too, compressed: slower, for large runs.
    """

    def __init__(
        self, work: Path, *, threads: int | None = None, memory_limit: str | None = None, in_file: bool = False
    ) -> None:
        own = Path(tempfile.mkdtemp(prefix="engine-", dir=work))
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(own / "spill"),
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads is not None:
            settings["threads"] = threads
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        self.connection = duckdb.connect(str(own / "tables.duckdb") if in_file else ":memory:", config=settings)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        self.connection.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(parameters)).fetchall()

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        rows = self.rows(sql, parameters)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows where one was asked for: {sql[:80]}")
        return rows[0][0]

    def arrow(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        return self.connection.sql(sql, params=list(parameters) or None).to_arrow_table()

    def create(self, table: str) -> None:
        self.execute(create_statement(table))

    def create_from_arrow(self, table: str, data: pa.Table) -> None:
        self.connection.register("incoming_arrow", data)
        try:
            self.execute(f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM incoming_arrow')
        finally:
            self.connection.unregister("incoming_arrow")

    def append_parquet(self, table: str, path: Path, columns: Mapping[str, str]) -> int:
        names = ", ".join(f'"{name}"' for name in columns)
        expressions = ", ".join(columns.values())
        before = self.value(f'SELECT count(*) FROM "{table}"')
        self.execute(f'INSERT INTO "{table}" ({names}) SELECT {expressions} FROM read_parquet(?)', [str(path)])
        return int(self.value(f'SELECT count(*) FROM "{table}"') - before)

    def write_parquet(self, query: str, path: Path) -> int:
        target = str(path).replace("'", "''")
        shape = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880"
        self.execute(f"COPY ({query}) TO '{target}' ({shape})")
        return int(self.value("SELECT count(*) FROM read_parquet(?)", [str(path)]))

    def write_csv(self, query: str, path: Path) -> None:
        bare = path.with_name(f".{path.name}.bare")
        target = str(bare).replace("'", "''")
        self.execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER true)")
        with path.open("wb") as marked, bare.open("rb") as rows:
            marked.write(codecs.BOM_UTF8)
            shutil.copyfileobj(rows, marked)
        bare.unlink()

    def has_table(self, table: str) -> bool:
        return bool(self.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [table]))

    def splink_api(self) -> Any:
        from splink import DuckDBAPI  # half a second to import: only a run that scores pairs pays it

        return DuckDBAPI(self.connection)

    def beside(self) -> DuckDBBackend:
        other = copy.copy(self)
        other.connection = self.connection.cursor()
        return other

    def interrupt(self) -> None:
        self.connection.interrupt()

    def close(self) -> None:
        self.connection.close()


@contextmanager
def duckdb_backend(
    work: Path, *, threads: int | None = None, memory_limit: str | None = None, in_file: bool = False
) -> Iterator[DuckDBBackend]:
    """A backend that is closed at the end of the block. `work` must be a folder that may hold personal data.

    Raises UsageError where the limit is too small for the tables, OSError where the disk is full.
    """
    backend = DuckDBBackend(work, threads=threads, memory_limit=memory_limit, in_file=in_file)
    try:
        yield backend
    except duckdb.OutOfMemoryException as error:
        raise UsageError(MEMORY_SHORT()) from error
    except duckdb.IOException as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(work)) from error
        raise
    finally:
        backend.close()
