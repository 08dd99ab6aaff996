"""Which cells of a published table must be kept back: the small ones, and those from which a small one could be told.

A table is a tree of places: every place is the sum of those below it and of what is recorded at itself. Its reader
knows that, knows that zeros are shown, and sees every cell but those kept back, which all look the same. Kept back are

1. cells that count more than nothing and less than the threshold, above the line, below it, or between the two
   (411 of 412 tells of one);
2. as many more as it takes that no such number can be worked out from totals and neighbours, at any level, and that
   what is kept back together does not add up to less than the threshold where the sum can be worked out.

`feasible` is what a reader can work out, exactly; the choice of further cells is greedy, smallest first, and goes on
until `feasible` tells nothing. In the end the whole table would be kept back, so it comes to an end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from guildhall.base.figures.contracts import Cell
from guildhall.base.places.rules.paths import parent_path

#: A place by its path; True: what is recorded at a wider place itself and at none below it.
Key = tuple[str, bool]
Bounds = tuple[float, float]
_EVERYTHING: Final = (0.0, inf)


@dataclass(frozen=True)
class Table:
    """The tree of a table: who lies in whom, and its numbers by component, the last of which is the whole."""

    parent: Mapping[Key, Key | None]
    children: Mapping[Key, tuple[Key, ...]]
    components: tuple[Mapping[Key, int], ...]

    @property
    def whole(self) -> Mapping[Key, int]:
        return self.components[-1]

    def downwards(self) -> list[Key]:
        """Every cell after the one that it lies in."""
        return sorted(self.parent, key=lambda key: (len(key[0]), key[1], key[0]))


def table_of(cells: Mapping[Key, Cell]) -> Table:
    """The tree of cells of every level (`rules.places.every_level`)."""
    parent: dict[Key, Key | None] = {}
    children: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(cells):
        above = (key[0] if key[1] else parent_path(key[0]), False)
        parent[key] = above if above in cells else None
        if above in cells:
            children[above].append(key)
    return Table(parent, {key: tuple(below) for key, below in children.items()}, _components(cells))


def _components(cells: Mapping[Key, Cell]) -> tuple[Mapping[Key, int], ...]:
    above = {key: cell.numerator for key, cell in cells.items()}
    whole = {key: cell.denominator for key, cell in cells.items() if cell.denominator is not None}
    if not whole:
        return (above,)
    rest = {key: whole[key] - above[key] for key in cells}
    # Over 100 % there is no rest to speak of.
    return (above, rest, whole) if min(rest.values()) >= 0 else (above, whole)


def kept_back(cells: Mapping[Key, Cell], threshold: int) -> frozenset[Key]:
    """The cells that must not be published."""
    table = table_of(cells)
    hidden = {key for key in cells if any(0 < numbers[key] < threshold for numbers in table.components)}
    while more := _more(table, hidden, threshold):
        hidden |= more
    return frozenset(hidden)


def feasible(table: Table, hidden: set[Key] | frozenset[Key], numbers: Mapping[Key, int]) -> Mapping[Key, Bounds]:
    """For each cell, the least and the greatest value that it can have for all that the table shows.

    Exact, because the sums form a tree: once upwards from what lies below, once downwards from what lies above.
    """
    least = 1.0 if numbers is table.whole else 0.0  # cells of nothing are shown
    upward: dict[Key, Bounds] = {}
    order = table.downwards()
    for key in reversed(order):
        if key not in hidden:
            upward[key] = (numbers[key], numbers[key])
            continue
        below = [upward[child] for child in table.children.get(key, ())]
        low, high = (sum(b[0] for b in below), sum(b[1] for b in below)) if below else _EVERYTHING
        upward[key] = (max(low, least), high)
    found: dict[Key, Bounds] = {}
    for key in order:
        above = table.parent[key]
        found[key] = upward[key]
        if key in hidden and above is not None:
            beside = [upward[child] for child in table.children[above] if child != key]
            low = found[above][0] - sum(b[1] for b in beside)
            high = found[above][1] - sum(b[0] for b in beside)
            found[key] = (max(low, upward[key][0]), min(high, upward[key][1]))
    return found


def _more(table: Table, hidden: set[Key], threshold: int) -> set[Key]:
    """Further cells to keep back, one a group of neighbours at most; none where nothing can be told any more."""
    found: set[Key] = set()
    treated: set[Key | None] = set()
    for key in _told(table, hidden, threshold):
        group = table.parent[key] if key in hidden else key
        if group not in treated:
            treated.add(group)
            found.add(_one_more(table, hidden, key))
    return found


def _told(table: Table, hidden: set[Key], threshold: int) -> Iterator[Key]:
    """Cells kept back whose number can be told, and known ones that tell what is kept back below them together."""
    for numbers in table.components:
        bounds = feasible(table, hidden, numbers)
        for key in sorted(hidden, reverse=True):
            is_secret = numbers is table.whole or 0 < numbers[key] < threshold
            if is_secret and bounds[key][0] == bounds[key][1]:
                yield key
        for key in sorted(table.children):
            is_known = bounds[key][0] == bounds[key][1]
            if is_known and 0 < _kept_back_below(table, hidden, numbers, key) < threshold:
                yield key


def _kept_back_below(table: Table, hidden: set[Key], numbers: Mapping[Key, int], key: Key) -> int:
    """What is left of a cell without everything shown below it."""
    total = 0
    for child in table.children.get(key, ()):
        if child in hidden:
            total += _kept_back_below(table, hidden, numbers, child) if child in table.children else numbers[child]
    return total


def _one_more(table: Table, hidden: set[Key], key: Key) -> Key:
    """The cell that makes it harder to tell about `key`: below it where it is the sum of what is shown, else beside it,
    else above."""
    below = _smallest(table, hidden, table.children.get(key, ()))
    if below is not None:
        return below
    if key not in hidden:
        return key
    above = table.parent[key]
    while above is not None:
        beside = _smallest(table, hidden, table.children[above])
        if beside is not None:
            return beside
        if above not in hidden:
            return above
        above = table.parent[above]
    raise AssertionError(f"everything is kept back and {key} can be told")


def _smallest(table: Table, hidden: set[Key], keys: tuple[Key, ...]) -> Key | None:
    """The smallest shown cell of something; cells of nothing are always shown."""
    shown = [key for key in keys if key not in hidden and table.whole[key] > 0]
    return min(shown, key=lambda key: (table.whole[key], key), default=None)
