"""Figures as pages write them: counts, rates with their fraction, amounts; the headline, the bars, the tile map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from guildhall.infra.pieces.text import Text
from guildhall.kernel.errors import Language
from guildhall.kernel.rates import MISSING, percent
from guildhall.kernel.words import Words

_KEPT_BACK: Final = Words("不公开", "not published")
_ZH_AMOUNTS: Final = ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元"))
_EN_AMOUNTS: Final = ((Decimal(10) ** 9, "bn yuan"), (Decimal(10) ** 6, "m yuan"))


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something. None: not known. `capped`: at least so many."""

    value: int | None
    unit: Words | None = None
    capped: bool = False

    def number(self, _language: Language) -> str:
        return MISSING if self.value is None else f"{self.value:,}{'+' if self.capped else ''}"

    def unit_in(self, language: Language) -> str:
        return self.unit.counted(self.value, language) if self.unit and self.value is not None else ""

    def render(self, language: Language) -> str:
        gap = "" if language is Language.ZH and self.unit else " "
        return f"{self.number(language)}{gap}{self.unit_in(language)}".strip()

    @property
    def size(self) -> float | None:
        return None if self.value is None else float(self.value)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in percent with one decimal, and the fraction it comes from. Nothing out of nothing is "—", not 0."""

    part: int | None
    whole: int | None

    @property
    def size(self) -> float | None:
        return None if self.part is None or not self.whole else self.part * 100 / self.whole

    @property
    def is_over(self) -> bool:
        """More than the whole: something is counted wrongly, and the page says so instead of clipping it."""
        return self.size is not None and self.size > 100

    @property
    def fraction(self) -> str:
        shown = [MISSING if n is None else f"{n:,}" for n in (self.part, self.whole)]
        return "/".join(shown)

    def number(self, _language: Language) -> str:
        share = None if self.part is None or self.whole is None else percent(self.part, self.whole)
        return MISSING if share is None else str(share)

    def unit_in(self, _language: Language) -> str:
        return "" if self.size is None else "%"

    def render(self, language: Language) -> str:
        return self.number(language) + self.unit_in(language)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan, shortened as readers expect: 142.63亿元, 14.263 bn yuan. Tables use `in_full`."""

    yuan: Decimal | None

    def _shortened(self, language: Language) -> tuple[str, str]:
        if self.yuan is None:
            return MISSING, ""
        steps, plain, digits = (_ZH_AMOUNTS, "元", 2) if language is Language.ZH else (_EN_AMOUNTS, "yuan", 3)
        for step, name in steps:
            if abs(self.yuan) >= step:
                shown = (self.yuan / step).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP).normalize()
                return f"{shown:,f}", name
        return f"{self.yuan:,f}", plain

    def number(self, language: Language) -> str:
        return self._shortened(language)[0]

    def unit_in(self, language: Language) -> str:
        return self._shortened(language)[1]

    def render(self, language: Language) -> str:
        return f"{self.number(language)}{'' if language is Language.ZH else ' '}{self.unit_in(language)}".strip()

    @property
    def in_full(self) -> str:
        return MISSING if self.yuan is None else f"{self.yuan:,.2f}"

    @property
    def size(self) -> float | None:
        return None if self.yuan is None else float(self.yuan)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A figure that is not published: it is small, or a small one could be worked out from it. Which is not told."""

    def number(self, language: Language) -> str:
        return _KEPT_BACK.render(language)

    def unit_in(self, _language: Language) -> str:
        return ""

    def render(self, language: Language) -> str:
        return self.number(language)

    @property
    def size(self) -> None:
        return None


Figure = Count | Rate | Amount | Suppressed


class Basis(StrEnum):
    """Where a figure comes from; a page always says which."""

    LIVE = "live"
    SNAPSHOT = "snapshot"
    PROVISIONAL = "provisional"  # its source or its rule is not confirmed yet


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier cut-off, in the figure's own unit (percentage points for a rate)."""

    by: Decimal
    since: date


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that leads a page. `definition` answers "what is this?"; `href` opens the rows that it counts.

    `withheld`: of these rows, how many the reader may not see. `urgent`: it matters now (the one red).
    """

    label: Text
    figure: Figure
    definition: Text
    as_of: date | None = None
    basis: Basis = Basis.LIVE
    change: Change | None = None
    href: str = ""
    withheld: int = 0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of bars. `is_break`: the series changes its meaning here; drawn as a break, with `label` saying why."""

    label: Text
    figure: Figure
    href: str = ""
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from a zero base, labelled directly; the table is the chart, so it needs no twin.

    `full`: the length of a whole bar in the figures' unit; None: the longest one. Rates are drawn against 100.
    `denominator` says what the rates are of.
    """

    title: Text
    rows: Sequence[Bar]
    denominator: Text = ""
    full: float | None = None
    download: str = ""

    def length(self, bar: Bar) -> float:
        """Of a bar, 0–100."""
        if bar.figure.size is None:
            return 0.0
        sizes = [row.figure.size for row in self.rows if row.figure.size is not None]
        whole = self.full or (100.0 if isinstance(bar.figure, Rate) else max(sizes, default=0.0))
        return round(min(max(bar.figure.size / whole, 0.0), 1.0) * 100, 2) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the map: `row` and `column` count from 1 (at most 20 and 24). `is_selected`: the page is about it."""

    name: Text
    row: int
    column: int
    figure: Figure
    href: str = ""
    is_selected: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.row <= 20 and 1 <= self.column <= 24):
            raise ValueError(f"a tile stands in row 1–20, column 1–24: {self.row}, {self.column}")


@dataclass(frozen=True, slots=True)
class TileMap:
    """Places as tiles, tinted in at most five steps. `steps`: the lower bounds of the second step and those above."""

    title: Text
    tiles: Sequence[Tile]
    steps: tuple[float, ...] = (50, 65, 75, 85)
    denominator: Text = ""
    download: str = ""

    def __post_init__(self) -> None:
        if len(self.steps) > 4 or list(self.steps) != sorted(set(self.steps)):
            raise ValueError(f"at most four rising steps: {self.steps}")

    @property
    def columns(self) -> int:
        return max((tile.column for tile in self.tiles), default=1)

    def level(self, tile: Tile) -> int | None:
        """The step of a tile, 0 the lowest; None where nothing is known."""
        size = tile.figure.size
        return None if size is None else sum(size >= step for step in self.steps)

    def legend(self) -> list[tuple[str, int | None, int]]:
        """(bounds, level, how many tiles), lowest first, the unknown last where there are any."""
        levels = [self.level(tile) for tile in self.tiles]
        bounds = [f"{int(step):,}" if step == int(step) else f"{step:g}" for step in self.steps]
        names = [f"< {bounds[0]}", *(f"{a}–{b}" for a, b in pairwise(bounds)), f"≥ {bounds[-1]}"] if bounds else ["0+"]
        shown: list[tuple[str, int | None, int]] = [(name, i, levels.count(i)) for i, name in enumerate(names)]
        return [*shown, (MISSING, None, levels.count(None))] if None in levels else shown
