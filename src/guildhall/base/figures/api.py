"""Figures over the API: what there is, a value with its places, what was published."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.base.figures.contracts import Cell, Indicator
from guildhall.base.figures.indicators import indicator_of, indicators
from guildhall.base.figures.queries import live
from guildhall.infra.api import caller
from guildhall.kernel.errors import Language

router = Router()


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


@router.get("{code}", response=FigureOut, summary="A figure of a place and of those directly below it, as of today")
def one_figure(request: HttpRequest, code: str, place: UUID | None = None) -> FigureOut:
    """Without `place`: of all of the caller's places."""
    actor, indicator = caller(request), indicator_of(code)
    found = live(actor, indicator, place, actor.on, {})
    return FigureOut(
        code=code,
        on=actor.on,
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
