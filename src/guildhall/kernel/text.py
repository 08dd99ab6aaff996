"""Text as people type it: width, invisible characters, spaces, keys for comparison, masking, formula injection.

Everything here is a pure function of its argument. `linkage/columns.py` holds SQL twins built from the same tables;
a test keeps both equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mend(StrEnum):
    """What `clean` and its relatives put right."""

    WIDTH = "width"  # full-width letters, digits and signs made half-width
    RADICAL = "radical"  # Kangxi radicals (from PDF files) made the characters they look like
    INVISIBLE = "invisible"  # characters that show nothing taken out
    SPACES = "spaces"  # other spaces made one plain space, trimmed, or taken out of a code
    CASE = "case"  # lower-case letters of a code made upper-case
    APOSTROPHE = "apostrophe"  # the mark that Excel uses for "this is text" taken off
    DOTS = "dots"  # one kind of middle dot in a person's name


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what had to be mended to get there, in the order of `Mend`."""

    value: str
    mended: tuple[Mend, ...] = ()


def _characters(*ranges: tuple[int, int]) -> str:
    return "".join(chr(point) for first, last in ranges for point in range(first, last + 1))


#: Punctuation that is right in its full width within Chinese text: `clean` leaves it, codes and keys fold it.
KEPT_PUNCTUATION: Final = "！（），：；？～"
#: Full-width forms of ASCII (U+FF01–FF5E), with what they stand for.
FULL_WIDTH: Final = _characters((0xFF01, 0xFF5E))
HALF_WIDTH: Final = _characters((0x21, 0x7E))
#: Kangxi radicals and the two radicals of the supplement that NFKC maps; other compatibility forms are left alone,
#: because `①`, `㎡` or a compatibility ideograph in a name were written on purpose.
RADICALS: Final = _characters((0x2F00, 0x2FD5)) + "\u2e9f\u2ef3"
RADICAL_MEANINGS: Final = unicodedata.normalize("NFKC", RADICALS)
#: Every character that Unicode counts as a space, tabs and line ends included.
SPACES: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680" + _characters((0x2000, 0x200A)) + "\u2028\u2029\u202f\u205f\u3000"
)
#: Characters that show nothing: controls, soft hyphen, zero-width, bidirectional marks, fillers, BOM, tags.
INVISIBLE_RANGES: Final = (
    (0x00, 0x08),
    (0x0E, 0x1B),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFC),
    (0xE0000, 0xE0FFF),
)
#: Variation selectors choose a glyph of the same character: kept in a name as shown, out of keys and codes.
#: (U+E0100–E01EF lie in the last range above and are dropped everywhere: few fonts draw them.)
SELECTOR_RANGE: Final = (0xFE00, 0xFE0F)
#: What people type for the dot in a name such as 阿卜杜拉·买买提; `.` and `．` count only between two Han characters.
MIDDLE_DOT: Final = "·"
DOTS: Final = "\u0387\u2022\u2024\u2027\u2219\u22c5\u2e31\u30fb\u318d\ua78f\uff65\u3002\uff61"
BRACKETS_OPEN: Final = "（［｛【〔〖﹝﹙[{"
BRACKETS_CLOSE: Final = "）］｝】〕〗﹞﹚]}"
QUOTES: Final = "\"'`´“”‘’„‟〝〞＂＇「」『』《》〈〉<>＜＞"
DASHES: Final = "‐‑‒–—―−－﹣"
#: Han characters: unified, extensions, compatibility, 〇.
HAN_RANGES: Final = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


#: What `clean` and its relatives leave as it is: unified Han characters, ASCII letters and digits, Chinese brackets.
#: Nearly every name is of these alone, and a look is a fiftieth of the work.
_PLAIN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z（）]*")
_INVISIBLE = re.compile(f"[{_class(INVISIBLE_RANGES)}]")
_SELECTOR = re.compile(f"[{_class((SELECTOR_RANGE,))}]")
_SPACE_RUN = re.compile(f"[{re.escape(SPACES)}]+")
_HAN = f"[{_class(HAN_RANGES)}]"
_HAN_SPACE_HAN = re.compile(f"({_HAN}) ({_HAN})")
_HAN_STOP_HAN = re.compile(f"({_HAN})[.]({_HAN})")
_DOT_SPACES = re.compile(f" *{MIDDLE_DOT} *")
_WIDTH_ALL = str.maketrans(FULL_WIDTH, HALF_WIDTH)
_WIDTH_TEXT = {k: v for k, v in _WIDTH_ALL.items() if chr(k) not in KEPT_PUNCTUATION}
_RADICAL = str.maketrans(RADICALS, RADICAL_MEANINGS)
_TO_DOT = str.maketrans(DOTS, MIDDLE_DOT * len(DOTS))
_BRACKETS = str.maketrans(BRACKETS_OPEN + BRACKETS_CLOSE, "(" * len(BRACKETS_OPEN) + ")" * len(BRACKETS_CLOSE))
_DASHES = str.maketrans(DASHES, "-" * len(DASHES))
_NO_QUOTES = str.maketrans("", "", QUOTES)
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
#: Excel's mark for "this is text", and what it turns into on the way.
APOSTROPHES: Final = "'`’‘＇"


