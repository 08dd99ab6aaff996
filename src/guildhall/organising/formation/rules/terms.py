"""Terms and the days by which something must be done (Trade Union Law 16, Election Regulations 14, 29, 30)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import LEGAL_APPLY_DAYS, LEGAL_EXAMINE_DAYS, TERM_DELAY_MONTHS, TERM_YEARS_GRASSROOTS
from guildhall.kernel.periods import Period, add_months, last_day
from guildhall.kernel.working_days import WorkingDays
from guildhall.organising.formation.contracts import Finding
from guildhall.organising.formation.parameters import REPLY_DAYS, TRAINING_MONTHS

TERM_LENGTH: Final = MessageKind(
    "formation.term_length",
    "基层工会每届任期为 {allowed_zh} 年，由大会决定，现在填的是 {years} 年。",
    "A grassroots term is {allowed_en} years, as the meeting decides, not {years}.",
    "《工会法》第十六条",
)
EARLY: Final = MessageKind(
    "formation.early_election",
    "本届到 {ends} 届满，提前换届须先经上一级工会批准。",
    "The term runs until {ends}; an earlier election needs the next-higher union's approval first.",
    "《工会基层组织选举工作条例》第三十条",
)
LATE: Final = MessageKind(
    "formation.late_election",
    "本届已于 {ends} 届满，延期换届须经上一级工会批准。",
    "The term ended on {ends}; a later election needs the next-higher union's approval.",
    "《工会基层组织选举工作条例》第三十条",
)
TOO_LATE: Final = MessageKind(
    "formation.election_too_late",
    "延期换届一般不超过 {months} 个月，最迟 {latest}。",
    "An election is normally not later than {months} months, here {latest}.",
    "《工会基层组织选举工作条例》第三十条",
)


def term_findings(years: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """Whether a grassroots term may have so many years (E21: Trade Union Law art. 16: three or five)."""
    allowed = TERM_YEARS_GRASSROOTS.at(on, place)
    if years in allowed:
        return ()
    texts = [str(one) for one in allowed]
    return (
        Finding(TERM_LENGTH(allowed_zh=" 或 ".join(texts), allowed_en=" or ".join(texts), years=years), "term_years"),
    )


def term(elected_on: date, years: int) -> Period:
    """The term: it begins on the day of the election, not of the approval (E20: Election Regulations art. 29).

    Its last day is the corresponding one (Civil Code arts 201, 202).
    """
    return Period(elected_on, last_day(elected_on, years=years) + timedelta(days=1))


def reply_due(received_on: date, days: WorkingDays, place: str = "") -> date:
    """The day by which the next-higher union replies to a reported result (E19: Election Regulations art. 29)."""
    return days.first_from(received_on + timedelta(days=REPLY_DAYS.at(received_on, place)))


def training_due(took_office: date, on: date, place: str = "") -> date:
    """The day by which a chair or deputy is to be trained (E26: Election Regulations art. 14)."""
    return last_day(took_office, months=TRAINING_MONTHS.at(on, place))


def reelection_findings(term_ends: date, held_on: date, approved: bool, place: str = "") -> tuple[Finding, ...]:
    """Whether an election may be held on a day (E22: Election Regulations art. 30).

    `term_ends`: the first day after the term, on which an election is neither early nor late. Early and late ones need
    the next-higher union's approval; beyond six months late there is a warning, for the article says "normally".
    """
    if held_on < term_ends:
        return () if approved else (Finding(EARLY(ends=term_ends.isoformat()), "held_on"),)
    if held_on == term_ends:
        return ()
    found = [] if approved else [Finding(LATE(ends=term_ends.isoformat()), "held_on")]
    months = TERM_DELAY_MONTHS.at(held_on, place)
    latest = add_months(term_ends, months)
    if held_on > latest:
        found.append(Finding(TOO_LATE(months=months, latest=latest.isoformat()), "held_on", refuses=False))
    return tuple(found)


def legal_person_apply_by(established_on: date, days: WorkingDays, place: str = "") -> date:
    """The day by which a union applies to be a legal person: 60 days (Legal-person Measures art. 10)."""
    return days.first_from(established_on + timedelta(days=LEGAL_APPLY_DAYS.at(established_on, place)))


def legal_person_examined_by(complete_on: date, days: WorkingDays, place: str = "") -> date:
    """The day by which a complete file is examined: 15 days (Legal-person Measures art. 12)."""
    return days.first_from(complete_on + timedelta(days=LEGAL_EXAMINE_DAYS.at(complete_on, place)))
