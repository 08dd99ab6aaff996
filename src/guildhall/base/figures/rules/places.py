"""Adding cells up over places: a wider place is the sum of what lies below it and what is recorded at itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from guildhall.base.figures.contracts import Cell, Indicator, Kind
from guildhall.base.places.rules.paths import WIDTH, parent_path


def nothing(indicator: Indicator) -> Cell:
    """The value of a place in which nothing is counted."""
    return Cell(0, 0 if indicator.kind is Kind.RATE else None)


def added(cells: Iterable[Cell], start: Cell) -> Cell:
    """The sum of cells; `start` where there are none."""
    return reduce(Cell.__add__, cells, start)


def one_level_down(cells: Mapping[str, Cell], path: str) -> Mapping[str, Cell]:
    """Cells below a place added up one level below it; what is recorded at itself stays under its own path."""
    found: dict[str, Cell] = {}
    for own, cell in cells.items():
        if own.startswith(path):
            place = own[: len(path) + WIDTH]
            found[place] = found[place] + cell if place in found else cell
    return found


def by_path(cells: Mapping[str, Cell], paths: Iterable[str]) -> Mapping[str, Cell]:
    """Cells added up to the places among `paths` that they lie in, none of which lies within another."""
    found: dict[str, Cell] = {}
    wanted = sorted(paths, key=len)
    for own, cell in cells.items():
        place = next((path for path in wanted if own.startswith(path)), None)
        if place is not None:
            found[place] = found[place] + cell if place in found else cell
    return found


def every_level(cells: Mapping[str, Cell]) -> Mapping[tuple[str, bool], Cell]:
    """Every place above or at the cells → its value; and (path, True) → what is recorded at a wider place itself.

    Where a place has cells below it, those and its rest add up to it exactly.
    """
    found: dict[tuple[str, bool], Cell] = {}
    for own, cell in cells.items():
        for end in range(WIDTH, len(own) + 1, WIDTH):
            key = (own[:end], False)
            found[key] = found[key] + cell if key in found else cell
    with_places_below = {parent_path(path) for path, _ in found}
    found |= {(own, True): cell for own, cell in cells.items() if own in with_places_below}
    return found
