"""Which clocks run in a state, and how each stands: begun, standing still, ended, by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from guildhall.base.flows.contracts import Clock, FlowKind, Milestone
from guildhall.kernel.deadlines import Due, Limit, Unit, counted_in, due, left
from guildhall.kernel.working_days import WorkingDays

#: In the column by which the queue is sorted: nothing is due.
NEVER: Final = date(9999, 12, 31)


class Change(StrEnum):
    """What entering a state does to a clock."""

    NONE = "none"
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that has begun and not ended. `left`: units left when it was stopped, in `counted_in`; None: it runs."""

    code: str
    began_on: date
    due_on: date
    is_provisional: bool
    left: int | None = None

    @property
    def is_paused(self) -> bool:
        return self.left is not None


def change(clock: Clock, state: str, held: Running | None) -> Change:
    """What entering a state does to a clock of a kind. `held`: how it stands, None where it does not run."""
    if state in clock.runs_in:
        if held is None:
            return Change.BEGIN
        return Change.RESUME if held.is_paused else Change.NONE
    if held is None:
        return Change.NONE
    if state in clock.pauses_in:
        return Change.NONE if held.is_paused else Change.PAUSE
    return Change.END


def begun(clock: Clock, on: date, days: WorkingDays) -> Running:
    """A clock that begins on a day."""
    last = due(clock.limit, on, days)
    return Running(clock.code, on, last.on, last.is_provisional)


def paused(clock: Clock, held: Running, on: date, days: WorkingDays) -> Running:
    """The clock standing still from a day on, with what was left of it."""
    return replace(held, left=left(clock.limit.unit, on, held.due_on, days))


def resumed(clock: Clock, held: Running, on: date, days: WorkingDays) -> Running:
    """The clock running again from a day on. What was overdue stays overdue by as much."""
    rest = held.left if held.left is not None else left(clock.limit.unit, on, held.due_on, days)
    if rest <= 0:
        return replace(held, due_on=on + timedelta(days=rest), left=None)
    limit = Limit(rest, counted_in(clock.limit.unit), clock.limit.rule, on_holiday=clock.limit.on_holiday)
    last = due(limit, on, days)
    return replace(held, due_on=last.on, is_provisional=last.is_provisional, left=None)


def recomputed(clock: Clock, held: Running, days: WorkingDays) -> Running:
    """A clock that was never stopped, by the holidays as they are known now."""
    last = due(clock.limit, held.began_on, days)
    return replace(held, due_on=last.on, is_provisional=last.is_provisional)


def left_on(clock: Clock, held: Running, on: date, days: WorkingDays) -> int:
    """What is left of a clock on a day, in `counted_in` of its unit; below 0 where it is over."""
    return held.left if held.left is not None else left(clock.limit.unit, on, held.due_on, days)


def most_urgent(kind: FlowKind, running: Iterable[Running]) -> Running | None:
    """The clock by which something must be done first; those that only have to pass are none."""
    binding = [one for one in running if not kind.clock(one.code).is_minimum]
    # One that stands still presses nobody: it comes after those that run.
    return min(binding, key=lambda one: (one.is_paused, one.due_on, one.code), default=None)


def is_over(running: Running | None, on: date) -> bool:
    """Whether time that must pass has passed: its last day lies before."""
    return running is not None and not running.is_paused and running.due_on < on


def earliest(kind: FlowKind, milestone: Milestone, on: date, days: WorkingDays) -> Due:
    """The first day after a milestone's clocks have run one after the other, the first from `on`."""
    at, provisional = on, False
    for code in milestone.clocks:
        last = due(kind.clock(code).limit, at, days)
        at, provisional = last.on, provisional or last.is_provisional
    return Due(at + timedelta(days=1) if milestone.clocks else at, provisional)


def unit_of(clock: Clock) -> Unit:
    """In what a clock's time left is told."""
    return counted_in(clock.limit.unit)


def by_code(running: Iterable[Running]) -> Mapping[str, Running]:
    return {one.code: one for one in running}
