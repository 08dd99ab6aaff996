"""Working days: weekdays without holidays, and the weekend days that are worked instead; year by year as published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from guildhall.kernel.parameters import HOLIDAYS, MADE_UP_DAYS

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked. `years`: those whose arrangement is known; of others, weekends are all that is known."""

    off: frozenset[date]
    made_up: frozenset[date]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether a day is worked, as far as is known."""
        return day in self.made_up or (day.weekday() < _SATURDAY and day not in self.off)

    def knows(self, start: date, end: date) -> bool:
        """Whether the arrangement of every year from one day to another is published."""
        return all(year in self.years for year in range(start.year, end.year + 1))

    def after(self, day: date, number: int) -> date:
        """The working day so many working days after a day; the day itself for 0."""
        while number > 0:
            day += timedelta(days=1)
            number -= self.is_working(day)
        return day

    def first_from(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; below 0 where `end` lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@cache
def working_days() -> WorkingDays:
    """As the shipped arrangement says, of the nation."""
    years = frozenset(
        entry.source.period.start.year for entry in HOLIDAYS.entries() if entry.source.period.start is not None
    )
    return WorkingDays(
        _days(part for year in years for part in HOLIDAYS.at(date(year, 1, 1))),
        _days(part for year in years for part in MADE_UP_DAYS.at(date(year, 1, 1))),
        years,
    )


def _days(parts: Iterable[str]) -> frozenset[date]:
    """Single days and `first/last` ranges, both ends included (ISO 8601)."""
    found: set[date] = set()
    for part in parts:
        first, _, last = part.partition("/")
        start = date.fromisoformat(first)
        found.update(start + timedelta(days=n) for n in range((date.fromisoformat(last or first) - start).days + 1))
    return frozenset(found)
