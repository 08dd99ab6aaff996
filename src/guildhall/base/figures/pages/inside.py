"""Figures for those who may read them: live by place, the rows behind, snapshots, exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guildhall.base.figures import operations, queries
from guildhall.base.figures.access import indicator_for, own_paths, readable, require_whole
from guildhall.base.figures.contracts import (
    Breakdown,
    FileFormat,
    Indicator,
    Kind,
    Purpose,
    Side,
    SnapshotSummary,
)
from guildhall.base.figures.forms import ExportForm, SnapshotForm
from guildhall.base.figures.pages.written import address, bars_of, facts_of, unit_of, words_of
from guildhall.base.figures.rules.definitions import definition_of, digest_of
from guildhall.base.figures.rules.permissions import EXPORT, PUBLISH, READ, SNAPSHOT
from guildhall.base.figures.rules.shown import figure_of
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import ancestors
from guildhall.base.places.rules.paths import contains, is_root
from guildhall.infra.forms import refuse
from guildhall.infra.language import language_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Basis, Count, Headline
from guildhall.infra.pieces.lists import Column, Filter, Pager, Row, View, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Notice, Option, Tone
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, MessageKind, UsageError
from guildhall.kernel.words import Words

BAD_ADDRESS: Final = MessageKind(
    "figures.bad_address",
    "地址里的日期、地方或页码写得不对。",
    "A day, place or page in the address is not well written.",
)
KEPT: Final = MessageKind("figures.kept", "快照已保存。", "The snapshot is kept.")
MADE_PUBLIC: Final = MessageKind("figures.made_public", "快照已公开。", "The snapshot is public.")
CHANGED: Final = MessageKind(
    "figures.changed",
    "这项指标的定义或参数后来有变；本页按截止日当时的定义。",
    "The definition or a parameter has changed since; this page shows what held at the cut-off.",
)
WITHHELD: Final = MessageKind(
    "figures.withheld",
    "另有 {count} 条计入本数，但不在您的查看范围。",
    "{count} more {count?is|are} counted that you may not see.",
)
_NONE_YET: Final = Instead(
    Blank.EMPTY,
    Words("还没有可看的指标", "There is no figure to read yet"),
    Words("各业务模块登记指标后会列在这里。", "They stand here once modules declare them."),
)
_NO_ROWS: Final = Instead(Blank.EMPTY, Words("没有可列出的记录", "There is no record to list"))
_OWN: Final = Words("您的范围", "Your places")
_SIDES: Final = {
    Side.NUMERATOR: Words("计入分子的", "In the numerator"),
    Side.DENOMINATOR: Words("计入分母的", "In the denominator"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks for."""

    place_id: UUID | None
    on: date
    filters: Mapping[str, str]

    def at(self, path: str, place_id: UUID | None, **more: str) -> str:
        return address(path, place_id, self.on, **self.filters, **more)


def _asked(request: HttpRequest, actor: Actor, indicator: Indicator) -> _Asked:
    given = request.POST if request.method == "POST" else request.GET
    try:
        place_id = UUID(given["place"]) if given.get("place") else None
        on = date.fromisoformat(given["on"]) if given.get("on") else actor.on
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    return _Asked(place_id, on, queries.asked_filters(indicator, {name: str(given[name]) for name in given}))


@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every indicator that the reader may read, with its value over their places."""
    actor.require(READ)
    rows = tuple(
        Row(
            one.code,
            (one.name, figure_of(queries.own_total(actor, one, actor.on), one.unit), one.definition),
            one.name,
            reverse("figures:detail", args=[one.code]),
        )
        for one in readable(actor)
    )
    columns = (
        Column(Words("指标", "Figure")), Column(Words("数值", "Value"), is_figure=True),
        Column(Words("含义", "Meaning")),
    )  # fmt: skip
    listed = WorkList(
        Words("指标", "Figures"), columns, rows, Pager(Count(len(rows))), instead=None if rows else _NONE_YET
    )
    return render(request, "figures/index.html", {"listed": listed, "on": actor.on})


@page
def detail(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What an indicator means, its live value, the places one level down, its snapshots."""
    indicator = indicator_for(actor, code)
    return _detail(request, actor, indicator, SnapshotForm(), 200)


