"""Writing rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Neither goes through model instances: a `bulk_create` of a million rows spends most of its time making them. Constraints
of the database hold as ever; a broken one rises as `IntegrityError` and undoes the operation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection, models

from guildhall.infra.binary import HEAD, TAIL, encoder_of, rows_as_bytes
from guildhall.kernel.batches import chunks

#: Rows handed to the database at a time.
BATCH: Final = 5_000
#: So many new rows change what the database should know of a table.
MANY: Final = 10_000

Row = Sequence[Any]
T = TypeVar("T")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows in the form that the database takes: bytes for PostgreSQL, values as SQLite keeps them."""

    count: int
    content: bytes | list[Row]


class Target:
    """Columns of a table that rows go to. `prepare` may run in another thread, while earlier rows are written."""

    def __init__(self, model: type[models.Model], fields: Sequence[str], *, key: bool = False) -> None:
        """`key`: the table's key stands before the fields."""
        meta = model._meta
        columns: list[Any] = [*((meta.pk,) if key else ()), *map(meta.get_field, fields)]
        self.table = connection.ops.quote_name(meta.db_table)
        self.names = [connection.ops.quote_name(str(column.column)) for column in columns]
        self._copies = connection.vendor == "postgresql"
        self._encoders = [encoder_of(column) for column in columns] if self._copies else []
        self._adapters = [] if self._copies else [_adapter(column) for column in columns]

    def prepare(self, rows: Sequence[Row]) -> Prepared:
        """Make plain Python values what the database takes; asks it nothing."""
        columns = list(zip(*rows, strict=True))
        if not columns:
            return Prepared(0, b"" if self._copies else [])
        if self._copies:
            return Prepared(len(rows), rows_as_bytes(columns, self._encoders))
        for position, adapt in enumerate(self._adapters):
            if adapt is not None:
                columns[position] = tuple(None if value is None else adapt(value) for value in columns[position])
        return Prepared(len(rows), list(zip(*columns, strict=True)))

    def write(self, prepared: Iterable[Prepared]) -> int:
        """Insert prepared rows, in the caller's transaction; returns how many.

        What makes them must not ask the database meanwhile: its connection is taken by COPY.
        """
        names = ", ".join(self.names)
        if self._copies:
            return self.copy_into(self.table, prepared)
        marks = ", ".join("?" * len(self.names))
        return self.execute(f"INSERT INTO {self.table} ({names}) VALUES ({marks})", prepared)

    def copy_into(self, table: str, prepared: Iterable[Prepared]) -> int:
        """PostgreSQL: insert into a table that has these columns."""
        statement = f"COPY {table} ({', '.join(self.names)}) FROM STDIN (FORMAT BINARY)"
        written = 0
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
            copy.write(HEAD)
            for part in prepared:
                copy.write(part.content)
                written += part.count
            copy.write(TAIL)
        return written

    def execute(self, statement: str, prepared: Iterable[Prepared]) -> int:
        """SQLite: do a statement for every row."""
        written = 0
        with connection.cursor() as cursor:
            # The driver's own cursor: Django's would rewrite the statement's marks for every batch.
            plain = cursor.cursor.connection.cursor()
            for part in prepared:
                with connection.wrap_database_errors:
                    plain.executemany(statement, part.content)
                written += part.count
        return written


def look_over(written: int, *tables: type[models.Model]) -> None:
    """Let PostgreSQL look at tables to which many rows were just written: what it knows decides how it reads them.

    In the caller's transaction, which keeps others from tidying these tables up until it ends. Few rows: nothing.
    """
    if written < MANY or connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


def ahead(work: Callable[[T], Made], items: Iterable[T]) -> Iterator[Made]:
    """What `work` makes of each item, in order, the next one made in a thread while the caller writes the last.

    The items are taken in the caller's thread, between two writes: taking them may ask the database, `work` may not.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        waiting: Future[Made] | None = None
        for item in items:
            begun = pool.submit(work, item)
            if waiting is not None:
                yield waiting.result()
            waiting = begun
        if waiting is not None:
            yield waiting.result()


def write_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows of plain Python values, in the order of `fields`; returns how many. An id may be its 16 bytes.

    Fields that are not named get nothing: name every one that the table requires. Runs in the caller's transaction;
    what makes the rows must not ask the database meanwhile, its connection is taken by COPY.
    """
    target = Target(model, fields)
    return target.write(map(target.prepare, chunks(rows, BATCH)))


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Change rows of plain Python values, each `(key, *values in the order of fields)`; returns how many were given.

    On PostgreSQL through a table of the transaction and one UPDATE, on SQLite by one prepared statement. The caller
    has locked what others may change at the same time.
    """
    target = Target(model, fields, key=True)
    table, (key, *names) = target.table, target.names
    prepared = map(target.prepare, chunks(rows, BATCH))
    if connection.vendor != "postgresql":
        # The key stands first in a row and last in the statement: numbered marks take it from where it is.
        sets = ", ".join(f"{name} = ?{place}" for place, name in enumerate(names, start=2))
        return target.execute(f"UPDATE {table} SET {sets} WHERE {key} = ?1", prepared)
    first = next(prepared, None)
    if first is None:
        return 0
    passing = connection.ops.quote_name(f"passing_{model._meta.db_table}")
    sets = ", ".join(f"{name} = {passing}.{name}" for name in names)
    with connection.cursor() as cursor:
        listed = ", ".join(target.names)
        cursor.execute(f"CREATE TEMP TABLE {passing} ON COMMIT DROP AS SELECT {listed} FROM {table} LIMIT 0")
        count = target.copy_into(passing, chain((first,), prepared))
        cursor.execute(f"UPDATE {table} SET {sets} FROM {passing} WHERE {table}.{key} = {passing}.{key}")
        cursor.execute(f"DROP TABLE {passing}")
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


def _hex(value: UUID | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else value.hex


def _moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
