"""Kinds of jobs and what repeats: modules name them in their `tasks.py`, the worker finds them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guildhall.infra.jobs.running import Running

Work = Callable[["Running"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`lease`: how long a worker may be silent. `attempts`: how often work that breaks off unexpectedly is tried."""

    name: str
    work: Work
    lease: timedelta
    attempts: int


@dataclass(frozen=True, slots=True)
class Repeating:
    """Something that a schedule queues: `kind` without payload, `every` so long, first at the next multiple of it."""

    name: str
    kind: str
    every: timedelta

    def due_after(self, moment: datetime) -> datetime:
        """The first due time after a moment: whole multiples of `every`, counted from midnight in the moment's zone."""
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + self.every * ((moment - midnight) // self.every + 1)


_kinds: dict[str, Kind] = {}
_repeating: dict[str, Repeating] = {}


def task(name: str, *, lease: timedelta = timedelta(seconds=60), attempts: int = 3) -> Callable[[Work], Work]:
    """Name a function as the work of a kind of job. Raises ValueError where the name is taken."""

    def named(work: Work) -> Work:
        held = _kinds.get(name)
        if held is not None and held.work is not work:
            raise ValueError(f"two kinds of jobs are called {name}")
        _kinds[name] = Kind(name, work, lease, attempts)
        return work

    return named


def repeat(name: str, *, kind: str, every: timedelta) -> None:
    """Queue a job of that kind over and over."""
    _repeating[name] = Repeating(name, kind, every)


def kind_of(name: str) -> Kind:
    """Raises KeyError for a kind that no module names."""
    return _kinds[name]


def repeating() -> tuple[Repeating, ...]:
    return tuple(_repeating[name] for name in sorted(_repeating))
