"""Figures of forming unions: how many stand at which step, how many were formed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from guildhall.base.figures.contracts import (
    Cell,
    Dimension,
    FigureRequest,
    FigureRow,
    Indicator,
    Kind,
    Option,
    PeriodKind,
    RowPage,
    Side,
)
from guildhall.base.figures.queries import in_places, page_of, tally
from guildhall.base.figures.rules.permissions import READ as READ_FIGURES
from guildhall.base.flows.contracts import Outcome
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.words import Words
from guildhall.organising.formation.access import cases_reached
from guildhall.organising.formation.contracts import FORM_WORDS
from guildhall.organising.formation.flows.kinds import KIND_OF, KINDS_BY_FORM, SINGLE
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.rules.permissions import READ

_SOURCE: Final = Words("本产品里的建会申请", "cases of forming a union in this product")
_COLUMNS: Final = (
    Words("编号", "Number"),
    Words("工会", "Union"),
    Words("所在地", "Place"),
    Words("步骤", "Step"),
)
_FORMS: Final = Dimension(
    "form", Words("形式", "Form"), tuple(Option(form.value, words) for form, words in FORM_WORDS.items())
)
#: Steps of the funnel: those through which every case goes, without the draft and the ways out.
STATES: Final = tuple(
    state for state in SINGLE.states[1:] if state.outcome in (None, Outcome.APPROVED) and state.code != "correcting"
)
_STEPS: Final = Dimension("state", Words("步骤", "Step"), tuple(Option(state.code, state.words) for state in STATES))
Found = Callable[[FigureRequest], "QuerySet[Case]"]


def _narrowed(request: FigureRequest) -> QuerySet[Case]:
    rows = Case.objects.all()
    if request.filters.get("form"):
        rows = rows.filter(form=request.filters["form"])
    if request.filters.get("state"):
        rows = rows.filter(application__state=request.filters["state"])
    return rows


def _under_way(request: FigureRequest) -> QuerySet[Case]:
    after = datetime.combine(request.on + timedelta(days=1), time.min, CHINA)
    return _narrowed(request).filter(created_at__lt=after, application__ended_at=None)


def _formed(request: FigureRequest) -> QuerySet[Case]:
    return _narrowed(request).filter(approved_on__gte=request.on.replace(day=1), approved_on__lte=request.on)


def _compute(found: Found, request: FigureRequest) -> Mapping[str, Cell]:
    return tally(found(request), request)


def _rows(found: Found, actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
    rows = found(request).filter(in_places(request))
    visible = rows.filter(cases_reached(actor)) if actor.has(READ) else rows.none()
    ordered = visible.select_related("place", "application").order_by("created_at", "pk")
    return page_of(rows, ordered, _show, start, most)


def _show(rows: Sequence[Any]) -> list[FigureRow]:
    shown = []
    for row in rows:
        state: Text = KINDS_BY_FORM[KIND_OF[row.application.kind]].state(row.application.state).words
        cells = (row.application.number or "", row.union_name, row.place.name, state)
        shown.append(FigureRow(str(row.pk), cells, reverse("formation:case", args=[row.pk])))
    return shown


INDICATORS: Final = (
    Indicator(
        code="formation.under_way",
        name=Words("正在建会", "Unions being formed"),
        unit=Words("件", "cases"),
        definition=Words(
            "已提交、到当日尚未入库或终止的建会申请，可按步骤看",
            "Cases sent in that are neither in the roster nor ended, by step where asked.",
        ),
        numerator_rule=Words("已提交、尚未办结", "sent in and not ended"),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=partial(_compute, _under_way),
        rows=partial(_rows, _under_way),
        dimensions=(_STEPS, _FORMS),
    ),
    Indicator(
        code="formation.formed",
        name=Words("本月批准成立的工会", "Unions formed this month"),
        unit=Words("家", "unions"),
        definition=Words(
            "当月到当日为止由上一级工会批准成立的工会",
            "Unions whose forming the next-higher union approved this month up to the day.",
        ),
        numerator_rule=Words("批准日期在当月", "approved this month"),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=partial(_compute, _formed),
        rows=partial(_rows, _formed),
        period=PeriodKind.MONTH,
        dimensions=(_FORMS,),
    ),
)
