"""From scored pairs to clusters, with constraints that plain connected components do not know.

Pairs are joined best first. A union is refused where it would put two different strong keys into one cluster, two
records that a reviewer keeps apart, or more records than a cluster may hold: one false pair then costs one pair and not
a chain of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Refusal(StrEnum):
    STRONG_KEYS_DIFFER = "strong_keys_differ"
    DECIDED_APART = "decided_apart"
    TOO_LARGE = "too_large"
    ONE_REGISTER = "one_register"


@dataclass(frozen=True, slots=True)
class Resolution:
    """`root`: every node that occurs in a pair → the smallest node of its cluster.

    `refused`: positions in the pairs as given → why they were not joined.
    """

    root: Mapping[int, int]
    refused: Mapping[int, Refusal]


class _Forest:
    """Disjoint sets that carry what the constraints need: size, strong keys (several where a reviewer joined them),
    nodes kept apart."""

    def __init__(
        self, strong: Mapping[int, str], apart: Iterable[tuple[int, int]], alone: Mapping[int, str], max_size: int
    ) -> None:
        self.max_size = max_size
        self.parent: dict[int, int] = {}
        self.size: dict[int, int] = {}
        self.keys = {node: frozenset((key,)) for node, key in strong.items()}
        self.groups = {node: (group,) for node, group in alone.items()}
        self.enemies: dict[int, set[int]] = {}
        for one, other in apart:
            self.enemies.setdefault(one, set()).add(other)
            self.enemies.setdefault(other, set()).add(one)

    def find(self, node: int) -> int:
        parent = self.parent
        root = node
        while (above := parent.get(root, root)) != root:
            root = above
        while (above := parent.get(node, node)) != root:
            parent[node] = root
            node = above
        return root

    def why_not(self, one: int, other: int, *, keys_bind: bool, groups_bind: bool) -> Refusal | None:
        if other in self.enemies.get(one, ()):
            return Refusal.DECIDED_APART
        if keys_bind:
            keys_one, keys_other = self.keys.get(one), self.keys.get(other)
            if keys_one and keys_other and keys_one.isdisjoint(keys_other):
                return Refusal.STRONG_KEYS_DIFFER
            if self.size.get(one, 1) + self.size.get(other, 1) > self.max_size:
                return Refusal.TOO_LARGE
        if groups_bind and not set(self.groups.get(one, ())).isdisjoint(self.groups.get(other, ())):
            return Refusal.ONE_REGISTER
        return None

    def join(self, one: int, other: int) -> None:
        if other < one:
            one, other = other, one
        self.parent[one] = one
        self.parent[other] = one
        self.size[one] = self.size.get(one, 1) + self.size.pop(other, 1)
        if other in self.keys:
            self.keys[one] = self.keys.get(one, frozenset()) | self.keys.pop(other)
        if other in self.groups:
            self.groups[one] = tuple(sorted({*self.groups.get(one, ()), *self.groups.pop(other)}))
        for enemy in self.enemies.pop(other, ()):
            self.enemies[enemy].discard(other)
            self.enemies[enemy].add(one)
            self.enemies.setdefault(one, set()).add(enemy)

    def join_decided(self, decided: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join what a reviewer calls the same; those pairs that `apart` forbids."""
        blocked = []
        for pair in decided:
            one, other = self.find(pair[0]), self.find(pair[1])
            if one == other:
                continue
            if self.why_not(one, other, keys_bind=False, groups_bind=False) is None:
                self.join(one, other)
            else:
                blocked.append(pair)
        return blocked

    def join_pairs(self, pairs: Iterable[tuple[int, int, int, bool]]) -> dict[int, Refusal]:
        """Join pairs (position, left, right, whether registers bind); positions that were refused, and why."""
        refused: dict[int, Refusal] = {}
        for position, left, right, groups_bind in pairs:
            one, other = self.find(left), self.find(right)
            if one == other:
                continue
            reason = self.why_not(one, other, keys_bind=True, groups_bind=groups_bind)
            if reason is None:
                self.join(one, other)
            else:
                refused[position] = reason
        return refused


def resolve(
    left: Sequence[int],
    right: Sequence[int],
    weight: Sequence[float],
    *,
    strong: Mapping[int, str],
    apart: Iterable[tuple[int, int]] = (),
    together: Iterable[tuple[int, int]] = (),
    alone: Mapping[int, str] | None = None,
    sure: float = math.inf,
    max_size: int,
) -> Resolution:
    """Cluster nodes by pairs in descending weight (ties: by left, then right node).

    `together` (decided same) joins what pairs of weight `sure` or more hold together as a whole, before all other
    pairs, and is bound by `apart` alone: a reviewer may join two strong keys. Where `apart` forbids the whole, the two
    nodes are joined and the sure pairs give way.
    `strong`: node → key of which a cluster may hold only one. `alone`: node → register that lists an organisation once,
    so that two of its nodes are joined only by pairs of weight `sure` or more, or by a reviewer.
    `max_size`: nodes in one cluster, at least 1.
    The order of the input changes nothing but the positions in `refused`. Raises ValueError where the three sequences
    differ in length.
    """
    if not len(left) == len(right) == len(weight):
        raise ValueError("left, right and weight must have one length")
    order = sorted(range(len(left)), key=lambda i: (-weight[i], min(left[i], right[i]), max(left[i], right[i])))
    pairs = [(position, left[position], right[position], weight[position] < sure) for position in order]
    certain = sum(1 for *_, groups_bind in pairs if not groups_bind)
    enemies = list(apart)
    first: list[tuple[int, int]] = []
    then = sorted({(min(pair), max(pair)) for pair in together})
    while True:
        forest = _Forest(strong, enemies, alone or {}, max_size)
        forest.join_decided(first)
        refused = forest.join_pairs(pairs[:certain])
        blocked = forest.join_decided(then)
        if not blocked:
            break
        first, then = [*first, *blocked], [pair for pair in then if pair not in blocked]
    refused |= forest.join_pairs(pairs[certain:])
    root = {node: forest.find(node) for node in list(forest.parent)}
    for node in (*left, *right):
        root.setdefault(node, node)
    return Resolution(root=root, refused=refused)


def connected(left: Sequence[int], right: Sequence[int]) -> dict[int, int]:
    """Every node that occurs → the smallest node that pairs lead to, without any constraint."""
    parent: dict[int, int] = {}

    def find(node: int) -> int:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = parent[node]
        return node

    for one, other in zip(left, right, strict=True):
        root_one, root_other = find(one), find(other)
        parent[max(root_one, root_other)] = min(root_one, root_other)
    return {node: find(node) for node in list(parent)}
