"""Filters as lists show them, and what several pages say of organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from guildhall.base.organisations.contracts import KIND_WORDS, OrganisationKind
from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Filter, Pager
from guildhall.infra.pieces.marks import Option
from guildhall.infra.pieces.text import Text, said
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Language
from guildhall.kernel.industries import SECTIONS
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import GROUP_WORDS, Group, Position
from guildhall.organising.roster.queries.areas import Area
from guildhall.organising.roster.queries.windows import Window
from guildhall.organising.roster.rules.filters import UNKNOWN, address, position, position_text

HOMES: Final = Words("家", "organisations", "organisation")
EVERYTHING: Final = Words("全部", "All")
INDUSTRY_WORDS: Final[Mapping[str, Words]] = {
    **{
        section.letter: Words(f"{section.letter} {section.name}", f"{section.letter} {section.en}")
        for section in SECTIONS
    },
    UNKNOWN: Words("行业不明", "industry not known"),
}


@dataclass(frozen=True, slots=True)
class Joined:
    """Several texts as one, with the mark of the reader's language between them."""

    texts: tuple[Text, ...]

    def render(self, language: Language) -> str:
        return {Language.ZH: "；", Language.EN: "; "}[language].join(said(text, language) for text in self.texts)


def choose(
    name: str, words: Words, options: Iterable[tuple[str, Text]], value: str, first: Words = EVERYTHING
) -> Filter:
    """A filter to choose from; `first` is said where nothing is chosen."""
    listed = (("", first), *options)
    return Filter(name, words, tuple(Option(code, text, is_chosen=code == value) for code, text in listed))


def kinds(value: str, *, forms: bool = True) -> Filter:
    """Groups, and single legal forms where `forms`."""
    groups: list[tuple[str, Text]] = [
        (group.value, words) for group, words in GROUP_WORDS.items() if group is not Group.ALL
    ]
    single: list[tuple[str, Text]] = [
        (kind.value, words) for kind, words in KIND_WORDS.items() if kind is not OrganisationKind.ENTERPRISE
    ]
    return choose("kind", Words("类别", "Kind"), [*groups, *single] if forms else groups, value)


def industries(value: str) -> Filter:
    """Sections of GB/T 4754, and "not known"."""
    return choose("industry", Words("行业", "Industry"), INDUSTRY_WORDS.items(), value)


def places(area: Area, value: str) -> Filter:
    """Where organisations lie."""
    return choose("place", Words("地方", "Place"), place_options(area, value), value)


def place_options(area: Area, value: str) -> list[tuple[str, Text]]:
    """Places of an area that stand, indented by how deep they lie; and the one chosen."""
    top = min((len(path) for path in area.paths), default=0)
    listed: list[tuple[str, Text]] = [
        (str(p.id), _indented(p, top)) for p in area.places if p.ends_on is None or str(p.id) == value
    ]
    if value and value not in {code for code, _ in listed}:
        listed.append((value, Words("所选的地方", "the place chosen")))
    return listed


def _indented(place: PlaceSummary, top: int) -> str:
    return "　" * ((len(place.path) - top) // 4) + place.name


def searched(value: str) -> Filter:
    """Part of a name."""
    return Filter("q", Words("名称", "Name"), value=value)


def pager(path: str, asked: Mapping[str, str], window: Window) -> Pager:
    """Where one is: the address of the page before and after, with the same filters."""
    before, after = window.before, window.after
    return Pager(
        counted(window.total),
        previous_href=address(path, {**asked, "before": position_text(before)}) if before else "",
        next_href=address(path, {**asked, "after": position_text(after)}) if after else "",
    )


def counted(total: CappedCount) -> Count:
    """So many organisations, as a figure."""
    return Count(total.number, HOMES, capped=total.more)


def stands(request: HttpRequest) -> tuple[Position | None, Position | None]:
    """After and before which row the address says that the list stands; `before` counts first."""
    before = position(request.GET.get("before", ""))
    return (None, before) if before else (position(request.GET.get("after", "")), None)
