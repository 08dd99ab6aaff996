"""The file of one application, and what an office does with it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from guildhall.base.flows import operations
from guildhall.base.flows.access import application_for
from guildhall.base.flows.contracts import KINDS, FileView, FlowKind, Hand, Transition
from guildhall.base.flows.forms import ActForm, AskForm, HandForm, OpinionForm, PlaceForm
from guildhall.base.flows.operations import handing
from guildhall.base.flows.operations.acting import NO_ACT
from guildhall.base.flows.pages import shown
from guildhall.base.flows.queries.hands import colleagues, offices_offered
from guildhall.base.flows.rules.permissions import ACT, HAND
from guildhall.base.places.queries import paths_of
from guildhall.infra.forms import refuse
from guildhall.infra.language import language_of
from guildhall.infra.pages import done, page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Invalid
from guildhall.kernel.words import Words

_DONE: Final = Words("已办理。", "Done.")
_SIGNED: Final = Words("已签，还要其他人签。", "Signed; others must sign, too.")
_HANDED: Final = Words("已交出。", "Handed on.")
_BACK: Final = Words("已收回。", "Taken back.")
_ASKED: Final = Words("已发出征求意见。", "The opinion is asked for.")
_GIVEN: Final = Words("意见已给出。", "Your opinion is given.")
_ATTACHED: Final = Words("已附上。", "Attached.")


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


@page
def file(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """The whole file: where it is, what to do now, what was filled in, the papers, opinions, the timeline."""
    return _shown(request, actor, application_id)


@page
def printed(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """The same on paper: complete, with every paper's digest, without anything to press."""
    clock = SystemClock()
    found = operations.look_at_application(
        actor, application_id, at=clock.now(), request_id=_request_id(request)
    )  # fmt: skip
    context = context_of(request, found) | {"printed_at": clock.now()}
    return render(request, "flows/print.html", context)


