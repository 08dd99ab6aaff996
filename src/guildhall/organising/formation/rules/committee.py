"""How many sit on a committee, and which bodies stand beside it (Election Regulations arts 8, 9, 34–38)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import (
    AUDIT_COMMITTEE_SIZE,
    COMMITTEE_SIZES,
    FULL_TIME_CHAIR,
    STANDING_COMMITTEE_SIZE,
    WOMEN_COMMITTEE_MEMBERS,
    band_of,
)
from guildhall.organising.formation.contracts import Candidate, Finding
from guildhall.organising.formation.parameters import (
    ALONE_BELOW,
    COMMITTEE_ODD,
    ONLY_ALONE,
)

_REGS_8: Final = "《工会基层组织选举工作条例》第八条"
_REGS_AUDIT: Final = "《工会基层组织选举工作条例》第三十四条至第三十七条"

OUTSIDE_BAND: Final = MessageKind(
    "formation.outside_band",
    "会员 {members} 人，工会委员会应为 {low} 至 {high} 人，现在是 {seats} 人。",
    "With {members} members a committee has {low} to {high} seats, not {seats}.",
    _REGS_8,
)
OR_ALONE: Final = MessageKind(
    "formation.or_alone",
    "会员不足 {below} 人，也可以只选主席或组织员 1 人。",
    "With fewer than {below} members, one chair or organiser may stand instead of a committee.",
    "《工会法》第十一条第一款",
)
MUST_BE_ODD: Final = MessageKind(
    "formation.must_be_odd",
    "委员人数应为单数，现在是 {seats} 人。",
    "The number of seats must be odd here; it is {seats}.",
    _REGS_8,
)
BETTER_ODD: Final = MessageKind(
    "formation.better_odd",
    "委员人数一般取单数，便于表决；{seats} 人也可以。",
    "Committees usually have an odd number of seats, so that votes decide; {seats} is allowed.",
    _REGS_8,
)
AUDIT_SEATS: Final = MessageKind(
    "formation.audit_seats",
    "经费审查委员会应为 {low} 至 {high} 人（小工会可以只设经费审查委员 1 人），现在是 {seats} 人。",
    "An audit committee has {low} to {high} seats, or one auditor in a small union, not {seats}.",
    _REGS_AUDIT,
)
AUDIT_MISSING: Final = MessageKind(
    "formation.audit_missing",
    "有独立工会账户的，须同时选举经费审查委员会或经费审查委员。",
    "A union with an account of its own elects an audit committee, or an auditor, at the same time.",
    _REGS_AUDIT,
)
NOT_AUDITOR: Final = MessageKind(
    "formation.not_auditor",
    "工会主席、分管财务和资产的副主席以及财务、资产管理人员不能担任经费审查委员。",
    "The chair, the deputy who answers for funds and assets, and their staff may not sit on the audit committee.",
    _REGS_AUDIT,
)
WOMEN_COMMITTEE: Final = MessageKind(
    "formation.women_committee",
    "女会员 {women} 人，达到 {least} 人，须同时建立女职工委员会。",
    "With {women} women members, {least} being the number, a women's committee is set up at the same time.",
    "《工会女职工委员会工作条例》第十一条",
)
WOMEN_MEMBER: Final = MessageKind(
    "formation.women_member",
    "女会员 {women} 人，不足 {least} 人，须设女职工委员 1 人。",
    "With {women|woman member|women members}, fewer than {least}, one committee member answers for women.",
    "《工会女职工委员会工作条例》第十一条",
)
FULL_TIME: Final = MessageKind(
    "formation.full_time_chair",
    "职工 {employees} 人，达到 {least} 人，可以设专职工会主席；《中国工会章程》要求设。",
    "With {employees} employees, {least} being the number, there may be a full-time chair; the Charter asks for one.",
    "《工会法》第十四条",
)
STANDING_SEATS: Final = MessageKind(
    "formation.standing_seats",
    "常务委员会应为 {low} 至 {high} 人，并须经上一级工会批准，现在是 {seats} 人。",
    "A standing committee has {low} to {high} seats, with the next-higher union's approval, not {seats}.",
    "《工会基层组织选举工作条例》第九条",
)


@dataclass(frozen=True, slots=True)
class Seats:
    """How many a committee may have: between `low` and `high`, odd where `odd`; one alone where `alone`.

    `low` and `high` are 1 where there is only a chair or an organiser.
    """

    low: int
    high: int
    odd: bool
    alone: bool

    def allows(self, seats: int) -> bool:
        if seats == 1:
            return self.alone
        return self.low <= seats <= self.high and (seats % 2 == 1 or not self.odd)


def seats_for(members: int, on: date, place: str = "") -> Seats:
    """How many seats a committee has with so many members (Election Regulations art. 8), as the place refines it.

    Below 25 members one chair or organiser may stand instead (Trade Union Law art. 11(1)). Raises ValueError for a
    negative number.
    """
    if members < 0:
        raise ValueError(f"members cannot be negative: {members}")
    odd, alone = COMMITTEE_ODD.at(on, place), members < ALONE_BELOW.at(on, place)
    if members <= ONLY_ALONE.at(on, place):
        return Seats(1, 1, odd, True)
    band = band_of(COMMITTEE_SIZES.at(on, place), members)
    if band is None:
        raise ValueError(f"no band from so few members: {members}")
    return Seats(*band, odd, alone)


def seat_findings(seats: int, members: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with so many seats for so many members (Election Regulations art. 8)."""
    allowed = seats_for(members, on, place)
    if seats == 1 and allowed.alone:
        return ()
    if not allowed.low <= seats <= allowed.high or (seats == 1 and not allowed.alone):
        found = [Finding(OUTSIDE_BAND(members=members, low=allowed.low, high=allowed.high, seats=seats), "seats")]
        if allowed.alone:
            found.append(Finding(OR_ALONE(below=ALONE_BELOW.at(on, place)), "seats", refuses=False))
        return tuple(found)
    if seats % 2 == 0:
        kind = MUST_BE_ODD if allowed.odd else BETTER_ODD
        return (Finding(kind(seats=seats), "seats", refuses=allowed.odd),)
    return ()


