"""Rows so many at a time: all of them, in order, none twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.batches import chunks


@given(st.lists(st.integers()), st.integers(1, 7))
def test_chunks_hold_the_rows_in_order_and_only_the_last_is_short(rows: list[int], size: int) -> None:
    found = list(chunks(iter(rows), size))
    assert [row for chunk in found for row in chunk] == rows
    assert all(len(chunk) == size for chunk in found[:-1])
    assert all(found)


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="chunks of 0"):
        list(chunks([1], 0))
