"""Coverage of a place, and the organisations behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guildhall.base.organisations.contracts import KIND_WORDS, OrganisationKind
from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Bar, Bars, Basis, Count, Headline, Rate, Tile, TileMap
from guildhall.infra.pieces.lists import Cell, Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import COVERED_WORDS, GROUP_WORDS, Covered, Group, Tally
from guildhall.organising.roster.pages import choices
from guildhall.organising.roster.queries import coverage as queries
from guildhall.organising.roster.queries.coverage import Automatic, CoverageView, Line
from guildhall.organising.roster.queries.units import units
from guildhall.organising.roster.rules.filters import INDUSTRIES, address, asked_by, unit_filters
from guildhall.organising.roster.rules.rates import definition, indicator_of

_ELSEWHERE: Final = Words("本级或地方不明", "at the place itself, or not known")
_NO_RUN: Final = Words(
    "还没有采纳过的比对算过这个比例；下面是按现有档案实时统计的。",
    "No accepted run has counted this rate yet. What stands here is counted from the records as they are now.",
)
_NO_INDUSTRY: Final = Words(
    "比对只按地方计算比例，不分行业；按行业的都是实时统计。",
    "Runs count rates by place, not by industry: by industry all is counted live.",
)
_COUNTED: Final = Words("计入比例的", "those that rates count")
_NOTHING: Final = Instead(
    Blank.EMPTY,
    Words("您的岗位还没有分到地方", "Your role has no place yet"),
    Words("请本级管理员在授权里写明地方。", "Ask your administrator to name the place in your grant."),
)
_NO_UNITS: Final = Instead(
    Blank.EMPTY,
    Words("没有符合条件的单位", "No organisation matches"),
    Words(
        "换个条件；名册里还没有单位的，先导入并采纳一次比对。",
        "Change the filters; if the roster is empty, bring registers in and accept a run.",
    ),
)


@page
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Coverage of the actor's place; where they have several, of all of them."""
    places = queries.own_places(actor)
    if not places:
        return render(request, "roster/coverage.html", {"nothing": _NOTHING})
    group, industry = _group(request), _industry(request)
    if len(places) == 1:
        return _shown(request, queries.coverage(actor, places[0], group, industry), group, industry)
    return _shown(request, queries.coverage_of_own(actor, group, industry), group, industry)


@page
def of_place(request: HttpRequest, actor: Actor, place_id: UUID) -> HttpResponse:
    """Coverage of one place in reach."""
    group, industry = _group(request), _industry(request)
    return _shown(request, queries.coverage(actor, place_id, group, industry), group, industry)


def _shown(request: HttpRequest, view: CoverageView, group: Group, industry: str) -> HttpResponse:
    asked = {"kind": group.value, **({"industry": industry} if industry else {})}
    kept = {name: value for name, value in asked.items() if (name, value) != ("kind", Group.SOCIAL.value)}
    mapped = view.counties or tuple(line for line in view.lines if line.place and line.place.tile)
    context = {
        "view": view,
        "trail": [(p, _href(p, kept)) for p in view.above],
        "headlines": _headlines(view, group, asked),
        "notice": _notice(view, industry),
        "map": _map(view, mapped, group, kept) if mapped else None,
        "table": _table(request, view, group, industry, kept),
        "by_kind": _by_kind(view, asked) if len(view.by_kind) > 1 else None,
        "by_industry": _by_industry(view, group) if view.by_industry else None,
        "basis_of": view.automatic,
    }
    return render(request, "roster/coverage.html", context)


def _group(request: HttpRequest) -> Group:
    asked = request.GET.get("kind", "")
    return Group(asked) if asked in set(Group) else Group.SOCIAL


def _industry(request: HttpRequest) -> str:
    asked = request.GET.get("industry", "")
    return asked if asked in INDUSTRIES else ""


def _href(place: PlaceSummary, kept: Mapping[str, str]) -> str:
    return address(reverse("roster:coverage-of", args=[place.id]), kept)


