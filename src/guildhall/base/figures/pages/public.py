"""Figures for everybody: published snapshots only, as pages and as JSON (docs/formats.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from guildhall.base.figures.contracts import Cell, PublicCell, PublicFigure
from guildhall.base.figures.pages.inside import BAD_ADDRESS
from guildhall.base.figures.pages.written import address, bars_of, facts_of, unit_of, words_of
from guildhall.base.figures.queries.published import cut_offs_of, public_figure, public_totals
from guildhall.base.figures.rules.shown import figure_of
from guildhall.base.places.rules.paths import is_root
from guildhall.infra.pieces.figures import Basis, Headline
from guildhall.infra.pieces.marks import Blank, Instead, Notice, Tone
from guildhall.infra.pieces.text import said
from guildhall.kernel.errors import Language, MessageKind, UsageError
from guildhall.kernel.rates import percent
from guildhall.kernel.words import Words

SMALL: Final = MessageKind(
    "figures.small",
    "小于 {threshold} 的数，以及能由此推算出这些数的数，不公开；没有列出的地方为 0。",
    "Numbers below {threshold} are not published, nor those from which one could be told; places not listed have none.",
)
WHOLE: Final = MessageKind("figures.whole", "没有列出的地方为 0。", "Places not listed have none.")
_NONE_YET: Final = Instead(
    Blank.EMPTY,
    Words("还没有公开的指标", "No figure has been published yet"),
    Words("快照公开后会列在这里。", "They stand here once a snapshot is made public."),
)


def _headline(found: PublicFigure, label: Any, href: str = "") -> Headline:
    definition = found.snapshot.definition
    return Headline(
        label, figure_of(found.total.cell, unit_of(definition)), words_of(definition, "definition"),
        as_of=found.snapshot.cut_off, basis=Basis.SNAPSHOT, href=href,
    )  # fmt: skip


def public_index(request: HttpRequest) -> HttpResponse:
    """Every published indicator at its newest cut-off."""
    headlines = [
        _headline(found, words_of(found.snapshot.definition, "name"), reverse("figures:public_detail", args=[code]))
        for code, found in public_totals().items()
    ]
    return render(request, "figures/public_index.html", {"headlines": headlines, "none_yet": _NONE_YET})


def _found(request: HttpRequest, code: str) -> PublicFigure:
    try:
        cut_off = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else None
        place_id = UUID(request.GET["place"]) if request.GET.get("place") else None
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    return public_figure(code, cut_off=cut_off, place_id=place_id)


def public_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A published snapshot with the places one level down."""
    found = _found(request, code)
    snapshot = found.snapshot
    path = reverse("figures:public_detail", args=[code])

    def href(place_id: UUID) -> str:
        return address(path, place_id, snapshot.cut_off)

    context = {
        "name": words_of(snapshot.definition, "name"),
        "facts": facts_of(snapshot.definition),
        "headline": _headline(found, found.total.name),
        "bars": bars_of(snapshot.definition, found.rows, href) if found.rows else None,
        "small": Notice(SMALL(threshold=found.threshold) if found.threshold else WHOLE(), Tone.PLAIN),
        "snapshot": snapshot,
        "cut_offs": [(day, address(path, found.total.place_id, day)) for day in cut_offs_of(code)],
        "top": path,
        "is_top": is_root(found.total.path),
        "data": address(reverse("figures:public_data", args=[code]), found.total.place_id, snapshot.cut_off),
    }
    return render(request, "figures/public_detail.html", context)


def public_data(request: HttpRequest, code: str) -> HttpResponse:
    """The same as JSON."""
    found = _found(request, code)
    snapshot = found.snapshot
    definition = {name: value for name, value in snapshot.definition.items() if name != "dimensions"}
    return JsonResponse(
        {
            "indicator": snapshot.indicator,
            "cut_off": snapshot.cut_off.isoformat(),
            "taken_at": snapshot.taken_at.isoformat(),
            "published_at": snapshot.published_at.isoformat() if snapshot.published_at else None,
            "definition": definition,
            "digest": snapshot.digest,
            "not_published_below": found.threshold,
            "place": _place(found.total),
            "places": [_place(row) for row in found.rows],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _place(row: PublicCell) -> dict[str, Any]:
    return {
        "id": str(row.place_id) if row.place_id else None,
        "name": said(row.name, Language.ZH),
        "is_rest": row.is_rest,
        "is_published": row.cell is not None,
        **_numbers(row.cell),
    }


def _numbers(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"numerator": None, "denominator": None, "percent": None}
    share = None if cell.denominator is None else percent(cell.numerator, cell.denominator)
    return {
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "percent": None if share is None else str(share),
    }
