"""What was decided, and taking it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from guildhall.infra.pages import page
from guildhall.infra.pieces.lists import Act, Cell, Column, Filter, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Option
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import VERDICT_WORDS, Verdict
from guildhall.organising.roster.pages.addresses import as_uuid, count_of, encoded
from guildhall.organising.roster.queries import reviewing
from guildhall.organising.roster.queries.reviewing import DecisionView
from guildhall.organising.roster.rules.permissions import DECIDE


@page
def decisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was decided, the newest first: one's own or all in reach, with undoing."""
    actor.require(DECIDE)
    own, standing = request.GET.get("who") != "all", request.GET.get("state") != "all"
    rows, total, more = reviewing.decisions(
        actor, own=own, standing=standing, after=_after(request.GET), rows=settings.GUILDHALL_PAGE_ROWS
    )
    chosen = {"who": "" if own else "all", "state": "" if standing else "all"}
    listed = WorkList(
        title=Words("判定", "Decisions"),
        columns=(
            Column(Words("记录", "Records")), Column(Words("判定", "Decision")), Column(Words("时间", "When")),
            Column(Words("谁", "Who")), Column(Words("结果", "Outcome")),
        ),
        rows=tuple(map(_row, rows)),
        pager=Pager(
            count_of(total),
            next_href=f"?{encoded({**chosen, 'after': _position(rows[-1])})}" if more else "",
        ),
        filters=(
            _either("who", Words("谁", "Who"), Words("我", "I"), Words("范围内所有人", "Everybody in my area"), own),
            _either(
                "state", Words("状态", "State"), Words("有效", "In force"),
                Words("含已撤销", "With those taken back"), standing,
            ),
        ),
        acts=(Act("undo", Words("撤销选中的判定", "Take back those chosen")),) if rows else (),
        act_url=reverse("roster:undo"),
        for_all=False,
        instead=Instead(
            Blank.EMPTY, Words("还没有判定", "Nothing was decided yet"),
            Words("判定过的记录对会列在这里。", "Pairs that were decided will stand here."),
            reverse("roster:review"), Words("去判定", "Go and decide"),
        ),
        id="decisions",
    )  # fmt: skip
    return render(request, "roster/decisions.html", {"list": listed})


def _either(name: str, words: Words, usual: Words, every: Words, is_usual: bool) -> Filter:
    return Filter(name, words, (Option("", usual), Option("all", every, is_chosen=not is_usual)))


def _row(one: DecisionView) -> Row:
    names = Words(f"{one.left} ／ {one.right}", f"{one.left} / {one.right}")
    cells: tuple[Cell, ...] = (
        names, VERDICT_WORDS[one.verdict], reviewing.clock(one.decided_at), one.who, _outcome(one)
    )  # fmt: skip
    href = f"{reverse('roster:review')}?pair={one.pair_id}" if one.pair_id else ""
    return Row(str(one.id), cells, names, href)


def _outcome(one: DecisionView) -> Words:
    if one.undone_at is not None:
        when = reviewing.clock(one.undone_at)
        return Words(f"{one.undone_by} 于 {when} 撤销", f"Taken back by {one.undone_by} on {when}")
    if one.hindered is not None:
        return one.hindered
    if one.moved and one.verdict is Verdict.SAME:
        return Words("记录已合并", "Records merged")
    return Words("记录已拆开", "Records parted") if one.moved else Words("已记下", "Kept")


def _position(row: DecisionView) -> str:
    return f"{row.decided_at.isoformat()} {row.id}"


def _after(query: QueryDict) -> tuple[datetime, UUID] | None:
    when, _, last = query.get("after", "").partition(" ")
    try:
        at = parse_datetime(when)
    except ValueError:
        return None
    one = as_uuid(last)
    return (at, one) if at is not None and at.tzinfo is not None and one is not None else None
