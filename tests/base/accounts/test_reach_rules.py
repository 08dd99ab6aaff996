"""When an account lies whole in an administrator's places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.accounts.rules.reach import Held, is_whole, lies_in
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Scope, ScopeKind

ON = date(2023, 2, 25)
DAY = timedelta(days=1)
SCOPES = (Scope(ScopeKind.PLACE, new_id(), "00010002"),)
PATHS = st.sampled_from(["", "0001", "00010002", "000100020003", "00010003", "000100030002"])


@given(PATHS)
def test_a_place_lies_in_itself_and_in_those_above_it(path: str) -> None:
    assert lies_in(path, SCOPES) is path.startswith("00010002")
    assert lies_in(path, ()) is False
    assert lies_in(path, (Scope(ScopeKind.PLACE, new_id()),)) is False


@given(st.lists(st.tuples(st.sampled_from(list(ScopeKind)), PATHS)))
def test_whole_is_where_every_grant_lies_within(held: list[tuple[ScopeKind, str]]) -> None:
    grants = [Held(kind, path, ON, None) for kind, path in held]
    beyond = [
        kind is not ScopeKind.SELF and not (kind is ScopeKind.PLACE and path.startswith("00010002"))
        for kind, path in held
    ]
    assert is_whole(grants, SCOPES, ON) is not any(beyond)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (ON, None, True),
        (ON + DAY, None, True),  # to come
        (ON - DAY, ON + DAY, True),  # its last day
        (ON - DAY, ON, False),  # the first day that it no longer holds
        (ON + DAY, ON + DAY, False),  # taken back before it held
    ],
)
def test_what_is_over_counts_for_nothing(starts_on: date, ends_on: date | None, counts: bool) -> None:
    elsewhere = Held(ScopeKind.PLACE, "00010003", starts_on, ends_on)
    assert is_whole([elsewhere], SCOPES, ON) is not counts
