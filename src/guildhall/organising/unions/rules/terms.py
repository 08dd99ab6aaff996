"""Terms: how long they run, when one is reminded, what may be put off (Trade Union Law art. 16). Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import (
    CHAIR_VACANCY_MONTHS,
    TERM_DELAY_MONTHS,
    TERM_REMINDER_MONTHS,
    TERM_YEARS_GRASSROOTS,
    TERM_YEARS_LOCAL,
)
from guildhall.kernel.periods import add_months, last_day
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.contracts.committees import Stage
from guildhall.organising.unions.rules.tree import LOCAL

_LAW_16: Final = "《工会法》第十六条 Trade Union Law art. 16"
_REGULATIONS_30: Final = "《工会基层组织选举工作条例》第三十条 Election Regulations art. 30"
BAD_YEARS: Final = MessageKind(
    "unions.bad_term",
    "任期可选：{years} 年。",
    "A term here has so many years: {years}.",
    rule=_LAW_16,
)
BEFORE_LAST: Final = MessageKind(
    "unions.election_before_last",
    "选举日期要在上一次选举（{last}）之后。",
    "An election lies after the one before it ({last}).",
)
BEFORE_FOUNDED: Final = MessageKind(
    "unions.election_before_founding",
    "选举日期不能早于工会成立的日期（{since}）。",
    "An election cannot lie before the union's founding ({since}).",
)
EARLY: Final = MessageKind(
    "unions.election_early",
    "本届到 {due} 届满；提前六个月以上换届的，请写明上一级工会批准的文号。",
    "The term ends on {due}. An election more than six months earlier gives the upper union's approval.",
    rule=_REGULATIONS_30,
)
DELAY_TOO_LONG: Final = MessageKind(
    "unions.delay_too_long",
    "延期换届一般不超过 {months} 个月，最晚 {latest}。",
    "An election is put off by {months} months at most, to {latest}.",
    rule=_REGULATIONS_30,
)
DELAY_TOO_SHORT: Final = MessageKind(
    "unions.delay_too_short",
    "延期的日期要在届满日（{due}）之后。",
    "A delay ends after the term's last day ({due}).",
    rule=_REGULATIONS_30,
)


def years_to_choose(kind: UnionKind, on: date) -> tuple[int, ...]:
    """Lengths of a term from which a union of a kind chooses: five of local and industrial ones, else three or five."""
    return (TERM_YEARS_LOCAL if kind in LOCAL else TERM_YEARS_GRASSROOTS).at(on)


def due_day(elected_on: date, years: int) -> date:
    """The last day of a term: it begins on election day, not with the approval (Election Regulations art. 29)."""
    return last_day(elected_on, years=years)


def latest_delay(due_on: date) -> date:
    """The last day to which an election may be put off with approval (Election Regulations art. 30)."""
    return add_months(due_on, TERM_DELAY_MONTHS.at(due_on))


def stage(due_on: date, expires_on: date, today: date) -> Stage:
    """How far a term has run. `expires_on`: with an approved delay; past the permitted delay nothing helps.

    Reminders begin on the day six, three and one months before the end; the last day itself is not overdue.
    """
    if today > latest_delay(due_on):
        return Stage.BEYOND
    if today > expires_on:
        return Stage.OVERDUE
    reached = [
        Stage(number)
        for number, months in enumerate(TERM_REMINDER_MONTHS.at(today), start=1)
        if today >= add_months(expires_on, -months)
    ]
    return max(reached, default=Stage.AMPLE)


def reminded_until(today: date) -> date:
    """The last day on which a term may end to be spoken of today."""
    return add_months(today, max(TERM_REMINDER_MONTHS.at(today))) + timedelta(days=3)


def years_objections(kind: UnionKind, years: int, on: date) -> tuple[Message, ...]:
    """Whether a union of a kind may choose so many years."""
    lengths = years_to_choose(kind, on)
    return () if years in lengths else (BAD_YEARS(years="、".join(map(str, lengths))),)


def election_objections(
    on: date, *, last: date | None, due_on: date | None, founded_on: date | None, approval: str
) -> tuple[Message, ...]:
    """Whether an election may have been on a day. `last`, `due_on`: of the term that it ends; `approval`: of an early
    one (Election Regulations art. 30)."""
    if founded_on is not None and on < founded_on:
        return (BEFORE_FOUNDED(since=founded_on.isoformat()),)
    if last is not None and on <= last:
        return (BEFORE_LAST(last=last.isoformat()),)
    if due_on is not None and not approval and on < add_months(due_on, -TERM_DELAY_MONTHS.at(due_on)):
        return (EARLY(due=due_on.isoformat()),)
    return ()


def delay_objections(until: date, due_on: date) -> tuple[Message, ...]:
    """Whether an election may be put off to a day (Election Regulations art. 30; Charter art. 26)."""
    if until <= due_on:
        return (DELAY_TOO_SHORT(due=due_on.isoformat()),)
    latest = latest_delay(due_on)
    if until > latest:
        return (DELAY_TOO_LONG(months=TERM_DELAY_MONTHS.at(due_on), latest=latest.isoformat()),)
    return ()


def acting_until(vacant_since: date) -> date:
    """The last day on which somebody may act for a vacant chair (Election Regulations art. 33)."""
    return add_months(vacant_since, CHAIR_VACANCY_MONTHS.at(vacant_since))
