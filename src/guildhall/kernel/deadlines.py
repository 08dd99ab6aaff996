"""Deadlines: a number, a unit, when counting begins, what happens on a holiday, each with the article that says so.

How periods are counted: Civil Code arts 200–203. A deadline that reaches beyond the published holidays is
provisional and computed again once the arrangement is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from guildhall.kernel.periods import add_months
from guildhall.kernel.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guildhall.kernel.working_days import WorkingDays


class Unit(StrEnum):
    """What is counted. Stored."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


UNIT_WORDS: Final[Mapping[Unit, Words]] = MappingProxyType(
    {
        Unit.WORKING_DAYS: Words("个工作日", "working days", "working day"),
        Unit.DAYS: Words("天", "days", "day"),
        Unit.MONTHS: Words("个月", "months", "month"),
        Unit.YEARS: Words("年", "years", "year"),
    }
)


class Start(StrEnum):
    """Whether the day on which it begins is counted."""

    NEXT_DAY = "next_day"  # Civil Code art. 201: the day it begins is not counted
    SAME_DAY = "same_day"


class OnHoliday(StrEnum):
    """Where a last day goes that is not worked."""

    NEXT_WORKING_DAY = "next_working_day"  # Civil Code art. 203
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Limit:
    """So much time, and the rule that gives it. `is_confirmed` false: this project's default, no law was read."""

    number: int
    unit: Unit
    rule: str
    start: Start = Start.NEXT_DAY
    on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY
    is_confirmed: bool = True

    def __post_init__(self) -> None:
        if self.number < 1 or not self.rule:
            raise ValueError(f"a limit is at least 1 and names its rule: {self.number} {self.rule!r}")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day. `is_provisional`: holidays of a year that it reaches into are not published yet."""

    on: date
    is_provisional: bool


def due(limit: Limit, begins: date, days: WorkingDays) -> Due:
    """The last day of a limit that begins on a day."""
    before = begins - timedelta(days=1) if limit.start is Start.SAME_DAY else begins
    if limit.unit is Unit.WORKING_DAYS:
        last = days.after(before, limit.number)
        return Due(last, not days.knows(begins, last))
    if limit.unit is Unit.DAYS:
        last = before + timedelta(days=limit.number)
    else:
        last = add_months(before, limit.number * (12 if limit.unit is Unit.YEARS else 1))
    if limit.on_holiday is OnHoliday.STAY:
        return Due(last, False)
    moved = days.first_from(last)
    return Due(moved, not days.knows(last, moved))


def counted_in(unit: Unit) -> Unit:
    """In what the time left of a limit is told: working days, or days where months and years are running out, too."""
    return unit if unit is Unit.WORKING_DAYS else Unit.DAYS


def left(unit: Unit, on: date, due_on: date, days: WorkingDays) -> int:
    """What is left of a limit on a day, in `counted_in(unit)`; 0 on the last day, below 0 when it is over."""
    return days.between(on, due_on) if unit is Unit.WORKING_DAYS else (due_on - on).days
