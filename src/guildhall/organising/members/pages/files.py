"""An employer's roster file: what would become of each row, confirmed or put aside."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guildhall.infra.jobs.queries import find_job
from guildhall.infra.pages import done, page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.marks import Progress, Step
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from guildhall.organising.members import operations
from guildhall.organising.members.contracts import BATCH_WORDS, BatchState, BatchView
from guildhall.organising.members.queries.batches import batch_view

_COUNTED: Final = (
    ("rows", Words("行", "rows")),
    ("joining", Words("可以入会", "can join")),
    ("known", Words("其中已有档案", "of them on record already")),
    ("here", Words("已是本工会会员", "members of this union already")),
    ("elsewhere", Words("是别家工会会员，要办转移", "members elsewhere: to be transferred")),
    ("wrong", Words("有问题", "with a problem")),
    ("twice", Words("重复", "repeated")),
    ("warned", Words("请核对年龄", "age to be checked")),
)


@require_safe
@never_cache
@page
def file(request: HttpRequest, actor: Actor, batch_id: UUID) -> HttpResponse:
    """A file that was brought in."""
    view = batch_view(actor, batch_id)
    context: dict[str, Any] = {
        "view": view,
        "state": BATCH_WORDS[view.state],
        "counts": [(words, Count(getattr(view.counts, name))) for name, words in _COUNTED],
        "problems": [(row, _said(message)) for row, message in view.problems],
        "progress": _progress(view),
        "is_ready": view.state is BatchState.READY,
        "may_discard": view.state in (BatchState.LOOKING, BatchState.READY, BatchState.FAILED),
    }
    return render(request, "members/file.html", context)


def _said(message: Any) -> Words:
    return Words(str(message.get("message_zh", "")), str(message.get("message_en", "")))


def _progress(view: BatchView) -> Progress | None:
    job = find_job(view.job_id) if view.job_id else None
    if (
        job is None
        or view.state in (BatchState.DONE, BatchState.DISCARDED)
        or (job.ended and view.state is BatchState.READY)
    ):
        return None
    said = [Words(str(one.get("message_zh", "")), str(one.get("message_en", ""))) for one in job.messages]
    return Progress(
        BATCH_WORDS[view.state], Step(job.state.value), job.done, job.total,
        note=said[0] if said else "", poll_url=reverse("members:file-progress", args=[view.id]),
    )  # fmt: skip


@require_safe
@never_cache
@page
def progress(request: HttpRequest, actor: Actor, batch_id: UUID) -> HttpResponse:
    """How far the worker is."""
    view = batch_view(actor, batch_id)
    return render(request, "members/progress.html", {"progress": _progress(view), "view": view})


@require_POST
@page
def confirm(request: HttpRequest, actor: Actor, batch_id: UUID) -> HttpResponse:
    """Approve that all good rows join."""
    operations.confirm_batch(actor, batch_id, at=SystemClock().now())
    words = Words("已确认，正在登记入会。", "Confirmed; memberships are being written.")
    return done(request, reverse("members:file", args=[batch_id]), words)


@require_POST
@page
def discard(request: HttpRequest, actor: Actor, batch_id: UUID) -> HttpResponse:
    """Put a file aside."""
    operations.discard_batch(actor, batch_id, at=SystemClock().now())
    words = Words("名单已放弃，文件已删除。", "The file was put aside and its content is gone.")
    return done(request, reverse("members:file", args=[batch_id]), words)
