"""Writing rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Neither goes through model instances: a `bulk_create` of a million rows spends most of its time making them. Constraints
of the database hold as ever; a broken one rises as `IntegrityError` and undoes the operation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb

#: Rows handed to SQLite at a time.
BATCH: Final = 5_000

Row = Sequence[Any]


def write_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows of plain Python values, in the order of `fields`; returns how many.

    Fields that are not named get nothing: name every one that the table requires. Runs in the caller's transaction;
    what makes the rows must not ask the database meanwhile, its connection is taken by COPY.
    """
    columns = [model._meta.get_field(name) for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)  # type: ignore[union-attr]  # fields of a table, not relations to it
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} ({names}) FROM STDIN", columns, rows)
    return _execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", columns, rows)


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Change rows of plain Python values, each `(key, *values in the order of fields)`; returns how many were given.

    On PostgreSQL through a table of the transaction and one UPDATE, on SQLite by one prepared statement. The caller
    has locked what others may change at the same time.
    """
    key = model._meta.pk
    columns = [key, *(model._meta.get_field(name) for name in fields)]
    names = [connection.ops.quote_name(str(column.column)) for column in columns]  # type: ignore[union-attr]  # as above
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor != "postgresql":
        # The key stands first in a row and last in the statement: numbered marks take it from where it is.
        sets = ", ".join(f"{name} = ?{place}" for place, name in enumerate(names[1:], start=2))
        return _execute(f"UPDATE {table} SET {sets} WHERE {names[0]} = ?1", columns, rows)
    passing = connection.ops.quote_name(f"passing_{model._meta.db_table}")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {passing} ON COMMIT DROP AS SELECT {', '.join(names)} FROM {table} LIMIT 0")
        count = _copy(f"COPY {passing} ({', '.join(names)}) FROM STDIN", columns, rows)
        sets = ", ".join(f"{name} = {passing}.{name}" for name in names[1:])
        cursor.execute(f"UPDATE {table} SET {sets} FROM {passing} WHERE {table}.{names[0]} = {passing}.{names[0]}")
        cursor.execute(f"DROP TABLE {passing}")
    return count


def _copy(statement: str, columns: Sequence[Any], rows: Iterable[Row]) -> int:
    encoded = [position for position, column in enumerate(columns) if isinstance(column, models.JSONField)]
    written = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            if encoded:
                values = list(row)
                for position in encoded:
                    values[position] = Jsonb(values[position])
                copy.write_row(values)
            else:
                copy.write_row(row)
            written += 1
    return written


def _execute(statement: str, columns: Sequence[Any], rows: Iterable[Row]) -> int:
    adapters = [(position, adapt) for position, adapt in enumerate(map(_adapter, columns)) if adapt is not None]
    written = 0
    batch: list[Row] = []
    with connection.cursor() as cursor:
        # The driver's own cursor: Django's would rewrite the statement's marks for every batch.
        plain = cursor.cursor.connection.cursor()
        for row in rows:
            values = list(row)
            for position, adapt in adapters:
                if values[position] is not None:
                    values[position] = adapt(values[position])
            batch.append(values)
            if len(batch) == BATCH:
                written += _flush(plain, statement, batch)
        written += _flush(plain, statement, batch)
    return written


def _flush(cursor: Any, statement: str, batch: list[Row]) -> int:
    with connection.wrap_database_errors:
        cursor.executemany(statement, batch)
    count = len(batch)
    batch.clear()
    return count


def _adapter(column: Any) -> Callable[[Any], Any] | None:
    """How SQLite keeps values of a column, as Django reads them; None: as they are."""
    target = column
    while target.is_relation:  # a key that is itself a relation: one to one
        target = target.target_field
    if isinstance(target, models.UUIDField):
        return _hex
    if isinstance(target, models.DateTimeField):
        return _moment
    if isinstance(target, models.DateField):
        return date.isoformat
    return _json if isinstance(target, models.JSONField) else None


def _hex(value: UUID) -> str:
    return value.hex


def _moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