def _behind(view: CoverageView, asked: Mapping[str, str], **more: str) -> str:
    where = {"place": str(view.place.id)} if view.place else {}
    return address(reverse("roster:organisations"), {**where, "counts": "1", **asked, **more})


def _headlines(view: CoverageView, group: Group, asked: Mapping[str, str]) -> list[Headline]:
    indicator, told = indicator_of(group), definition(group, view.threshold, view.source)
    name, ran = Words(indicator.name_zh, indicator.name_en), view.automatic
    as_of = ran.as_of if ran else None
    found = [
        Headline(
            Words(f"{name.zh}，核对后", f"{name.en}, reviewed"),
            _rate(view.total),
            told,
            as_of=as_of,
            href=_behind(view, asked),
        )
    ]
    if ran is not None:
        found.append(
            Headline(
                Words(f"{name.zh}，比对自动结果", f"{name.en}, as the run found it"),
                Rate(ran.numerator, ran.denominator),
                Words(
                    f"比对“{ran.title}”在任何人工核对之前算出的比例，采纳时存下，不再改变。{told.zh}",
                    f"What the run “{ran.title}” counted before any review, kept as it was accepted. {told.en}",
                ),
                as_of=as_of,
                basis=Basis.SNAPSHOT,
            )
        )
    none = Words("其中没有工会的单位", "Of these without a union")
    found.append(
        Headline(
            none, Count(view.total.none, choices.HOMES), told, as_of=as_of,
            href=_behind(view, asked, covered=Covered.NONE.value),
        )
    )  # fmt: skip
    return found


def _notice(view: CoverageView, industry: str) -> Notice | None:
    if industry:
        return Notice(_NO_INDUSTRY)
    return Notice(_NO_RUN, Tone.CAUTION) if view.place and view.automatic is None else None


def _rate(tally: Tally) -> Rate:
    return Rate(tally.covered, tally.whole)


def _map(view: CoverageView, lines: tuple[Line, ...], group: Group, kept: Mapping[str, str]) -> TileMap:
    placed = [(line, line.place, line.place.tile) for line in lines if line.place and line.place.tile]
    top, left = min(tile.row for _, _, tile in placed) - 1, min(tile.column for _, _, tile in placed) - 1
    name = view.place.name if view.place else ""
    return TileMap(
        Words(f"{name}各地{GROUP_WORDS[group].zh}建会覆盖率", f"Coverage of {GROUP_WORDS[group].en} by place"),
        tuple(
            Tile(place.name, tile.row - top, tile.column - left, _rate(line.tally), _href(place, kept))
            for line, place, tile in placed
        ),
        denominator=_denominator(view),
    )


def _denominator(view: CoverageView) -> Words:
    return Words(
        f"分母：未注销、参保 {view.threshold} 人以上的单位", f"Of those open and with {view.threshold} or more insured"
    )


def _table(request: HttpRequest, view: CoverageView, group: Group, industry: str, kept: Mapping[str, str]) -> WorkList:
    ran = any(line.automatic for line in view.lines) or view.automatic is not None
    columns = [
        Column(Words("地方", "Place")),
        Column(Words("覆盖率", "Coverage"), is_figure=True),
        *(Column(COVERED_WORDS[covered], is_figure=True) for covered in Covered),
        Column(Words("单位数", "Organisations"), is_figure=True),
        *([Column(Words("自动结果", "As the run found it"), is_figure=True)] if ran else []),
    ]
    rest = _behind(view, {"kind": group.value, **kept}, itself="1") if view.place else ""
    rows = [_row(line, kept, ran, rest) for line in view.lines]
    if view.place is None or view.lines:
        rows.append(
            Row("total", _cells(Words("合计", "Total"), view.total, view.automatic, ran), Words("合计", "Total"))
        )
    title = Words("各地", "By place")
    return WorkList(
        title,
        columns,
        rows,
        Pager(Count(len(view.lines), Words("处", "places", "place"))),
        filters=(
            choices.choose(
                "kind", Words("类别", "Kind"), [(g.value, w) for g, w in GROUP_WORDS.items() if g is not Group.SOCIAL],
                "" if group is Group.SOCIAL else group.value, GROUP_WORDS[Group.SOCIAL],
            ),
            choices.industries(industry),
        ),
        clear_href=request.path if kept else "",
    )  # fmt: skip


