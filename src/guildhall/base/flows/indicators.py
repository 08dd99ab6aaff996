"""Figures of applications: how many are under way, how many of them are overdue, how many came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from guildhall.base.figures.contracts import (
    Cell,
    FigureRequest,
    FigureRow,
    Indicator,
    Kind,
    PeriodKind,
    RowPage,
    Side,
)
from guildhall.base.figures.queries import in_places, page_of, tally
from guildhall.base.figures.rules.permissions import READ as READ_FIGURES
from guildhall.base.flows.access import reached
from guildhall.base.flows.contracts import KINDS, Hand
from guildhall.base.flows.models import Application
from guildhall.base.flows.rules.permissions import READ
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.words import Words

_SOURCE: Final = Words("本产品里的申请", "applications in this product")
_UNIT: Final = Words("件", "applications")
_COLUMNS: Final = (
    Words("编号", "Number"),
    Words("申请", "Application"),
    Words("所在地", "Place"),
    Words("步骤", "Step"),
)
_SENT_IN: Final = Words("已提交、到当日尚未办结", "sent in, and not ended by the day")
Found = Callable[[FigureRequest], QuerySet[Application]]


def _after(request: FigureRequest) -> datetime:
    """The first moment after the day that is asked for."""
    return datetime.combine(request.on + timedelta(days=1), time.min, CHINA)


def _under_way(request: FigureRequest) -> QuerySet[Application]:
    after = _after(request)
    return Application.objects.filter(Q(ended_at=None) | Q(ended_at__gte=after), submitted_at__lt=after)


def _overdue(request: FigureRequest) -> Q:
    return Q(hand=Hand.OFFICE.value, is_paused=False, due_on__lt=request.on)


def _received(request: FigureRequest) -> QuerySet[Application]:
    start = datetime.combine(request.on.replace(day=1), time.min, CHINA)
    return Application.objects.filter(submitted_at__gte=start, submitted_at__lt=_after(request))


def _rows(
    found: Found, above: Callable[[FigureRequest], Q] | None, actor: Actor, request: FigureRequest, side: Side,
    start: int, most: int,
) -> RowPage:  # fmt: skip
    rows = found(request).filter(in_places(request))
    if above is not None and side is Side.NUMERATOR:
        rows = rows.filter(above(request))
    visible = rows.filter(reached(actor)) if actor.has(READ) else rows.none()
    return page_of(rows, visible.select_related("place").order_by("due_on", "id"), _show, start, most)


def _show(rows: Sequence[Application]) -> list[FigureRow]:
    shown = []
    for row in rows:
        kind, state = _said(row)
        cells = (row.number or "", kind, row.place.name if row.place else "", state)
        shown.append(FigureRow(str(row.pk), cells, reverse("flows:file", args=[row.pk])))
    return shown


def _said(row: Application) -> tuple[Text, Text]:
    """What kind it is and where it is, in words."""
    kind = KINDS.find(row.kind)
    return (kind.words, kind.state(row.state).words) if kind else (row.kind, row.state)


def _compute(found: Found, request: FigureRequest) -> Mapping[str, Cell]:
    return tally(found(request), request)


INDICATORS: Final = (
    Indicator(
        code="flows.under_way",
        name=Words("在办的申请", "Applications under way"),
        unit=_UNIT,
        definition=Words("已提交、到当日尚未办结的申请", "Applications sent in and not ended by the day."),
        numerator_rule=_SENT_IN,
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=partial(_compute, _under_way),
        rows=partial(_rows, _under_way, None),
    ),
    Indicator(
        code="flows.overdue",
        name=Words("超期率", "Share overdue"),
        unit=_UNIT,
        definition=Words(
            "在办的申请里，在经办单位手里、期限已过的占比",
            "Of the applications under way, those that an office has past their limit.",
        ),
        numerator_rule=Words("在经办单位手里、计时没有暂停、期限已过", "with an office, running, past the limit"),
        denominator_rule=_SENT_IN,
        source=_SOURCE,
        kind=Kind.RATE,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=lambda request: tally(_under_way(request), request, numerator=_overdue(request)),
        rows=partial(_rows, _under_way, _overdue),
    ),
    Indicator(
        code="flows.received",
        name=Words("本月收到的申请", "Applications received this month"),
        unit=_UNIT,
        definition=Words("当月到当日为止提交的申请", "Applications sent in this month up to the day."),
        numerator_rule=Words("当月提交，不论结果", "sent in this month, whatever became of them"),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=partial(_compute, _received),
        rows=partial(_rows, _received, None),
        period=PeriodKind.MONTH,
    ),
)
