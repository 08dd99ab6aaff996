"""Which township an address names: registers give the county's code, the street stands only in the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

K = TypeVar("K")


class Townships(Generic[K]):
    """The townships of one county by name. The name as a whole must stand in the text; the longest one wins.

    Two names of equal length in one text tell nothing, and then none is taken.
    """

    def __init__(self, named: Iterable[tuple[str, K]]) -> None:
        self._keys = dict(named)
        names = sorted(self._keys, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def find(self, *texts: str) -> K | None:
        """The township that the first text naming any names."""
        if self._pattern is None:
            return None
        for text in texts:
            found = set(self._pattern.findall(text))
            if found:
                longest = max(map(len, found))
                named = [name for name in found if len(name) == longest]
                return self._keys[named[0]] if len(named) == 1 else None
        return None
