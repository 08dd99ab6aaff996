"""Who follows whom: everything that leads to a record, whatever the order of merges."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guildhall.infra.aliases import followers


@given(st.lists(st.integers(0, 8), min_size=9, max_size=9))
def test_followers_are_those_whose_chain_passes_the_record(parents: list[int]) -> None:
    # Number n leads to a smaller one, or to nobody: no chain can come back.
    links = {n: parents[n] for n in range(9) if parents[n] < n}
    pairs = [(UUID(int=own), UUID(int=into)) for own, into in links.items()]

    def chain(n: int) -> set[int]:
        return {links[n]} | chain(links[n]) if n in links else set()

    for head in range(9):
        assert {one.int for one in followers(UUID(int=head), pairs)} == {n for n in range(9) if head in chain(n)}
