"""What keeps, pauses and resumes a membership, and what each standing allows (Membership Measures arts 13–21)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import RETAINED_COUNTED
from guildhall.kernel.periods import at_least
from guildhall.kernel.words import Words
from guildhall.organising.members.contracts import CHANGE_WORDS, REASON_WORDS, Change, Reason, Status
from guildhall.organising.members.parameters import SECONDMENT_MONTHS
from guildhall.organising.members.rules import articles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: Which reasons a change may have.
REASONS: Final[Mapping[Change, frozenset[Reason]]] = MappingProxyType(
    {
        Change.JOINED: frozenset({Reason.NONE}),
        Change.TRANSFERRED_IN: frozenset({Reason.RELATION_CHANGED, Reason.SECONDED}),
        Change.TRANSFERRED_OUT: frozenset({Reason.RELATION_CHANGED, Reason.SECONDED}),
        Change.RETAINED: frozenset({Reason.UNEMPLOYED, Reason.BANKRUPT, Reason.RETIRED, Reason.MILITARY}),
        Change.EXPELLED: frozenset({Reason.CRIME}),
        Change.LEFT: frozenset({Reason.ASKED, Reason.TAKES_NO_PART}),
        Change.RESUMED: frozenset({Reason.RELATION_CHANGED}),
        Change.CORRECTED: frozenset({Reason.NONE}),
        Change.CONFIRMED: frozenset({Reason.NONE}),
    }
)
#: Change → standings from which it starts.
STARTS: Final[Mapping[Change, frozenset[Status]]] = MappingProxyType(
    {
        Change.RETAINED: frozenset({Status.ACTIVE}),
        Change.RESUMED: frozenset({Status.RETAINED}),
        Change.TRANSFERRED_OUT: frozenset({Status.ACTIVE, Status.RETAINED}),
        Change.EXPELLED: frozenset({Status.ACTIVE, Status.RETAINED}),
        Change.LEFT: frozenset({Status.ACTIVE, Status.RETAINED}),
        Change.CONFIRMED: frozenset({Status.ACTIVE, Status.LAPSED, Status.OVERRULED}),
        Change.CORRECTED: frozenset({Status.ACTIVE, Status.RETAINED, Status.ENDED}),
    }
)
#: Change → what the membership is afterwards. A correction leaves it as it is.
RESULT: Final[Mapping[Change, Status]] = MappingProxyType(
    {
        Change.JOINED: Status.ACTIVE,
        Change.TRANSFERRED_IN: Status.ACTIVE,
        Change.RETAINED: Status.RETAINED,
        Change.TRANSFERRED_OUT: Status.ENDED,
        Change.EXPELLED: Status.ENDED,
        Change.LEFT: Status.ENDED,
        Change.RESUMED: Status.ACTIVE,
        Change.CONFIRMED: Status.ACTIVE,
    }
)

WRONG_REASON: Final = MessageKind(
    "members.wrong_reason",
    "“{change_zh}”不能以“{reason_zh}”为原因。",
    "“{reason_en}” is no reason for “{change_en}”.",
    articles.FOLLOWS,
)
NOT_FROM_HERE: Final = MessageKind(
    "members.not_from_here",
    "现在的会籍状态办不了“{change_zh}”；请刷新后再看。",
    "“{change_en}” is not possible as the membership stands now. Reload the page.",
    articles.FOLLOWS,
)
TOO_EARLY: Final = MessageKind(
    "members.too_early",
    "日期不能早于会籍开始或上一次变化的日期 {on}。",
    "The day must not lie before {on}, when the membership began or was last changed.",
    articles.FOLLOWS,
)
IN_FUTURE: Final = MessageKind("members.in_future", "日期不能晚于今天。", "The day must not lie in the future.")


def change_objections(
    change: Change, reason: Reason, *, status: Status, on: date, last: date | None, today: date
) -> dict[str, tuple[Message, ...]]:
    """Why a change cannot be made, by field. `last`: the day of the change before, or of the beginning."""
    said, why = CHANGE_WORDS[change], REASON_WORDS[reason]
    found: dict[str, tuple[Message, ...]] = {}
    if status not in STARTS[change]:
        found[""] = (NOT_FROM_HERE(change_zh=said.zh, change_en=said.en),)
    if reason not in REASONS[change]:
        found["reason"] = (WRONG_REASON(change_zh=said.zh, change_en=said.en, reason_zh=why.zh, reason_en=why.en),)
    if on > today:
        found["on"] = (IN_FUTURE(),)
    elif last is not None and on < last:
        found["on"] = (TOO_EARLY(on=last.isoformat()),)
    return found


@dataclass(frozen=True, slots=True)
class Effect:
    """What a standing allows and asks for."""

    may_vote: bool
    may_stand: bool
    pays_dues: bool
    is_counted: bool


def effect_of(status: Status, on: date) -> Effect:
    """Retained members have no vote, no candidacy, pay nothing and are not counted (arts 16, 21; Charter art. 8).

    Who is counted is counted by the union that holds the membership: migrants where they work, the dispatched by the
    union that they joined (art. 16).
    """
    if status is Status.ACTIVE:
        return Effect(True, True, True, True)
    return Effect(False, False, False, status is Status.RETAINED and RETAINED_COUNTED.at(on))


class Event(StrEnum):
    """What happens in a worker's life that a membership follows."""

    RETIREMENT = "retirement"
    EARLY_RETIREMENT = "early_retirement"
    INTERNAL_RETIREMENT = "internal_retirement"
    REHIRED = "rehired"  # after retirement
    UNEMPLOYMENT = "unemployment"
    BANKRUPTCY = "bankruptcy"
    MILITARY = "military"
    STUDY = "study"
    NEW_EMPLOYER = "new_employer"
    NEW_EMPLOYER_WITHOUT = "new_employer_without"


