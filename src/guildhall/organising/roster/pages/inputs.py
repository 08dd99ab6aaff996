"""Files of a run: sent in, shown as they were understood, mended, taken out again."""

from __future__ import annotations

from typing import BinaryIO, Final, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guildhall.infra.forms import refuse
from guildhall.infra.pages import page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, Message, MessageKind, UsageError
from guildhall.linkage.contracts import Register
from guildhall.organising.roster.forms.runs import RegisterForm, UploadForm
from guildhall.organising.roster.operations.importing import add_input, remove_input, set_register, set_titles
from guildhall.organising.roster.pages.runs import run_context
from guildhall.organising.roster.pages.understood import understood
from guildhall.organising.roster.queries.runs import input_view, run_detail

NO_REGISTER: Final = MessageKind("roster.no_register", "没有这一类名单。", "There is no such register.")


def _is_part(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for and not the whole."""
    return request.headers.get("HX-Request") == "true"


@require_POST
@page
def upload(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """Take files in; of several, those that can be taken are, and each of the others is said at the field."""
    run_detail(actor, run_id)  # out of reach is out of reach, whatever is sent
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        refused: list[Message] = []
        for file in form.cleaned_data["file"]:
            try:
                add_input(
                    actor, run_id, form.chosen, file.name or "", cast(BinaryIO, file.file), at=SystemClock().now()
                )
            except Invalid as refusal:
                refused.extend(refusal.messages)
        if not refused:
            form = UploadForm()
        else:
            refuse(form, Invalid({"file": refused}))
    status = 422 if form.is_bound else 200
    if not form.is_bound and not _is_part(request):
        return redirect("roster:run", run_id)
    context = run_context(run_detail(actor, run_id), form)
    return render(request, "roster/files.html" if _is_part(request) else "roster/run.html", context, status=status)


@require_safe
@page
def one(request: HttpRequest, actor: Actor, input_id: UUID) -> HttpResponse:
    """One file, for the page that waits until it was looked at."""
    run_id, held = input_view(actor, input_id)
    if not _is_part(request):
        return redirect(_place_of(run_id, input_id))
    return render(request, "roster/input.html", {"input": understood(held)})


@require_POST
@page
def register(request: HttpRequest, actor: Actor, input_id: UUID) -> HttpResponse:
    """Say whose list a file is."""
    form = RegisterForm(request.POST)
    if not form.is_valid():
        raise UsageError(NO_REGISTER())
    set_register(actor, input_id, Register(form.cleaned_data["register"]), at=SystemClock().now())
    return _answer(request, actor, input_id)


@require_POST
@page
def titles(request: HttpRequest, actor: Actor, input_id: UUID) -> HttpResponse:
    """Say what column titles stand for: `title` and `field` in pairs; an empty field takes what was said back."""
    _, held = input_view(actor, input_id)
    said = zip(request.POST.getlist("title"), request.POST.getlist("field"), strict=False)
    set_titles(actor, input_id, {**held.titles, **dict(said)}, at=SystemClock().now())
    return _answer(request, actor, input_id)


@require_POST
@page
def remove(request: HttpRequest, actor: Actor, input_id: UUID) -> HttpResponse:
    """Take a file out."""
    run_id, _ = input_view(actor, input_id)
    remove_input(actor, input_id, at=SystemClock().now())
    return HttpResponse("") if _is_part(request) else redirect("roster:run", run_id)


def _answer(request: HttpRequest, actor: Actor, input_id: UUID) -> HttpResponse:
    run_id, held = input_view(actor, input_id)
    if _is_part(request):
        return render(request, "roster/input.html", {"input": understood(held)})
    return redirect(_place_of(run_id, input_id))


def _place_of(run_id: UUID, input_id: UUID) -> str:
    return f"{reverse('roster:run', args=[run_id])}#input-{input_id}"
