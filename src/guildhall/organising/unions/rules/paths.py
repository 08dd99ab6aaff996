"""Paths in the tree of unions: six digits a level, as in base.places.rules.paths, which has four.

A county may have more unions directly below it than four digits tell.
"""

from __future__ import annotations

from typing import Final

#: Digits a level.
WIDTH: Final = 6
#: Levels at most: province, city, county, industrial, town, village, federation, single, branch, group.
DEEPEST: Final = 10
#: The greatest number of a child; the one after is kept free so that `next_path` has as many digits as its path.
LAST: Final = 10**WIDTH - 2


def next_path(path: str) -> str:
    """The first path after everything below `path`."""
    return str(int(path) + 1).zfill(len(path))


def contains(path: str, other: str) -> bool:
    """Whether `other` is the union of `path` itself or below it."""
    return path <= other < next_path(path)


def child_path(parent: str, number: int) -> str:
    """The path of a child by its number, from 1; `parent` "": of an uppermost one. ValueError beyond the limits."""
    if not 1 <= number <= LAST or len(parent) >= WIDTH * DEEPEST:
        raise ValueError(f"no room below {parent!r} for number {number}")
    return f"{parent}{number:0{WIDTH}d}"


def lineage(path: str) -> tuple[str, ...]:
    """The paths of all above and of the union itself, uppermost first."""
    return tuple(path[:end] for end in range(WIDTH, len(path) + 1, WIDTH))


def levels(path: str) -> int:
    """How deep a path lies; the uppermost at 1."""
    return len(path) // WIDTH


def number_after(last: str, parent: str) -> int:
    """The number for a new child where `last` is the greatest path below a parent, or ""."""
    held = last[len(parent) : len(parent) + WIDTH]
    return int(held) + 1 if held else 1
