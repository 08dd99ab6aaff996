"""Long rows of things, so many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The same rows in order, `size` at a time, the last ones fewer. Raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError(f"chunks of {size}")
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