def standing_findings(seats: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with so many seats of a standing committee (Election Regulations art. 9)."""
    low, high = STANDING_COMMITTEE_SIZE.at(on, place)
    if low <= seats <= high:
        return ()
    return (Finding(STANDING_SEATS(low=low, high=high, seats=seats), "standing_seats"),)


def audit_findings(seats: int, own_account: bool, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with so many seats of an audit committee (Election Regulations arts 34–37); one: an auditor."""
    if seats == 0:
        return (Finding(AUDIT_MISSING(), "audit_seats"),) if own_account else ()
    low, high = AUDIT_COMMITTEE_SIZE.at(on, place)
    if seats == 1 or low <= seats <= high:
        return ()
    return (Finding(AUDIT_SEATS(low=low, high=high, seats=seats), "audit_seats"),)


def auditor_findings(candidate: Candidate, chairs: Collection[str], field: str = "candidates") -> tuple[Finding, ...]:
    """Why somebody may not sit on the audit committee: being the chair, or answering for the money (arts 34–37)."""
    return (Finding(NOT_AUDITOR(), field),) if candidate.key in chairs or candidate.handles_money else ()


class WomenBody(StrEnum):
    """What stands for women members. Stored."""

    NONE = "none"
    MEMBER = "member"
    COMMITTEE = "committee"


def women_body(women: int, on: date, place: str = "") -> WomenBody:
    """A committee from 10 women members on, one committee member below (Women's Committee Regulations art. 11)."""
    if women == 0:
        return WomenBody.NONE
    return WomenBody.COMMITTEE if women >= WOMEN_COMMITTEE_MEMBERS.at(on, place) else WomenBody.MEMBER


def women_findings(women: int, elected: WomenBody, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is missing for the women members; a committee where one member would do is no fault."""
    least, needed = WOMEN_COMMITTEE_MEMBERS.at(on, place), women_body(women, on, place)
    if needed is WomenBody.COMMITTEE and elected is not WomenBody.COMMITTEE:
        return (Finding(WOMEN_COMMITTEE(women=women, least=least), "women"),)
    if needed is WomenBody.MEMBER and elected is WomenBody.NONE:
        return (Finding(WOMEN_MEMBER(women=women, least=least), "women"),)
    return ()


def full_time_advice(employees: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """From 200 employees on there may be a full-time chair (Trade Union Law art. 14; the Charter asks for one)."""
    least = FULL_TIME_CHAIR.at(on, place)
    return (Finding(FULL_TIME(employees=employees, least=least), refuses=False),) if employees >= least else ()
