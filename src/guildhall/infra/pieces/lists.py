"""Lists to work through: filters in the address, saved views, columns, rows, what can be done with many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guildhall.infra.pieces.figures import Count, Figure
from guildhall.infra.pieces.marks import Clock, Instead, Notice, Option, Person
from guildhall.infra.pieces.text import Text

#: What a cell may hold; each is shown as its own piece.
Cell = Text | Figure | Clock | Person | date | None


class Sort(StrEnum):
    RISING = "rising"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Filter:
    """One field of the filter bar: `options` to choose from, or free text where there are none."""

    name: str
    words: Text
    options: Sequence[Option] = ()
    value: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.value) or any(option.is_chosen and option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class View:
    """Filters under a name: the product's own or one that the reader saved."""

    words: Text
    href: str
    is_current: bool = False
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`is_figure`: right-aligned. `sort_href`: sorts by it, or turns the order; `sorted` says how it stands."""

    words: Text
    is_figure: bool = False
    sort_href: str = ""
    sorted: Sort | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing. The first cell names it and leads to `href`. `label` names it to those who hear the page."""

    id: str
    cells: Sequence[Cell]
    label: Text
    href: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with the chosen rows: a button that sends `act=value`. One of them at most is the first."""

    value: str
    words: Text
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one is in a list. `total` may be capped: counting further costs more than anybody gains."""

    total: Count
    first: int = 0
    last: int = 0
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class WorkList:
    """A list to work through. Without `acts` nothing can be chosen; `save_url` takes `name` and the filters.

    The form of acts sends `chosen` (ids) or `all=1` (all that match, not only this page) to `act_url`; without
    `for_all` only those that were chosen one by one.
    """

    title: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    pager: Pager
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    acts: Sequence[Act] = ()
    act_url: str = ""
    for_all: bool = True
    save_url: str = ""
    clear_href: str = ""
    download: str = ""
    instead: Instead | None = None
    notice: Notice | None = None
    id: str = "list"

    def __post_init__(self) -> None:
        wrong = [row.id for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"rows with other than {len(self.columns)} cells: {wrong[:3]}")
        if self.acts and not self.act_url:
            raise ValueError("acts need an address to be sent to")
