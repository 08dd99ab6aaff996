"""Which disagreements a list shows, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from guildhall.kernel.text import clean
from guildhall.linkage.results.disagreements import REASONS
from guildhall.organising.roster.contracts import LineState, Register

KINDS: Final = tuple(kind.code for kind in REASONS)
_TEXT: Final = 40
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class LineFilters:
    """`marked` "1": those alone that the register has said to be corrected. "": not asked for."""

    register: str = ""
    kind: str = ""
    state: str = ""
    marked: str = ""
    q: str = ""


def line_filters(asked: Mapping[str, str]) -> LineFilters:
    """From an address. Whatever is not understood counts as not asked for."""

    def one(name: str, values: frozenset[str]) -> str:
        value = asked.get(name, "")
        return value if value in values else ""

    return LineFilters(
        register=one("register", frozenset(map(str, Register))),
        kind=one("kind", frozenset(KINDS)),
        state=one("state", frozenset(map(str, LineState))),
        marked=one("marked", frozenset({"1"})),
        q=clean(asked.get("q", "")[:_TEXT]).value,
    )


def lines_asked(filters: LineFilters) -> dict[str, str]:
    """What an address says for them."""
    values = ((field.name, getattr(filters, field.name)) for field in fields(filters))
    return {name: value for name, value in values if value}


def number_of(text: str) -> int | None:
    """The number of a line, as an address says it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
