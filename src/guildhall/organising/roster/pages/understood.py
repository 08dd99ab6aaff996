"""How a file was understood, as its part of the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guildhall.infra.pieces.marks import Option
from guildhall.kernel.words import Words
from guildhall.linkage.contracts import SHAPES_OF, Register, Shape
from guildhall.organising.roster.contracts import REGISTER_WORDS
from guildhall.organising.roster.pages.shown import all_told, field_words, fields_of, shape_words, told
from guildhall.organising.roster.queries.runs import InputView

#: Rows of a preview and columns of titles told in one go; the rest is behind a summary.
PREVIEW_ROWS = 5


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a sheet that a person should know, where it is first seen."""

    words: Words
    row: int | None
    column: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A column title of the file, the fields that it may be said to stand for, and whether one was said."""

    title: str
    options: Sequence[Option]
    is_said: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as understood. `preview`: rows of values in the order of `columns`, masked by the reader."""

    source: str
    shape: Words
    heading: tuple[int, int]
    counts: Mapping[str, int]
    mapping: Sequence[tuple[Words, str, bool]]
    titles: Sequence[Titled]
    warnings: Sequence[Warned]
    columns: Sequence[Words]
    preview: Sequence[Sequence[str]]

    @property
    def is_mapped(self) -> bool:
        return not any(not titled.is_said for titled in self.titles)


@dataclass(frozen=True, slots=True)
class Understood:
    """A file of a run. `lacking`: titles to be said what they are where the file could not be read without."""

    id: UUID
    name: str
    register: Words | None
    registers: Sequence[Option]
    is_waiting: bool
    sheets: Sequence[Sheet]
    notices: Sequence[Words]
    problems: Sequence[Words]
    lacking: Sequence[Titled]


def understood(held: InputView) -> Understood:
    """A file's view made ready to be shown."""
    found = held.recognition or {"sheets": [], "notices": []}
    return Understood(
        held.id,
        held.name,
        REGISTER_WORDS[held.register] if held.register else None,
        tuple(Option(one.value, words, is_chosen=one is held.register) for one, words in REGISTER_WORDS.items()),
        held.is_waiting,
        tuple(_sheet(sheet, held.titles) for sheet in found["sheets"]),
        all_told(found["notices"]),
        all_told(held.problems),
        _lacking(held),
    )


def _sheet(sheet: Mapping[str, Any], titles: Mapping[str, str]) -> Sheet:
    shape = Shape(sheet["shape"])
    said = set(sheet["by_synonyms"])
    fields = [column["field"] for column in sheet["mapping"]]
    shown = [field for field in fields if any(row.get(field) not in (None, "") for row in sheet["preview"])]
    options = fields_of(shape)
    return Sheet(
        sheet["source"],
        shape_words(shape),
        (sheet["heading_rows"][0], sheet["heading_rows"][1]),
        {name: sheet[name] for name in ("rows_in", "accepted", "rejected", "skipped")},
        tuple((field_words(shape, one["field"]), one["title"], one["title"] in said) for one in sheet["mapping"]),
        tuple(_titled(title, options, titles) for title in (*sheet["by_synonyms"], *sheet["unmapped"])),
        tuple(map(_warned, sheet["warnings"])),
        tuple(field_words(shape, field) for field in shown),
        tuple(tuple(str(row.get(field) or "") for field in shown) for row in sheet["preview"][:PREVIEW_ROWS]),
    )


def _titled(title: str, options: Sequence[tuple[str, Words]], titles: Mapping[str, str]) -> Titled:
    said = titles.get(title, "")
    return Titled(title, tuple(Option(value, words, is_chosen=value == said) for value, words in options), bool(said))


def _warned(message: Mapping[str, Any]) -> Warned:
    params = message["params"]
    return Warned(told(message), params.get("sheet_row"), str(params.get("column") or ""))


def _lacking(held: InputView) -> tuple[Titled, ...]:
    """Titles that a refusal names: mapped by hand, they may make the file readable."""
    if held.register is None:
        return ()
    shapes = [problem["params"].get("shape") for problem in held.problems]
    told_of = [Shape(shape) for shape in shapes if shape] or list(SHAPES_OF[Register(held.register)])
    options = [option for shape in dict.fromkeys(told_of) for option in _named(shape, many=len(told_of) > 1)]
    listed = [title for problem in held.problems for title in str(problem["params"].get("titles", "")).split("、")]
    seen = dict.fromkeys(title.removesuffix(" …") for title in (*held.titles, *listed) if title and title != "—")
    return tuple(_titled(title, options, held.titles) for title in seen)


def _named(shape: Shape, *, many: bool) -> list[tuple[str, Words]]:
    """A list's fields; with the list's name where several lists are offered."""
    if not many:
        return list(fields_of(shape))
    whole = shape_words(shape)
    return [(value, Words(f"{whole.zh}：{w.zh}", f"{whole.en}: {w.en}")) for value, w in fields_of(shape)]
