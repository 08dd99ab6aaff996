"""What may be changed of places, and what such a change must say."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from guildhall.base.places.contracts import PlaceKind
from guildhall.kernel.errors import Message, MessageKind

NO_NAME: Final = MessageKind("places.no_name", "请填写地名。", "Give the place's name.")
BAD_CODE: Final = MessageKind(
    "places.bad_code",
    "代码应为 6、9 或 12 位数字。",
    "A code has 6, 9 or 12 digits.",
    "GB/T 2260; 国家统计局统计用区划代码",
)
CODE_TAKEN: Final = MessageKind(
    "places.code_taken", "代码 {code} 正由“{name}”使用。", "Code {code} is in use by “{name}”."
)
NOT_BELOW: Final = MessageKind(
    "places.not_below",
    "“{name}”下面不能设这一级的地方。",
    "A place of this kind cannot lie in “{name}”.",
    "Constitution art. 30",
)
NOT_YET: Final = MessageKind(
    "places.not_yet",
    "{on} 还没有到；请在生效之日登记。",
    "{on} has not come yet; record it on the day it takes effect.",
)
BEFORE_START: Final = MessageKind(
    "places.before_start", "{on} 不晚于上一次变动的日期 {since}。", "{on} is not after the last change on {since}."
)
GONE: Final = MessageKind("places.gone", "“{name}”已撤销。", "“{name}” no longer stands.")
IN_ITSELF: Final = MessageKind(
    "places.in_itself", "一个地方不能归自己或自己的下级管辖。", "A place cannot lie in itself or in what it holds."
)
STILL_HOLDS: Final = MessageKind(
    "places.still_holds",
    "“{name}”下面还有 {count} 个地方，请先划归别处。",
    "“{name}” still holds {count|place|places}; move {count?it|them} first.",
)

#: Which kinds may lie directly in which. Counties lie in cities or, governed by the province, in it directly.
BELOW: Final = {
    PlaceKind.PROVINCE: frozenset({PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.PARK}),
    PlaceKind.CITY: frozenset({PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.PARK}),
    PlaceKind.COUNTY: frozenset({PlaceKind.TOWNSHIP, PlaceKind.PARK}),
    PlaceKind.TOWNSHIP: frozenset({PlaceKind.VILLAGE, PlaceKind.PARK}),
    PlaceKind.VILLAGE: frozenset({PlaceKind.PARK}),
    PlaceKind.PARK: frozenset({PlaceKind.VILLAGE, PlaceKind.PARK}),
}
_CODE: Final = re.compile("[0-9]{6}|[0-9]{9}|[0-9]{12}")


def name_objections(name: str) -> tuple[Message, ...]:
    """What is wrong with a name."""
    return () if name else (NO_NAME(),)


def code_objections(code: str) -> tuple[Message, ...]:
    """What is wrong with a code; none is needed: parks and young villages have none."""
    return () if not code or _CODE.fullmatch(code) else (BAD_CODE(),)


def day_objections(on: date, *, since: date | None, today: date) -> tuple[Message, ...]:
    """What is wrong with the day of a change that follows an earlier one on `since`."""
    if on > today:
        return (NOT_YET(on=on.isoformat()),)
    if since is not None and on <= since:
        return (BEFORE_START(on=on.isoformat(), since=since.isoformat()),)
    return ()