class _Steps:
    """Applies steps in turn and remembers those that changed something."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mended: list[Mend] = []

    def to(self, text: str, mend: Mend) -> None:
        if text != self.text:
            self.text = text
            if mend not in self.mended:
                self.mended.append(mend)

    def done(self) -> Cleaned:
        order = list(Mend)
        return Cleaned(self.text, tuple(sorted(self.mended, key=order.index)))


def fold_width(text: str) -> str:
    """Full-width forms of ASCII as ASCII, the ideographic space as a space; everything else as it is."""
    return text.translate(_WIDTH_ALL).replace("\u3000", " ")


def clean(text: str) -> Cleaned:
    """Text as it was meant: half-width letters and digits, nothing invisible, single spaces, trimmed.

    Chinese punctuation keeps its full width (`KEPT_PUNCTUATION`); `·` and compatibility ideographs stay as they are.
    """
    if _PLAIN.fullmatch(text):
        return Cleaned(text)
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip(" "):
        return Cleaned(text)
    steps = _Steps(text)
    steps.to(_INVISIBLE.sub("", steps.text), Mend.INVISIBLE)
    steps.to(steps.text.translate(_WIDTH_TEXT), Mend.WIDTH)
    steps.to(steps.text.translate(_RADICAL), Mend.RADICAL)
    steps.to(_SPACE_RUN.sub(" ", steps.text).strip(" "), Mend.SPACES)
    return steps.done()


def clean_person_name(text: str) -> Cleaned:
    """A person's name as one would print it: as `clean`, one kind of middle dot, no padding between Han characters.

    `张　三` → `张三`; `阿卜杜拉.买买提`, `阿卜杜拉 • 买买提` → `阿卜杜拉·买买提`; `J. Smith` stays.
    """
    if _PLAIN.fullmatch(text):
        return Cleaned(text)
    cleaned = clean(text)
    steps = _Steps(cleaned.value)
    steps.mended.extend(cleaned.mended)
    steps.to(steps.text.translate(_TO_DOT), Mend.DOTS)
    # Twice, because a match cannot begin where the last one ended: 买.买.提
    for _ in range(2):
        steps.to(_HAN_SPACE_HAN.sub(r"\1\2", steps.text), Mend.SPACES)
    for _ in range(2):
        steps.to(_HAN_STOP_HAN.sub(rf"\1{MIDDLE_DOT}\2", steps.text), Mend.DOTS)
    steps.to(_DOT_SPACES.sub(MIDDLE_DOT, steps.text), Mend.SPACES)
    return steps.done()


def clean_code(text: str) -> Cleaned:
    """A code, number or ID: half-width, upper-case (A–Z), without spaces, invisible characters or Excel's apostrophe.

    Nothing is guessed: a wrong character stays for the check to name it.
    """
    if text.isascii() and text.isalnum() and text == text.upper():
        return Cleaned(text)
    steps = _Steps(text)
    steps.to(_SELECTOR.sub("", _INVISIBLE.sub("", steps.text)), Mend.INVISIBLE)
    steps.to(_SPACE_RUN.sub("", steps.text), Mend.SPACES)
    steps.to(steps.text.lstrip(APOSTROPHES), Mend.APOSTROPHE)
    steps.to(steps.text.translate(_WIDTH_ALL), Mend.WIDTH)
    steps.to(steps.text.translate(_UPPER), Mend.CASE)
    return steps.done()


def _simple_lower(text: str) -> str:
    """Lower case one character at a time (no final sigma; `İ` → `i` without the dot), as databases do it."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower()[0] for char in text)


def _key(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.replace("（", "(").replace("）", ")").lower()
    folded = _SELECTOR.sub("", clean(text).value).translate(_WIDTH_ALL)
    return _simple_lower(unicodedata.normalize("NFC", _SPACE_RUN.sub("", folded)))


def person_name_key(text: str) -> str:
    """The same for every way of typing one name: without dots, full stops and spaces, lower-case, NFC."""
    if _PLAIN.fullmatch(text) and text.isalnum():
        return text.lower()
    bare = _key(text).translate(_TO_DOT).replace(MIDDLE_DOT, "").replace(".", "")
    return unicodedata.normalize("NFC", bare)  # what stood on either side of a dot may belong together


def organisation_name_key(text: str) -> str:
    """The same for every way of typing an organisation's name: one kind of bracket, dash, dot; no quotes, no spaces."""
    if _PLAIN.fullmatch(text):
        return _key(text)
    key = _key(text).translate(_BRACKETS).translate(_DASHES)
    return unicodedata.normalize("NFC", key.translate(_NO_QUOTES).translate(_TO_DOT))


# --- what may leave the house --------------------------------------------------------------------------------------

#: A cell that begins with one of these may run as a formula in a spreadsheet (OWASP, CSV injection).
FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"


def neutralise(text: str) -> str:
    """`'` before text that a spreadsheet could run as a formula; `restore` gives exactly the text back."""
    return "'" + text if text.lstrip("'")[:1] in FORMULA_STARTS and text.lstrip("'") else text


def restore(text: str) -> str:
    """Undo `neutralise`, for files of ours that come back."""
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare and bare[0] in FORMULA_STARTS else text


def _middle(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_number(number: str) -> str:
    """An identity number for showing: `330***********0017`; shorter documents keep two and two, very short ones one."""
    if len(number) >= 15:
        return _middle(number, 3, 4)
    return _middle(number, 2, 2) if len(number) >= 8 else _middle(number, len(number) // 2 and 1, 0)


def mask_phone(phone: str) -> str:
    """A telephone number for showing: `138****1234`; seven to ten characters keep two and two, fewer none."""
    if len(phone) >= 11:
        return _middle(phone, 3, 4)
    return _middle(phone, 2, 2) if len(phone) >= 7 else "*" * len(phone)


def mask_name(name: str) -> str:
    """A person's name for showing: `张*`, `王*明`, `阿****提`; one character alone is hidden."""
    if len(name) >= 3:
        return _middle(name, 1, 1)
    return _middle(name, 1, 0) if len(name) == 2 else "*" * len(name)
