"""Figures of members: how many, women, new forms of employment, who joined or came over, on-line applications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from guildhall.base.figures.contracts import (
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
from guildhall.base.flows.access import reached
from guildhall.base.flows.models import Application
from guildhall.base.flows.rules.permissions import READ as READ_APPLICATIONS
from guildhall.base.people.contracts import Sex
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.parameters import ACTIVE_MEMBERSHIPS, RETAINED_COUNTED, Parameter
from guildhall.kernel.text import mask_name
from guildhall.kernel.words import Words
from guildhall.organising.members.access import memberships_reached
from guildhall.organising.members.contracts import NEW_EMPLOYMENT_WORDS, Change, NewEmployment
from guildhall.organising.members.models import MemberChange, Membership
from guildhall.organising.members.operations.applying import CODE
from guildhall.organising.members.queries import active_members
from guildhall.organising.members.rules.permissions import READ

_SOURCE: Final = Words("会籍：工会确认的，加上名册所载的", "memberships: confirmed by unions, and told by registers")
_APPLICATIONS: Final = Words("本产品里的申请", "applications in this product")
_MEMBERS: Final = Words("人", "members")
_PLACE: Final = "union__place__path"
_CHANGED: Final = "membership__union__place__path"
_COLUMNS: Final = (Words("会员", "Member"), Words("工会", "Union"), Words("会籍开始", "Since"))
_WOMEN: Final = Q(person__sex=Sex.FEMALE.value)
_GIG: Final = ~Q(new_employment=NewEmployment.NONE.value)
_KINDS: Final = Dimension(
    "kind",
    Words("职业", "Kind of work"),
    tuple(Option(kind.value, words) for kind, words in NEW_EMPLOYMENT_WORDS.items() if kind is not NewEmployment.NONE),
)
Found = Callable[[FigureRequest], QuerySet[Any]]


def _members(condition: Q, request: FigureRequest) -> QuerySet[Membership]:
    rows = active_members().filter(condition)
    return rows.filter(new_employment=request.filters["kind"]) if "kind" in request.filters else rows


def _changes(change: Change, request: FigureRequest) -> QuerySet[MemberChange]:
    """Of the month up to the day."""
    first = request.on.replace(day=1)
    return MemberChange.objects.filter(code=change.value, on__gte=first, on__lte=request.on)


def _applications(request: FigureRequest) -> QuerySet[Application]:
    after = datetime.combine(request.on + timedelta(days=1), time.min, CHINA)
    return Application.objects.filter(kind=CODE, submitted_at__lt=after)


def _member_rows(found: Found, actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
    counted = found(request).filter(in_places(request, _PLACE))
    visible = counted.none()
    if actor.has(READ):
        visible = counted.filter(pk__in=memberships_reached(actor, READ).values("pk"))
    ordered = visible.select_related("person", "union").order_by("union__name_key", "pk")
    return page_of(counted, ordered, _show_members, start, most)


def _show_members(rows: Sequence[Membership]) -> list[FigureRow]:
    return [
        FigureRow(
            str(row.pk),
            (mask_name(row.person.name), row.union.name, row.starts_on.isoformat() if row.starts_on else ""),
            reverse("members:one", args=[row.pk]),
        )
        for row in rows
    ]


def _change_rows(found: Found, actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
    counted = found(request).filter(in_places(request, _CHANGED))
    visible = counted.none()
    if actor.has(READ):
        visible = counted.filter(membership__in=memberships_reached(actor, READ).values("pk"))
    ordered = visible.select_related("membership__person", "membership__union").order_by("-on", "pk")
    return page_of(counted, ordered, _show_changes, start, most)


def _show_changes(rows: Sequence[MemberChange]) -> list[FigureRow]:
    return [
        FigureRow(
            str(row.pk),
            (mask_name(row.membership.person.name), row.membership.union.name, row.on.isoformat()),
            reverse("members:one", args=[row.membership_id]),
        )
        for row in rows
    ]


def _application_rows(actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
    counted = _applications(request).filter(in_places(request))
    visible = counted.filter(reached(actor)) if actor.has(READ_APPLICATIONS) else counted.none()
    return page_of(counted, visible.select_related("place").order_by("-id"), _show_applications, start, most)


def _show_applications(rows: Sequence[Application]) -> list[FigureRow]:
    return [
        FigureRow(
            str(row.pk),
            (row.number or "", row.place.name if row.place else "", row.outcome or ""),
            reverse("flows:file", args=[row.pk]),
        )
        for row in rows
    ]


def _of_members(
    name: str, words: Words, definition: Words, condition: Q, *dimensions: Dimension,
    parameters: tuple[Parameter[Any], ...] = (RETAINED_COUNTED, ACTIVE_MEMBERSHIPS),
) -> Indicator:  # fmt: skip
    found = partial(_members, condition)
    return Indicator(
        code=f"members.{name}",
        name=words,
        unit=_MEMBERS,
        definition=definition,
        numerator_rule=Words("会籍有效、未保留、工会未撤销", "active, not retained, the union stands"),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=_COLUMNS,
        compute=lambda request: tally(found(request), request, column=_PLACE),
        rows=partial(_member_rows, found),
        dimensions=dimensions,
        parameters=parameters,
    )


def _of_changes(name: str, words: Words, definition: Words, change: Change) -> Indicator:
    found = partial(_changes, change)
    return Indicator(
        code=f"members.{name}",
        name=words,
        unit=_MEMBERS,
        definition=definition,
        numerator_rule=Words(f"会籍变化类型 {change.value}", f"changes of code {change.value}"),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=(_COLUMNS[0], _COLUMNS[1], Words("日期", "Day")),
        compute=lambda request: tally(found(request), request, column=_CHANGED),
        rows=partial(_change_rows, found),
        period=PeriodKind.MONTH,
    )


INDICATORS: Final = (
    _of_members(
        "members",
        Words("会员", "Members"),
        Words(
            "会籍有效的会员，由持有会籍的工会计入；保留会籍的不计（会员会籍管理办法第十六条）。",
            "Members whose membership is active, counted by the union that holds it; retained ones are not (Membership "
            "Measures art. 16).",
        ),
        Q(),
    ),
    _of_members(
        "women",
        Words("女会员", "Women members"),
        Words("会籍有效、登记为女性的会员。", "Members with an active membership whose sex on record is female."),
        _WOMEN,
    ),
    _of_members(
        "new_employment",
        Words("新就业形态会员", "Members in new forms of employment"),
        Words(
            "会籍有效、登记了新就业形态职业的会员，可按职业分。",
            "Members with an active membership and a kind of new employment on record, by kind.",
        ),
        _GIG,
        _KINDS,
    ),
    _of_changes(
        "joined",
        Words("当月入会", "Joined in the month"),
        Words("当月截至当日批准入会的人次。", "Admissions of the month up to the day."),
        Change.JOINED,
    ),
    _of_changes(
        "transfers",
        Words("当月转入", "Transferred in the month"),
        Words("当月截至当日转入的人次，每次转移计一次。", "Transfers of the month up to the day, each counted once."),
        Change.TRANSFERRED_IN,
    ),
    Indicator(
        code="members.online_applications",
        name=Words("线上入会申请", "On-line applications to join"),
        unit=Words("件", "applications"),
        definition=Words("截至当日在线提交的入会申请。", "Applications to join that were sent in on line by the day."),
        numerator_rule=Words(
            "已提交的入会申请，不论结果", "applications to join that were sent in, whatever the outcome"
        ),
        source=_APPLICATIONS,
        kind=Kind.COUNT,
        permission=READ_FIGURES,
        columns=(Words("编号", "Number"), Words("所在地", "Place"), Words("结果", "Outcome")),
        compute=lambda request: tally(_applications(request), request),
        rows=_application_rows,
    ),
)
