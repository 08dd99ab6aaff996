"""Figures over the API: what there is, a value with its places, the rows behind it, snapshots, exports."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from guildhall.base.figures import operations, queries
from guildhall.base.figures.access import indicator_for
from guildhall.base.figures.contracts import Breakdown, Cell, FileFormat, Indicator, Purpose, Side, SnapshotSummary
from guildhall.base.figures.indicators import indicator_of, indicators
from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.infra.language import language_of
from guildhall.infra.pieces.text import said
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Language

router = Router()
#: Rows of a page.
PAGE = 50


class IndicatorOut(Schema):
    """`denominator_rule`: "" of what is no rate."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    numerator_rule: str
    denominator_rule: str


class CellOut(Schema):
    """`denominator` null: no rate."""

    numerator: int
    denominator: int | None


class PartOut(Schema):
    place_id: UUID | None
    name: str
    cell: CellOut
    is_rest: bool


class FigureOut(Schema):
    """`parts` add up to `total`."""

    code: str
    on: date
    total: CellOut
    parts: list[PartOut]


class FigureRowOut(Schema):
    """`cells`: one a column of the page that lists them."""

    id: str
    cells: list[str]
    link: str


class FigureRowPage(Schema):
    """`seen`: what the caller may see in all; `withheld`: counted, but not theirs to see. `next`: "" on the last."""

    seen: int
    withheld: int
    next: str
    rows: list[FigureRowOut]


class SnapshotOut(Schema):
    """`digest`: of the definition at the cut-off. `published_at`: null where it is not public."""

    id: UUID
    cut_off: date
    taken_at: datetime
    digest: str
    published_at: datetime | None


class SnapshotIn(Schema):
    """`cut_off`: a day that is over."""

    cut_off: date


class SnapshotMade(Schema):
    id: UUID


class ExportIn(Schema):
    """`place` null: all of the caller's places; `filters`: dimension → option."""

    purpose: Purpose
    file_format: FileFormat
    place: UUID | None = None
    filters: dict[str, str] = Field(default_factory=dict)


def _indicator(one: Indicator) -> IndicatorOut:
    return IndicatorOut(
        code=one.code, name_zh=one.name.zh, name_en=one.name.en, kind=one.kind.value,
        numerator_rule=one.numerator_rule.en, denominator_rule=one.denominator_rule.en if one.denominator_rule else "",
    )  # fmt: skip


def _cell(cell: Cell) -> CellOut:
    return CellOut(numerator=cell.numerator, denominator=cell.denominator)


@router.get("", response=list[IndicatorOut], summary="Figures that the caller may read")
def list_figures(request: HttpRequest) -> list[IndicatorOut]:
    return [_indicator(one) for one in indicators() if caller(request).has(one.permission)]


def _figure(code: str, on: date, found: Breakdown) -> FigureOut:
    return FigureOut(
        code=code,
        on=on,
        total=_cell(found.total),
        parts=[
            PartOut(
                place_id=row.place_id,
                name=row.name if isinstance(row.name, str) else row.name.render(Language.ZH),
                cell=_cell(row.cell),
                is_rest=row.is_rest,
            )
            for row in found.rows
        ],
    )


def _snapshot(one: SnapshotSummary) -> SnapshotOut:
    return SnapshotOut(
        id=one.id, cut_off=one.cut_off, taken_at=one.taken_at, digest=one.digest, published_at=one.published_at
    )


@router.get("{code}", response=FigureOut, summary="A figure of a place and of those directly below it, as of today")
def one_figure(request: HttpRequest, code: str, place: UUID | None = None) -> FigureOut:
    """Without `place`: of all of the caller's places."""
    actor, indicator = caller(request), indicator_of(code)
    return _figure(code, actor.on, queries.live(actor, indicator, place, actor.on, {}))


@router.get("{code}/rows", response=FigureRowPage, summary="The rows that a figure counts, those that one may see")
def rows(
    request: HttpRequest, code: str, place: UUID | None = None, side: Side = Side.NUMERATOR, cursor: str = ""
) -> FigureRowPage:
    actor, held = caller(request), position_of(cursor, int)
    indicator, start = indicator_for(actor, code), max(held[0], 0) if held else 0
    _, found = queries.rows_of(actor, indicator, place, actor.on, {}, side, start, PAGE)
    language = language_of(request)
    return FigureRowPage(
        seen=found.seen,
        withheld=found.withheld,
        next=cursor_of(start + PAGE) if start + PAGE < found.seen else "",
        rows=[
            FigureRowOut(id=row.id, cells=[said(cell, language) for cell in row.cells], link=row.href)
            for row in found.rows
        ],
    )


@router.post("{code}/export", summary="A figure with the places below it as a file, for a stated purpose")
def export(request: HttpRequest, code: str, given: ExportIn) -> HttpResponse:
    actor = caller(request)
    filters = queries.asked_filters(indicator_for(actor, code), given.filters)
    made = operations.export_breakdown(
        actor, code, given.place, actor.on, filters, purpose=given.purpose, file_format=given.file_format,
        at=SystemClock().now(),
    )  # fmt: skip
    disposition = f'attachment; filename="{made.name}"'
    return HttpResponse(made.content, content_type=made.content_type, headers={"Content-Disposition": disposition})


@router.get("{code}/snapshots", response=list[SnapshotOut], summary="A figure's snapshots, newest cut-off first")
def snapshots(request: HttpRequest, code: str) -> list[SnapshotOut]:
    return [_snapshot(one) for one in queries.snapshots_of(indicator_for(caller(request), code))]


@router.post("{code}/snapshots", response={201: SnapshotMade}, summary="Keep a figure as it is at a cut-off")
def take(request: HttpRequest, code: str, given: SnapshotIn) -> Status[SnapshotMade]:
    made = operations.take_snapshot(caller(request), code, given.cut_off, at=SystemClock().now())
    return Status(201, SnapshotMade(id=made))


@router.get("{code}/snapshots/{cut_off}", response=FigureOut, summary="A figure as it was kept at a cut-off")
def one_snapshot(request: HttpRequest, code: str, cut_off: date, place: UUID | None = None) -> FigureOut:
    actor = caller(request)
    indicator = indicator_for(actor, code)
    found = queries.kept(actor, indicator, queries.kept_on(indicator, cut_off), place, {})
    return _figure(code, cut_off, found)


@router.post("{code}/snapshots/{cut_off}/publish", response={204: None}, summary="Make a snapshot public")
def publish(request: HttpRequest, code: str, cut_off: date) -> Status[None]:
    actor = caller(request)
    operations.publish_snapshot(actor, queries.kept_on(indicator_for(actor, code), cut_off).id, at=SystemClock().now())
    return Status(204, None)
