import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.linkage.engine.clusters import Refusal, Resolution, connected, resolve

NODES = st.integers(0, 12)
PAIRS = st.lists(
    st.tuples(NODES, NODES, st.floats(0, 30, allow_nan=False)).filter(lambda pair: pair[0] != pair[1]), max_size=40
)
KEYS = st.dictionaries(NODES, st.sampled_from(["A", "B", "C"]), max_size=8)
APART = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=6)


def run(
    pairs: list[tuple[int, int, float]],
    *,
    strong: dict[int, str],
    max_size: int,
    apart: list[tuple[int, int]] | None = None,
    together: list[tuple[int, int]] | None = None,
) -> Resolution:
    left, right, weight = [pair[0] for pair in pairs], [pair[1] for pair in pairs], [pair[2] for pair in pairs]
    return resolve(left, right, weight, strong=strong, apart=apart or [], together=together or [], max_size=max_size)


def test_best_pairs_first_so_a_weak_bridge_joins_nothing_wrong() -> None:
    pairs = [(1, 2, 9.0), (2, 3, 5.0), (3, 4, 9.0)]
    resolution = run(pairs, strong={1: "A", 4: "B"}, max_size=10)
    assert resolution.root == {1: 1, 2: 1, 3: 3, 4: 3}
    assert resolution.refused == {1: Refusal.STRONG_KEYS_DIFFER}


def test_a_key_is_inherited_by_the_whole_cluster() -> None:
    pairs = [(1, 2, 9.0), (2, 3, 8.0), (3, 4, 7.0)]
    resolution = run(pairs, strong={4: "A", 1: "B"}, max_size=10)
    assert resolution.root == {1: 1, 2: 1, 3: 1, 4: 4}


def test_decided_apart_holds_through_others() -> None:
    pairs = [(1, 2, 9.0), (2, 3, 8.0)]
    resolution = run(pairs, strong={}, apart=[(1, 3)], max_size=10)
    assert resolution.root == {1: 1, 2: 1, 3: 3}
    assert resolution.refused == {1: Refusal.DECIDED_APART}


def test_decided_same_may_join_two_keys_but_not_against_decided_apart() -> None:
    assert run([], strong={1: "A", 2: "B"}, together=[(1, 2)], max_size=10).root == {1: 1, 2: 1}
    assert run([], strong={}, together=[(1, 2)], apart=[(1, 2)], max_size=10).root == {}


def test_decided_same_joins_wholes_that_sure_pairs_hold_together() -> None:
    keys = {1: "A", 2: "A", 3: "B", 4: "B", 5: "C"}
    found = resolve([1, 3, 1], [2, 4, 5], [1000.0, 1000.0, 9.0], strong=keys, together=[(2, 4)], sure=900, max_size=10)
    assert found.root == {1: 1, 2: 1, 3: 1, 4: 1, 5: 5}
    assert found.refused == {2: Refusal.STRONG_KEYS_DIFFER}


def test_where_the_whole_is_kept_apart_the_two_are_joined_and_sure_pairs_give_way() -> None:
    found = resolve(
        [1, 3], [2, 4], [1000.0, 1000.0], strong={}, apart=[(1, 4)], together=[(2, 4)], sure=900, max_size=9
    )
    assert found.root == {1: 1, 2: 2, 4: 2, 3: 2}
    assert found.refused == {0: Refusal.DECIDED_APART}


def test_a_cluster_past_its_size_is_refused() -> None:
    pairs = [(1, 2, 9.0), (2, 3, 8.0), (3, 4, 7.0)]
    resolution = run(pairs, strong={}, max_size=3)
    assert resolution.root == {1: 1, 2: 1, 3: 1, 4: 4}
    assert resolution.refused == {2: Refusal.TOO_LARGE}


def test_a_register_lists_an_organisation_once_unless_the_pair_is_sure() -> None:
    left, right, weight = [1, 2, 4], [2, 3, 5], [9.0, 8.0, 99.0]
    alone = {1: "civil_affairs", 3: "civil_affairs", 4: "civil_affairs", 5: "civil_affairs"}
    resolution = resolve(left, right, weight, strong={}, alone=alone, sure=50.0, max_size=10)
    assert resolution.root == {1: 1, 2: 1, 3: 3, 4: 4, 5: 4}
    assert resolution.refused == {1: Refusal.ONE_REGISTER}
    decided = resolve([], [], [], strong={}, alone=alone, together=[(1, 3)], max_size=10)
    assert decided.root == {1: 1, 3: 1}


def test_sequences_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        resolve([1], [2, 3], [1.0], strong={}, max_size=3)


@given(pairs=PAIRS, strong=KEYS, apart=APART, max_size=st.integers(1, 13))
def test_no_constraint_is_ever_broken(
    pairs: list[tuple[int, int, float]], strong: dict[int, str], apart: list[tuple[int, int]], max_size: int
) -> None:
    resolution = run(pairs, strong=strong, apart=apart, max_size=max_size)
    clusters: dict[int, set[int]] = {}
    for node, root in resolution.root.items():
        clusters.setdefault(root, set()).add(node)
    for root, members in clusters.items():
        assert root == min(members)
        assert len(members) <= max_size
        assert len({strong[node] for node in members if node in strong}) <= 1
        assert not any(one in members and other in members for one, other in apart)
    for position, (one, other, _) in enumerate(pairs):
        if position not in resolution.refused:
            assert resolution.root[one] == resolution.root[other]


@given(pairs=PAIRS, strong=KEYS, apart=APART, seed=st.integers(0, 99))
def test_the_order_of_pairs_changes_nothing(
    pairs: list[tuple[int, int, float]], strong: dict[int, str], apart: list[tuple[int, int]], seed: int
) -> None:
    shuffled = list(pairs)
    random.Random(seed).shuffle(shuffled)
    first = run(pairs, strong=strong, apart=apart, max_size=5)
    second = run(shuffled, strong=strong, apart=apart, max_size=5)
    assert first.root == second.root


@given(pairs=PAIRS)
def test_connected_is_what_resolve_finds_where_nothing_forbids_a_join(pairs: list[tuple[int, int, float]]) -> None:
    roots = connected([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert roots == run(pairs, strong={}, max_size=100).root
