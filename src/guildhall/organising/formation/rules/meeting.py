"""Who meets, when enough are there, who watches the count (Congress Regulations; Election Regulations 16, 17, 22)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import band_of
from guildhall.kernel.working_days import WorkingDays
from guildhall.organising.formation.contracts import Finding, Meeting
from guildhall.organising.formation.parameters import (
    CONGRESS_FROM,
    DELEGATE_BANDS,
    DELEGATE_MANAGERS,
    DELEGATE_NOTICE,
    EXTRAORDINARY,
    QUORUM,
)

MUST_MEET: Final = MessageKind(
    "formation.must_meet",
    "会员 {members} 人，不足 {least} 人，应召开会员大会，不能开会员代表大会。",
    "With {members} members, fewer than {least}, all members meet; there is no congress of delegates.",
    "《基层工会会员代表大会条例》第三条",
)
DELEGATES: Final = MessageKind(
    "formation.delegate_number",
    "会员 {members} 人，会员代表应为 {low} 至 {high} 人，现在是 {delegates} 人。",
    "With {members} members there are {low} to {high} delegates, not {delegates}.",
    "《基层工会会员代表大会条例》第十条",
)
MANAGERS: Final = MessageKind(
    "formation.delegate_managers",
    "会员代表中的中层以上管理人员不得超过 {percent}%，{delegates} 名代表中最多 {most} 人，现在 {managers} 人。",
    "Middle and higher managers may be {percent} % of the delegates, {most} of {delegates}; there are {managers}.",
    "《基层工会会员代表大会条例》第九条",
)
NOTICE: Final = MessageKind(
    "formation.delegate_notice",
    "大会召开前 {days} 个工作日须通知代表，最早可在 {earliest} 召开。",
    "Delegates are told {days} working days before; the congress can be held on {earliest} at the earliest.",
    "《基层工会会员代表大会条例》第四章",
)
NO_QUORUM: Final = MessageKind(
    "formation.no_quorum",
    "应到 {entitled} 人，实到 {present} 人，不到三分之二（至少 {least} 人），不能选举；请另行召开大会。",
    "Of {entitled} entitled to attend, {present} came. Two thirds are needed, {least} at least: no election can be "
    "held. Call another meeting.",
    "《工会基层组织选举工作条例》第十七条",
)
WATCHER_STANDS: Final = MessageKind(
    "formation.scrutineer_stands",
    "监票人不能是候选人。",
    "A scrutineer may not be a candidate.",
    "《工会基层组织选举工作条例》第二十二条",
)
NO_WATCHER: Final = MessageKind(
    "formation.no_scrutineer",
    "须有监票人，由大会通过。",
    "There must be a scrutineer, approved by the meeting.",
    "《工会基层组织选举工作条例》第二十二条",
)


def meetings_for(members: int, on: date, place: str = "") -> frozenset[Meeting]:
    """Who may meet (Congress Regulations art. 3; Charter art. 26).

    All members below 100. From 100 on delegates may meet instead; at exactly 100, where the Charter still asks for all
    members and the Regulations no longer do, both are accepted.
    """
    if members < CONGRESS_FROM.at(on, place):
        return frozenset({Meeting.ALL})
    return frozenset({Meeting.ALL, Meeting.CONGRESS})


def meeting_form_findings(form: Meeting, members: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with a meeting of this form for so many members."""
    if form in meetings_for(members, on, place):
        return ()
    return (Finding(MUST_MEET(members=members, least=CONGRESS_FROM.at(on, place)), "meeting"),)


def delegate_findings(members: int, delegates: int, managers: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with so many delegates, so many of them managers (Congress Regulations arts 9, 10)."""
    band = band_of(DELEGATE_BANDS.at(on, place), members)
    if band is None:
        return (Finding(MUST_MEET(members=members, least=CONGRESS_FROM.at(on, place)), "meeting"),)
    found = []
    low, high = band
    if not low <= delegates <= high:
        found.append(Finding(DELEGATES(members=members, low=low, high=high, delegates=delegates), "delegates"))
    share = DELEGATE_MANAGERS.at(on, place)
    if managers > delegates * share:
        percent = format((share * 100).normalize(), "f")
        most = int(delegates * share)
        found.append(Finding(MANAGERS(percent=percent, delegates=delegates, most=most, managers=managers), "managers"))
    return tuple(found)


def notice_findings(told_on: date, held_on: date, days: WorkingDays, place: str = "") -> tuple[Finding, ...]:
    """Whether delegates were told five working days before a congress (Congress Regulations ch. 4)."""
    number = DELEGATE_NOTICE.at(told_on, place)
    earliest = days.after(told_on, number)
    return () if held_on >= earliest else (Finding(NOTICE(days=number, earliest=earliest.isoformat()), "held_on"),)


def least_present(entitled: int, on: date, place: str = "") -> int:
    """How many must be present at least: two thirds of those entitled to attend, included (E9)."""
    return ceil(entitled * QUORUM.at(on, place))


def quorum_findings(entitled: int, present: int, on: date, place: str = "") -> tuple[Finding, ...]:
    """Whether enough were there to elect (E9: Election Regulations art. 17)."""
    least = least_present(entitled, on, place)
    if present >= least and entitled > 0:
        return ()
    return (Finding(NO_QUORUM(entitled=entitled, present=present, least=least), "present"),)


def scrutineer_findings(scrutineers: Collection[str], candidates: Collection[str]) -> tuple[Finding, ...]:
    """Whether those who watch the count stand themselves (E14: Election Regulations art. 22)."""
    if not scrutineers:
        return (Finding(NO_WATCHER(), "scrutineers"),)
    return (Finding(WATCHER_STANDS(), "scrutineers"),) if set(scrutineers) & set(candidates) else ()


def may_call_meeting(asking: int, members: int, on: date, place: str = "") -> bool:
    """Whether so many members can have an extraordinary meeting called: a third, included (Trade Union Law art. 17)."""
    return members > 0 and Fraction(asking, members) >= EXTRAORDINARY.at(on, place)
