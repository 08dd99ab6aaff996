"""Finding people, and finding the other record of one whom two records name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guildhall.base.people import operations
from guildhall.base.people.contracts import PersonFound
from guildhall.base.people.forms import MergeForm, SearchForm
from guildhall.base.people.pages import shown
from guildhall.base.people.rules.asking import what_is_asked
from guildhall.base.people.rules.permissions import MERGE, READ
from guildhall.infra.forms import refuse
from guildhall.infra.pages import done, page
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, Refused
from guildhall.kernel.words import Words


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Find people. What is asked for is sent as a form and answered at once, so that no address holds it."""
    actor.require(READ)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = _found(request, actor, form, READ)
    work_list = None if found is None else shown.found_list(found)
    status = 422 if form.is_bound and found is None else 200
    return render(request, "people/search.html", {"form": form, "work_list": work_list}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def merge(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """Let another record count as this one: find it, choose it, say on what basis."""
    actor.require(MERGE)
    detail = operations.look_at_person(actor, person_id, at=SystemClock().now(), request_id=_id(request))
    head = detail.person.id
    search_form = SearchForm(request.POST if request.method == "POST" else None)
    found = _found(request, actor, search_form, MERGE)
    others = shown.others(found or (), head)
    chosen = request.method == "POST" and "basis" in request.POST
    form = MergeForm(request.POST if chosen else None, others=others) if others else None
    if chosen and form is not None and form.is_valid():
        try:
            operations.merge_people(
                actor, form.cleaned_data["other"], head, basis=form.cleaned_data["basis"], at=SystemClock().now()
            )
        except Refused as refusal:
            if refusal.status != Refused.status:
                raise
            refuse(form, Invalid({"": refusal.messages}))
        else:
            words = Words("两条记录已合并，可以随时拆开。", "The two records are one now, and can be split again.")
            return done(request, reverse("people:person", args=[head]), words)
    context = {
        "detail": detail,
        "search_form": search_form,
        "form": form,
        "is_searched": found is not None,
    }
    status = 422 if chosen or (search_form.is_bound and found is None) else 200
    return render(request, "people/merge.html", context, status=status)


def _found(
    request: HttpRequest, actor: Actor, form: SearchForm, permission: Permission
) -> tuple[PersonFound, ...] | None:
    """What the form finds; None where it is not sent or not right, which then stands at its field."""
    if not form.is_bound or not form.is_valid():
        return None
    asked, wrong = what_is_asked(form.cleaned_data["text"], actor.on)
    if asked is None:
        refuse(form, Invalid({"text": wrong}))
        return None
    at = SystemClock().now()
    return operations.search_people(actor, asked, permission=permission, at=at, request_id=_id(request))


def _id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
