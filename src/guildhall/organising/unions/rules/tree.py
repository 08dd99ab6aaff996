"""Which union may stand below which, and on which day what may change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from guildhall.base.places.contracts import PlaceKind
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.text import clean
from guildhall.organising.unions.contracts import KIND_WORDS, UnionKind

K = UnionKind
_LAW_11: Final = "《工会法》第十一条 Trade Union Law art. 11"
#: Kinds of the territory, one standing union each a place (Trade Union Law art. 11(2), (3)).
TERRITORIAL: Final = frozenset({K.PROVINCE, K.CITY, K.COUNTY, K.TOWN, K.VILLAGE, K.PARK})
#: Terms of five years (Trade Union Law art. 16).
LOCAL: Final = frozenset({K.PROVINCE, K.CITY, K.COUNTY, K.INDUSTRIAL})
FEDERATIONS: Final = frozenset({K.REGIONAL, K.INDUSTRY, K.FEDERATION})
#: What employers' workers belong to.
GRASSROOTS: Final = frozenset({K.SINGLE, K.JOINT, K.UNKNOWN, *FEDERATIONS})
#: Parts of a union, which end with it (Charter arts 29, 30).
PARTS: Final = frozenset({K.BRANCH, K.GROUP})
#: What is a legal person by certificate (Legal-person Measures art. 2); the others are so by law (TUL 15).
REGISTERED: Final = frozenset({K.SINGLE, K.JOINT, K.TOWN, K.VILLAGE, K.PARK, K.UNKNOWN, *FEDERATIONS})
#: What a register can tell; every other kind was entered by somebody and stays.
TOLD: Final = frozenset({K.SINGLE, K.JOINT, K.FEDERATION, K.UNKNOWN})

_LOWER: Final = frozenset({K.TOWN, K.VILLAGE, K.PARK})
_OVER_GRASSROOTS: Final = frozenset({K.PROVINCE, K.CITY, K.COUNTY, K.INDUSTRIAL, *_LOWER, *FEDERATIONS})
#: Kind → what it may stand below. Trade Union Law art. 11: local federations by level (3), townships below counties
#: (2), industrial unions beside them (4); grassroots unions below whichever is the next higher (12); federations are
#: made of grassroots unions (Legal-person Measures art. 2); branches and groups within one (Charter arts 29, 30).
ABOVE: Final[Mapping[UnionKind, frozenset[UnionKind]]] = MappingProxyType(
    {
        K.PROVINCE: frozenset(),
        K.CITY: frozenset({K.PROVINCE}),
        K.COUNTY: frozenset({K.CITY, K.PROVINCE}),
        K.INDUSTRIAL: frozenset({K.PROVINCE, K.CITY, K.COUNTY, K.INDUSTRIAL}),
        K.TOWN: frozenset({K.COUNTY, K.CITY}),
        K.PARK: frozenset({K.PROVINCE, K.CITY, K.COUNTY, K.TOWN}),
        K.VILLAGE: frozenset({K.TOWN, K.PARK}),
        K.SINGLE: _OVER_GRASSROOTS,
        K.JOINT: _OVER_GRASSROOTS,
        K.UNKNOWN: _OVER_GRASSROOTS,
        K.REGIONAL: frozenset({K.COUNTY, *_LOWER}),
        K.INDUSTRY: frozenset({K.CITY, K.COUNTY, K.INDUSTRIAL, *_LOWER}),
        K.FEDERATION: frozenset({K.CITY, K.COUNTY, K.INDUSTRIAL, *_LOWER}),
        K.BRANCH: frozenset({K.SINGLE, K.JOINT, K.UNKNOWN, K.BRANCH}),
        K.GROUP: frozenset({K.SINGLE, K.JOINT, K.UNKNOWN, K.BRANCH}),
    }
)
#: A place's own union.
OF_PLACE: Final[Mapping[PlaceKind, UnionKind]] = MappingProxyType(
    {
        PlaceKind.PROVINCE: K.PROVINCE,
        PlaceKind.CITY: K.CITY,
        PlaceKind.COUNTY: K.COUNTY,
        PlaceKind.TOWNSHIP: K.TOWN,
        PlaceKind.VILLAGE: K.VILLAGE,
        PlaceKind.PARK: K.PARK,
    }
)

NOT_BELOW: Final = MessageKind(
    "unions.not_below",
    "{kind_zh}不能设在{parent_zh}（{name}）之下。",
    "A {kind_en} does not stand below a {parent_en} ({name}).",
    rule=_LAW_11,
)
NO_PARENT: Final = MessageKind(
    "unions.no_parent",
    "请选上一级工会：除省总工会外，工会都要有上一级工会。",
    "Choose the next-higher union: every union has one but the federation of the province.",
    rule="《工会法》第十二条 Trade Union Law art. 12",
)
IN_ITSELF: Final = MessageKind(
    "unions.in_itself",
    "工会不能设在自己或自己的下级之下。",
    "A union cannot stand below itself or below what stands below it.",
)
ALREADY_BELOW: Final = MessageKind(
    "unions.already_below", "它已经在“{name}”之下。", "It stands below “{name}” already."
)
NOT_IN_TREE: Final = MessageKind(
    "unions.not_in_tree",
    "“{name}”还没有上级，请先为它确定上级。",
    "“{name}” stands nowhere in the tree yet. Give it a parent first.",
)
TOO_DEEP: Final = MessageKind(
    "unions.too_deep", "这样会超过 {levels} 级。", "That would be more than {levels} levels deep."
)
ENDED: Final = MessageKind("unions.ended_already", "“{name}”已经撤销。", "“{name}” stands no more.")
PLACE_TAKEN: Final = MessageKind(
    "unions.place_taken",
    "这个地方已经有“{name}”。",
    "The place has its union already: “{name}”.",
    rule=_LAW_11,
)
NAME_MISSING: Final = MessageKind("unions.name_missing", "请填工会全称。", "Give the union's full name.")
NAME_LONG: Final = MessageKind("unions.name_long", "名称最多 200 字。", "A name has 200 characters at most.")
SAME_NAME: Final = MessageKind("unions.same_name", "这就是它现在的名称。", "That is what it is called.")
SAME_KIND: Final = MessageKind("unions.same_kind", "这就是它现在的类别。", "That is its kind already.")
BASIS_MISSING: Final = MessageKind(
    "unions.basis_missing",
    "请写明依据：上一级工会批复的文号，或会议的日期。",
    "Say on what it rests: the number of the upper union's reply, or the day of the meeting.",
    rule="《工会法》第十二条 Trade Union Law art. 12",
)
TOO_LATE: Final = MessageKind(
    "unions.day_ahead", "日期不能在今天（{today}）之后。", "The day cannot lie after today ({today})."
)
TOO_EARLY: Final = MessageKind(
    "unions.day_before",
    "日期不能早于它上一次变动或成立的日期（{since}）。",
    "The day cannot lie before its last change or its founding ({since}).",
)
#: Longest reason that is kept, in characters.
BASIS_LENGTH: Final = 200


def parent_objections(kind: UnionKind, parent: UnionKind | None, name: str) -> tuple[Message, ...]:
    """Whether a union of a kind may stand below one of another; None: it would be an uppermost one."""
    if parent is None:
        return () if not ABOVE[kind] else (NO_PARENT(),)
    if parent in ABOVE[kind]:
        return ()
    below, above = KIND_WORDS[kind], KIND_WORDS[parent]
    return (NOT_BELOW(kind_zh=below.zh, kind_en=below.en, parent_zh=above.zh, parent_en=above.en, name=name),)


def day_objections(on: date, *, since: date | None, today: date) -> tuple[Message, ...]:
    """Whether a change may take effect on a day: not ahead, and not before what is recorded already."""
    if on > today:
        return (TOO_LATE(today=today.isoformat()),)
    if since is not None and on < since:
        return (TOO_EARLY(since=since.isoformat()),)
    return ()


def name_objections(name: str) -> tuple[Message, ...]:
    """Whether a cleaned name will do."""
    if not name:
        return (NAME_MISSING(),)
    return (NAME_LONG(),) if len(name) > 200 else ()


def basis_objections(basis: str) -> tuple[Message, ...]:
    """Whether a change says on what it rests (Trade Union Law art. 12)."""
    return () if clean(basis).value else (BASIS_MISSING(),)


def kept_kind(held: UnionKind, told: UnionKind) -> UnionKind:
    """The kind of a union of which a register tells one: what no register can tell was entered, and stays."""
    return told if held in TOLD else held
