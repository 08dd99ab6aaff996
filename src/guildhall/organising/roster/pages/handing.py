"""Handing out, taking back, taking the list out of the product: each is asked first, then done."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.infra.counts import count_up_to
from guildhall.infra.forms import refuse
from guildhall.infra.jobs.contracts import JobView
from guildhall.infra.jobs.operations import ask_to_cancel
from guildhall.infra.jobs.queries import find_job
from guildhall.infra.language import language_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.marks import Progress, Step
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent, Invalid, MessageKind
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import Handed
from guildhall.organising.roster.forms.work import ExportForm, HandForm
from guildhall.organising.roster.operations import work as operations
from guildhall.organising.roster.operations.exporting import export_work
from guildhall.organising.roster.pages import choices
from guildhall.organising.roster.queries import work as queries
from guildhall.organising.roster.rules.filters import WorkFilters, address, asked_by, work_filters
from guildhall.organising.roster.rules.permissions import ASSIGN, EXPORT
from guildhall.organising.roster.rules.work import NONE_CHOSEN

#: Rows that are handed out while somebody waits; more of them are a job.
AT_ONCE: Final = 500
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_JOB: Final = MessageKind("roster.no_job", "没有这项任务，或不是您交办的。", "There is no such job of yours.")


@require_POST
@page
def hand_out(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask where the chosen work goes, or whether it is to be taken back; then do it."""
    actor.require(ASSIGN)
    filters = work_filters(request.GET)
    back, every = request.POST.get("act") == "take_back", request.POST.get("all") == "1"
    chosen = _ids(request)
    area = queries.work_area(actor, ASSIGN)
    total = count_up_to(queries.matching(actor, ASSIGN, filters, area)) if every else CappedCount(len(chosen))
    if not total.number:
        raise Invalid({"": (NONE_CHOSEN(),)})
    confirmed = "confirmed" in request.POST
    form = HandForm(request.POST if confirmed else None, places=queries.targets(actor, area))
    if confirmed and (back or form.is_valid()):
        place_id = None if back else UUID(form.cleaned_data["place"])
        try:
            return _do(request, actor, filters, chosen, place_id, total if every else None)
        except Invalid as refusal:
            refuse(form, refusal)
    context = {
        "form": None if back else form, "back": back, "every": every, "chosen": chosen,
        "total": choices.counted(total), "cancel": address(reverse("roster:work"), asked_by(filters)),
        "is_job": every and _is_long(total),
    }  # fmt: skip
    return render(request, "roster/hand_out.html", context, status=422 if confirmed else 200)


def _do(
    request: HttpRequest, actor: Actor, filters: WorkFilters, chosen: list[UUID], place_id: UUID | None,
    every: CappedCount | None,
) -> HttpResponse:  # fmt: skip
    """`every`: how many match, where all of them are meant."""
    at = SystemClock().now()
    if every is not None and _is_long(every):
        job_id = operations.queue_handing(actor, filters, place_id, at=at)
        return HttpResponseRedirect(reverse("roster:handing", args=[job_id]))
    if every is not None:
        handed = (
            operations.assign_matching(actor, filters, place_id, at=at)
            if place_id
            else operations.take_back_matching(actor, filters, at=at)
        )
    else:
        handed = (
            operations.assign(actor, chosen, place_id, at=at)
            if place_id
            else operations.take_back(actor, chosen, at=at)
        )
    messages.success(request, told(handed, back=place_id is None).render(language_of(request)))
    return HttpResponseRedirect(address(reverse("roster:work"), asked_by(filters)))


def told(handed: Handed, *, back: bool) -> Words:
    """What was done, in words."""
    done = ("收回", "taken back") if back else ("分派", "handed out")
    left = (f"，{handed.left} 家维持原状", f"; {handed.left} stay as they were") if handed.left else ("", "")
    return Words(f"已{done[0]} {handed.count} 家{left[0]}。", f"{handed.count} {done[1]}{left[1]}.")


def _is_long(total: CappedCount) -> bool:
    return total.more or total.number > AT_ONCE


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("chosen"):
        try:
            found.append(UUID(text))
        except ValueError as error:
            raise Absent(NO_JOB()) from error
    return found


@page
def handing(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """How far a job of handing out is: the page, or the piece alone for who has the page open."""
    job = _job(actor, job_id)
    progress = _progress(job)
    if request.headers.get("HX-Request"):
        return render(request, "roster/progress.html", {"progress": progress})
    return render(request, "roster/handing.html", {"progress": progress})


@require_POST
@page
def cancel_handing(_request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """Ask for the job to be cancelled."""
    job = _job(actor, job_id)
    ask_to_cancel(job.id, at=SystemClock().now())
    return HttpResponseRedirect(reverse("roster:handing", args=[job_id]))


def _job(actor: Actor, job_id: UUID) -> JobView:
    actor.require(ASSIGN)
    job = find_job(job_id)
    if job is None or job.kind != operations.HANDING or job.account_id != actor.account_id:
        raise Absent(NO_JOB())
    return job


def _progress(job: JobView) -> Progress:
    result: Any = job.result
    title = Words("批量分派", "Handing out all that match")
    note = told(Handed(result["count"], result["left"]), back=result["back"]) if result else ""
    here = [job.id]
    return Progress(
        title,
        Step(job.state.value),
        job.done,
        job.total,
        note,
        poll_url=reverse("roster:handing", args=here),
        cancel_url=reverse("roster:cancel-handing", args=here),
        result_href=reverse("roster:work"),
        messages=[Words(message["message_zh"], message["message_en"]) for message in job.messages],
        is_cancelling=job.cancel_asked,
    )


@require_http_methods(["GET", "POST"])
@page
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for the purpose, then give the workbook."""
    actor.require(EXPORT)
    filters = work_filters(request.GET)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _workbook(request, actor, filters, form)
    area = queries.work_area(actor, EXPORT)
    total = count_up_to(queries.matching(actor, EXPORT, filters, area))
    context: dict[str, Any] = {
        "form": form,
        "total": choices.counted(total),
        "back": address(reverse("roster:work"), asked_by(filters)),
    }
    return render(request, "roster/export.html", context, status=422 if request.method == "POST" else 200)


def _workbook(request: HttpRequest, actor: Actor, filters: WorkFilters, form: ExportForm) -> HttpResponse:
    clock, account = SystemClock(), request.user.get_username()
    with TemporaryDirectory(prefix="guildhall-export-") as folder:
        path = Path(folder) / "worklist.xlsx"
        export_work(actor, filters, purpose=form.chosen(), account=account, path=path, at=clock.now())
        answer = HttpResponse(path.read_bytes(), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="worklist-{clock.today():%Y-%m-%d}.xlsx"'
    return answer
