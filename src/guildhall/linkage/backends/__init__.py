"""The seam between the steps of a run and the engine that runs them.

Steps speak SQL over the tables of `linkage.tables` and hand frames to Splink; they never import an engine. DuckDB
serves one machine; an engine for many machines implements the same few methods (docs/adr).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


class Backend(Protocol):
    """What a step may ask of the engine. Tables live as long as the backend does."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement. `?` takes the parameters in order."""
        ...

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, for small answers."""
        ...

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the only row. Raises LookupError if there is not exactly one row."""
        ...

    def arrow(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """A query's answer as an Arrow table; give ORDER BY where order matters."""
        ...

    def create(self, table: str) -> None:
        """An empty table of the contract `linkage.tables.TABLES`, replacing one of that name."""
        ...

    def create_from_arrow(self, table: str, data: pa.Table) -> None:
        """A table with these rows, replacing one of that name."""
        ...

    def append_parquet(self, table: str, path: Path, columns: Mapping[str, str]) -> int:
        """Add a file's rows and return how many. `columns`: the table's column → SQL expression over the file's."""
        ...

    def write_parquet(self, query: str, path: Path) -> int:
        """Write an ordered query; equal rows give equal bytes whatever the number of threads. Returns the rows."""
        ...

    def write_csv(self, query: str, path: Path) -> None:
        """Write an ordered query with a heading, in UTF-8 with a byte-order mark, so that Excel reads it rightly."""
        ...

    def has_table(self, table: str) -> bool: ...

    def splink_api(self) -> Any:
        """Splink's database API over the same tables."""
        ...

    def beside(self) -> Backend:
        """Another connection to the same tables, for another thread. Its temporary tables and macros are its own."""
        ...

    def interrupt(self) -> None:
        """From another thread: what runs on this connection fails. Nothing where nothing runs."""
        ...

    def close(self) -> None: ...
