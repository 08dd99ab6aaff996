"""Terms that end and certificates that are due: lists with filters; terms also as a workbook."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guildhall.infra.pages import page
from guildhall.infra.pieces.lists import Column, Filter, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Clock, Instead, Option
from guildhall.infra.sheets import XLSX, Table, as_xlsx
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from guildhall.organising.unions.contracts import KIND_WORDS
from guildhall.organising.unions.contracts.committees import DUE_WORDS, STAGE_WORDS, DueKind, Stage
from guildhall.organising.unions.operations.exporting import export_terms
from guildhall.organising.unions.pages.addresses import address, begins, counted, next_href
from guildhall.organising.unions.pages.union import DAYS
from guildhall.organising.unions.queries import terms as queries
from guildhall.organising.unions.rules.certificates import RULES
from guildhall.organising.unions.rules.permissions import CHANGE

_RULE: Final = "《工会法》第十六条 Trade Union Law art. 16"
_EVERYTHING: Final = Words("全部", "All")
_STAGES: Final = {stage.name.lower(): stage for stage in reversed(Stage) if stage is not Stage.AMPLE}
_NONE: Final = Instead(Blank.EMPTY, Words("没有到期的", "Nothing is due"))


@page
def due(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Terms that end within six months or have ended."""
    today = SystemClock().today()
    asked_stage, text = request.GET.get("stage", ""), request.GET.get("q", "")[:40].strip()
    stage = _STAGES.get(asked_stage)
    found = queries.terms_due(
        actor, today=today, reached_stage=stage, text=text, size=settings.GUILDHALL_PAGE_ROWS, after=begins(request)
    )
    asked = {"stage": asked_stage if stage else "", "q": text}
    stages = [Option(code, STAGE_WORDS[one], is_chosen=one is stage) for code, one in _STAGES.items()]
    rows = [
        Row(
            str(line.union_id),
            (
                line.name, KIND_WORDS[line.kind], line.place or None, line.elected_on,
                Clock((line.expires_on - today).days, line.expires_on, _RULE, DAYS), STAGE_WORDS[line.stage],
            ),
            line.name,
            reverse("unions:union", args=[line.union_id]),
        )
        for line in found.rows
    ]  # fmt: skip
    listed = WorkList(
        Words("届期", "Terms"),
        (
            Column(Words("工会", "Union")), Column(Words("类别", "Kind")), Column(Words("地方", "Place")),
            Column(Words("选举日期", "Elected on")), Column(Words("届满", "Ends")), Column(Words("阶段", "Stage")),
        ),
        rows,
        Pager(counted(found.total), next_href=next_href(request.path, asked, found.after)),
        filters=(
            Filter("stage", Words("阶段", "Stage"), (Option("", _EVERYTHING, is_chosen=stage is None), *stages)),
            Filter("q", Words("名称", "Name"), value=text),
        ),
        clear_href=request.path if any(asked.values()) else "",
        instead=_NONE,
    )  # fmt: skip
    export = address(reverse("unions:export-terms"), asked) if actor.has(CHANGE) and rows else ""
    return render(request, "unions/terms.html", {"list": listed, "export": export})


@require_POST
@page
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list as a workbook."""
    clock = SystemClock()
    stage = _STAGES.get(request.GET.get("stage", ""))
    lines = export_terms(actor, stage, today=clock.today(), at=clock.now())
    mark = f"{clock.now():%Y-%m-%d %H:%M} · {request.user.get_username()} · 届期 terms · {len(lines)}"
    table = Table(
        "terms", mark,
        ["工会 union", "类别 kind", "地方 place", "选举日期 elected on", "任期 years", "届满 ends on",
         "批准延期到 put off to", "阶段 stage"],
        [
            [line.name, KIND_WORDS[line.kind].zh, line.place, line.elected_on, line.years, line.due_on,
             line.expires_on if line.expires_on != line.due_on else None, STAGE_WORDS[line.stage].zh]
            for line in lines
        ],
    )  # fmt: skip
    answer = HttpResponse(as_xlsx(table), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="terms-{clock.today():%Y-%m-%d}.xlsx"'
    return answer


@page
def certificates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Clocks of certificates that run."""
    today = SystemClock().today()
    asked_kind = request.GET.get("kind", "")
    kind = DueKind(asked_kind) if asked_kind in set(DueKind) else None
    found = queries.certificates_due(
        actor, today=today, kind=kind, size=settings.GUILDHALL_PAGE_ROWS, after=begins(request, whole=True)
    )
    asked = {"kind": asked_kind if kind else ""}
    rows = [
        Row(
            f"{line.union_id}-{line.due.kind}",
            (
                line.name, line.place or None, DUE_WORDS[line.due.kind],
                Clock((line.due.due_on - today).days, line.due.due_on, RULES[line.due.kind], DAYS),
            ),
            line.name,
            reverse("unions:union", args=[line.union_id]),
        )
        for line in found.rows
    ]  # fmt: skip
    options = [Option(one.value, words, is_chosen=one is kind) for one, words in DUE_WORDS.items()]
    listed = WorkList(
        Words("法人登记期限", "Certificates due"),
        (
            Column(Words("工会", "Union")), Column(Words("地方", "Place")), Column(Words("要办什么", "What to do")),
            Column(Words("期限", "By when")),
        ),
        rows,
        Pager(counted(found.total, Words("项", "clocks")), next_href=next_href(request.path, asked, found.after)),
        filters=(
            Filter("kind", Words("事项", "What"), (Option("", _EVERYTHING, is_chosen=kind is None), *options)),
        ),
        clear_href=request.path if kind else "",
        instead=_NONE,
    )  # fmt: skip
    return render(request, "unions/certificates.html", {"list": listed})
