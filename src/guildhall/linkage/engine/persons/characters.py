"""Chinese characters of names: one form for those that are mistaken for each other, and how each is read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import pyarrow as pa
from opencc import OpenCC
from pypinyin import Style, pinyin

_DATA = "guildhall.linkage.engine.persons"

#: Pinyin finals and initials that ears and input methods of the south confuse: zh/z, ch/c, sh/s and -ng/-n.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def read_list(name: str) -> list[dict[str, str]]:
    """Return the rows of a list shipped beside this package."""
    text = (files(_DATA) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def look_alikes() -> Mapping[str, str]:
    """Return character → the one that stands for its class."""
    table = {}
    for row in read_list("look_alikes.csv"):
        first = row["characters"][0]
        table.update(dict.fromkeys(row["characters"], first))
    return MappingProxyType(table)


@cache
def surname_readings() -> Mapping[str, str]:
    return MappingProxyType({row["surname"]: row["pinyin"] for row in read_list("surname_readings.csv")})


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold_character(character: str) -> str:
    """Return the character that stands for this one in a folded name: simplified, look-alikes as one."""
    simplified: str = _simplifier().convert(character)
    simplified = simplified[:1] or character
    return look_alikes().get(simplified, simplified)


def read_character(character: str, *, as_surname: bool = False) -> str:
    """Return how a character is read, without tone; a character without a reading stands for itself."""
    if as_surname and character in surname_readings():
        return surname_readings()[character]
    syllable: str = pinyin(character, style=Style.NORMAL, errors="default")[0][0]
    return syllable


def loosen(syllable: str) -> str:
    """Return the syllable without the distinctions that southern speakers drop: zhang → zan, sheng → sen."""
    for narrow, broad in _INITIALS:
        if syllable.startswith(narrow):
            syllable = broad + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def character_table(characters: Iterable[str]) -> pa.Table:
    """Return one row a distinct character: folded, reading, reading as a surname, both loosened.

    A name's worth of distinct characters is a few thousand, whatever the number of people.
    """
    distinct = sorted(set(characters))
    simplified = [_simplified_reading(c) for c in distinct]
    readings = [read_character(c) for c in simplified]
    surnames = [read_character(c, as_surname=True) for c in simplified]
    return pa.table(
        {
            "character": pa.array(distinct, pa.string()),
            "folded": pa.array([fold_character(c) for c in distinct], pa.string()),
            "reading": pa.array(readings, pa.string()),
            "surname_reading": pa.array(surnames, pa.string()),
            "loose": pa.array([loosen(r) for r in readings], pa.string()),
            "surname_loose": pa.array([loosen(r) for r in surnames], pa.string()),
        }
    )


def _simplified_reading(character: str) -> str:
    """Traditional forms are read as their simplified ones, so that 曾 and its variants agree."""
    simplified: str = _simplifier().convert(character)
    return simplified[:1] or character
