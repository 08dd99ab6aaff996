"""Which column title means which field: the package's table, what a person said before, what a file says now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from guildhall.kernel.text import clean, fold_width
from guildhall.linkage.contracts import FIELDS, SHAPES_OF, FieldType, Register, Shape

#: shape → field → titles, as a synonyms file holds them.
Overrides = Mapping[Shape, Mapping[str, Sequence[str]]]

_DECORATION = re.compile(r"[\s*★☆※＊#]+|\((必填|选填|必填项|选填项|必录|可空|文本|文本格式)\)")
_NUMBERING = re.compile(r"^(\(?\d{1,2}[.、)]\)?|[一二三四五六七八九十]{1,2}、)")
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")


class Rank(IntEnum):
    """How sure it is that a title means a field: lower wins."""

    GIVEN = 0  # the synonyms file of this run
    REMEMBERED = 1  # a synonyms file of an earlier run
    KNOWN = 2  # the package's table
    CHILD = 3  # only the lower of two title rows matches
    WEAK = 4  # the package's second choice


@dataclass(frozen=True, slots=True)
class _Known:
    titles: Mapping[str, tuple[str, Rank]]  # title key → field
    needs: tuple[tuple[str, ...], ...]
    marks: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a row of titles means as a list of one shape. `clashes`: field → columns that claim it alike."""

    shape: Shape
    columns: Mapping[str, int]
    ranks: Mapping[str, Rank]
    clashes: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...]
    score: int


def title_key(title: str) -> str:
    """A title as it is compared: half width, without spaces, line breaks, `*`, numbering; upper case."""
    text = fold_width(clean(title).value)
    text = _DECORATION.sub("", text)
    return _NUMBERING.sub("", text).strip(":：,，;；").upper()


def _bare(key: str) -> str:
    """Without a unit or remark in brackets at the end: `参保人数(人)` → `参保人数`."""
    return _BRACKETS.sub("", key)


@cache
def _package_table() -> Mapping[str, Any]:
    text = resources.files("guildhall.linkage.readers").joinpath("titles.yaml").read_text(encoding="utf-8")
    table: Mapping[str, Any] = yaml.safe_load(text)
    return table


class TitleBook:
    """Title → field for every shape. Raises ValueError where the package's own table contradicts itself."""

    def __init__(self, given: Overrides | None = None, remembered: Overrides | None = None) -> None:
        self._known = {shape: _known(shape, given or {}, remembered or {}) for shape in Shape}

    def match(self, shape: Shape, titles: Sequence[Sequence[str]], above: str = "") -> Match:
        """`titles[i]`: the readings of column i, best first: joined with the title above it, alone; [] for none.

        `above`: what stands above the heading and the sheet's name.
        """
        known = self._known[shape]
        claims: dict[str, dict[Rank, list[int]]] = {}
        for column, readings in enumerate(titles):
            found = _read(known, readings)
            if found is not None:
                claims.setdefault(found[0], {}).setdefault(found[1], []).append(column)
        columns, ranks, clashes = {}, {}, {}
        for field in FIELDS[shape]:
            if field in claims:
                rank = min(claims[field])
                claimants = claims[field][rank]
                columns[field], ranks[field] = claimants[0], rank
                if len(claimants) > 1:
                    clashes[field] = tuple(claimants)
        missing = tuple(group[0] for group in known.needs if not any(field in columns for field in group))
        score = 10 * len(columns) + 5 * len(known.marks & columns.keys()) - 10 * len(missing)
        if known.words:
            everything = above + "".join(reading for readings in titles for reading in readings)
            told = any(word in everything for word in known.words)
            sure = any(rank <= Rank.REMEMBERED for rank in ranks.values())
            score += 10 if told or sure else -15
        return Match(shape, columns, ranks, clashes, missing, score)

    def matches(self, register: Register, titles: Sequence[Sequence[str]], above: str = "") -> list[Match]:
        """For every shape that the register may bring, best first."""
        found = [self.match(shape, titles, above) for shape in SHAPES_OF[register]]
        return sorted(found, key=lambda match: -match.score)


def _read(known: _Known, readings: Sequence[str]) -> tuple[str, Rank] | None:
    for place, reading in enumerate(readings):
        key = title_key(reading)
        for candidate in (key, _bare(key)):
            if candidate in known.titles:
                field, rank = known.titles[candidate]
                return field, Rank.CHILD if place and rank is Rank.KNOWN else rank
    return None


def _known(shape: Shape, given: Overrides, remembered: Overrides) -> _Known:
    table = _package_table()[shape.value]
    titles: dict[str, tuple[str, Rank]] = {}
    for rank, name in ((Rank.WEAK, "also"), (Rank.KNOWN, "titles")):
        for field, lists in table["fields"].items():
            for title in lists.get(name, ()):
                key = title_key(title)
                if titles.get(key, (field, Rank.GIVEN))[1] is rank and titles[key][0] != field:
                    raise ValueError(f"titles.yaml: {shape.value}: {title} stands for {titles[key][0]} and {field}")
                titles[key] = (field, rank)
    for field in FIELDS[shape]:
        titles.setdefault(title_key(field), (field, Rank.KNOWN))
    for rank, overrides in ((Rank.REMEMBERED, remembered), (Rank.GIVEN, given)):
        for field, own in overrides.get(shape, {}).items():
            titles.update({title_key(title): (field, rank) for title in own})
    return _Known(
        titles,
        tuple(tuple(group) for group in table["needs"]),
        frozenset(table["marks"]),
        tuple(table.get("words", ())),
    )


def plain_title(shape: Shape, field: str) -> str:
    """The field's usual Chinese title, for messages."""
    fields: Mapping[str, Mapping[str, Sequence[str]]] = _package_table()[shape.value]["fields"]
    return fields[field]["titles"][0]


def field_type(shape: Shape, field: str) -> FieldType:
    return FIELDS[shape][field]


#: Words for messages.
REGISTER_WORDS: Final[Mapping[Register, tuple[str, str]]] = {
    Register.CIVIL_AFFAIRS: ("民政登记", "the civil affairs register"),
    Register.MARKET: ("市场监管登记", "the market register"),
    Register.INSURANCE: ("社会保险", "social insurance"),
    Register.UNION: ("工会", "the union's roster"),
}
SHAPE_WORDS: Final[Mapping[Shape, tuple[str, str]]] = {
    Shape.UNITS: ("单位", "units"),
    Shape.PERSONS: ("参保人员", "insured persons"),
    Shape.UNIONS: ("工会组织", "unions"),
    Shape.MEMBERS: ("会员", "members"),
    Shape.COVERED: ("联合工会涵盖单位", "units covered by joint unions"),
}
