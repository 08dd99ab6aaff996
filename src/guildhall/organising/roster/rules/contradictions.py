"""Which decisions cannot stand together: what is the same by way of others cannot be different, nor the other way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.organising.roster.contracts import Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """A decision in force. `left`, `right`: fingerprints, or whatever else names what was compared."""

    id: UUID
    left: str
    right: str
    verdict: Verdict
    at: datetime


#: Two names that stand for one thing, and the decision that says so; None: they are one for another reason.
Tie = tuple[str, str, Held | None]


def ordered(one: str, other: str) -> tuple[str, str]:
    """Two fingerprints in the order in which decisions name them."""
    return (one, other) if one < other else (other, one)


def ties_of(held: Iterable[Held]) -> list[Tie]:
    """What decisions tie together."""
    return [(one.left, one.right, one) for one in held if one.verdict is Verdict.SAME]


def chain(ties: Sequence[Tie], start: str, end: str) -> tuple[Held, ...] | None:
    """The fewest decisions by which two names are one, the earliest first; None where they are not one.

    Empty where they are one without any decision.
    """
    return _chains(ties, start).get(end)


def contradicted(
    held: Sequence[Held], ties: Sequence[Tie], left: str, right: str, verdict: Verdict
) -> tuple[Held, ...]:
    """The decisions with which a new one cannot stand, the earliest first; empty where it can.

    `ties`: all that is one, those of `held` among them. Two that are one without any decision may be told apart.
    """
    mine = _chains(ties, left)
    if verdict is Verdict.DIFFERENT:
        return mine.get(right) or ()
    theirs = _chains(ties, right)
    if right in mine:
        return ()
    found = []
    for one in held:
        if one.verdict is Verdict.DIFFERENT:
            for own, other in ((one.left, one.right), (one.right, one.left)):
                if own in mine and other in theirs:
                    found.append(_by_time({one, *mine[own], *theirs[other]}))
    return min(found, key=lambda named: (len(named), *((d.at, d.id) for d in named)), default=())


def _chains(ties: Sequence[Tie], start: str) -> dict[str, tuple[Held, ...]]:
    """Each name that is one with `start`, by the fewest decisions."""
    near: dict[str, list[tuple[str, Held | None]]] = {}
    for left, right, held in ties:
        near.setdefault(left, []).append((right, held))
        near.setdefault(right, []).append((left, held))
    found: dict[str, tuple[Held, ...]] = {}
    waiting: deque[tuple[str, tuple[Held, ...]]] = deque([(start, ())])
    while waiting:
        name, by = waiting.popleft()
        if name in found:
            continue
        found[name] = by
        for other, held in _in_order(near.get(name, ())):
            if held is None:
                waiting.appendleft((other, by))
            else:
                waiting.append((other, (*by, held)))
    return {name: _by_time(by) for name, by in found.items()}


def _in_order(steps: Iterable[tuple[str, Held | None]]) -> list[tuple[str, Held | None]]:
    return sorted(steps, key=lambda step: (step[0], str(step[1].id) if step[1] else ""))


def _by_time(held: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(sorted(held, key=lambda one: (one.at, one.id)))
