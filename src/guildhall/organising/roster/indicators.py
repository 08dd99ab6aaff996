"""Figures of the roster: coverage as linkage.rules.coverage counts it, organisations, unions by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from guildhall.base.figures.contracts import (
    Cell,
    Dimension,
    FigureRequest,
    FigureRow,
    Indicator,
    Kind,
    Option,
    RowPage,
    Side,
)
from guildhall.base.figures.queries import in_places, page_of, tally
from guildhall.base.figures.rules.permissions import READ
from guildhall.base.organisations.contracts import KIND_WORDS, SOCIAL_ORGANISATIONS, OrganisationKind
from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.base.organisations.rules.permissions import READ as READ_ORGANISATIONS
from guildhall.kernel.actor import Actor
from guildhall.kernel.parameters import PROXY_INSURED
from guildhall.kernel.words import Words
from guildhall.linkage.rules import coverage as rates
from guildhall.organising.roster.contracts import Covered
from guildhall.organising.roster.models import Unit
from guildhall.organising.roster.queries.unions import unions_of_social_organisations
from guildhall.organising.unions.contracts import KIND_WORDS as UNION_WORDS
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.queries import unions_visible_to
from guildhall.organising.unions.rules.permissions import READ as READ_UNIONS
from guildhall.organising.unions.rules.tree import FEDERATIONS

_SOURCE: Final = Words("最近一次采纳的名册比对，加上其后的审核决定", "the run accepted last, and decisions since")
_ORGANISATION_COLUMNS: Final = (Words("单位", "Organisation"), Words("所在地", "Place"), Words("参保人数", "Insured"))
_COVERED: Final = Q(covered__in=[Covered.OWN.value, Covered.JOINT.value])
_OWN: Final = Q(covered=Covered.OWN.value)
_ENTERPRISES: Final = frozenset({OrganisationKind.ENTERPRISE})


def _units(kinds: Iterable[OrganisationKind], *, counts: bool, request: FigureRequest) -> QuerySet[Unit]:
    rows = Unit.objects.filter(counts=True) if counts else Unit.objects.filter(is_open=True)
    listed = sorted(kind.value for kind in kinds)
    if listed:
        rows = rows.filter(kind__in=listed)
    return rows.filter(kind=request.filters["kind"]) if "kind" in request.filters else rows


def _unit_rows(
    found: Callable[[FigureRequest], QuerySet[Unit]],
    above: Q | None,
    actor: Actor,
    request: FigureRequest,
    side: Side,
    start: int,
    most: int,
) -> RowPage:
    rows = found(request).filter(in_places(request))
    if above is not None and side is Side.NUMERATOR:
        rows = rows.filter(above)
    visible = rows.none()
    if actor.has(READ_ORGANISATIONS):
        visible = rows.filter(organisation__in=organisations_visible_to(actor).values("pk"))
    ordered = visible.select_related("organisation", "place").order_by("organisation__name_key", "pk")
    return page_of(rows, ordered, _show_units, start, most)


def _show_units(rows: Sequence[Unit]) -> list[FigureRow]:
    return [
        FigureRow(
            str(row.pk),
            (
                row.organisation.name,
                row.place.name if row.place else "",
                "" if row.insured is None else str(row.insured),
            ),
            reverse("roster:organisation", args=[row.pk]),
        )
        for row in rows
    ]


def _kinds(kinds: Iterable[OrganisationKind]) -> tuple[Dimension, ...]:
    options = tuple(Option(kind.value, KIND_WORDS[kind]) for kind in sorted(kinds))
    return (Dimension("kind", Words("类型", "Legal form"), options),) if len(options) > 1 else ()


def _rate(rule: rates.Indicator, kinds: Iterable[OrganisationKind], above: Q) -> Indicator:
    listed = tuple(kinds)

    def found(request: FigureRequest) -> QuerySet[Unit]:
        return _units(listed, counts=rule.threshold, request=request)

    def compute(request: FigureRequest) -> Mapping[str, Cell]:
        return tally(found(request), request, numerator=above)

    top_zh, _, bottom_zh = rule.rule_zh.partition("；")
    top_en, _, bottom_en = rule.rule.partition(" / ")
    return Indicator(
        code=f"roster.{rule.code}",
        name=Words(rule.name_zh, rule.name_en),
        unit=Words("家", "organisations", "organisation"),
        definition=Words(f"{rule.rule_zh}。", f"{rule.rule}."),
        numerator_rule=Words(top_zh.removeprefix("分子："), top_en),
        denominator_rule=Words(bottom_zh.removeprefix("分母："), bottom_en),
        source=_SOURCE,
        kind=Kind.RATE,
        permission=READ,
        columns=_ORGANISATION_COLUMNS,
        compute=compute,
        rows=partial(_unit_rows, found, above),
        dimensions=_kinds(listed),
        parameters=(PROXY_INSURED,) if rule.threshold else (),
    )


def _registered(request: FigureRequest) -> QuerySet[Unit]:
    """As the report of a run counts them (linkage.results.front_page.registered)."""
    return _units((), counts=False, request=request).filter(registered=True)


_SOCIAL_COUNT: Final = Indicator(
    code="roster.social_organisations",
    name=Words("登记的社会组织", "Social organisations registered"),
    unit=Words("家", "organisations", "organisation"),
    definition=Words(
        "民政登记的名单上有、截至当日未注销的单位",
        "Organisations in civil affairs' register, not deregistered by the day.",
    ),
    numerator_rule=Words("社会团体、社会服务机构、基金会", "associations, social service institutions, foundations"),
    source=_SOURCE,
    kind=Kind.COUNT,
    permission=READ,
    columns=_ORGANISATION_COLUMNS,
    compute=lambda request: tally(_registered(request), request),
    rows=partial(_unit_rows, _registered, None),
    dimensions=_kinds(SOCIAL_ORGANISATIONS),
    is_open=True,
)


def _unions(kind: UnionKind) -> Indicator:
    words = UNION_WORDS[kind]

    def found() -> QuerySet[Any]:
        kinds = FEDERATIONS if kind in FEDERATIONS else {kind}
        return unions_of_social_organisations().filter(kind__in=sorted(one.value for one in kinds))

    def rows(actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
        counted = found().filter(in_places(request))
        visible: QuerySet[Any] = counted.none()
        if actor.has(READ_UNIONS):
            visible = counted.filter(pk__in=unions_visible_to(actor).values("pk"))
        ordered = visible.select_related("place").order_by("name_key", "pk")
        return page_of(counted, ordered, _show_unions, start, most)

    return Indicator(
        code=f"roster.unions_{kind.value}",
        name=Words(f"社会组织的{words.zh}", f"{words.en}, of social organisations"),
        unit=Words("家", "unions", "union"),
        definition=Words(
            f"未撤销的{words.zh}，其所在和覆盖的单位过半是登记的社会组织；没有这样的单位的，看名称",
            f"Each {words.en} not dissolved of whose units more than half are registered social organisations; one "
            "without units, where its name says so.",
        ),
        numerator_rule=Words(
            f"类别为{words.zh}、未撤销、属于社会组织", f"{words.en}, not dissolved, of social organisations"
        ),
        source=_SOURCE,
        kind=Kind.COUNT,
        permission=READ,
        columns=(Words("工会", "Union"), Words("所在地", "Place"), Words("建会日期", "Founded")),
        compute=lambda request: tally(found(), request),
        rows=rows,
        is_open=True,
    )


def _show_unions(rows: Sequence[Any]) -> list[FigureRow]:
    return [
        FigureRow(
            str(row.pk),
            (row.name, row.place.name if row.place else "", row.founded_on.isoformat() if row.founded_on else ""),
        )
        for row in rows
    ]


_BY_CODE: Final = {rule.code: rule for rule in rates.INDICATORS}
INDICATORS: Final = (
    _rate(rates.SOCIAL_ORG_COVERAGE, SOCIAL_ORGANISATIONS, _COVERED),
    _rate(_BY_CODE["enterprise_coverage_25"], _ENTERPRISES, _COVERED),
    _rate(_BY_CODE["unit_coverage_25"], (), _COVERED),
    _rate(_BY_CODE["union_establishment_25"], (), _OWN),
    _rate(_BY_CODE["unit_coverage"], (), _COVERED),
    _SOCIAL_COUNT,
    *(_unions(kind) for kind in (UnionKind.SINGLE, UnionKind.JOINT, UnionKind.FEDERATION)),
)
