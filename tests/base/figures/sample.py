"""Indicators for tests: social organisations, and the share of them that have 25 or more insured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Q, QuerySet

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
from guildhall.base.figures.indicators import register, unregister
from guildhall.base.figures.queries import in_places, page_of, tally
from guildhall.base.figures.rules.permissions import READ
from guildhall.base.organisations.contracts import KIND_WORDS, SOCIAL_ORGANISATIONS
from guildhall.base.organisations.models import Organisation
from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.base.organisations.rules.permissions import READ as READ_ORGANISATIONS
from guildhall.kernel.actor import Actor
from guildhall.kernel.parameters import PROXY_INSURED
from guildhall.kernel.words import Words

_SOCIAL = sorted(kind.value for kind in SOCIAL_ORGANISATIONS)


def _standing(rows: QuerySet[Organisation], request: FigureRequest) -> QuerySet[Organisation]:
    found = rows.filter(Q(closed_on=None) | Q(closed_on__gt=request.on), canonical=None, kind__in=_SOCIAL)
    return found.filter(kind=request.filters["kind"]) if "kind" in request.filters else found


def _large(request: FigureRequest) -> Q:
    return Q(insured_count__gte=PROXY_INSURED.at(request.on, "330000"))


def _count(request: FigureRequest) -> Mapping[str, Cell]:
    return tally(_standing(Organisation.objects.all(), request), request)


def _share(request: FigureRequest) -> Mapping[str, Cell]:
    return tally(_standing(Organisation.objects.all(), request), request, numerator=_large(request))


def _insured(request: FigureRequest) -> Mapping[str, Cell]:
    return tally(_standing(Organisation.objects.all(), request), request, amount="insured_count")


def _rows(actor: Actor, request: FigureRequest, side: Side, start: int, most: int) -> RowPage:
    def narrowed(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        found = _standing(rows, request).filter(in_places(request))
        return found.filter(_large(request)) if side is Side.NUMERATOR else found

    visible = organisations_visible_to(actor) if actor.has(READ_ORGANISATIONS) else Organisation.objects.none()
    return page_of(
        narrowed(Organisation.objects.all()),
        narrowed(visible).select_related("place").order_by("name_key", "id"),
        _show,
        start,
        most,
    )


def _all_rows(actor: Actor, request: FigureRequest, _side: Side, start: int, most: int) -> RowPage:
    return _rows(actor, request, Side.DENOMINATOR, start, most)


def _show(rows: Sequence[Organisation]) -> list[FigureRow]:
    return [FigureRow(str(row.id), (row.name, row.place.name if row.place else "")) for row in rows]


def _indicator(code: str, kind: Kind, name: Words, **more: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=Words("家", "organisations"),
        definition=Words("在民政部门登记、未注销的社会组织", "social organisations registered and not closed"),
        numerator_rule=Words("参保 25 人以上的社会组织", "those with 25 or more persons insured"),
        source=Words("民政登记", "the register of civil affairs"),
        kind=kind,
        permission=READ,
        columns=(Words("名称", "Name"), Words("所在地", "Place")),
        dimensions=(
            Dimension(
                "kind",
                Words("类型", "Legal form"),
                tuple(Option(kind.value, KIND_WORDS[kind]) for kind in sorted(SOCIAL_ORGANISATIONS)),
            ),
        ),
        **more,
    )


COUNT = _indicator(
    "tests.social_organisations",
    Kind.COUNT,
    Words("社会组织数", "Social organisations"),
    compute=_count,
    rows=_all_rows,
)
RATE = _indicator(
    "tests.large_share",
    Kind.RATE,
    Words("达到门槛的比例", "Share at the threshold"),
    compute=_share,
    rows=_rows,
    denominator_rule=Words("全部社会组织", "all social organisations"),
    parameters=(PROXY_INSURED,),
)
SUM = _indicator("tests.insured", Kind.SUM, Words("参保人数", "Persons insured"), compute=_insured, rows=_all_rows)


@contextmanager
def registered() -> Iterator[None]:
    """The sample indicators are declared within."""
    for one in (COUNT, RATE, SUM):
        register(one)
    try:
        yield
    finally:
        for one in (COUNT, RATE, SUM):
            unregister(one.code)
