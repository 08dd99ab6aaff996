"""Paths compare as ranges; succession only leads on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.places.contracts import Confidence, Heir, SuccessionSummary
from guildhall.base.places.rules.changes import BEFORE_START, NOT_YET, code_objections, day_objections
from guildhall.base.places.rules.paths import (
    DEEPEST,
    LAST,
    WIDTH,
    child_path,
    contains,
    free_number,
    is_path,
    lineage,
    moved,
    next_path,
    parent_path,
)
from guildhall.base.places.rules.shipped import shipped_id
from guildhall.base.places.rules.succession import NO_HEIR, OWN_HEIR, WHOLE_AND_MORE, heirs_on, leads_back, objections

NUMBERS = st.lists(st.integers(1, LAST), min_size=1, max_size=DEEPEST)
PATHS = NUMBERS.map(lambda numbers: "".join(f"{number:04d}" for number in numbers))


@given(PATHS, PATHS)
def test_a_path_contains_exactly_what_begins_with_it(path: str, other: str) -> None:
    assert contains(path, other) == other.startswith(path)


@given(PATHS)
def test_lineage_goes_from_the_widest_to_the_place_itself(path: str) -> None:
    line = lineage(path)
    assert line[-1] == path
    assert [len(p) for p in line] == list(range(WIDTH, len(path) + 1, WIDTH))
    assert [parent_path(p) for p in line] == ["", *line[:-1]]
    assert all(contains(wider, path) for wider in line)
    assert len(next_path(path)) == len(path)


@given(st.lists(st.integers(1, LAST), min_size=1, max_size=DEEPEST - 1), st.integers(1, LAST))
def test_a_child_lies_in_its_parent_and_moves_with_it(numbers: list[int], number: int) -> None:
    parent = "".join(f"{n:04d}" for n in numbers)
    child = child_path(parent, number)
    assert is_path(child)
    assert parent_path(child) == parent
    assert moved(child, parent, "0001") == f"0001{number:04d}"


@pytest.mark.parametrize(("parent", "number"), [("0001", 0), ("0001", LAST + 1), ("0001" * DEEPEST, 1)])
def test_no_child_beyond_the_limits(parent: str, number: int) -> None:
    with pytest.raises(ValueError, match="no room"):
        child_path(parent, number)


@pytest.mark.parametrize("text", ["", "001", "00010", "000a", "00１1", "0001" * (DEEPEST + 1)])
def test_what_is_no_path(text: str) -> None:
    assert not is_path(text)


def test_numbers_go_on_after_the_last() -> None:
    assert free_number([]) == 1
    assert free_number(["00010002", "00010007"]) == 8


def test_shipped_ids_are_the_same_everywhere() -> None:
    assert shipped_id("330000") == UUID("30b75a65-e299-5e5c-b6a5-5678e2b55175")


def _step(before: int, after: int, on: date, whole: bool = True) -> SuccessionSummary:
    return SuccessionSummary(UUID(int=before), UUID(int=after), on, whole, "", Confidence.OFFICIAL)


def test_heirs_follow_every_step_up_to_the_day() -> None:
    steps = [_step(1, 2, date(2001, 1, 1)), _step(2, 3, date(2016, 1, 1), False), _step(2, 4, date(2016, 1, 1), False)]
    ended = {UUID(int=1): date(2001, 1, 1), UUID(int=2): date(2016, 1, 1)}
    found = [
        [place.int for place in heirs_on(UUID(int=1), steps, ended, on)]
        for on in (date(2000, 12, 31), date(2001, 1, 1), date(2015, 12, 31), date(2016, 1, 1))
    ]
    assert found == [[1], [2], [2], [3, 4]]


def test_a_part_given_away_earlier_is_no_longer_followed() -> None:
    steps = [_step(1, 2, date(2001, 1, 1), False), _step(1, 3, date(2016, 1, 1))]
    assert heirs_on(UUID(int=1), steps, {UUID(int=1): date(2016, 1, 1)}, date(2020, 1, 1)) == (UUID(int=3),)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_a_graph_that_only_leads_on_never_leads_back(pairs: list[tuple[int, int]]) -> None:
    onward = [(UUID(int=a), UUID(int=b)) for a, b in pairs if a < b]
    assert not leads_back(onward)
    back = [(b, a) for a, b in onward[:1]]
    assert leads_back([*onward, *back]) == bool(back)


ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("heirs", "kinds"),
    [
        ([], [NO_HEIR]),
        ([Heir(TWO, True)], []),
        ([Heir(TWO, False)], []),
        ([Heir(TWO, True), Heir(UUID(int=3), False)], [WHOLE_AND_MORE]),
        ([Heir(TWO, False), Heir(TWO, False)], [WHOLE_AND_MORE]),
        ([Heir(ONE, True)], [OWN_HEIR]),
    ],
)
def test_successors_are_named_completely(heirs: list[Heir], kinds: list[object]) -> None:
    assert [message.kind for message in objections(ONE, heirs)] == kinds


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2023, 2, 26), [NOT_YET]),
        (date(2023, 2, 25), []),
        (date(2020, 1, 2), []),
        (date(2020, 1, 1), [BEFORE_START]),
    ],
)
def test_a_change_lies_between_the_last_one_and_today(on: date, kinds: list[object]) -> None:
    found = day_objections(on, since=date(2020, 1, 1), today=date(2023, 2, 25))
    assert [message.kind for message in found] == kinds


@pytest.mark.parametrize(("code", "good"), [("", True), ("330203", True), ("330203102", True), ("33020", False)])
def test_codes_have_six_nine_or_twelve_digits(code: str, good: bool) -> None:
    assert (code_objections(code) == ()) == good
