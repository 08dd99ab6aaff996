"""One union: head facts as of a day, committee and terms, employers, certificate, history."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Clock, Instead, Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.deadlines import UNIT_WORDS, Unit
from guildhall.kernel.words import Words
from guildhall.organising.unions.contracts import ACT_WORDS, KIND_WORDS, RELATION_WORDS
from guildhall.organising.unions.contracts.committees import (
    COMMITTEE_WORDS,
    DUE_WORDS,
    FILING_STATE_WORDS,
    FILING_WORDS,
    LEAVING_WORDS,
    POST_WORDS,
    STAGE_WORDS,
    OfficerSummary,
    Stage,
)
from guildhall.organising.unions.pages.addresses import counted
from guildhall.organising.unions.pages.tree import NOWHERE, PROPOSED
from guildhall.organising.unions.queries.union import UnionView, union_view
from guildhall.organising.unions.rules.certificates import RULES
from guildhall.organising.unions.rules.permissions import CHANGE

DAYS: Final = UNIT_WORDS[Unit.DAYS]
_TERM_RULE: Final = "《工会法》第十六条 Trade Union Law art. 16"
_ACTING: Final = Words("主席出缺，代行职务最长到", "the chair is vacant; somebody may act until")
#: Address → what it does, in groups of the page.
ACTS: Final = (
    ("move", Words("调整上级", "Move")),
    ("rename", Words("更名", "Rename")),
    ("kind", Words("变更类别", "Kind")),
    ("found", Words("设立下级工会", "Found one below")),
    ("cover", Words("增加单位", "Add an employer")),
    ("uncover", Words("减少单位", "Take one out")),
    ("term", Words("登记选举结果", "Record an election")),
    ("delay", Words("延期换届", "Put it off")),
    ("seat", Words("补选", "Fill a vacancy")),
    ("unseat", Words("离任", "Somebody leaves")),
    ("apply", Words("申请法人登记", "Apply for registration")),
    ("decide", Words("办结登记", "Decide it")),
    ("merge", Words("并入", "Merge")),
    ("split", Words("分设", "Split")),
    ("dissolve", Words("撤销", "Dissolve")),
)


@page
def union(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """All about a union, as of today or of the day that the address asks for."""
    today = SystemClock().today()
    view = union_view(actor, union_id, on=_day(request, today), today=today)
    acts = [(reverse(f"unions:{name}", args=[union_id]), words) for name, words in ACTS] if view.union.active else []
    context: dict[str, Any] = {
        "view": view,
        "kind": KIND_WORDS[view.then.kind] if view.then else KIND_WORDS[view.union.kind],
        "where": NOWHERE if not view.union.path else PROPOSED if view.union.proposed else None,
        "members": Count(view.members, Words("名", "members")),
        "declared": Count(view.union.declared_members),
        "terms": _terms(view),
        "clock": _term_clock(view, today),
        "notices": _notices(view),
        "dues": [(DUE_WORDS[due.kind], _clock(due.due_on, RULES[due.kind], today)) for due in view.dues],
        "certificates": [(c, FILING_WORDS[c.filing], FILING_STATE_WORDS[c.state]) for c in view.certificates],
        "employers": _employers(view),
        "history": [
            (one, KIND_WORDS[one.kind], view.names.get(one.parent_id) if one.parent_id else None,
             ACT_WORDS[one.act] if one.act else None)
            for one in reversed(view.history)
        ],
        "heirs": [(one, ACT_WORDS[one.act]) for one in view.heirs],
        "acts": acts if actor.has(CHANGE) else [],
        "is_past": view.on != today,
    }  # fmt: skip
    return render(request, "unions/union.html", context)


def _day(request: HttpRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today


def _terms(view: UnionView) -> list[dict[str, Any]]:
    return [
        {
            "term": term,
            "committees": [
                (COMMITTEE_WORDS[body.kind], body, [_officer(one) for one in body.officers]) for body in term.committees
            ],
        }
        for term in view.terms
    ]


def _officer(one: OfficerSummary) -> tuple[OfficerSummary, Words, Words | None]:
    return one, POST_WORDS[one.post], LEAVING_WORDS[one.leaving] if one.leaving else None


def _term_clock(view: UnionView, today: date) -> Clock | None:
    if view.stage is None or view.stage is Stage.AMPLE:
        return None
    return _clock(view.terms[0].expires_on, _TERM_RULE, today)


def _clock(due_on: date, rule: str, today: date) -> Clock:
    return Clock((due_on - today).days, due_on, rule, DAYS)


def _notices(view: UnionView) -> list[Notice]:
    found = [Notice(caution, Tone.CAUTION, caution.kind.rule) for caution in view.cautions]
    if view.stage in {Stage.OVERDUE, Stage.BEYOND}:
        found.insert(0, Notice(STAGE_WORDS[view.stage], Tone.CAUTION, _TERM_RULE))
    if view.vacant_until:
        day = view.vacant_until.isoformat()
        said = Words(f"{_ACTING.zh} {day}", f"{_ACTING.en} {day}")
        found.append(Notice(said, Tone.CAUTION, "《工会基层组织选举工作条例》第三十三条 Election Regulations art. 33"))
    return found


def _employers(view: UnionView) -> WorkList:
    columns = (
        Column(Words("单位", "Organisation")),
        Column(Words("关系", "Relation")),
        Column(Words("参保", "Insured"), is_figure=True),
        Column(Words("自", "From")),
        Column(Words("至", "Until")),
    )
    rows = [
        Row(
            str(number),
            (
                one.organisation.name if one.organisation else None, RELATION_WORDS[one.relation],
                Count(one.organisation.insured_count if one.organisation else None), one.starts_on, one.ends_on,
            ),
            one.organisation.name if one.organisation else "",
        )
        for number, one in enumerate(view.employers)
    ]  # fmt: skip
    return WorkList(
        Words("所在和覆盖的单位", "Employers"), columns, rows,
        Pager(counted(view.employers_total, Words("家", "organisations")), 1 if rows else 0, len(rows)),
        instead=Instead(Blank.EMPTY, Words("没有登记单位", "No employer is recorded")), id="employers",
    )  # fmt: skip
