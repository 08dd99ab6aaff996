"""Findings told once each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def distinct(found: Iterable[T]) -> tuple[T, ...]:
    """Each finding or message once, in order; they hold parameters and cannot be hashed."""
    kept: list[T] = []
    for one in found:
        if one not in kept:
            kept.append(one)
    return tuple(kept)
