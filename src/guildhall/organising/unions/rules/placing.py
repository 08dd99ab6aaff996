"""Which union stands over a place: what a union that nobody hung anywhere is proposed to stand below. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guildhall.base.places.rules.paths import lineage
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.rules.tree import ABOVE, GRASSROOTS, TERRITORIAL

#: Kinds that are placed: grassroots unions, and those of places by the place that theirs lies in.
PLACED: Final = frozenset({*GRASSROOTS, *TERRITORIAL}) - {UnionKind.PROVINCE}


def over(
    place_path: str, kind: UnionKind, unions: Mapping[str, tuple[UnionKind, ...]], *, own: bool = True
) -> tuple[str, UnionKind] | None:
    """The nearest place upwards with a union under which one of a kind may stand, and that union's kind.

    `unions`: path of a place → kinds of its own unions. `own` false: only places above count, as for such a union.
    """
    paths = lineage(place_path) if own else lineage(place_path)[:-1]
    for path in reversed(paths):
        for above in unions.get(path, ()):
            if above in ABOVE[kind]:
                return path, above
    return None
