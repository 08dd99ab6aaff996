"""Who may join, where, and from when (Membership Measures arts 3–9; Charter art. 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import WORKING_AGE
from guildhall.kernel.periods import full_years
from guildhall.kernel.words import Words
from guildhall.organising.members.contracts import Tie
from guildhall.organising.members.rules import articles
from guildhall.organising.members.rules.retirement import is_of_retirement_age

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_A_WORKER: Final = MessageKind(
    "members.not_a_worker",
    "以工资收入为主要生活来源，或者与用人单位建立劳动关系的劳动者，才能入会。",
    "Those may join who live mainly on wages or have a labour relationship with an employer.",
    articles.ELIGIBLE,
)
NO_CHARTER: Final = MessageKind(
    "members.no_charter",
    "入会要承认《中国工会章程》；请勾选。",
    "Joining means accepting the Charter of the Chinese trade unions. Please tick the box.",
    articles.ELIGIBLE,
)
RETIRED_ALREADY: Final = MessageKind(
    "members.retired_already",
    "已办理退休的人不再新入会；退休前的会籍在原单位工会保留。",
    "Who has retired does not join anew; a membership from before is retained by the former union.",
    articles.RETIRED,
)
MEMBER_ALREADY: Final = MessageKind(
    "members.member_already",
    "已经是会员，不用重新入会；换了单位的，办理会籍转移。",
    "Already a member: nobody joins twice. Who works elsewhere now asks for a transfer.",
    articles.FOLLOWS,
)
MEMBER_HERE: Final = MessageKind(
    "members.member_here",
    "已经是这家工会的会员。",
    "Already a member of this union.",
    articles.FOLLOWS,
)
TOO_YOUNG: Final = MessageKind(
    "members.too_young",
    "未满 {age} 周岁：用人单位不得招用，请核对出生日期和用工情况。",
    "Under {age}: employers may not hire at this age. Check the birth date and the work.",
    articles.WORKING_AGE,
)
RETIREMENT_AGE: Final = MessageKind(
    "members.retirement_age",
    "已到法定退休年龄：请核对是否已退休。",
    "Of retirement age: check whether they have retired.",
    articles.RETIRED,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What joining depends on. `is_woman` None: not known. `is_member`: active in another union; `is_here`: in this."""

    lives_on_wages: bool = True
    has_relation: bool = True
    accepts_charter: bool = True
    birth_date: date | None = None
    is_woman: bool | None = None
    has_retired: bool = False
    is_member: bool = False
    is_here: bool = False


def join_objections(candidate: Candidate) -> Mapping[str, tuple[Message, ...]]:
    """Why somebody may not join, by field; empty where they may."""
    found: dict[str, tuple[Message, ...]] = {}
    if not (candidate.lives_on_wages or candidate.has_relation):  # art. 4
        found["tie"] = (NOT_A_WORKER(),)
    if not candidate.accepts_charter:  # art. 4
        found["charter"] = (NO_CHARTER(),)
    if candidate.has_retired:  # art. 17
        found["retired"] = (RETIRED_ALREADY(),)
    if candidate.is_here:  # art. 3: join once
        found["document"] = (MEMBER_HERE(),)
    elif candidate.is_member:  # arts 3, 8: transferred, never joined again
        found["document"] = (MEMBER_ALREADY(),)
    return MappingProxyType(found)


def join_warnings(candidate: Candidate, on: date) -> tuple[Message, ...]:
    """What whoever approves should check: union rules know no ages, labour law does."""
    birth = candidate.birth_date
    if birth is None or birth > on:
        return ()
    if full_years(birth, on) < (age := WORKING_AGE.at(on)):  # Labour Law art. 15
        return (TOO_YOUNG(age=age),)
    return (RETIREMENT_AGE(),) if is_of_retirement_age(birth, candidate.is_woman, on) else ()


class Home(StrEnum):
    """Which union holds a membership."""

    EMPLOYER = "employer"
    AGENCY = "agency"
    USER_UNIT = "user_unit"
    UPPER = "upper"
    STREET = "street"


HOME_WORDS: Final[Mapping[Home, Words]] = MappingProxyType(
    {
        Home.EMPLOYER: Words("本单位工会", "the employer's union"),
        Home.AGENCY: Words("派遣单位工会", "the agency's union"),
        Home.USER_UNIT: Words("用工单位工会", "the user unit's union"),
        Home.UPPER: Words(
            "所在地上级工会，先入会，单位建会后转入", "the upper union of the place, until the unit has one"
        ),
        Home.STREET: Words("乡镇、街道或行业联合工会", "the joint union of the street, town or industry"),
    }
)


@dataclass(frozen=True, slots=True)
class Work:
    """For whom somebody works. `has_union`: the employer, or for the dispatched the agency; `user_has_union`: where
    they are sent."""

    tie: Tie
    has_union: bool = False
    user_has_union: bool = False


def homes_for(work: Work) -> tuple[Home, ...]:
    """The unions that may take somebody in, the nearest first; never none."""
    if work.tie is Tie.DISPATCHED:  # art. 9: agency or user unit; the agency without a union: user unit
        found = ((Home.AGENCY, work.has_union), (Home.USER_UNIT, work.user_has_union))
        return tuple(home for home, there in found if there) or (Home.UPPER,)
    if work.has_union and work.tie in (Tie.EMPLOYED, Tie.AFFILIATED):
        return (Home.EMPLOYER,)
    if work.tie is Tie.EMPLOYED:  # art. 6: the upper union of the place, then transferred
        return (Home.UPPER, Home.STREET)
    return (Home.STREET, Home.UPPER)  # art. 7; work without an employer: the union of the place of work or residence


def is_provisional(home: Home) -> bool:
    """Whether the membership moves on once the employer has a union (art. 6)."""
    return home is Home.UPPER


def begins_on(approved_on: date) -> date:
    """The first day of a membership: that of the union's approval (Charter art. 2)."""
    return approved_on
