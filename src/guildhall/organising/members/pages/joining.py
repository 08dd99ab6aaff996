"""Joining from a phone, without an account: find a union, fill in, sign, and be told the number."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.base.accounts.models import Account
from guildhall.base.flows.queries import applicant_of, remember
from guildhall.infra.forms import refuse
from guildhall.infra.ids import new_id
from guildhall.infra.pages import actor_of
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Invalid, UsageError
from guildhall.kernel.words import Words
from guildhall.organising.members.access import NO_UNION
from guildhall.organising.members.forms import FindForm, JoinForm
from guildhall.organising.members.operations.applying import NO_SUCH_CODE, apply_to_join
from guildhall.organising.members.queries.people import union_of_token, union_to_join, unions_to_join
from guildhall.organising.members.rules.applying import (
    application_objections,
    application_warnings,
    document_objections,
)
from guildhall.organising.members.rules.consents import CURRENT, Subject, text_of
from guildhall.organising.unions.contracts import KIND_WORDS, UnionKind
from guildhall.organising.unions.models import Union

_FITS: Final = Words("号码正确", "The number is correct")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Unions that one may apply to, by employer, union or street."""
    form = FindForm(request.GET if "q" in request.GET else None)
    text = form.data.get("q", "") if form.is_bound else ""
    rows = [(union, KIND_WORDS[UnionKind(union.kind)]) for union in unions_to_join(text)]
    return render(request, "members/find.html", {"form": form, "rows": rows, "is_searched": bool(text.strip())})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_code(request: HttpRequest, token: str) -> HttpResponseBase:
    """Join the union whose QR code was scanned."""
    union = union_of_token(token)
    if union is None:
        raise Absent(NO_SUCH_CODE())
    return _join(request, union)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_union(request: HttpRequest, union_id: UUID) -> HttpResponseBase:
    """Join a union that was found by its name."""
    union = union_to_join(union_id)
    if union is None:
        raise Absent(NO_UNION())
    return _join(request, union)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Whether a document's number does, for the line under the field; nothing is kept of it."""
    kind, number = request.POST.get("document_kind", ""), request.POST.get("document", "")[:40]
    notices: list[Notice] = []
    if number.strip():
        on = SystemClock().today()
        wrong = document_objections(kind, number, on)
        notices = [Notice(message, Tone.STOP) for message in wrong]
        if not wrong:
            warned = application_warnings({"document_kind": kind, "document": number}, on)
            notices = [Notice(message, Tone.CAUTION, message.kind.rule) for message in warned]
            notices = notices or [Notice(_FITS, Tone.GOOD)]
    return render(request, "members/checked.html", {"notices": notices})


def _join(request: HttpRequest, union: Union) -> HttpResponseBase:
    by = applicant_of(request)
    if request.method != "POST":
        return remember(_page(request, union, JoinForm(initial={"key": str(new_id())})), by)
    form = JoinForm(request.POST)
    key = _key(request)
    actor = actor_of(request) if isinstance(request.user, Account) else None
    try:
        done = apply_to_join(by, union.id, key, form.given(), actor=actor, at=SystemClock().now())
    except Invalid as refusal:
        refuse(form, _everything(refusal, form))
        return remember(_page(request, union, form, status=422), by)
    return remember(HttpResponseRedirect(reverse("joining:sent", args=[done.application_id])), by)


def _everything(refusal: Invalid, form: JoinForm) -> Invalid:
    """What was refused, and whatever else a rule says of what was filled in: all of it at once."""
    given = form.given()
    more = application_objections(given, SystemClock().today())
    return Invalid({**{name: said for name, said in more.items() if given.get(name)}, **refusal.fields})


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise UsageError(NO_UNION()) from error


def _page(request: HttpRequest, union: Union, form: JoinForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "union": union,
        "kind": KIND_WORDS[UnionKind(union.kind)],
        "form": form,
        "purpose": text_of(Subject.PURPOSE, CURRENT),
        "separate": text_of(Subject.SENSITIVE, CURRENT),
        "version": CURRENT,
    }
    return render(request, "members/join.html", context, status=status)


@require_safe
@never_cache
def sent(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """That it was sent in: its number, and how to find it again. The page of the flow is one's own alone."""
    from guildhall.base.flows.queries import own_view

    by = applicant_of(request)
    view = own_view(by, application_id, SystemClock().today())
    union = union_to_join(view.application.subject_id) if view.application.subject_id else None
    warned = [Notice(message, Tone.CAUTION, message.kind.rule) for message in _warnings(view.values)]
    context = {"number": view.application.number, "application": view.application, "union": union, "notices": warned}
    return remember(render(request, "members/sent.html", context), by)


def _warnings(values: Any) -> tuple[Any, ...]:
    return application_warnings(dict(values), SystemClock().today()) if values.get("document") else ()
