"""What addresses of lists hold: where a page begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Pager
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words
from guildhall.organising.unions.queries.terms import After
from guildhall.organising.unions.queries.tree import Page, Position

UNIONS = Words("个工会", "unions")


def address(path: str, asked: Mapping[str, str]) -> str:
    """A path with what is asked for; what is empty is left out."""
    told = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(told)}" if told else path


def stands(request: HttpRequest) -> tuple[Position | None, Position | None]:
    """After and before which name the address says that the list stands; `before` counts first."""
    before = _position(request.GET.get("before", ""))
    return (None, before) if before else (_position(request.GET.get("after", "")), None)


def _position(text: str) -> Position | None:
    held, _, name = text.partition("_")
    row_id = _id(held)
    return Position(name[:200], row_id) if row_id else None


def pager(path: str, asked: Mapping[str, str], found: Page) -> Pager:
    """Where one is in a list by name."""

    def href(side: str, position: Position | None) -> str:
        return address(path, {**asked, side: f"{position.id}_{position.name_key}"}) if position else ""

    return Pager(counted(found.total), previous_href=href("before", found.before), next_href=href("after", found.after))


def counted(total: CappedCount, unit: Words = UNIONS) -> Count:
    """So many of something, as a figure."""
    return Count(total.number, unit, capped=total.more)


def begins(request: HttpRequest, *, whole: bool = False) -> After | None:
    """After which day and row the address says that a list stands. `whole`: rows are known by numbers."""
    day, _, held = request.GET.get("after", "").partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    if whole:
        return After(on, int(held)) if held.isascii() and held.isdecimal() and len(held) < 19 else None
    row_id = _id(held)
    return After(on, row_id) if row_id else None


def next_href(path: str, asked: Mapping[str, str], after: After | None) -> str:
    """The page after a row of a list by days; "" where there is none."""
    return address(path, {**asked, "after": f"{after.on.isoformat()}_{after.id}"}) if after else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
