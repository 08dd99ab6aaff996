"""Members whose membership does not stand where they work: what to do about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guildhall.kernel.errors import Catalogue, Message, MessageKind

MEMBERSHIP_MEASURES: Final = "《工会会员会籍管理办法》"

MOVE_TO_UNION: Final = MessageKind(
    "people.move",
    "现单位有工会：把会籍从“{former}”转到现单位的工会",
    "The present unit has a union: transfer the membership from “{former}” to it",
    MEMBERSHIP_MEASURES,
)
NO_UNION_THERE: Final = MessageKind(
    "people.no_union_there",
    "现单位还没有工会：会籍先留在“{former}”，把现单位列入走访",
    "The present unit has no union: the membership stays with “{former}” while the unit is visited",
    MEMBERSHIP_MEASURES,
)
TWO_UNIONS: Final = MessageKind(
    "people.two_unions",
    "同时在{unions}家工会有有效会籍，只能保留一处",
    "Active in {unions} unions at once; only one membership can stand",
    MEMBERSHIP_MEASURES,
)
ONE_TOO_MANY: Final = MessageKind(
    "people.one_too_many",
    "同时在{unions}家工会有有效会籍，其中有现单位的工会：留现单位的，别处的办转出",
    "Active in {unions} unions at once, one of them at the present unit: keep that one and end the others",
    MEMBERSHIP_MEASURES,
)
NOT_INSURED: Final = MessageKind(
    "people.not_insured",
    "{month}以后没有参保记录：核实是否离职、退休",
    "Not insured after {month}: check whether they left or retired",
    MEMBERSHIP_MEASURES,
)
ADVICE: Final = Catalogue([MOVE_TO_UNION, NO_UNION_THERE, TWO_UNIONS, ONE_TOO_MANY, NOT_INSURED])


@dataclass(frozen=True, slots=True)
class Member:
    """`union`: names of the unions; `covered`: one of them covers the present unit. Months 'YYYY-MM', '' for never."""

    union: str
    covered: bool
    unit_has_union: bool
    insured_month: str
    newest_month: str
    active_memberships: int


def advice_for(member: Member, allowed: int) -> tuple[Message, ...]:
    """What to do, empty where the membership stands where the person works and nowhere else.

    `allowed`: active memberships that one person may hold at a time (kernel.parameters.ACTIVE_MEMBERSHIPS). Who is
    insured elsewhere is asked to transfer, who is insured no more is checked first. Somebody never insured gives no
    ground for either.
    """
    found = []
    if member.active_memberships > allowed:
        here = member.covered and member.insured_month == member.newest_month
        found.append((ONE_TOO_MANY if here else TWO_UNIONS)(unions=member.active_memberships))
    if member.active_memberships and member.insured_month:
        if member.insured_month < member.newest_month:
            found.append(NOT_INSURED(month=member.insured_month))
        elif not member.covered:
            kind = MOVE_TO_UNION if member.unit_has_union else NO_UNION_THERE
            found.append(kind(former=member.union))
    return tuple(found)
