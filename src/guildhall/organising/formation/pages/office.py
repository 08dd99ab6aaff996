"""What hangs on an application to form a union, for the office that decides: roll, candidates, ballots, documents."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guildhall.infra.language import language_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.formation.contracts import FORM_WORDS, Form
from guildhall.organising.formation.operations.reading import look_at_case
from guildhall.organising.formation.pages import shown
from guildhall.organising.formation.queries import funnel as queries


@require_safe
@page
def case(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """The case, read only; deciding is on the application's own page."""
    clock = SystemClock()
    request_id = str(getattr(request, "request_id", ""))
    found, looked = look_at_case(actor, application_id, at=clock.now(), request_id=request_id)
    context = shown.case_context(found, language_of(request), clock.today())
    context["roll"] = shown.roll_rows(found)
    context["checks"] = [
        Notice(one.message, Tone.STOP if one.refuses else Tone.CAUTION, one.message.kind.rule)
        for one in looked.findings
    ]
    context["elsewhere"] = looked.elsewhere
    return render(request, "formation/case.html", context)


@require_safe
@page
def funnel(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How many stand at which step, and how long one's own office takes."""
    asked = request.GET.get("form", "")
    form = Form(asked) if asked in list(Form) else Form.SINGLE
    context = {"rows": queries.funnel(actor, form), "form": form, "forms": FORM_WORDS.items()}
    return render(request, "formation/funnel.html", context)