def _row(line: Line, kept: Mapping[str, str], ran: bool, rest: str) -> Row:
    name = line.place.name if line.place else _ELSEWHERE
    href = _href(line.place, kept) if line.place else rest
    return Row(str(line.place.id) if line.place else "rest", _cells(name, line.tally, line.automatic, ran), name, href)


def _cells(name: str | Words, tally: Tally, automatic: Automatic | None, ran: bool) -> list[Cell]:
    cells: list[Cell] = [name, _rate(tally), *(Count(n) for n in (tally.own, tally.joint, tally.none, tally.whole))]
    if ran:
        cells.append(Rate(automatic.numerator, automatic.denominator) if automatic else None)
    return cells


def _by_kind(view: CoverageView, asked: Mapping[str, str]) -> Bars:
    rows = [
        Bar(KIND_WORDS[kind], _rate(tally), _behind(view, {**asked, "kind": kind.value}))
        for kind, tally in view.by_kind.items()
    ]
    return Bars(Words("按类别", "By kind"), rows, _denominator(view))


def _by_industry(view: CoverageView, group: Group) -> Bars:
    rows = [
        Bar(choices.INDUSTRY_WORDS[letter], _rate(tally), _behind(view, {"kind": group.value, "industry": letter}))
        for letter, tally in view.by_industry.items()
    ]
    return Bars(Words("按行业", "By industry"), rows, _denominator(view))


@page
def organisations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisations behind a number."""
    filters, path = unit_filters(request.GET), request.path
    after, before = choices.stands(request)
    area, window = units(actor, filters, size=settings.GUILDHALL_PAGE_ROWS, after=after, before=before)
    asked = asked_by(filters)
    columns = (
        Column(Words("单位", "Organisation")),
        Column(Words("地方", "Place")),
        Column(Words("类别", "Kind")),
        Column(Words("行业", "Industry")),
        Column(Words("参保", "Insured"), is_figure=True),
        Column(Words("工会", "Union")),
        Column(Words("计入比例", "Counts")),
    )
    rows = [
        Row(
            str(row["pk"]),
            (
                row["organisation__name"],
                row["place__name"] or None,
                KIND_WORDS[OrganisationKind(row["kind"])],
                choices.INDUSTRY_WORDS[row["industry"]] if row["industry"] else None,
                Count(None if row["headcount"] < 0 else row["headcount"]),
                COVERED_WORDS[Covered(row["covered"])],
                Words("计入", "yes") if row["counts"] else Words("不计", "no"),
            ),
            row["organisation__name"],
            reverse("roster:organisation", args=[row["pk"]]),
        )
        for row in window.rows
    ]
    covered = [(standing.value, words) for standing, words in COVERED_WORDS.items()]
    listed = WorkList(
        Words("单位", "Organisations"),
        columns,
        rows,
        choices.pager(path, asked, window),
        filters=(
            choices.places(area, str(filters.place or "")),
            *([choices.choose("itself", Words("哪一级", "Level"), [("1", _ELSEWHERE)], "1")] if filters.itself else []),
            choices.kinds(filters.kind),
            choices.industries(filters.industry),
            choices.choose("covered", Words("工会", "Union"), covered, filters.covered),
            choices.choose("counts", Words("范围", "Which"), [("1", _COUNTED)], filters.counts),
            choices.searched(filters.q),
        ),
        clear_href=path if asked else "",
        instead=_NO_UNITS,
    )  # fmt: skip
    return render(request, "roster/organisations.html", {"list": listed})
