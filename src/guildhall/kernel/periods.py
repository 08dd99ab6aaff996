"""Half-open periods of days, and how Chinese law counts periods and numbers (Civil Code arts 200–203, 1259)."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, but without, `end`; None: no bound on that side.

    Raises ValueError if it would hold no day.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"a period needs at least one day: {self.start} up to {self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: Period) -> Period | None:
        """The days that both hold, None if there are none."""
        start = max((day for day in (self.start, other.start) if day is not None), default=None)
        end = min((day for day in (self.end, other.end) if day is not None), default=None)
        return None if start is not None and end is not None and start >= end else Period(start, end)

    @property
    def days(self) -> int | None:
        """Number of days, None if a bound is open."""
        return None if self.start is None or self.end is None else (self.end - self.start).days


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days in as few periods as possible, in order; periods that touch become one."""
    result: list[Period] = []
    for period in sorted(periods, key=lambda p: (p.start or date.min, p.end or date.max)):
        last = result[-1] if result else None
        if last is not None and (last.end is None or period.start is None or period.start <= last.end):
            end = None if last.end is None or period.end is None else max(last.end, period.end)
            result[-1] = Period(last.start, end)
        else:
            result.append(period)
    return tuple(result)


def month_period(month: str) -> Period:
    """The days of a month written `YYYY-MM`. Raises ValueError for other texts."""
    first = date.fromisoformat(f"{month}-01")
    return Period(first, add_months(first, 1))


def last_day_of_month(month: str) -> date:
    """The last day of a month written `YYYY-MM`."""
    return add_months(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The corresponding day of a later (or earlier) month; its last day where there is none (Civil Code art. 202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(
    begins: date, *, days: int = 0, months: int = 0, years: int = 0, is_holiday: Callable[[date], bool] | None = None
) -> date:
    """The last day of a period that runs from an event on `begins`.

    The day it begins is not counted (Civil Code art. 201); months and years end on the corresponding day, or the
    month's last (art. 202); a last day that is a statutory holiday moves to the day after the holiday (art. 203).
    `is_holiday` must know weekends and make-up working days, too.
    """
    last = add_months(begins, months + 12 * years) + timedelta(days=days)
    while is_holiday is not None and is_holiday(last):
        last += timedelta(days=1)
    return last


def full_years(birth: date, on: date) -> int:
    """Age in completed years on a day (周岁); who was born on 29 February completes a year on 28 February otherwise.

    Raises ValueError if the day lies before the birth.
    """
    if on < birth:
        raise ValueError(f"{on} lies before the birth on {birth}")
    years = on.year - birth.year
    return years if add_months(birth, 12 * years) <= on else years - 1


# --- numbers in legal sentences (Civil Code art. 1259) -----------------------------------------------------------


def at_least(value: float, limit: float) -> bool:
    """以上, 届满: the number itself is included. `25人以上` is true of 25."""
    return value >= limit


def at_most(value: float, limit: float) -> bool:
    """以下, 以内: the number itself is included."""
    return value <= limit


def less_than(value: float, limit: float) -> bool:
    """不满, 不足: the number itself is excluded. `不满25人` is false of 25."""
    return value < limit


def more_than(value: float, limit: float) -> bool:
    """超过, 以外: the number itself is excluded; 过半数 is more than half."""
    return value > limit
