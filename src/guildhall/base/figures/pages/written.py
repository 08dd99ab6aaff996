"""What pages of figures are put together from: the words of a definition, headlines, breakdowns, addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from guildhall.base.figures.contracts import PERIOD_WORDS, PeriodKind, PlaceCell, PublicCell
from guildhall.base.figures.rules.shown import figure_of
from guildhall.infra.pieces.figures import Bar, Bars
from guildhall.infra.pieces.text import Text
from guildhall.kernel.words import Words

_CONFIDENCE: Final = {
    "official": Words("已核对原文", "read in the text"),
    "secondary": Words("转引", "from a source that quotes it"),
    "unconfirmed": Words("未核实", "not confirmed"),
}
PLACES: Final = Words("各地", "By place")

Fact = tuple[Words, Text]


def words_of(definition: Mapping[str, Any], name: str) -> Words:
    """Words that a definition keeps as a pair."""
    zh, en = definition[name]
    return Words(zh, en)


def unit_of(definition: Mapping[str, Any]) -> Words:
    """The unit of what is counted."""
    return words_of(definition, "unit")


def facts_of(definition: Mapping[str, Any]) -> list[Fact]:
    """A definition as rows of a table: rules, source, period, parameters with their citations."""
    is_rate = definition["denominator"] is not None
    facts: list[Fact] = [
        (Words("含义", "Meaning"), words_of(definition, "definition")),
        (Words("分子", "Numerator") if is_rate else Words("计数", "Counted"), words_of(definition, "numerator")),
    ]
    if is_rate:
        facts.append((Words("分母", "Denominator"), words_of(definition, "denominator")))
    facts.append((Words("单位", "Unit"), unit_of(definition)))
    facts.append((Words("来源", "Source"), words_of(definition, "source")))
    facts.append((Words("期间", "Period"), PERIOD_WORDS[PeriodKind(definition["period"])]))
    for key, held in sorted(definition["parameters"].items()):
        sure = _CONFIDENCE[held["confidence"]]
        said = f"{key} = {held['value']} · {held['citation']}"
        facts.append((Words("参数", "Parameter"), Words(f"{said}（{sure.zh}）", f"{said} ({sure.en})")))
    return facts


def bars_of(definition: Mapping[str, Any], rows: Sequence[PlaceCell | PublicCell], href: Callable[[UUID], str]) -> Bars:
    """Places below as bars, each leading further down."""
    unit = unit_of(definition)
    bars = tuple(Bar(row.name, figure_of(row.cell, unit), href(row.place_id) if row.place_id else "") for row in rows)
    return Bars(PLACES, bars, words_of(definition, "denominator") if definition["denominator"] else "")


def address(path: str, place_id: UUID | None, on: date | None = None, **more: str) -> str:
    """An address with what narrows it; what is not said is left out."""
    given = {"place": str(place_id) if place_id else "", "on": on.isoformat() if on else "", **more}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{query}" if query else path
