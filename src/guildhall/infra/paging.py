"""A list cut into pages: `?page=2` in the address, two queries whatever the page."""

from __future__ import annotations

from typing import Final, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from guildhall.infra.counts import count_up_to
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Pager

M = TypeVar("M", bound=Model)
PARAMETER: Final = "page"
#: The furthest page: beyond it one narrows the list instead.
LAST: Final = 1_000


def page_of(request: HttpRequest, rows: QuerySet[M]) -> tuple[list[M], Pager]:
    """The rows of the page that the address asks for, the first where it asks for none, and what leads to others."""
    asked = request.GET.get(PARAMETER, "")
    number = min(int(asked), LAST) if asked.isascii() and asked.isdecimal() and int(asked) else 1
    size = settings.GUILDHALL_PAGE_ROWS
    before = (number - 1) * size
    found = list(rows[before : before + size + 1])
    shown, more = found[:size], len(found) > size
    total = count_up_to(rows)
    return shown, Pager(
        Count(total.number, capped=total.more),
        first=before + 1 if shown else 0,
        last=before + len(shown),
        previous_href=_href(request, number - 1) if number > 1 else "",
        next_href=_href(request, number + 1) if more and number < LAST else "",
    )


def _href(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query[PARAMETER] = str(number)
    return f"{request.path}?{query.urlencode()}"
