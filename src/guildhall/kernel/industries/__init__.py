"""Industries by GB/T 4754-2017: 20 sections, 97 divisions; which section a code or a name belongs to.

`industries.csv` holds the standard's names; its rows marked `common` are names in daily use that are no part of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType
from typing import Final

from guildhall.kernel.text import organisation_name_key


@dataclass(frozen=True, slots=True)
class Section:
    """`divisions`: the names of its divisions in order, from number `first` on."""

    letter: str
    name: str
    en: str
    first: int
    divisions: tuple[str, ...]

    @property
    def last(self) -> int:
        return self.first + len(self.divisions) - 1


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath("industries.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))


def _sections() -> tuple[Section, ...]:
    found = []
    for head in (row for row in _rows() if not row["division"]):
        within = [row for row in _rows() if row["section"] == head["section"] and row["division"].isdigit()]
        names = tuple(row["name"] for row in within)
        found.append(Section(head["section"], head["name"], head["name_en"], int(within[0]["division"]), names))
    return tuple(found)


SECTIONS: Final = _sections()
BY_LETTER: Final[Mapping[str, Section]] = MappingProxyType({section.letter: section for section in SECTIONS})
#: Section numbers of GB/T 4754-2002, as old union forms have them → letters of 2017. The same two digits mean other
#: things in the divisions of 2017 (06: transport then, coal now), so nothing converts them unasked.
SECTION_OF_2002_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip((f"{number:02d}" for number in range(1, 21)), "ABCDEGIFHJKLMNOPQRST", strict=True))
)
#: Of a whole key: section letter and number; letter and number before a name. Databases use the patterns, too.
CODE_PATTERN: Final = "^([a-t]?)([0-9]{2,4})?$"
NAME_PATTERN: Final = "^([a-t]?)[0-9]{0,4}[-.:]?([^0-9a-z].*)$"
SEPARATORS: Final = "[、,和及与()]"
_CODE: Final = re.compile(CODE_PATTERN)
_NAME: Final = re.compile(NAME_PATTERN)


def section_of(text: str) -> str:
    """The section letter for a letter, a code or a name: `P`, `83`, `8333`, `P8333`, `教育`, `医药制造业`; else "".

    A code and a letter that contradict each other give "". Names are compared whole: part of a sentence is no evidence.
    """
    key = organisation_name_key(text)
    code = _CODE.fullmatch(key)
    if code:
        letter, digits = code.group(1).upper(), code.group(2)
        if digits is None:
            return letter
        found = _of_division(int(digits[:2]))
        return found if letter in ("", found) else ""
    named = _NAME.fullmatch(key)
    if named is None:
        return ""
    return name_aliases().get(plain(named.group(2)), named.group(1).upper())


def _of_division(number: int) -> str:
    return next((section.letter for section in SECTIONS if section.first <= number <= section.last), "")


def plain(name: str) -> str:
    """Without the separators that people leave out, and without a final 业."""
    return re.sub(SEPARATORS, "", name).removesuffix("业")


@cache
def name_aliases() -> Mapping[str, str]:
    """Every name that `section_of` knows, made plain → section letter; for SQL over columns, too."""
    names: dict[str, str] = {}
    for row in _rows():
        names.setdefault(plain(row["name"]), row["section"])
    return MappingProxyType(names)
