"""Working tables of the steps go as soon as nobody reads them: else a large run crowds its own memory."""

from __future__ import annotations

from guildhall.linkage.backends import Backend


def drop_working(backend: Backend, prefix: str, *, keep: tuple[str, ...] = ()) -> None:
    """Drop the tables whose names begin with `prefix`, but for those of `keep`."""
    found = backend.rows(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?) ORDER BY ALL", [prefix]
    )
    for (table,) in found:
        if table not in keep:
            backend.execute(f'DROP TABLE "{table}"')
