"""Telephone numbers of mainland China: whether one is well formed, and the form in which two can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers import messages
from guildhall.kernel.text import clean_code


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"  # 400 numbers and public short numbers


MOBILE: Final = "1[3-9][0-9]{9}"
LANDLINE: Final = "0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?"
SERVICE: Final = "400[0-9]{7}|12351|12345|12333|12348"
DASHES: Final = "—–－‐−"
#: In turn, on a cleaned number: brackets around the area code, country prefix, hyphens within a mobile. Without
#: look-around, so that databases can use them too.
REWRITES: Final = (
    ("^\\((0[0-9]{2,3})\\)-?", "\\1-"),
    ("^(\\+86|0086)-?", ""),
    ("^(1[0-9]{2})-([0-9]{4})-([0-9]{4})$", "\\1\\2\\3"),
)
_MOBILE: Final = re.compile(MOBILE)
_LANDLINE: Final = re.compile(LANDLINE)
_SERVICE: Final = re.compile(SERVICE)
_REWRITES: Final = tuple((re.compile(pattern), replacement) for pattern, replacement in REWRITES)

#: Area codes of Zhejiang's cities → GB/T 2260 code of the city.
AREA_CODES: Final = {
    "0571": "330100", "0574": "330200", "0577": "330300", "0573": "330400", "0572": "330500", "0575": "330600",
    "0579": "330700", "0570": "330800", "0580": "330900", "0576": "331000", "0578": "331100",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """`value` is cleaned; `kind` None and `reason` set when it is not a number one could dial."""

    value: str
    kind: PhoneKind | None
    reason: Message | None = None


def normalise(text: str) -> str:
    """Half-width, without spaces, brackets and country prefix, one kind of dash; `0574-87654321` keeps its hyphen."""
    if _MOBILE.fullmatch(text):
        return text
    value = clean_code(text).value.translate(str.maketrans(DASHES, "-" * len(DASHES)))
    for pattern, replacement in _REWRITES:
        value = pattern.sub(replacement, value)
    return value


def check(text: str) -> PhoneCheck:
    """Well-formed or not; whether the line exists nobody can see from the number."""
    value = normalise(text)
    for pattern, kind in ((_MOBILE, PhoneKind.MOBILE), (_LANDLINE, PhoneKind.LANDLINE), (_SERVICE, PhoneKind.SERVICE)):
        if pattern.fullmatch(value):
            return PhoneCheck(value, kind)
    return PhoneCheck(value, None, messages.PHONE_FORM() if value else messages.EMPTY())
