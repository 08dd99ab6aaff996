"""Union funds as computed statements: members' dues, the employer's contribution and its split, by dated rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.money import Money
from guildhall.kernel.parameters import Source
from guildhall.kernel.periods import add_months, last_day_of_month
from guildhall.organising.members.contracts import Status
from guildhall.organising.members.parameters import CONTRIBUTION_KEPT, CONTRIBUTION_RATE, DUES_RATE, DUES_STEP
from guildhall.organising.members.rules.standing import effect_of

if TYPE_CHECKING:
    from collections.abc import Sequence

BELOW_ZERO: Final = MessageKind(
    "members.below_zero", "工资不能小于零。", "Wages cannot be below zero.", "工会法第四十三条"
)


@dataclass(frozen=True, slots=True)
class DuesLine:
    """Dues of one month. `base`: what of the basic wage counts. `sources`: of rate and step."""

    month: str
    wage: Money
    base: Money
    rate: Fraction
    due: Money
    sources: tuple[Source, ...]


def dues_base(wage: Money, on: date, place: str = "") -> Money:
    """The basic wage without what lies below ten yuan; bonuses, allowances and subsidies are no part of it."""
    if wage.fen < 0:
        raise Refused(BELOW_ZERO())
    step = DUES_STEP.at(on, place) * 100
    return Money(wage.fen // step * step)


def dues_line(wage: Money, month: str, status: Status, place: str = "") -> DuesLine:
    """A member's dues of a month `YYYY-MM` by the rates of its last day; retained members owe none (Charter art. 8)."""
    on = last_day_of_month(month)
    base, rate = dues_base(wage, on, place), Fraction(DUES_RATE.at(on, place))
    owed = base.share(rate) if effect_of(status, on).pays_dues else Money(0)
    return DuesLine(month, wage, base, rate, owed, (DUES_RATE.source(on, place), DUES_STEP.source(on, place)))


@dataclass(frozen=True, slots=True)
class DuesStatement:
    """Dues of a member over months, the earliest first."""

    lines: tuple[DuesLine, ...]

    @property
    def total(self) -> Money:
        return Money(sum(line.due.fen for line in self.lines))


def dues_statement(wages: Sequence[tuple[str, Money, Status]], place: str = "") -> DuesStatement:
    """The statement over (month, basic wage, standing in it)."""
    return DuesStatement(tuple(dues_line(wage, month, status, place) for month, wage, status in sorted(wages)))


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """The employer's contribution of a month, and its split. `kept` stays with the union of the unit.

    `is_preparation`: the unit has no union yet, and all goes up as a preparation fund.
    """

    month: str
    wages: Money
    rate: Fraction
    due: Money
    kept: Money
    passed_up: Money
    is_preparation: bool
    sources: tuple[Source, ...]


def contribution_line(wages: Money, month: str, *, has_union: bool, place: str = "") -> ContributionLine:
    """Two per cent of all wages of all employees (Trade Union Law art. 43), members or not; its parts add up."""
    if wages.fen < 0:
        raise Refused(BELOW_ZERO())
    on = last_day_of_month(month)
    rate = Fraction(CONTRIBUTION_RATE.at(on, place))
    owed = wages.share(rate)
    kept = owed.share(Fraction(CONTRIBUTION_KEPT.at(on, place))) if has_union else Money(0)
    sources = (CONTRIBUTION_RATE.source(on, place), CONTRIBUTION_KEPT.source(on, place))
    return ContributionLine(month, wages, rate, owed, kept, owed - kept, not has_union, sources)


def months_of(first: str, last: str) -> tuple[str, ...]:
    """The months from one to another, both included; none where the last lies before the first."""
    found = []
    day = date.fromisoformat(f"{first}-01")
    while f"{day:%Y-%m}" <= last:
        found.append(f"{day:%Y-%m}")
        day = add_months(day, 1)
    return tuple(found)