class Outcome(StrEnum):
    """What becomes of the membership."""

    UNCHANGED = "unchanged"
    RETAINED = "retained"
    TRANSFERRED = "transferred"
    KEPT_AT_RESIDENCE = "kept_at_residence"


OUTCOME_OF: Final[Mapping[Event, tuple[Outcome, Reason, str]]] = MappingProxyType(
    {
        Event.RETIREMENT: (Outcome.RETAINED, Reason.RETIRED, articles.RETIRED),
        Event.EARLY_RETIREMENT: (Outcome.RETAINED, Reason.RETIRED, articles.RETIRED),
        Event.REHIRED: (Outcome.UNCHANGED, Reason.NONE, articles.RETIRED),
        Event.INTERNAL_RETIREMENT: (Outcome.UNCHANGED, Reason.NONE, articles.INTERNAL),
        Event.UNEMPLOYMENT: (Outcome.RETAINED, Reason.UNEMPLOYED, articles.UNEMPLOYED),
        Event.BANKRUPTCY: (Outcome.RETAINED, Reason.BANKRUPT, articles.UNEMPLOYED),
        Event.MILITARY: (Outcome.RETAINED, Reason.MILITARY, articles.MILITARY),
        Event.STUDY: (Outcome.UNCHANGED, Reason.NONE, articles.SECONDED),
        Event.NEW_EMPLOYER: (Outcome.TRANSFERRED, Reason.RELATION_CHANGED, articles.TRANSFER),
        Event.NEW_EMPLOYER_WITHOUT: (Outcome.KEPT_AT_RESIDENCE, Reason.RELATION_CHANGED, articles.NEW_UNIT_WITHOUT),
    }
)


class Keeper(StrEnum):
    """Which union keeps a retained membership."""

    FORMER = "former"
    RESIDENCE = "residence"


KEEPER_WORDS: Final[Mapping[Keeper, Words]] = MappingProxyType(
    {
        Keeper.FORMER: Words("原单位工会", "the former employer's union"),
        Keeper.RESIDENCE: Words("居住地乡镇、街道或村、社区工会", "the union of the street or village of residence"),
    }
)


def keeper_of(reason: Reason) -> Keeper:
    """The former union, but where the employer is gone that of the residence (arts 17, 19, 20)."""
    return Keeper.RESIDENCE if reason is Reason.BANKRUPT else Keeper.FORMER


def may_move_on_secondment(months: int, on: date) -> bool:
    """Whether a membership may move to the unit that borrows: six months or more (art. 14)."""
    return at_least(months, SECONDMENT_MONTHS.at(on))
