"""A person's record: looked at, numbers shown in clear, split; and who looked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guildhall.base.people import operations, queries
from guildhall.base.people.access import PARTS, person_for
from guildhall.base.people.contracts import SEX_WORDS, PersonDetail, Purpose
from guildhall.base.people.forms import DOCUMENTS, PHONES, SplitForm, UnmaskForm
from guildhall.base.people.pages import shown
from guildhall.base.people.rules.permissions import LOOKS, MERGE, UNMASK
from guildhall.infra.pages import done, page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words


@require_safe
@never_cache
@page
def person(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """A person's record, numbers masked. The look is recorded."""
    return _person(request, actor, person_id, None)


@require_POST
@never_cache
@page
def unmask(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """Documents or telephone numbers in clear, for a stated purpose: the piece alone where only it was asked for."""
    actor.require(UNMASK)
    form = UnmaskForm(request.POST)
    at, request_id = SystemClock().now(), _id(request)
    if not form.is_valid():
        detail = operations.look_at_person(actor, person_id, at=at, request_id=request_id)
        what = PHONES if request.POST.get("what") == PHONES else DOCUMENTS
        numbers = shown.numbers_of(detail, what, may_ask=True, is_wrong=True)
        return _numbers(request, detail, numbers, status=422)
    what, purpose = form.cleaned_data["what"], Purpose(form.cleaned_data["purpose"])
    opened = operations.unmask(
        actor, person_id, documents=what == DOCUMENTS, phones=what == PHONES, purpose=purpose, at=at,
        request_id=request_id,
    )  # fmt: skip
    detail = queries.detail(person_for(actor, UNMASK, person_id))  # the same look, recorded with its purpose
    in_clear = {**opened.documents, **opened.phones}
    return _numbers(request, detail, shown.numbers_of(detail, what, in_clear=in_clear), status=200)


@require_POST
@never_cache
@page
def split(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """Let a record that counts as this person stand for itself again, on a stated basis."""
    actor.require(MERGE)
    form = SplitForm(request.POST)
    if not form.is_valid():
        return _person(request, actor, person_id, request.POST)
    record, basis = form.cleaned_data["record"], form.cleaned_data["basis"]
    operations.split_person(actor, record, basis=basis, at=SystemClock().now())
    words = Words(
        "记录已拆开，这是拆出来的那一条。", "The records are apart again; this is the one that was split off."
    )
    return done(request, reverse("people:person", args=[record]), words)


@require_safe
@never_cache
@page
def looks(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """Who looked at a person's data. Shows nothing of the data, so it is no look itself."""
    found = shown.looks_of(queries.looks_at_person(actor, person_id))
    return render(request, "people/looks.html", {"looks": found, "person_id": person_id, "limit": queries.LOOKS_SHOWN})


@require_safe
@never_cache
@page
def own_looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who looked at one's own data; for an account that belongs to no person, that it is so."""
    found = shown.looks_of(queries.looks_at_me(actor)) if actor.person_id else None
    return render(request, "people/own_looks.html", {"looks": found, "limit": queries.LOOKS_SHOWN})


def _person(request: HttpRequest, actor: Actor, person_id: UUID, sent: QueryDict | None) -> HttpResponse:
    detail = operations.look_at_person(actor, person_id, at=SystemClock().now(), request_id=_id(request))
    may_ask = actor.has(UNMASK)
    context: dict[str, Any] = {
        "detail": detail,
        "sex": SEX_WORDS[detail.person.sex],
        "is_other": person_id != detail.person.id,
        "numbers": [shown.numbers_of(detail, what, may_ask=may_ask) for what in (DOCUMENTS, PHONES)],
        "sides": shown.sides_of(detail),
        "parts": PARTS.shown_to(actor, detail.person.id),
        "splits": [(alias, _split_form(alias.person_id, sent)) for alias in shown.merged_records(detail.aliases)],
        "may_merge": actor.has(MERGE),
        "may_see_looks": actor.has(LOOKS),
    }
    return render(request, "people/person.html", context, status=422 if sent is not None else 200)


def _split_form(record: UUID, sent: QueryDict | None) -> SplitForm:
    """The form that splits one record off, with what was sent where it was sent for this record."""
    data = sent if sent is not None and sent.get("record") == str(record) else None
    return SplitForm(data, auto_id=f"split-{record}-%s", initial={"record": record})


def _numbers(request: HttpRequest, detail: PersonDetail, numbers: shown.Numbers, *, status: int) -> HttpResponse:
    htmx: Any = getattr(request, "htmx", False)
    name = "people/numbers.html" if htmx else "people/numbers_page.html"
    return render(request, name, {"detail": detail, "numbers": numbers}, status=status)


def _id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
