"""What became of places: a graph of dated steps that only lead on in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from guildhall.base.places.contracts import Heir, SuccessionSummary
from guildhall.kernel.errors import Message, MessageKind

RULE: Final = "行政区划管理条例（国务院令第704号）"
NO_HEIR: Final = MessageKind(
    "places.no_heir", "撤销一个地方，须写明其区域划归哪里。", "Say where the area of an abolished place goes.", RULE
)
WHOLE_AND_MORE: Final = MessageKind(
    "places.whole_and_more",
    "全部划归一处时，不能再写别处；一处不能写两次。",
    "Where all of it goes to one place, no other can be named; and none twice.",
)
OWN_HEIR: Final = MessageKind("places.own_heir", "一个地方不能划归自己。", "A place cannot be its own successor.")


def objections(place_id: UUID, heirs: Sequence[Heir]) -> tuple[Message, ...]:
    """What is wrong with the successors named for a place that is to be abolished; empty if nothing."""
    found: list[Message] = []
    if not heirs:
        found.append(NO_HEIR())
    if len({heir.place_id for heir in heirs}) < len(heirs) or (len(heirs) > 1 and any(heir.whole for heir in heirs)):
        found.append(WHOLE_AND_MORE())
    if any(heir.place_id == place_id for heir in heirs):
        found.append(OWN_HEIR())
    return tuple(found)


def heirs_on(
    place_id: UUID, steps: Iterable[SuccessionSummary], ended: Mapping[UUID, date | None], on: date
) -> tuple[UUID, ...]:
    """Where a place's area lies on a day: itself while it stands, else its successors, through as many steps as needed.

    `ended`: the day on which each place ceased to stand, None for those that do. In the order of the steps.
    """
    following: dict[UUID, list[SuccessionSummary]] = {}
    for step in sorted(steps, key=lambda s: s.on):
        following.setdefault(step.predecessor_id, []).append(step)
    found: dict[UUID, None] = {}
    _follow(place_id, following, ended, on, found, set())
    return tuple(found)


def _follow(
    place_id: UUID,
    following: Mapping[UUID, Sequence[SuccessionSummary]],
    ended: Mapping[UUID, date | None],
    on: date,
    found: dict[UUID, None],
    seen: set[UUID],
) -> None:
    if place_id in seen:
        return
    seen.add(place_id)
    end = ended.get(place_id)
    if end is None or on < end:
        found[place_id] = None
        return
    for step in following.get(place_id, ()):
        # What it gave away earlier while it stood is no longer its area.
        if step.on == end:
            _follow(step.successor_id, following, ended, on, found, seen)


def leads_back(steps: Collection[tuple[UUID, UUID]]) -> bool:
    """Whether following steps from predecessor to successor can come back to where it began."""
    following: dict[UUID, set[UUID]] = {}
    for predecessor, successor in steps:
        following.setdefault(predecessor, set()).add(successor)
    done: set[UUID] = set()

    def visit(place: UUID, trail: frozenset[UUID]) -> bool:
        if place in trail:
            return True
        if place in done:
            return False
        back = any(visit(after, trail | {place}) for after in following.get(place, ()))
        done.add(place)
        return back

    return any(visit(place, frozenset()) for place in list(following))
