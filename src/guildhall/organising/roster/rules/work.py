"""The worklist's decisions: where an item stands after a visit, who may be handed what, what a visit must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from guildhall.base.places.rules.paths import contains
from guildhall.kernel.errors import Message, MessageKind
from guildhall.organising.roster.contracts import Outcome, Size, WorkState

#: Longest note of a visit and longest name of a saved view, in characters.
NOTE: Final = 500
NAME: Final = 40
#: Insured from and below which a size begins and ends; ours, for choosing whom to visit, no statistic.
SIZES: Final[Mapping[Size, tuple[int, int | None]]] = MappingProxyType(
    {Size.SMALL: (0, 50), Size.MIDDLE: (50, 100), Size.LARGE: (100, 200), Size.LARGEST: (200, None)}
)
#: Visits that end the matter: there is a union already, or none is needed.
_SETTLING: Final = frozenset({Outcome.HAS_UNION, Outcome.FEWER, Outcome.CLOSED})

LATER: Final = MessageKind("roster.visit_later", "走访日期晚于今天。", "The day of the visit lies in the future.")
LONG_NOTE: Final = MessageKind(
    "roster.long_note",
    "备注最多 {most} 字，现在 {length} 字。",
    "A note takes {most} characters; this one has {length}.",
)
TAKEN: Final = MessageKind(
    "roster.taken",
    "有 {count} 家已在别的地方手里，没有改动；要改派，请先收回。",
    "{count} of them {count?is|are} in other hands; nothing was changed. Take them back before you hand them "
    "elsewhere.",
)
SETTLED: Final = MessageKind(
    "roster.settled",
    "有 {count} 家已经了结，不用再分派，没有改动。",
    "{count} of them {count?is|are} settled and {count?needs|need} no handing out; nothing was changed.",
)
NOT_BELOW: Final = MessageKind(
    "roster.not_below",
    "请选您范围内的下一级地方（乡镇、街道、村、园区）。",
    "Choose a place below your own: a street, a township, a village, a park.",
)
NONE_CHOSEN: Final = MessageKind("roster.none_chosen", "还没有选单位。", "No organisation is chosen.")
NO_NAME: Final = MessageKind("roster.view_no_name", "请给这个视图起个名字。", "Give the view a name.")
LONG_NAME: Final = MessageKind("roster.view_long_name", "名字最多 {most} 字。", "A name takes {most} characters.")
TOO_LONG: Final = MessageKind(
    "roster.too_long",
    "符合条件的超过 {most} 家，请先筛选再导出。",
    "More than {most} match. Narrow the list before you take it out.",
)


def after_visit(outcome: Outcome) -> WorkState:
    """Where an item stands after its newest visit.

    Agreeing is not yet a union: it is settled once the registers show one, or none is needed.
    """
    return WorkState.SETTLED if outcome in _SETTLING else WorkState.VISITED


def after_taking_back(state: WorkState) -> WorkState:
    """In nobody's hands, unless the matter is settled."""
    return WorkState.SETTLED if state is WorkState.SETTLED else WorkState.OPEN


def may_be_handed(held: str, to: str) -> bool:
    """Whether an item held by the place of one path ("": by none) may go to another's without being taken back first.

    It goes down the tree: from the county that has it to a street of that county.
    """
    return not held or contains(held, to)


def visit_objections(on: date, note: str, today: date) -> dict[str, tuple[Message, ...]]:
    """What is wrong with a visit as filled in, by field."""
    wrong: dict[str, tuple[Message, ...]] = {}
    if on > today:
        wrong["on"] = (LATER(),)
    if len(note) > NOTE:
        wrong["note"] = (LONG_NOTE(most=NOTE, length=len(note)),)
    return wrong


def view_objections(name: str) -> dict[str, tuple[Message, ...]]:
    """What is wrong with the name of a saved view."""
    if not name:
        return {"name": (NO_NAME(),)}
    return {"name": (LONG_NAME(most=NAME),)} if len(name) > NAME else {}


def size_of(insured: int) -> Size:
    """The size that so many insured make."""
    return next(
        size for size, (least, below) in SIZES.items() if insured >= least and (below is None or insured < below)
    )
