"""Which record each entity of a run stands for: pure, over counts of the fingerprints that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stands:
    """`record`: the one that the entity lives on in; `others`: records that are the same, as the run sees it."""

    record: UUID
    others: tuple[UUID, ...] = ()


def stands_for(claims: Mapping[str, Mapping[UUID, int]]) -> dict[str, Stands]:
    """Give each record to the entity that holds most of its fingerprints, each entity the record it holds most of.

    `claims`: entity → record → shared fingerprints. Ties go to the entity that comes first and to the older record
    (ids sort by time). An entity that wins no record is left out: it is new.
    """
    best: dict[UUID, tuple[int, str]] = {}
    for entity in sorted(claims):
        for record, shared in claims[entity].items():
            held = best.get(record)
            if held is None or shared > held[0]:
                best[record] = (shared, entity)
    won: dict[str, list[tuple[int, UUID]]] = {}
    for record, (shared, entity) in best.items():
        won.setdefault(entity, []).append((-shared, record))
    found = {}
    for entity, records in won.items():
        ordered = [record for _, record in sorted(records)]
        found[entity] = Stands(ordered[0], tuple(ordered[1:]))
    return found
