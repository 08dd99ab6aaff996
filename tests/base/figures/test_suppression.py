"""What a published table keeps back: cases by hand, and by property that no small number can be worked out from it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.figures.contracts import Cell
from guildhall.base.figures.rules.places import every_level
from guildhall.base.figures.rules.suppression import Key, Table, feasible, kept_back, table_of

ROOT = ("0001", False)


def _city(number: int) -> str:
    return f"0001{number:04d}"


def _cities(*values: int) -> Mapping[Key, Cell]:
    return every_level({_city(n): Cell(value) for n, value in enumerate(values, 1)})


def _hidden_cities(*values: int, threshold: int = 5) -> list[int]:
    """The numbers of the cities that are kept back, 0 for the whole."""
    hidden = kept_back(_cities(*values), threshold)
    return sorted(int(path[4:] or 0) for path, _ in hidden)


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ((5, 6, 7), []),  # at the threshold
        ((0, 6, 7), []),  # nothing is nobody
        ((4, 6, 7), [1, 2]),  # below it: another one, or 4 = 17 - 6 - 7
        ((4, 7, 6), [1, 3]),  # the smallest other one
        ((4, 0, 6), [1, 3]),  # a nothing hides nobody
        ((3, 4, 9), [1, 2]),  # two that hide each other: their sum, 7, tells neither
        ((1, 1, 9), [1, 2, 3]),  # 2 in all would be 1 and 1
        ((1, 2, 9), [1, 2, 3]),  # 3 in all is itself too few
        ((4,), [0, 1]),  # an only city is the whole
        ((4, 0), [0, 1]),
        ((9,), []),
        ((2, 2, 2), [1, 2, 3]),
        ((1, 1, 1, 1, 1), [0, 1, 2, 3, 4, 5]),  # 5 in five of at least 1 each
    ],
)
def test_one_level(values: tuple[int, ...], hidden: list[int]) -> None:
    assert _hidden_cities(*values) == hidden


def test_threshold_is_the_parameters() -> None:
    assert _hidden_cities(4, 6, 7, threshold=4) == []
    assert _hidden_cities(4, 6, 7, threshold=8) == [1, 2, 3]


def test_what_is_recorded_at_the_wider_place_itself_counts_as_a_neighbour() -> None:
    cells = every_level({"0001": Cell(3), _city(1): Cell(20), _city(2): Cell(30)})
    assert kept_back(cells, 5) == {("0001", True), (_city(1), False)}


def test_a_city_kept_back_for_another_takes_a_county_with_it() -> None:
    cells = every_level({_city(1): Cell(3), f"{_city(2)}0001": Cell(8), f"{_city(2)}0002": Cell(9)})
    # City 2 hides city 1; were both its counties shown, it would be their sum.
    assert kept_back(cells, 5) == {(_city(1), False), (_city(2), False), (f"{_city(2)}0001", False)}


def test_a_lone_county_hides_its_city_and_the_city_another() -> None:
    cells = every_level({f"{_city(1)}0001": Cell(2), _city(2): Cell(8), _city(3): Cell(9)})
    assert kept_back(cells, 5) == {(f"{_city(1)}0001", False), (_city(1), False), (_city(2), False)}


@pytest.mark.parametrize(
    ("cell", "is_hidden"),
    [
        (Cell(7, 20), False),
        (Cell(4, 20), True),
        (Cell(16, 20), True),  # 4 lack it
        (Cell(20, 20), False),  # none lacks it
        (Cell(0, 20), False),
        (Cell(0, 4), True),
        (Cell(15, 20), False),
    ],
)
def test_rates_are_kept_back_for_what_is_above_below_and_between(cell: Cell, is_hidden: bool) -> None:
    cells = every_level({_city(1): cell, _city(2): Cell(40, 80), _city(3): Cell(50, 90)})
    assert ((_city(1), False) in kept_back(cells, 5)) is is_hidden


def test_rates_over_the_whole_are_published_as_they_are() -> None:
    cells = every_level({_city(1): Cell(21, 20), _city(2): Cell(40, 80)})
    assert kept_back(cells, 5) == set()


# --- by property -----------------------------------------------------------------------------------------------------

_COUNTY = st.integers(min_value=0, max_value=9)
_SHAPE = st.lists(st.lists(_COUNTY, max_size=4), min_size=1, max_size=4)


def _tree(shape: list[list[int]], at_cities: list[int]) -> dict[str, Cell]:
    cells = {
        f"{_city(city)}{county:04d}": Cell(value)
        for city, counties in enumerate(shape, 1)
        for county, value in enumerate(counties, 1)
    }
    return cells | {_city(city): Cell(value) for city, value in enumerate(at_cities, 1)}


@st.composite
def _tables(draw: st.DrawFn) -> Mapping[Key, Cell]:
    """Two levels of places, with things recorded at cities themselves; a count or a rate."""
    shape = draw(_SHAPE)
    at_cities = draw(st.lists(_COUNTY, max_size=len(shape)))
    counts = _tree(shape, at_cities)
    if not counts:
        counts = {"0001": Cell(draw(_COUNTY))}
    if draw(st.booleans()):
        return every_level(counts)
    rates = {
        path: Cell(draw(st.integers(min_value=0, max_value=cell.numerator)), cell.numerator)
        for path, cell in counts.items()
    }
    return every_level(rates)


def _lineage(table: Table, key: Key) -> list[Key]:
    found: list[Key] = []
    step: Key | None = key
    while step is not None:
        found.append(step)
        step = table.parent[step]
    return found


def _moves(table: Table, hidden: frozenset[Key]) -> list[tuple[set[Key], Key, Key | None]]:
    """Other tables that would look the same: one more of something at one leaf and one fewer at another, or none where
    the whole is not shown. Gives the cells that change, the leaf that gains one and the leaf that loses one."""
    leaves = [key for key in table.parent if key not in table.children and key in hidden]
    found: list[tuple[set[Key], Key, Key | None]] = []
    for gains in leaves:
        up = _lineage(table, gains)
        if set(up) <= hidden:
            found.append((set(up), gains, None))
        for loses in leaves:
            down = _lineage(table, loses)
            changed = set(up) ^ set(down)
            if loses != gains and changed <= hidden:
                found.append((changed, gains, loses))
    return found


@given(_tables(), st.integers(min_value=2, max_value=6))
def test_no_small_number_can_be_worked_out(cells: Mapping[Key, Cell], threshold: int) -> None:
    hidden = kept_back(cells, threshold)
    table = table_of(cells)
    moves = _moves(table, hidden)
    parts = table.components[:-1] or table.components
    for numbers in parts:
        others = [part for part in parts if part is not numbers]
        for key in hidden:
            if not 0 < numbers[key] < threshold:
                continue
            # Another table shows the same and has another number here. The leaf that loses one must not become nothing:
            # it keeps something, or gets one of another kind for it from the leaf that gains.
            assert any(
                loses is None
                or (numbers[loses] >= 1 and (table.whole[loses] >= 2 or any(part[gains] >= 1 for part in others)))
                for changed, gains, loses in moves
                if key in changed
            ), (key, cells[key])


@given(_tables(), st.integers(min_value=2, max_value=6))
def test_everything_shown_is_large_enough_and_nothing_is_kept_back_for_nothing(
    cells: Mapping[Key, Cell], threshold: int
) -> None:
    hidden = kept_back(cells, threshold)
    table = table_of(cells)
    small = {key for key in cells if any(0 < numbers[key] < threshold for numbers in table.components)}
    assert small <= hidden
    assert small or not hidden
    assert all(table.whole[key] > 0 for key in hidden)


@given(st.lists(st.integers(min_value=0, max_value=6), min_size=1, max_size=4), st.integers(min_value=2, max_value=4))
def test_bounds_are_what_trying_every_table_finds(values: list[int], threshold: int) -> None:
    cells = _cities(*values)
    hidden = kept_back(cells, threshold)
    table = table_of(cells)
    if ROOT in hidden or not hidden:
        return
    keys = sorted(hidden)
    total = sum(table.whole[key] for key in keys)
    every = [tried for tried in product(range(1, total + 1), repeat=len(keys)) if sum(tried) == total]
    bounds = feasible(table, hidden, table.whole)
    assert [bounds[key] for key in keys] == [(min(column), max(column)) for column in zip(*every, strict=True)]
    assert total >= threshold
