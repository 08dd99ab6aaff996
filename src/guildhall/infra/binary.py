"""Rows in the form in which PostgreSQL copies them in binary, made column by column.

Format: PostgreSQL manual, COPY, "Binary Format"; each value as its type's `recv` function reads it. Beside text it
saves the server the parsing and halves what sealed values take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from struct import Struct
from typing import Any, Final
from uuid import UUID

from django.db import models

Column = Sequence[Any]

#: What stands before the rows, and after them.
HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"
#: Lengths of nearly all values, as they stand before each.
_LENGTHS: Final = tuple(length.to_bytes(4) for length in range(512))
_UUID: Final = _LENGTHS[16]
_TRUE: Final = _LENGTHS[1] + b"\1"
_FALSE: Final = _LENGTHS[1] + b"\0"
_FLOAT: Final = Struct("!id")
#: Days and moments are counted from here.
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DAY: Final = _EPOCH.toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)


def encoder_of(column: models.Field[Any, Any]) -> Callable[[Column], list[bytes]]:
    """What makes bytes of a column's values. Raises KeyError for a kind of field that is not written in bulk."""
    target: Any = column
    while target.is_relation:  # a key that is itself a relation: one to one
        target = target.target_field
    return _ENCODERS[target.get_internal_type()]


def rows_as_bytes(columns: Sequence[Column], encoders: Sequence[Callable[[Column], list[bytes]]]) -> bytes:
    """Rows without head and tail, from their columns, all equally long."""
    width = len(columns).to_bytes(2)
    encoded = [encode(column) for encode, column in zip(encoders, columns, strict=True)]
    return b"".join(chain.from_iterable(zip(repeat(width), *encoded)))


def _sized(value: bytes) -> bytes:
    length = len(value)
    return (_LENGTHS[length] if length < len(_LENGTHS) else length.to_bytes(4)) + value


def _texts(column: Column) -> list[bytes]:
    return [_NULL if value is None else _sized(value.encode()) for value in column]


def _bytes(column: Column) -> list[bytes]:
    return [_NULL if value is None else _sized(value) for value in column]


def _uuids(column: Sequence[UUID | bytes | None]) -> list[bytes]:
    return [
        _NULL if value is None else _UUID + (value if isinstance(value, bytes) else value.bytes) for value in column
    ]


def _booleans(column: Column) -> list[bytes]:
    return [_NULL if value is None else (_TRUE if value else _FALSE) for value in column]


def _integers(size: int) -> Callable[[Column], list[bytes]]:
    length = _LENGTHS[size]

    def encode(column: Column) -> list[bytes]:
        return [_NULL if value is None else length + value.to_bytes(size, signed=True) for value in column]

    return encode


def _floats(column: Column) -> list[bytes]:
    return [_NULL if value is None else _FLOAT.pack(8, value) for value in column]


def _dates(column: Sequence[date | None]) -> list[bytes]:
    known: dict[date | None, bytes] = {None: _NULL}
    for value in set(column) - {None}:
        if value is not None:
            known[value] = _LENGTHS[4] + (value.toordinal() - _DAY).to_bytes(4, signed=True)
    return [known[value] for value in column]


def _moments(column: Sequence[datetime | None]) -> list[bytes]:
    encoded: list[bytes] = []
    before, last = None, _NULL
    for value in column:
        if value is not before:  # most rows of an operation have its moment
            before = value
            last = _NULL if value is None else _LENGTHS[8] + ((value - _EPOCH) // _MICROSECOND).to_bytes(8, signed=True)
        encoded.append(last)
    return encoded


def _documents(column: Column) -> list[bytes]:
    # jsonb: the version of its form, then text.
    return [
        _NULL if value is None else _sized(b"\1" + json.dumps(value, ensure_ascii=False).encode()) for value in column
    ]


_ENCODERS: Final[Mapping[str, Callable[[Column], list[bytes]]]] = {
    "AutoField": _integers(4),
    "BigAutoField": _integers(8),
    "BigIntegerField": _integers(8),
    "BinaryField": _bytes,
    "BooleanField": _booleans,
    "CharField": _texts,
    "DateField": _dates,
    "DateTimeField": _moments,
    "FloatField": _floats,
    "IntegerField": _integers(4),
    "JSONField": _documents,
    "PositiveBigIntegerField": _integers(8),
    "PositiveIntegerField": _integers(4),
    "PositiveSmallIntegerField": _integers(2),
    "UUIDField": _uuids,
}
