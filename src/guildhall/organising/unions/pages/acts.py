"""One page for every act on a union: ask, do, say what was done; a refusal stands at its field with its rule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guildhall.infra.forms import refuse
from guildhall.infra.pages import View, done, page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid
from guildhall.organising.unions.access import union_for
from guildhall.organising.unions.contracts.committees import POST_WORDS
from guildhall.organising.unions.forms.acts import UnionActForm, UnseatForm
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.queries.terms import terms_of
from guildhall.organising.unions.rules.permissions import CHANGE


def act(form_class: type[UnionActForm]) -> View:
    """The page of an act."""

    @require_http_methods(["GET", "POST"])
    @page
    def view(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
        union = union_for(actor, CHANGE, union_id)
        clock = SystemClock()
        form = form_class(request.POST or None, actor=actor, initial=_initial(union, clock.today()))
        if isinstance(form, UnseatForm):
            form.officers(_officers(union))
        if request.method == "POST" and form.is_valid():
            try:
                form.act(union, clock.now())
            except Invalid as refusal:
                refuse(form, refusal)
            else:
                return done(request, reverse("unions:union", args=[union.pk]), form.done)
        context: dict[str, Any] = {"form": form, "union": union, "heading": form.heading}
        return render(request, "unions/act.html", context, status=422 if request.method == "POST" else 200)

    return view


def _initial(union: Union, today: Any) -> dict[str, Any]:
    days = dict.fromkeys(("on", "founded_on", "elected_on"), today)
    return {**days, "kind": union.kind, "name": "", "years": 3, "seats": 5}


def _officers(union: Union) -> list[tuple[UUID, str]]:
    """Those in office, with their posts."""
    found = terms_of(union.pk)
    return [
        (one.id, f"{one.name} · {POST_WORDS[one.post].zh}")
        for term in found[:1]
        for body in term.committees
        for one in body.officers
        if one.ends_on is None
    ]
