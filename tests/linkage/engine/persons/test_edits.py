"""Differences counted by characters, in SQL, against a definition in Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.engine.persons.edits import one_character_apart

SQL = f"SELECT {one_character_apart('a', 'b', 'length(a)', 'length(b)')} FROM (SELECT ? AS a, ? AS b)"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBBackend]:
    work: Path = tmp_path_factory.mktemp("work")
    one = DuckDBBackend(work, threads=1)
    yield one
    one.close()


def within_one(left: str, right: str) -> bool:
    if left == right:
        return True
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) == 1
    shorter, longer = sorted((left, right), key=len)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("王李小明", max_size=4), st.text("王李小明", max_size=4))
def test_agrees_with_the_definition_for_names_of_four_characters(backend: DuckDBBackend, left: str, right: str) -> None:
    assert backend.value(SQL, [left, right]) is within_one(left, right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("阿卜杜拉买买提", "阿不杜拉买买提", True),  # replaced among the first four
        ("阿卜杜拉买买提", "阿卜杜拉买买题", False),  # behind them: the rest must be equal
        ("阿卜杜拉买买提", "阿卜拉买买提", True),
        ("王小明", "李大明", False),
    ],
)
def test_long_names_are_compared_in_their_first_characters(
    backend: DuckDBBackend, left: str, right: str, expected: bool
) -> None:
    assert backend.value(SQL, [left, right]) is expected
