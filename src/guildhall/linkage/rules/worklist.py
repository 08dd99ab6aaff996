"""Whom to visit next: units that reach the threshold and have no union, in an order with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from guildhall.kernel.errors import Catalogue, Message, MessageKind
from guildhall.kernel.periods import Period

TUL_11: Final = "《工会法》第十一条第一款"
TUL_13: Final = "《工会法》第十三条"
TUL_14: Final = "《工会法》第十四条"

NO_UNION: Final = MessageKind(
    "work.no_union",
    "参保{insured}人，没有工会",
    "{insured} insured, no union",
    TUL_11,
)
SEAT: Final = MessageKind(
    "work.seat",
    "参保{insured}人；联合工会设在本单位，但不在涵盖名单上——请核对",
    "{insured} insured; a joint union has its seat here but does not list this unit as covered: check",
    TUL_11,
)
LARGE: Final = MessageKind(
    "work.large",
    "职工{from_count}人以上，可以配专职工会主席",
    "{from_count} or more: may have a full-time union chair",
    TUL_14,
)
MEMBERS_PRESENT: Final = MessageKind(
    "work.members_present",
    "已有{members}名职工是别处工会的会员，好开头",
    "{members} of its people {members?is a member|are members} elsewhere: a good start",
)
UNION_ENDED: Final = MessageKind(
    "work.union_ended",
    "以前有过工会，名册上已撤销；单位还在，应查明缘由",
    "had a union that the roster shows as ended while the unit goes on: find out why",
    TUL_13,
)
CLOSE_CALL: Final = MessageKind(
    "work.close_call",
    "参保人数刚过门槛；法律按会员{threshold}人计，不足的可联合建会或选组织员",
    "just over the threshold; the law counts {threshold} members, below that a joint union or an organiser will do",
    TUL_11,
)
GROWING: Final = MessageKind(
    "work.growing",
    "参保人数比{month}增加{growth}人",
    "{growth} more insured than in {month}",
)
JOINT_NEARBY: Final = MessageKind(
    "work.joint_nearby",
    "同县已有{unions}家联合工会，可就近纳入",
    "{unions|joint union|joint unions} in the same county could take it in",
    TUL_11,
)
NEW: Final = MessageKind(
    "work.new",
    "{registered}登记，成立不满一年",
    "registered on {registered}, less than a year ago",
)
NO_CODE: Final = MessageKind(
    "work.no_code",
    "各本名单都没有有效的信用代码，先核实单位",
    "no register has a valid credit code: verify the unit first",
)
REASONS: Final = Catalogue(
    [NO_UNION, SEAT, LARGE, MEMBERS_PRESENT, UNION_ENDED, CLOSE_CALL, GROWING, JOINT_NEARBY, NEW, NO_CODE]
)

#: Headcounts this near above the threshold are close calls; a choice of ours, for the order of visits alone.
CLOSE_MARGIN: Final = 5
#: Growth worth a mention, as a share of the earlier month.
GROWTH_SHARE: Final = 0.2

#: What each reason adds to the order of visits; persons count one point a head.
POINTS: Final = {
    LARGE.code: 100,
    UNION_ENDED.code: 60,
    MEMBERS_PRESENT.code: 40,
    GROWING.code: 20,
    JOINT_NEARBY.code: 10,
    NEW.code: -5,
    CLOSE_CALL.code: -10,
    NO_CODE.code: -20,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Values in force (kernel.parameters): insured of the statistics, members of the law, employees for a chair."""

    insured: int
    members: int
    full_time_chair: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """A unit without a union as the worklist sees it. Counts are persons; `earlier_*` the month before the newest."""

    entity_id: str
    insured: int
    members_elsewhere: int = 0
    ended_unions: int = 0
    joint_unions_seated: int = 0
    joint_unions_in_county: int = 0
    earlier_month: str = ""
    earlier_insured: int | None = None
    registered_on: date | None = None
    has_code: bool = True

    @property
    def joint_unions_nearby(self) -> int:
        """Those of the county that do not have their seat in the unit itself."""
        return max(0, self.joint_unions_in_county - self.joint_unions_seated)


def reasons_for(prospect: Prospect, as_of: date, thresholds: Thresholds) -> tuple[Message, ...]:
    """Why to visit, the strongest first; never empty."""
    found = [(SEAT if prospect.joint_unions_seated else NO_UNION)(insured=prospect.insured)]
    if prospect.insured >= thresholds.full_time_chair:
        found.append(LARGE(from_count=thresholds.full_time_chair))
    if prospect.ended_unions:
        found.append(UNION_ENDED())
    if prospect.members_elsewhere:
        found.append(MEMBERS_PRESENT(members=prospect.members_elsewhere))
    if prospect.earlier_insured:
        growth = prospect.insured - prospect.earlier_insured
        if growth >= GROWTH_SHARE * prospect.earlier_insured:
            found.append(GROWING(month=prospect.earlier_month, growth=growth))
    if prospect.joint_unions_nearby:
        found.append(JOINT_NEARBY(unions=prospect.joint_unions_nearby))
    if prospect.insured < thresholds.insured + CLOSE_MARGIN:
        found.append(CLOSE_CALL(threshold=thresholds.members))
    if prospect.registered_on is not None and as_of in _first_year(prospect.registered_on):
        found.append(NEW(registered=prospect.registered_on.isoformat()))
    if not prospect.has_code:
        found.append(NO_CODE())
    return tuple(found)


def priority(prospect: Prospect, reasons: tuple[Message, ...]) -> int:
    """Points of one unit: its people, and what its reasons add."""
    return prospect.insured + sum(POINTS.get(reason.code, 0) for reason in reasons)


def _first_year(registered_on: date) -> Period:
    try:
        anniversary = registered_on.replace(year=registered_on.year + 1)
    except ValueError:  # 29 February
        anniversary = date(registered_on.year + 1, 3, 1)
    return Period(registered_on, anniversary)