def _detail(request: HttpRequest, actor: Actor, indicator: Indicator, form: SnapshotForm, status: int) -> HttpResponse:
    asked = _asked(request, actor, indicator)
    found = queries.live(actor, indicator, asked.place_id, asked.on, asked.filters)
    definition = definition_of(indicator, queries.citations(indicator, asked.on))
    here, path = _id_of(found.place), reverse("figures:detail", args=[indicator.code])
    behind = asked.at(reverse("figures:rows", args=[indicator.code]), here)
    context = {
        **_about(actor, indicator.permission, definition, found, lambda place_id: asked.at(path, place_id)),
        "headline": Headline(
            found.place.name if found.place else _OWN, figure_of(found.total, indicator.unit), indicator.definition,
            as_of=asked.on, basis=Basis.LIVE, href=behind,
        ),
        "behind": behind,
        "narrowing": _narrowing(indicator, asked),
        "asked": asked,
        "here": here,
        "snapshots": queries.snapshots_of(indicator),
        "snapshot_form": form if _is_whole(actor, SNAPSHOT) else None,
        "export_form": ExportForm() if actor.has(EXPORT) else None,
        "code": indicator.code,
    }  # fmt: skip
    return render(request, "figures/detail.html", context, status=status)


def _about(
    actor: Actor, permission: Permission, definition: Mapping[str, Any], found: Breakdown, href: Any
) -> dict[str, Any]:
    """What live and kept pages share: the words, the way up, the places below."""
    return {
        "name": words_of(definition, "name"),
        "facts": facts_of(definition),
        "upwards": [(place.name, href(place.id)) for place in _upwards(actor, permission, found.place)],
        "bars": bars_of(definition, found.rows, href),
    }


def _upwards(actor: Actor, permission: Permission, place: PlaceSummary | None) -> list[PlaceSummary]:
    """The wider places that the reader may ask for, too."""
    if place is None or is_root(place.path):
        return []
    paths = own_paths(actor, permission)
    return [one for one in ancestors(place.id) if any(contains(path, one.path) for path in paths)]


def _id_of(place: PlaceSummary | None) -> UUID | None:
    return place.id if place else None


def _is_whole(actor: Actor, permission: Permission) -> bool:
    return any(is_root(path) for path in own_paths(actor, permission))


def _narrowing(indicator: Indicator, asked: _Asked) -> tuple[Filter, ...]:
    """A choice for every dimension."""
    return tuple(
        Filter(
            dimension.code,
            dimension.words,
            (
                Option("", Words("全部", "all")),
                *(
                    Option(one.value, one.words, is_chosen=asked.filters.get(dimension.code) == one.value)
                    for one in dimension.options
                ),
            ),
        )
        for dimension in indicator.dimensions
    )


