"""The tables that an engine would leave, filled by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.tables import TABLES

AS_OF_MONTH = "2023-01"
Row = Mapping[str, object]


def backend_with(work: Path, tables: Mapping[str, Sequence[Row]]) -> DuckDBBackend:
    """Every table of the contract, the named ones with their rows; what a row leaves out is NULL."""
    backend = DuckDBBackend(work, threads=1)
    for table in TABLES:
        backend.create(table)
    for table, rows in tables.items():
        fill(backend, table, rows)
    return backend


def fill(backend: DuckDBBackend, table: str, rows: Iterable[Row]) -> None:
    """Replace the rows of a table."""
    backend.execute(f'DELETE FROM "{table}"')
    for row in rows:
        assert row.keys() <= TABLES[table].keys(), table
        names = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        backend.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))


def unit_id(number: int) -> str:
    return f"o{number:07d}"


def union_id(number: int) -> str:
    return f"o{900_000 + number:07d}"


def unit(number: int, **more: object) -> Row:
    return {
        "entity_id": unit_id(number),
        "facet": "unit",
        "name": f"单位{number}",
        "org_kind": "social_service",
        "place": "330203",
        "mentions": 1,
        "rows": 1,
        **more,
    }


def union_entity(number: int, **more: object) -> Row:
    """The union as an organisation; its type and state stand in `unions`."""
    return {"entity_id": union_id(number), "facet": "union", "name": f"工会{number}", "mentions": 1, "rows": 1, **more}
