"""Streams of pseudo-randomness: one per topic, derived from the seed by name, so that none disturbs another."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate


def stream(seed: int, *topic: str | int) -> random.Random:
    """Return the generator of one topic; the same seed and topic give the same stream on every machine."""
    return random.Random("/".join(["guildhall-province", str(seed), *map(str, topic)]))  # text seeds go through SHA-512


class Weighted:
    """Draw an index or a value by weight, in O(log n)."""

    def __init__(self, values: Sequence[str], weights: Sequence[float]) -> None:
        self.values = tuple(values)
        self._bounds = list(accumulate(weights))
        self._total = self._bounds[-1]
        self._last = len(self.values) - 1

    def draw(self, rng: random.Random) -> str:
        return self.values[min(bisect(self._bounds, rng.random() * self._total), self._last)]
