"""Documents of which only the form can be checked: permits for travel, passports, the old card for foreigners."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from guildhall.kernel.identifiers import messages
from guildhall.kernel.identifiers.contracts import KIND_NAMES, Finding, IdKind


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern (regular expression without look-around, so that databases can use it too) and its description."""

    pattern: str
    zh: str
    en: str


FORMS: Final = {
    IdKind.FOREIGN_PERMANENT_CARD: Form("[A-Z]{3}[0-9]{12}", " 3 个字母加 12 位数字", "3 letters and 12 digits"),
    IdKind.HK_MACAU_TRAVEL_PERMIT: Form(
        "[HM][0-9]{8}([0-9]{2})?", " H 或 M 加 8 位（或 10 位）数字", "H or M and 8 (or 10) digits"
    ),
    IdKind.TAIWAN_TRAVEL_PERMIT: Form(
        "[0-9]{8}|[0-9]{10}\\([A-Z]\\)",
        " 8 位数字（旧证为 10 位数字加括号字母）",
        "8 digits (older: 10 and a letter in brackets)"
    ),
    IdKind.PRC_PASSPORT: Form(
        "E[0-9]{8}|E[A-Z][0-9]{7}|G[0-9]{8}", " E 加 8 位数字、E 加字母加 7 位数字，或 G 加 8 位数字",
        "E and 8 digits, E with a letter and 7 digits, or G and 8 digits",
    ),
    IdKind.FOREIGN_PASSPORT: Form("[A-Z0-9]{5,17}", " 5–17 位字母或数字", "5–17 letters or digits"),
}  # fmt: skip
#: Unasked, a number is taken for a foreign passport only within the nine characters that ICAO Doc 9303 gives it, with a
#: digit in it; longer ones would hide every credit code with a character missing.
_UNASKED_PASSPORT: Final = re.compile("(?=.*[0-9])[A-Z0-9]{5,9}")
_COMPILED: Final = {kind: re.compile(form.pattern) for kind, form in FORMS.items()}


def examine(code: str, kind: IdKind) -> Finding:
    """Check the form of a cleaned number."""
    kind_zh, kind_en = KIND_NAMES[kind]
    if _COMPILED[kind].fullmatch(code):
        return Finding(kind, notes=(messages.FORM_ONLY(kind_zh=kind_zh, kind_en=kind_en),))
    form = FORMS[kind]
    error = messages.WRONG_FORM(kind_zh=kind_zh, kind_en=kind_en, form_zh=form.zh, form_en=form.en)
    return Finding(kind, errors=(error,))


def kinds_of(code: str) -> list[IdKind]:
    """The kinds whose form fits, a foreign passport left out: almost anything has its form."""
    return [
        kind for kind, pattern in _COMPILED.items() if kind is not IdKind.FOREIGN_PASSPORT and pattern.fullmatch(code)
    ]


def could_be_foreign_passport(code: str) -> bool:
    """Whether to take it for a foreign passport when no other kind's form fits and nobody said what it is."""
    return _UNASKED_PASSPORT.fullmatch(code) is not None
