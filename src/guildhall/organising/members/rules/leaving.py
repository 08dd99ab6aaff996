"""Being taken to have left, and expulsion (Membership Measures arts 22–23; Charter arts 6–7).

Leaving by one's own wish is free and needs no rule beyond its reason; whoever left may join again by a new application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.periods import add_months
from guildhall.organising.members.parameters import DEEMED_EXIT_MONTHS
from guildhall.organising.members.rules import articles

if TYPE_CHECKING:
    from datetime import date

TOO_SHORT: Final = MessageKind(
    "members.too_short",
    "要连续满 {months} 个月既不缴会费又不参加工会组织生活，现在是 {found} 个月。",
    "It takes {months} months in a row without dues and without union life; there are {found|month|months}.",
    articles.LEAVING,
)
GOOD_REASON: Final = MessageKind(
    "members.good_reason",
    "有正当理由的，不能视为自动退会。",
    "Who has a good reason is not taken to have left.",
    articles.LEAVING,
)
NOT_PERSUADED: Final = MessageKind(
    "members.not_persuaded",
    "先要做教育劝说；没有改变的，才能视为自动退会。",
    "Somebody must have talked to the member first, without success.",
    articles.LEAVING,
)
NO_SENTENCE: Final = MessageKind(
    "members.no_sentence",
    "只有严重违法犯罪并受到刑事处罚的，才能开除会籍。",
    "Only who committed a serious crime and was punished for it can be expelled.",
    articles.EXPULSION,
)
NO_GROUP: Final = MessageKind(
    "members.no_group",
    "先由工会小组讨论，提出意见。",
    "The union group discusses it first and gives its opinion.",
    articles.EXPULSION,
)
NO_DECISION: Final = MessageKind(
    "members.no_decision",
    "要由工会基层委员会作出决定。",
    "The union's committee decides it.",
    articles.EXPULSION,
)
NOT_FILED: Final = MessageKind(
    "members.not_filed",
    "决定要报上一级工会备案；请填写备案日期。",
    "The decision is filed with the upper union. Give the day of filing.",
    articles.EXPULSION,
)


@dataclass(frozen=True, slots=True)
class NoPart:
    """What speaks for somebody's having left. The last day on which dues were paid, and of union life; None: never."""

    last_dues: date | None
    last_part: date | None
    joined_on: date
    has_good_reason: bool
    was_persuaded: bool


def months_without(found: NoPart, on: date) -> int:
    """Whole months up to a day with neither dues nor union life; both must be lacking at once."""
    since = max(day for day in (found.last_dues, found.last_part, found.joined_on) if day is not None)
    months = 0
    while add_months(since, months + 1) <= on:
        months += 1
    return months


def deemed_exit_objections(found: NoPart, on: date) -> tuple[Message, ...]:
    """Why somebody is not taken to have left (Charter art. 6): six months, no good reason, persuaded in vain."""
    wrong = []
    needed, months = DEEMED_EXIT_MONTHS.at(on), months_without(found, on)
    if months < needed:
        wrong.append(TOO_SHORT(months=needed, found=months))
    if found.has_good_reason:
        wrong.append(GOOD_REASON())
    if not found.was_persuaded:
        wrong.append(NOT_PERSUADED())
    return tuple(wrong)


@dataclass(frozen=True, slots=True)
class Expulsion:
    """The steps of an expulsion, as they were taken. None: not yet."""

    was_sentenced: bool
    group_on: date | None
    decided_on: date | None
    filed_on: date | None


def expulsion_objections(found: Expulsion) -> dict[str, tuple[Message, ...]]:
    """What an expulsion lacks, by field (Charter art. 7): sentence, group's opinion, committee's decision, filing."""
    wrong: dict[str, tuple[Message, ...]] = {}
    if not found.was_sentenced:
        wrong["was_sentenced"] = (NO_SENTENCE(),)
    if found.group_on is None:
        wrong["group_on"] = (NO_GROUP(),)
    if found.decided_on is None or (found.group_on is not None and found.decided_on < found.group_on):
        wrong["decided_on"] = (NO_DECISION(),)
    if found.filed_on is None or (found.decided_on is not None and found.filed_on < found.decided_on):
        wrong["filed_on"] = (NOT_FILED(),)
    return wrong