@page
def rows(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The rows that a live value counts, those that the reader may see; the others are said by number."""
    indicator = indicator_for(actor, code)
    asked = _asked(request, actor, indicator)
    try:
        side = Side(request.GET.get("side", Side.NUMERATOR))
        number = int(request.GET.get("page", 1))
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    if not 1 <= number <= 10**6:
        raise UsageError(BAD_ADDRESS())
    most = settings.GUILDHALL_PAGE_ROWS
    start = (number - 1) * most
    place, found = queries.rows_of(actor, indicator, asked.place_id, asked.on, asked.filters, side, start, most)
    here, path = _id_of(place), reverse("figures:rows", args=[code])
    sides = list(Side) if indicator.kind is Kind.RATE else []

    def turned(other: int) -> str:
        return asked.at(path, here, side=side.value, page=str(other))

    listed = WorkList(
        indicator.name,
        tuple(map(Column, indicator.columns)),
        tuple(Row(row.id, row.cells, row.cells[0], row.href) for row in found.rows),
        Pager(
            Count(found.seen, indicator.unit), start + 1 if found.rows else 0, start + len(found.rows),
            turned(number - 1) if number > 1 else "", turned(number + 1) if start + most < found.seen else "",
        ),
        views=tuple(View(_SIDES[one], asked.at(path, here, side=one.value), one is side) for one in sides),
        notice=Notice(WITHHELD(count=found.withheld), Tone.PLAIN) if found.withheld else None,
        instead=None if found.rows else _NO_ROWS,
    )  # fmt: skip
    context = {
        "name": indicator.name,
        "place": place.name if place else _OWN,
        "on": asked.on,
        "listed": listed,
        "back": asked.at(reverse("figures:detail", args=[code]), here),
    }
    return render(request, "figures/rows.html", context)


@page
def snapshot(request: HttpRequest, actor: Actor, code: str, cut_off: date) -> HttpResponse:
    """An indicator as it was kept at a cut-off."""
    indicator = indicator_for(actor, code)
    asked = _asked(request, actor, indicator)
    held = queries.kept_on(indicator, cut_off)
    found = queries.kept(actor, indicator, held, asked.place_id, asked.filters)
    path = reverse("figures:snapshot", args=[code, cut_off])
    current = digest_of(definition_of(indicator, queries.citations(indicator, cut_off)))

    def href(place_id: UUID) -> str:
        return address(path, place_id, None, **asked.filters)

    context = {
        **_about(actor, indicator.permission, held.definition, found, href),
        "headline": Headline(
            found.place.name if found.place else _OWN,
            figure_of(found.total, unit_of(held.definition)),
            words_of(held.definition, "definition"),
            as_of=cut_off,
            basis=Basis.SNAPSHOT,
        ),
        "narrowing": _narrowing(indicator, asked),
        "here": _id_of(found.place),
        "snapshot": held,
        "changed": Notice(CHANGED(), Tone.CAUTION) if held.digest != current else None,
        "may_publish": held.published_at is None and _is_whole(actor, PUBLISH),
        "is_open": indicator.is_open,
        "code": code,
    }
    return render(request, "figures/snapshot.html", context)


@page
@require_POST
def take(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Keep a snapshot of a cut-off that is over."""
    indicator = indicator_for(actor, code)
    require_whole(actor, SNAPSHOT)
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return _detail(request, actor, indicator, form, 422)
    cut_off: date = form.cleaned_data["cut_off"]
    try:
        operations.take_snapshot(actor, code, cut_off, at=SystemClock().now())
    except Invalid as refusal:
        refuse(form, refusal)
        return _detail(request, actor, indicator, form, 422)
    return _back_to(request, code, cut_off, KEPT)


@page
@require_POST
def publish(request: HttpRequest, actor: Actor, code: str, cut_off: date) -> HttpResponse:
    """Make a snapshot public."""
    held: SnapshotSummary = queries.kept_on(indicator_for(actor, code), cut_off)
    operations.publish_snapshot(actor, held.id, at=SystemClock().now())
    return _back_to(request, code, cut_off, MADE_PUBLIC)


def _back_to(request: HttpRequest, code: str, cut_off: date, said: MessageKind) -> HttpResponse:
    messages.success(request, said().render(language_of(request)))
    return HttpResponseRedirect(reverse("figures:snapshot", args=[code, cut_off]))


@page
@require_POST
def export(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A live breakdown as a file."""
    indicator = indicator_for(actor, code)
    actor.require(EXPORT)
    asked = _asked(request, actor, indicator)
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise UsageError(BAD_ADDRESS())
    made = operations.export_breakdown(
        actor, code, asked.place_id, asked.on, asked.filters, purpose=Purpose(form.cleaned_data["purpose"]),
        file_format=FileFormat(form.cleaned_data["file_format"]), at=SystemClock().now(),
    )  # fmt: skip
    return HttpResponse(
        made.content,
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )
