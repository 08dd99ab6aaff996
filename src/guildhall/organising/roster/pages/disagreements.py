"""Disagreements of a run: how many of which kind, the list, files to send back, answers brought in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guildhall.base.places.queries import places_of
from guildhall.infra.forms import refuse
from guildhall.infra.pages import done, page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from guildhall.kernel.words import Words
from guildhall.linkage.results.disagreements import REASONS
from guildhall.organising.roster.contracts import (
    ANSWER_WORDS,
    LINE_WORDS,
    REGISTER_WORDS,
    STATE_WORDS,
    UPLOAD_WORDS,
    Answer,
    LineState,
    Register,
    UploadState,
)
from guildhall.organising.roster.forms.disagreements import AnswersForm, FileForm
from guildhall.organising.roster.operations.answering import check_answers, store_answers, undo_answers
from guildhall.organising.roster.operations.sending import zipped
from guildhall.organising.roster.pages import choices
from guildhall.organising.roster.pages.runs import read_or_send
from guildhall.organising.roster.queries import disagreements as queries
from guildhall.organising.roster.queries.returned import rows_of_file
from guildhall.organising.roster.rules.disagreeing import KINDS, LineFilters, line_filters, lines_asked, number_of
from guildhall.organising.roster.rules.filters import address
from guildhall.organising.roster.rules.lines import Line, line_id

KIND_WORDS: Final = {code: Words(REASONS.message(code, {}).zh, REASONS.message(code, {}).en) for code in KINDS}
LINES: Final = Words("条", "lines", "line")
_COLUMNS: Final = (
    Column(Words("单位或人", "Organisation or person")),
    Column(Words("编号", "Line")),
    Column(Words("名单", "Register")),
    Column(Words("问题", "Problem")),
    Column(Words("该名单写的", "As it has it")),
    Column(Words("别处写的", "As another has it")),
    Column(Words("状态", "State")),
    Column(Words("答复", "Answer")),
)
_EMPTY: Final = Instead(
    Blank.EMPTY,
    Words("没有不一致", "Nothing disagrees"),
    Words("几份名单说法一致，或没有符合条件的。", "The registers agree, or nothing matches the filters."),
)
_STORED: Final = Words("答复已存入。", "The answers are stored.")
_UNDONE: Final = Words("这份答复已撤回。", "The answers are taken back.")


@require_safe
@page
def disagreements(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """What the registers of a run say otherwise than each other."""
    return _page(request, actor, run_id, AnswersForm())


def _page(request: HttpRequest, actor: Actor, run_id: UUID, form: AnswersForm, status: int = 200) -> HttpResponse:
    found, counted = queries.disagreeing(actor, run_id)
    here, sent = reverse("roster:disagreements", args=[run_id]), queries.sent_files(actor, run_id)
    context = {
        "run": found,
        "state_words": STATE_WORDS[found.state],
        "registers": _registers(counted, here),
        "list": _list(request, actor, run_id, here),
        "form": form if queries.is_open(found) else None,
        "sent": [(one, REGISTER_WORDS[one.register], Count(one.count, LINES)) for one in sent],
        "public_key": sent[0].public_key if sent else "",
        "uploads": [_upload(one) for one in queries.uploads(actor, run_id)],
        "file": reverse("roster:disagreement-file", args=[run_id]) if queries.is_open(found) else "",
    }
    return render(request, "roster/disagreements.html", context, status=status)


def _registers(counted: tuple[queries.Counted, ...], here: str) -> list[dict[str, Any]]:
    """Counts by register, each with its kinds."""
    listed = []
    for register in Register:
        kinds = sorted((one for one in counted if one.register is register), key=lambda one: KINDS.index(one.kind))
        if kinds:
            rows = [
                {
                    "words": KIND_WORDS[one.kind],
                    "href": address(here, {"register": register.value, "kind": one.kind}),
                    "counts": (one.open, one.answered, one.withdrawn),
                }
                for one in kinds
            ]
            open_lines = sum(one.open for one in kinds)
            listed.append(
                {"value": register.value, "words": REGISTER_WORDS[register], "rows": rows, "open": open_lines}
            )
    return listed


def _list(request: HttpRequest, actor: Actor, run_id: UUID, here: str) -> WorkList:
    filters = line_filters(request.GET)
    after, before = number_of(request.GET.get("after", "")), number_of(request.GET.get("before", ""))
    found = queries.lines(
        actor, run_id, filters, size=settings.GUILDHALL_PAGE_ROWS, after=None if before else after, before=before
    )
    asked = lines_asked(filters)
    return WorkList(
        Words("逐条查看", "Line by line"),
        _COLUMNS,
        tuple(map(_row, found.rows)),
        Pager(
            Count(found.total.number, LINES, capped=found.total.more),
            previous_href=address(here, {**asked, "before": str(found.before)}) if found.before else "",
            next_href=address(here, {**asked, "after": str(found.after)}) if found.after else "",
        ),
        filters=_filters(filters),
        clear_href=here if asked else "",
        instead=_EMPTY,
        id="lines",
    )


def _row(one: queries.LineView) -> Row:
    line = one.line
    met = line.said_corrected
    state: Any = LINE_WORDS[one.state]
    if met and one.state is LineState.OPEN:
        state = Words(f"{met:%Y-%m-%d} 曾答复已更正", f"said to be corrected on {met:%Y-%m-%d}")
    name = line_id(line.register, line.number)
    cells = (
        line.who, name, REGISTER_WORDS[line.register], KIND_WORDS[line.kind], line.own or None, line.other or None,
        state, ANSWER_WORDS[one.answer] if one.answer else None,
    )  # fmt: skip
    return Row(name, cells, f"{name} {line.who}")


def _filters(filters: LineFilters) -> tuple[Any, ...]:
    registers = [(register.value, words) for register, words in REGISTER_WORDS.items()]
    marked = [("1", Words("曾答复已更正", "said to be corrected"))]
    return (
        choices.choose("register", Words("名单", "Register"), registers, filters.register),
        choices.choose("kind", Words("问题", "Problem"), KIND_WORDS.items(), filters.kind),
        choices.choose("state", Words("状态", "State"), [(s.value, w) for s, w in LINE_WORDS.items()], filters.state),
        choices.choose("marked", Words("上次答复", "Answered before"), marked, filters.marked),
        choices.searched(filters.q),
    )


@read_or_send
@page
def file(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Say for which register and what for; then the signed file."""
    found, _ = queries.disagreeing(actor, run_id)
    reach = queries.places_of_files(actor, run_id)
    names = places_of([place for place, _ in reach])
    kind = line_filters(request.GET).kind
    form = FileForm(
        [(place, names[place].name) for place, _ in reach],
        request.POST if request.method == "POST" else None,
        register=line_filters(request.GET).register,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _zip(request, actor, run_id, form, kind)
        except (Absent, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, Invalid({"": refusal.messages}))
    context = {
        "run": found,
        "form": form,
        "kind": KIND_WORDS.get(kind),
        "back": address(reverse("roster:disagreements", args=[run_id]), lines_asked(line_filters(request.GET))),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "roster/disagreement_file.html", context, status=status)


def _zip(request: HttpRequest, actor: Actor, run_id: UUID, form: FileForm, kind: str) -> HttpResponse:
    register, place, purpose = form.chosen
    name, content = zipped(
        actor, run_id, register, place, kind=kind, purpose=purpose, account=request.user.get_username(),
        at=SystemClock().now(),
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@page
def bring_in(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Verify a file that came back; what is wrong with it is said line by line and nothing is kept."""
    queries.disagreeing(actor, run_id)  # out of reach is out of reach, whatever is sent
    form = AnswersForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            rows = rows_of_file(sent.name or "", cast(BinaryIO, sent.file))
            held = check_answers(actor, run_id, sent.name or "", rows, at=SystemClock().now())
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect("roster:answers", held)
    return _page(request, actor, run_id, form, status=422)


@require_safe
@page
def answers(request: HttpRequest, actor: Actor, upload_id: UUID) -> HttpResponse:
    """A returned file, before it is stored and after."""
    found = queries.preview(actor, upload_id)
    listed = WorkList(
        Words("答复", "Answers"),
        (*_COLUMNS[:6], Column(Words("答复", "Answer")), Column(Words("说明", "Note"))),
        tuple(_answered(*row) for row in found.rows),
        Pager(Count(found.upload.count, LINES), 1, len(found.rows)),
        id="answers",
    )
    context = {
        "upload": found.upload,
        "register": REGISTER_WORDS[found.upload.register],
        "state_words": UPLOAD_WORDS[found.upload.state],
        "is_checked": found.upload.state is UploadState.CHECKED,
        "is_undone": found.upload.state is UploadState.UNDONE,
        "counts": [(ANSWER_WORDS[answer], Count(count, LINES)) for answer, count in found.counts],
        "list": listed,
    }
    return render(request, "roster/answers.html", context)


def _answered(line: Line, answer: Answer, note: str) -> Row:
    name = line_id(line.register, line.number)
    cells = (
        line.who, name, REGISTER_WORDS[line.register], KIND_WORDS[line.kind], line.own or None, line.other or None,
        ANSWER_WORDS[answer], note or None,
    )  # fmt: skip
    return Row(name, cells, f"{name} {line.who}")


@require_POST
@page
def store(request: HttpRequest, actor: Actor, upload_id: UUID) -> HttpResponse:
    """Store what was looked at."""
    store_answers(actor, upload_id, at=SystemClock().now())
    return done(request, reverse("roster:answers", args=[upload_id]), _STORED)


@require_POST
@page
def undo(request: HttpRequest, actor: Actor, upload_id: UUID) -> HttpResponse:
    """Take a returned file back."""
    undo_answers(actor, upload_id, at=SystemClock().now())
    return done(request, reverse("roster:answers", args=[upload_id]), _UNDONE)


def _upload(one: queries.UploadView) -> Mapping[str, Any]:
    return {
        "one": one,
        "register": REGISTER_WORDS[one.register],
        "count": Count(one.count, LINES),
        "state": UPLOAD_WORDS[one.state],
    }
