"""Committees: who may sit in which, how many, how one leaves. Pure; numbers come from parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import (
    AUDIT_COMMITTEE_SIZE,
    COMMITTEE_MEMBERS,
    COMMITTEE_SIZES,
    JOINT_UNION_UNITS,
    STANDING_COMMITTEE_SIZE,
    WOMEN_COMMITTEE_MEMBERS,
    band_of,
)
from guildhall.organising.unions.contracts.committees import CommitteeKind, Leaving, NewCommittee, NewOfficer, Post

_REGULATIONS: Final = "《工会基层组织选举工作条例》Election Regulations"
_LAW_18: Final = "《工会法》第十八条 Trade Union Law art. 18"
SEATS: Final = MessageKind(
    "unions.seats",
    "{count} 名会员的工会，委员会设 {least} 至 {most} 名委员。",
    "The committee of a union of {count|member|members} has {least} to {most} seats.",
    rule=f"{_REGULATIONS} 8",
)
STANDING_SEATS: Final = MessageKind(
    "unions.standing_seats",
    "常务委员会设 {least} 至 {most} 名委员。",
    "A standing committee has {least} to {most} seats.",
    rule=f"{_REGULATIONS} 9",
)
AUDIT_SEATS: Final = MessageKind(
    "unions.audit_seats",
    "经费审查委员会设 {least} 至 {most} 名委员；只设经费审查委员的，为 1 名。",
    "A funds audit committee has {least} to {most} seats, or one member alone.",
    rule=f"{_REGULATIONS} 34",
)
WOMEN_COMMITTEE: Final = MessageKind(
    "unions.women_committee",
    "女会员满 {count} 名的，建立女职工委员会，不足的设女职工委员。",
    "With {count|woman member|women members} there is a women's committee; with fewer, one committee member for women.",
    rule="《工会女职工委员会工作条例》第十一条 Women's Committee Regulations art. 11",
)
FEW_UNITS: Final = MessageKind(
    "unions.few_units",
    "联合基层工会至少由 {count} 个单位组成。",
    "A joint union is made of {count|unit|units} at least.",
    rule="《工会法》第十一条 Trade Union Law art. 11",
)
MORE_THAN_SEATS: Final = MessageKind(
    "unions.more_than_seats",
    "{seats} 个名额，填了 {count} 人。",
    "There are {seats} seats, and {count} are named.",
)
TWO_CHAIRS: Final = MessageKind("unions.two_chairs", "主席只能有一人。", "There can be one chair only.")
ORGANISER_ALONE: Final = MessageKind(
    "unions.organiser_alone",
    "会员不满 {count} 人的可以只设组织员；设了委员会的不再设。",
    "Below {count|member|members} there may be one organiser instead of a committee, not beside one.",
    rule="《工会法》第十一条 Trade Union Law art. 11",
)
TWICE: Final = MessageKind("unions.officer_twice", "同一个人填了两次：{name}。", "Somebody is named twice: {name}.")
NO_UNION_COMMITTEE: Final = MessageKind(
    "unions.no_union_committee",
    "换届要选出工会委员会（或主席、组织员）。",
    "An election brings a union committee, or a chair or organiser.",
)
NAME_MISSING: Final = MessageKind("unions.officer_name", "请填姓名。", "Give a name.")
AUDITS_ITSELF: Final = MessageKind(
    "unions.audits_itself",
    "{name}不能担任经费审查委员：工会主席、分管财务的副主席和财务人员不得兼任。",
    "{name} cannot sit on the audit committee: the chair, and whoever handles the union's money, may not.",
    rule=f"{_REGULATIONS} 34–37",
)
CONSENTS: Final = MessageKind(
    "unions.consents",
    "主席、副主席任期未满调动的，要征得本级工会委员会和上一级工会的同意。",
    "The transfer of a chair or vice-chair in mid-term needs the consent of the committee and of the upper union.",
    rule=_LAW_18,
)
NO_MAJORITY: Final = MessageKind(
    "unions.no_majority",
    "罢免主席、副主席要全体会员或全体代表过半数通过：{votes} 票不到 {all} 的半数以上。",
    "The removal of a chair or vice-chair needs more than half of all members or delegates: {votes} of {all} is not.",
    rule=_LAW_18,
)
SEATS_TAKEN: Final = MessageKind("unions.seats_taken", "名额已满（{seats}）。", "All {seats} seats are taken.")
CHAIR_TAKEN: Final = MessageKind("unions.chair_taken", "主席没有出缺。", "The chair is not vacant.")
LEFT_ALREADY: Final = MessageKind("unions.left_already", "此人已经离任。", "They have left already.")
LEADERS: Final = frozenset({Post.CHAIR, Post.VICE_CHAIR})


def band(members: int, on: date) -> tuple[int, int]:
    """Seats of a committee at least and at most by members (Election Regulations art. 8).

    One where a chair or organiser may stand alone (Trade Union Law art. 11). Raises ValueError for a negative number.
    """
    found = band_of(COMMITTEE_SIZES.at(on), members)
    if found is None:
        raise ValueError(f"members cannot be negative: {members}")
    return (1, found[1]) if members < COMMITTEE_MEMBERS.at(on) else found


def seats_cautions(kind: CommitteeKind, seats: int, members: int | None, on: date) -> tuple[Message, ...]:
    """What to look at in the number of seats. Not a refusal: places refine the numbers, and members come and go."""
    if kind is CommitteeKind.UNION and members:
        least, most = band(members, on)
        return () if least <= seats <= most else (SEATS(count=members, least=least, most=most),)
    if kind is CommitteeKind.STANDING:
        least, most = STANDING_COMMITTEE_SIZE.at(on)
        return () if least <= seats <= most else (STANDING_SEATS(least=least, most=most),)
    if kind is CommitteeKind.AUDIT:
        least, most = AUDIT_COMMITTEE_SIZE.at(on)
        # One member alone in small unions.
        return () if seats == 1 or least <= seats <= most else (AUDIT_SEATS(least=least, most=most),)
    return ()


def women_cautions(women: int | None, has_committee: bool, on: date) -> tuple[Message, ...]:
    """Whether a women's committee is lacking (Women's Committee Regulations art. 11)."""
    wanted = WOMEN_COMMITTEE_MEMBERS.at(on)
    return (WOMEN_COMMITTEE(count=wanted),) if women is not None and women >= wanted and not has_committee else ()


def joint_cautions(units: int, on: date) -> tuple[Message, ...]:
    """Whether a joint union covers enough employers (Trade Union Law art. 11)."""
    wanted = JOINT_UNION_UNITS.at(on)
    return (FEW_UNITS(count=wanted),) if units < wanted else ()


def committee_objections(committees: Sequence[NewCommittee], on: date) -> tuple[Message, ...]:
    """What is wrong with what an election is said to have brought."""
    wrong: list[Message] = []
    union = next((one for one in committees if one.kind is CommitteeKind.UNION), None)
    if union is None or not union.officers:
        wrong.append(NO_UNION_COMMITTEE())
    for one in committees:
        wrong += _within(one, on)
    audit = next((one for one in committees if one.kind is CommitteeKind.AUDIT), None)
    if union is not None and audit is not None:
        wrong += audit_objections(audit.officers, union.officers)
    return tuple(wrong)


def _within(one: NewCommittee, on: date) -> list[Message]:
    wrong: list[Message] = []
    names = [officer.name for officer in one.officers]
    if len(names) > one.seats:
        wrong.append(MORE_THAN_SEATS(seats=one.seats, count=len(names)))
    posts = [officer.post for officer in one.officers]
    if posts.count(Post.CHAIR) > 1:
        wrong.append(TWO_CHAIRS())
    if Post.ORGANISER in posts and len(posts) > 1:
        wrong.append(ORGANISER_ALONE(count=COMMITTEE_MEMBERS.at(on)))
    wrong += [TWICE(name=name) for name in sorted({name for name in names if names.count(name) > 1})]
    if not all(names):
        wrong.append(NAME_MISSING())
    return wrong


def audit_objections(auditors: Iterable[NewOfficer], committee: Iterable[NewOfficer]) -> tuple[Message, ...]:
    """Who may not audit the union's money: its chair, and whoever handles it (Election Regulations arts 34–37)."""
    barred = {one.name for one in committee if one.post in {Post.CHAIR, Post.ORGANISER} or one.handles_funds}
    people = {one.person_id for one in committee if one.person_id and one.name in barred}
    return tuple(
        AUDITS_ITSELF(name=one.name)
        for one in auditors
        if one.name in barred or (one.person_id is not None and one.person_id in people)
    )


def leaving_objections(
    post: Post, leaving: Leaving, *, committee_agrees: bool, upper_agrees: bool, votes: int | None, entitled: int | None
) -> tuple[Message, ...]:
    """Whether somebody may leave in this way: a leader's transfer and removal (Trade Union Law art. 18)."""
    if post not in LEADERS:
        return ()
    if leaving is Leaving.TRANSFERRED and not (committee_agrees and upper_agrees):
        return (CONSENTS(),)
    if leaving is Leaving.REMOVED and not (votes is not None and entitled and 2 * votes > entitled):
        return (NO_MAJORITY(votes=votes or 0, all=entitled or 0),)
    return ()
