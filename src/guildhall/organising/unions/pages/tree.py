"""The tree, level by level; searching; what stands nowhere yet."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guildhall.infra.pages import done, page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Filter, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Option
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from guildhall.organising.unions.contracts import KIND_WORDS, UnionSummary
from guildhall.organising.unions.operations.placing import place_unions
from guildhall.organising.unions.pages.addresses import address, pager, stands
from guildhall.organising.unions.queries import tree as queries
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.tree import TERRITORIAL

PROPOSED: Final = Words("按地方推定", "proposed by place")
NOWHERE: Final = Words("未入组织树", "nowhere in the tree")
_NONE: Final = Instead(
    Blank.EMPTY,
    Words("没有工会", "No union"),
    Words("换个条件，或先在这里设立工会。", "Change the filters, or found a union here first."),
)
_COLUMNS: Final = (
    Column(Words("工会", "Union")),
    Column(Words("类别", "Kind")),
    Column(Words("地方", "Place")),
    Column(Words("直接下级", "Directly below"), is_figure=True),
    Column(Words("会员", "Members"), is_figure=True),
    Column(Words("位置", "Where it stands")),
)


@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the actor's tree begins: its level, or which unions one may begin at."""
    tops = queries.tops(actor)
    if len(tops) == 1:
        return _level(request, actor, tops[0].id)
    rows = [Row(str(one.id), (one.name, KIND_WORDS[one.kind]), one.name, _tree(one.id)) for one in tops]
    listed = WorkList(
        Words("组织树", "The tree of unions"), _COLUMNS[:2], rows, Pager(Count(len(rows))),
        instead=_NONE,
    )  # fmt: skip
    return render(request, "unions/tree.html", {"list": listed, "may_change": actor.has(CHANGE), "above": ()})


@page
def of_union(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """What stands directly below a union."""
    return _level(request, actor, union_id)


def _level(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    after, before = stands(request)
    size = settings.GUILDHALL_PAGE_ROWS
    level = queries.level(actor, union_id, size=size, after=after, before=before)
    path = _tree(union_id)
    listed = WorkList(
        Words("下级工会", "Unions below"), _COLUMNS, [_row(node) for node in level.page.rows],
        pager(path, {}, level.page), instead=_NONE,
    )  # fmt: skip
    context: dict[str, Any] = {
        "list": listed,
        "union": level.union,
        "kind": KIND_WORDS[level.union.kind] if level.union else None,
        "above": level.above,
        "may_change": actor.has(CHANGE),
    }
    return render(request, "unions/tree.html", context)


@page
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Unions in reach by name or code, and those that stand nowhere or were put somewhere by place alone."""
    text, open_only = request.GET.get("q", "")[:40], request.GET.get("open") == "1"
    after, before = stands(request)
    found = queries.found_unions_by(
        actor, text=text, placed=False if open_only else None, size=settings.GUILDHALL_PAGE_ROWS, after=after,
        before=before,
    )  # fmt: skip
    asked = {"q": text, "open": "1" if open_only else ""}
    standing = (
        Option("", Words("全部", "All"), is_chosen=not open_only),
        Option("1", Words("上级待确认", "parent to be confirmed"), is_chosen=open_only),
    )
    listed = WorkList(
        Words("查找工会", "Find a union"), _COLUMNS, [_row(node) for node in found.rows],
        pager(request.path, asked, found),
        filters=(
            Filter("q", Words("名称或代码", "Name or code"), value=text),
            Filter("open", Words("位置", "Where it stands"), standing),
        ),
        clear_href=request.path if text or open_only else "",
        instead=_NONE,
    )  # fmt: skip
    unplaced = queries.count_unplaced(actor) if actor.has(CHANGE) else None
    context = {"list": listed, "unplaced": Count(unplaced.number, capped=unplaced.more) if unplaced else None}
    return render(request, "unions/find.html", context)


@require_POST
@page
def place(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give what stands nowhere a parent by its place."""
    placed = place_unions(actor, at=SystemClock().now())
    said = Words(
        f"已为 {placed.count} 个工会推定上级，{placed.left} 个没有找到。",
        f"{placed.count} unions were given a parent by place; for {placed.left} none was found.",
    )
    return done(request, address(reverse("unions:find"), {"open": "1"}), said)


def _row(node: queries.Node) -> Row:
    union = node.union
    cells = (
        union.name,
        KIND_WORDS[union.kind],
        node.place or None,
        Count(node.below.number, capped=node.below.more),
        Count(None if union.kind in TERRITORIAL else node.members),
        _where(union),
    )
    href = _tree(union.id) if node.below.number else reverse("unions:union", args=[union.id])
    return Row(str(union.id), cells, union.name, href)


def _where(union: UnionSummary) -> Words | None:
    if not union.path:
        return NOWHERE
    return PROPOSED if union.proposed else None


def _tree(union_id: UUID) -> str:
    return reverse("unions:tree-of", args=[union_id])
