"""Events that a test hears."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from guildhall.infra import bus


@contextmanager
def heard(*kinds: type[Any]) -> Iterator[list[object]]:
    """Every event of those kinds published within, in order."""
    found: list[object] = []
    for kind in kinds:
        bus.subscribe(kind, found.append)
    try:
        yield found
    finally:
        for kind in kinds:
            bus.unsubscribe(kind, found.append)