def _shown(
    request: HttpRequest, actor: Actor, application_id: UUID, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = operations.look_at_application(
        actor, application_id, at=SystemClock().now(), request_id=_request_id(request)
    )  # fmt: skip
    kind = KINDS.of(found.application.kind)
    context = context_of(request, found)
    forms = bound or {}
    context["acts"] = [
        (one, forms.get(code) or _act_form(kind, one, found), code in forms, _signs(one, found))
        for code in found.acts
        if (one := kind.transition(code)) is not None
    ]
    context["first"] = shown.first_act(found.acts, kind)
    context["papers_taken"] = [
        kind.paper(code) for code in dict.fromkeys(c for one, *_ in context["acts"] for c in one.all_papers)
    ]  # fmt: skip
    if found.may_hand:
        context |= _hands(actor, found, forms)
    context["opinion_form"] = forms.get("opinion") or OpinionForm()
    return render(request, "flows/file.html", context, status=status)


def _signs(one: Transition, found: FileView) -> Words | None:
    """How many signatures there are of how many."""
    signed = found.signed.get(one.code, 0)
    if one.signatures == 1:
        return None
    return Words(f"已签 {signed}/{one.signatures}", f"{signed} of {one.signatures} signed")


def _act_form(kind: FlowKind, one: Transition, found: FileView, data: Any = None) -> ActForm:
    marks = _markable(found) if one.is_return else ()
    initial = {code: found.values.get(code, "") for code in one.fields} | {"version": found.application.version}
    return ActForm(kind, one, data, initial=initial, marks=marks, prefix=one.code)


def _markable(found: FileView) -> tuple[str, ...]:
    """What a return can mark: what was filled in and may be seen, and what is attached."""
    return (*(code for code, value in found.values.items() if value), *dict.fromkeys(p.paper for p in found.papers))


def _hands(actor: Actor, found: FileView, forms: dict[str, Any]) -> dict[str, Any]:
    kind, application = KINDS.of(found.application.kind), found.application
    held_at = application.office_place_id
    path = paths_of([held_at]).get(held_at, "") if held_at else ""
    offered = offices_offered(actor, path)
    role = kind.office(application.office).role.value
    people = [(str(one), name) for one, name in colleagues(actor, role, path, actor.on)]
    return {
        "hand_form": forms.get("hand") or HandForm(colleagues=people, prefix="hand"),
        "on_form": forms.get("on") or PlaceForm(places=offered, prefix="on"),
        "ask_form": forms.get("ask") or AskForm(places=offered, prefix="ask"),
    }


def context_of(request: HttpRequest, found: FileView) -> dict[str, Any]:
    """What the file's page and its print show alike."""
    application = found.application
    kind = KINDS.of(application.kind)
    state = kind.state(application.state)
    who = shown.who_has_it(kind, application.hand, application.state, found.office_place, found.holder)
    clocks = shown.clock_pieces(found)
    binding = next((clock for _, clock, is_minimum, _ in clocks if not is_minimum), None)
    return {
        "found": found,
        "application": application,
        "kind": kind,
        "state": state,
        "who": who,
        "is_over": application.hand is Hand.NOBODY,
        "stations": shown.stations(
            kind, application.state, found.visited, who=who, since=application.since,
            returned_from=found.returned_from, clock=binding,
        ),
        # The one by which something is due stands at its station already.
        "clocks": [one for one in clocks if one[1] is not binding or not one[3]],
        "fields": shown.fields_shown(kind, found),
        "hidden": [kind.field(code).words for code in found.hidden],
        "papers": shown.papers_shown(kind, found),
        "steps": list(reversed(found.steps)),
        "map": shown.map_of(kind, language_of(request), application.state, found.visited),
    }  # fmt: skip


@require_POST
@page
def act(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """Make a transition; what does not do stands at its field, and what was typed stays."""
    code = request.POST.get("transition", "")
    form = _form_sent(request, actor, application_id, code)
    try:
        made = operations.act(
            actor, application_id, code, version=form.version_sent(), values=form.given(), reason=form.text("reason"),
            note=form.text("note"), marks=form.marks(), at=SystemClock().now(),
        )  # fmt: skip
    except Invalid as refusal:
        refuse(form, refusal)
        return _shown(request, actor, application_id, {code: form}, status=422)
    return done(request, _address(application_id), _DONE if made.is_made else _SIGNED)


def _form_sent(request: HttpRequest, actor: Actor, application_id: UUID, code: str) -> ActForm:
    """The form of a transition as it was sent. Absent for an application out of reach, and for no such step."""
    row = application_for(actor, ACT, application_id)
    kind = KINDS.of(row.kind)
    one = kind.transition(code)
    if one is None:
        raise Absent(NO_ACT())
    marks = tuple(kind.correctable) if one.is_return else ()
    return ActForm(kind, one, request.POST, marks=marks, prefix=code)


def _address(application_id: UUID) -> str:
    return reverse("flows:file", args=[application_id])


@require_POST
@page
def hand(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """Hand it to a colleague or another office, or take it back."""
    what, at = request.POST.get("what", ""), SystemClock().now()
    version = _version(request)
    if what == "back":
        handing.take_back(actor, application_id, version=version, at=at)
        return done(request, _address(application_id), _BACK)
    form = _hand_form(request, actor, application_id, what)
    if not form.is_valid():
        return _shown(request, actor, application_id, {what: form}, status=422)
    data = form.cleaned_data
    try:
        if what == "on":
            handing.hand_on(actor, application_id, data["place"], version=version, note=data["note"], at=at)
        else:
            handing.delegate(actor, application_id, data["account"], version=version, note=data["note"], at=at)
    except Invalid as refusal:
        refuse(form, refusal)
        return _shown(request, actor, application_id, {what: form}, status=422)
    return done(request, _address(application_id) if what != "on" else reverse("flows:queue"), _HANDED)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else -1


def _hand_form(request: HttpRequest, actor: Actor, application_id: UUID, what: str) -> Any:
    row = application_for(actor, HAND, application_id)
    path = row.office_place.path if row.office_place else ""
    if what == "on":
        return PlaceForm(request.POST, places=offices_offered(actor, path), prefix="on")
    people = [(str(one), name) for one, name in colleagues(actor, row.office_role, path, actor.on)]
    return HandForm(request.POST, colleagues=people, prefix="hand")


@require_POST
@page
def ask(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """Ask another office what it thinks."""
    row = application_for(actor, HAND, application_id)
    path = row.office_place.path if row.office_place else ""
    form = AskForm(request.POST, places=offices_offered(actor, path), prefix="ask")
    if form.is_valid():
        data = form.cleaned_data
        try:
            handing.ask_opinion(actor, application_id, data["place"], data["question"], at=SystemClock().now())
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return done(request, _address(application_id), _ASKED)
    return _shown(request, actor, application_id, {"ask": form}, status=422)


@require_POST
@page
def opinion(request: HttpRequest, actor: Actor, application_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Say what one's office thinks."""
    application_for(actor, ACT, application_id)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            handing.give_opinion(
                actor, application_id, opinion_id, form.chosen(), form.cleaned_data["answer"], at=SystemClock().now()
            )
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return done(request, _address(application_id), _GIVEN)
    return _shown(request, actor, application_id, {"opinion": form}, status=422)


@page
def paper(request: HttpRequest, actor: Actor, application_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A paper with its content, to be saved and not shown in the page."""
    found, content = operations.look_at_paper(
        actor, application_id, paper_id, at=SystemClock().now(), request_id=_request_id(request)
    )
    return sent(found.name, content)


def sent(name: str, content: Any) -> StreamingHttpResponse:
    """A file as it is handed out."""
    answer = StreamingHttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@page
def attach(request: HttpRequest, actor: Actor, application_id: UUID) -> HttpResponse:
    """Attach a paper for the office that has it."""
    application_for(actor, ACT, application_id)
    given = request.FILES.get("file")
    if given is not None:
        code, at = request.POST.get("paper", ""), SystemClock().now()
        content: Any = given.file
        operations.attach_as_office(actor, application_id, code, given.name or "", content, at=at)
        return done(request, _address(application_id), _ATTACHED)
    return _shown(request, actor, application_id, status=422)
