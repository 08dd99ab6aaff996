"""Paths of places: four digits a level, nothing between them.

Digits alone, always four, compare in the same order in every collation of every database, so everything below a place
is one range: `path >= p AND path < next_path(p)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Digits a level.
WIDTH: Final = 4
#: Digits of the path of a county: province, city, county.
COUNTY_DIGITS: Final = 3 * WIDTH
#: Levels at most: province, city, county, township, village, park, and two to spare.
DEEPEST: Final = 8
#: The greatest number of a child. 9999 is kept free so that `next_path` always has as many digits as its path.
LAST: Final = 9998


def is_path(path: str) -> bool:
    """Whether a text is a path."""
    return bool(path) and len(path) % WIDTH == 0 and len(path) <= WIDTH * DEEPEST and path.isascii() and path.isdigit()


def next_path(path: str) -> str:
    """The first path after everything below `path`. Raises ValueError where it is none."""
    if not is_path(path):
        raise ValueError(f"not a path: {path!r}")
    return str(int(path) + 1).zfill(len(path))


def contains(path: str, other: str) -> bool:
    """Whether `other` is the place of `path` itself or below it."""
    return path <= other < next_path(path)


def child_path(parent: str, number: int) -> str:
    """The path of a parent's child by its number, from 1. Raises ValueError beyond the limits."""
    if not 1 <= number <= LAST or len(parent) >= WIDTH * DEEPEST:
        raise ValueError(f"no room below {parent!r} for number {number}")
    return f"{parent}{number:0{WIDTH}d}"


def is_root(path: str) -> bool:
    """Whether it is the path of the place that holds all others."""
    return len(path) == WIDTH


def parent_path(path: str) -> str:
    """The path one level up; "" for the uppermost."""
    return path[:-WIDTH]


def lineage(path: str) -> tuple[str, ...]:
    """The paths of all ancestors and the place itself, widest first."""
    return tuple(path[:end] for end in range(WIDTH, len(path) + 1, WIDTH))


def free_number(siblings: Iterable[str]) -> int:
    """The number for a new child beside those paths. Numbers are not used again: old lists still name them."""
    return max((int(path[-WIDTH:]) for path in siblings), default=0) + 1


def moved(path: str, old: str, new: str) -> str:
    """The path of a place below `old` after that has become `new`."""
    if not contains(old, path):
        raise ValueError(f"{path} does not lie in {old}")
    return new + path[len(old) :]
