"""What addresses and forms of the review queue hold, and how its count is written."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse

from guildhall.infra.pieces.figures import Count
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import Kind
from guildhall.organising.roster.queries.reviewing import Filters

PAIRS: Final = Words("对", "pairs", "pair")


def filters_of(query: QueryDict) -> Filters:
    """What the address or a form asks for; what it cannot mean is left out."""
    return Filters(
        kind=one_of(Kind, query.get("kind")),
        run=as_uuid(query.get("run")),
        place=as_uuid(query.get("place")),
        weighty=True if query.get("weighty") == "1" else None,
    )


def query_of(filters: Filters) -> dict[str, str]:
    """The same as parameters of an address; what is not narrowed is left out."""
    held = {
        "kind": filters.kind.value if filters.kind else "",
        "run": str(filters.run or ""),
        "place": str(filters.place or ""),
        "weighty": "1" if filters.weighty else "",
    }
    return {name: value for name, value in held.items() if value}


def href(name: str, filters: Filters, **more: UUID | None) -> str:
    """The address of a page of the roster under the filters."""
    return f"{reverse(f'roster:{name}')}?{encoded({**query_of(filters), **more})}"


def to(name: str, filters: Filters, **more: UUID | None) -> HttpResponseRedirect:
    """Go on there after a form was sent; 303, so that htmx and browsers ask anew."""
    response = HttpResponseRedirect(href(name, filters, **more))
    response.status_code = 303
    return response


def encoded(values: dict[str, Any]) -> str:
    """Parameters of an address, those without a value left out."""
    return urlencode({name: value for name, value in values.items() if value})


def as_uuid(text: str | None) -> UUID | None:
    """An id out of an address; None for whatever is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def one_of(kind: Any, text: str | None) -> Any:
    """A value of an enumeration out of an address; None for whatever is none."""
    return kind(text) if text in set(kind) else None


def count_of(total: CappedCount) -> Count:
    """A count of pairs as pieces write it."""
    return Count(total.number, PAIRS, capped=total.more)
