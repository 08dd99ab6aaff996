"""The wizard: a run from its first file to its acceptance, one page whose content follows its state."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.infra.forms import refuse
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import STATE_WORDS, RunState, RunView
from guildhall.organising.roster.forms.runs import RunForm, StartForm, UploadForm
from guildhall.organising.roster.operations.importing import (
    accept_run,
    cancel_run,
    copy_run,
    discard_run,
    draft_run,
    start_run,
)
from guildhall.organising.roster.pages.results import downloads_of
from guildhall.organising.roster.pages.shown import (
    STEP_OF,
    STEPS,
    all_told,
    counts_of,
    progress_of,
    review_href,
)
from guildhall.organising.roster.pages.understood import understood
from guildhall.organising.roster.queries.runs import RunDetail, job_of, places_for_runs, run_detail, runs
from guildhall.organising.roster.rules.permissions import IMPORT

read_or_send: Final = require_http_methods(["GET", "HEAD", "POST"])
NO_RUNS: Final = Instead(
    Blank.EMPTY,
    Words("还没有比对", "No comparison yet"),
    Words(
        "放入民政、市场监管、社保和工会的名单，一次比对出谁已建会、谁还没有。",
        "Bring in the lists of civil affairs, the market, insurance and the union to see who has a union.",
    ),
)
_COLUMNS: Final = (
    Column(Words("名称", "Name")),
    Column(Words("地方", "Place")),
    Column(Words("状态", "State")),
    Column(Words("截止日期", "Cut-off")),
    Column(Words("单位", "Organisations"), is_figure=True),
    Column(Words("人员", "People"), is_figure=True),
    Column(Words("建立", "Begun")),
)


@require_safe
@page
def run_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Runs in reach, newest first."""
    found = runs(actor)
    listed = WorkList(
        Words("比对", "Comparisons"),
        _COLUMNS,
        tuple(map(_row, found)),
        Pager(Count(len(found)), 1 if found else 0, len(found)),
        instead=NO_RUNS,
        id="runs",
    )
    return render(request, "roster/runs.html", {"runs": listed})


def _row(run: RunView) -> Row:
    cells = (
        run.title,
        run.place_name,
        STATE_WORDS[run.state],
        run.as_of,
        Count(run.counts.get("organisations")),
        Count(run.counts.get("people")),
        run.created_at,
    )
    return Row(str(run.id), cells, run.title, reverse("roster:run", args=[run.id]))


@read_or_send
@page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin a run: its name and its place."""
    places = places_for_runs(actor)
    form = RunForm(places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_run(actor, form.place_id, title=form.cleaned_data["title"], at=SystemClock().now())
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect("roster:run", made)
    status = 422 if request.method == "POST" else 200
    return render(request, "roster/run_new.html", {"form": form}, status=status)


@require_safe
@page
def run(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """A run, as far as it is."""
    detail = run_detail(actor, run_id)
    return render(request, "roster/run.html", run_context(detail))


def run_context(detail: RunDetail, form: UploadForm | None = None) -> dict[str, Any]:
    """What the page of a run shows in its state."""
    found = detail.run
    return {
        **_head(found),
        "form": form or UploadForm(),
        "upload_bytes": settings.GUILDHALL_UPLOAD_BYTES,
        "upload_megabytes": settings.GUILDHALL_UPLOAD_BYTES // 2**20,
        "inputs": tuple(map(understood, detail.inputs)),
        "progress": progress_of(found, detail.job),
        "notices": all_told(detail.notices),
        "open_pairs": Count(detail.open_pairs) if detail.open_pairs else None,
        "review": review_href(),
        "downloads": downloads_of(detail),
    }


def _head(found: RunView, step: int = 0) -> dict[str, Any]:
    return {
        "run": found,
        "state_words": STATE_WORDS[found.state],
        "step_names": STEPS,
        "step": step or STEP_OF[found.state],
        "counts": counts_of(found),
    }


@read_or_send
@page
def start(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Say as of when, and begin."""
    detail = run_detail(actor, run_id)
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            start_run(actor, run_id, as_of=form.chosen, at=SystemClock().now())
        except (Absent, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, Invalid({"": refusal.messages}))
        else:
            return redirect("roster:run", run_id)
    elif detail.run.state is not RunState.DRAFT:
        return redirect("roster:run", run_id)
    context = {**_head(detail.run, 2), "form": form, "inputs": tuple(map(understood, detail.inputs))}
    return render(request, "roster/run_start.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@page
def progress(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """The job of a run, for the page that waits for it; once it has ended, the page loads anew."""
    found, job = job_of(actor, run_id)
    answer = render(request, "roster/progress.html", {"progress": progress_of(found, job)})
    if job is None or job.ended:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@page
def cancel(_request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Ask a run or an acceptance to stop."""
    cancel_run(actor, run_id, at=SystemClock().now())
    return redirect("roster:run", run_id)


@require_POST
@page
def copy(_request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Begin anew from the same files."""
    return redirect("roster:run", copy_run(actor, run_id, at=SystemClock().now()))


@read_or_send
@page
def discard(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Ask whether a run is really to be given up, and do it."""
    if request.method == "POST":
        discard_run(actor, run_id, at=SystemClock().now())
        return redirect("roster:runs")
    return render(request, "roster/run_discard.html", _head(job_of(actor, run_id)[0]))


@read_or_send
@page
def accept(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Say what will be written, and do it."""
    actor.require(IMPORT)
    if request.method == "POST":
        accept_run(actor, run_id, at=SystemClock().now())
        return redirect("roster:run", run_id)
    detail = run_detail(actor, run_id)
    if detail.run.state is not RunState.PROPOSED:
        return redirect("roster:run", run_id)
    pairs = Count(detail.open_pairs) if detail.open_pairs else None
    context = {**_head(detail.run, 5), "open_pairs": pairs, "review": review_href()}
    return render(request, "roster/run_accept.html", context)
