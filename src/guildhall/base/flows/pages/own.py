"""One's own applications, with or without an account: applying, drafts kept as one types, correcting, withdrawing."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.base.accounts.models import Account
from guildhall.base.flows import operations
from guildhall.base.flows.contracts import KINDS, Act, Applicant, FileView, FlowKind, Hand, Transition
from guildhall.base.flows.forms import ApplyForm, AskedForm
from guildhall.base.flows.pages import shown
from guildhall.base.flows.pages.files import context_of, sent
from guildhall.base.flows.pages.queue import BAD_ADDRESS
from guildhall.base.flows.queries import applicant_of, draft_of, own_applications, own_view, rehearse, remember
from guildhall.base.flows.queries.hands import counties, places_for_applying
from guildhall.base.flows.queries.own import sent_in
from guildhall.infra.forms import refuse
from guildhall.infra.ids import new_id
from guildhall.infra.language import language_of
from guildhall.infra.pages import actor_of
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, MessageKind, Refused, UsageError
from guildhall.kernel.words import Words

SAVED: Final = MessageKind("flows.saved", "草稿已于 {time} 保存。", "The draft was saved at {time}.")
_SENT: Final = Words("已提交。", "It was sent in.")
_DONE: Final = Words("已办理。", "Done.")
_KEPT: Final = Words("草稿已保存。", "The draft is saved.")
_ATTACHED: Final = Words("已附上。", "Attached.")
_REMOVED: Final = Words("已移除。", "Removed.")
_GONE: Final = Words("草稿已删除。", "The draft is deleted.")


def _actor(request: HttpRequest) -> Actor | None:
    return actor_of(request) if isinstance(request.user, Account) else None


def _to(request: HttpRequest, by: Applicant, address: str, words: Words) -> HttpResponse:
    messages.success(request, words.render(language_of(request)))
    return remember(HttpResponseRedirect(address), by)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error


def index(request: HttpRequest) -> HttpResponse:
    """What one applied for from this browser or account, and what one may apply for."""
    by = applicant_of(request)
    rows = [
        (one, kind, kind.state(one.state).words)
        for one in own_applications(by)
        if (kind := KINDS.find(one.kind)) is not None
    ]
    return remember(render(request, "flows/own.html", {"rows": rows, "kinds": KINDS.all()}), by)


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, kind_code: str) -> HttpResponse:
    """Apply for something: the form of the kind, its draft kept as one types, a rehearsal before sending in."""
    kind, by, clock = KINDS.of(kind_code), applicant_of(request), SystemClock()
    county_id = _uuid(request.GET.get("in"))
    if county_id is None:
        # Streets of one county only: those of the whole province would be most of the page.
        context = {"kind": kind, "counties": counties(clock.today())}
        return remember(render(request, "flows/apply_where.html", context), by)
    offered = places_for_applying(county_id, clock.today())
    if request.method == "GET":
        form = ApplyForm(kind, initial={"key": str(new_id()), "serial": 0}, places=offered)
        return remember(_apply_page(request, kind, form), by)
    form = ApplyForm(kind, request.POST, places=offered)
    key = _uuid(form.text("key"))
    if key is None:
        raise UsageError(BAD_ADDRESS())
    act, place_id = request.POST.get("act", ""), _uuid(form.text("place"))
    try:
        application_id = operations.save_draft(
            by, kind.code, key, form.given(), place_id=place_id, serial=form.saved_before(), at=clock.now()
        )
    except Refused:
        sent_before = sent_in(by, key)
        if sent_before is None:
            raise
        return _to(request, by, reverse("flows:own", args=[sent_before]), _SENT)  # the form was sent twice
    if act == "rehearse" and place_id is not None:
        rehearsal = rehearse(kind.code, form.given(), (), place_id, on=clock.today())
        return remember(_apply_page(request, kind, form, rehearsal), by)
    if act != "submit":
        return _to(request, by, reverse("flows:own", args=[application_id]), _KEPT)
    try:
        operations.act_as_applicant(
            by, application_id, kind.submission.code, actor=_actor(request), at=clock.now()
        )  # fmt: skip
    except Invalid as refusal:
        refuse(form, refusal)
        return remember(_apply_page(request, kind, form, status=422), by)
    return _to(request, by, reverse("flows:own", args=[application_id]), _SENT)


def _apply_page(
    request: HttpRequest, kind: FlowKind, form: ApplyForm, rehearsal: Any = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "kind": kind, "form": form, "groups": form.groups(), "map": shown.map_of(kind, language_of(request)),
    }  # fmt: skip
    if rehearsal is not None:
        context["rehearsal"] = rehearsal
        context["ahead"] = [(one, kind.state(one.state).words, _office(kind, one.office)) for one in rehearsal.path]
        context["lacking"] = [kind.field(code).words for code in rehearsal.missing_fields]
        context["papers"] = [kind.paper(code).words for code in rehearsal.missing_papers]
    return render(request, "flows/apply.html", context, status=status)


def _office(kind: FlowKind, code: str) -> Words | None:
    return kind.office(code).words if code else None


@require_POST
def save(request: HttpRequest, kind_code: str) -> HttpResponse:
    """Keep what was typed so far; the answer says when, for the line under the form."""
    kind, by, clock = KINDS.of(kind_code), applicant_of(request), SystemClock()
    form = ApplyForm(kind, request.POST, places=())
    key = _uuid(form.text("key"))
    if key is None:
        raise UsageError(BAD_ADDRESS())
    now = clock.now()
    operations.save_draft(
        by, kind.code, key, form.given(), place_id=_uuid(form.text("place")), serial=form.saved_before(), at=now
    )
    notice = Notice(SAVED(time=f"{now:%H:%M}"), Tone.GOOD)
    return remember(render(request, "flows/saved.html", {"notice": notice}), by)


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One's own application: where it is, and what one may do with it now."""
    by = applicant_of(request)
    if request.method == "GET":
        return remember(_own_page(request, by, application_id), by)
    clock, code = SystemClock(), request.POST.get("transition", "")
    if code == "discard":
        operations.discard_draft(by, application_id, at=clock.now())
        return _to(request, by, reverse("flows:mine"), _GONE)
    kind = KINDS.of(draft_of(by, application_id).kind)
    one = kind.transition(code)
    if one is None:
        raise UsageError(BAD_ADDRESS())
    form = AskedForm(kind, one, request.POST, prefix=code)
    try:
        operations.act_as_applicant(
            by, application_id, code, version=_version(request), values=form.given(), actor=_actor(request),
            at=clock.now(),
        )  # fmt: skip
    except Invalid as refusal:
        refuse(form, refusal)
        return remember(_own_page(request, by, application_id, {code: form}, status=422), by)
    return _to(request, by, reverse("flows:own", args=[application_id]), _SENT if one.act is Act.SUBMIT else _DONE)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else -1


def _own_page(
    request: HttpRequest, by: Applicant, application_id: UUID, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = own_view(by, application_id, SystemClock().today())
    kind = KINDS.of(found.application.kind)
    context = context_of(request, found)
    context["acts"] = [
        (one, (bound or {}).get(code) or AskedForm(kind, one, initial=dict(found.values), prefix=code))
        for code in found.acts
        if (one := kind.transition(code)) is not None
    ]
    context["papers_taken"] = _papers_taken(kind, found, [one for one, _ in context["acts"]])
    context["first"] = next((one.code for one, _ in context["acts"] if one.act in {Act.SUBMIT, Act.RESUBMIT}), "")
    context["papers_taken_now"] = found.application.hand is Hand.APPLICANT
    context["is_draft"] = not found.application.number
    return render(request, "flows/own_file.html", context, status=status)


def _papers_taken(kind: FlowKind, found: FileView, acts: list[Transition]) -> list[Any]:
    """Papers that can be attached now."""
    if found.application.hand is not Hand.APPLICANT:
        return []
    held = {one.paper for one in found.papers}
    codes = dict.fromkeys(code for one in acts for code in one.all_papers)
    return [paper for code in codes if (paper := kind.paper(code)).is_several or code not in held]


@require_POST
def own_paper(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Attach a paper to one's own application, or take one off."""
    by, clock = applicant_of(request), SystemClock()
    address = reverse("flows:own", args=[application_id])
    removed = _uuid(request.POST.get("remove"))
    if removed is not None:
        operations.detach(by, application_id, removed, at=clock.now())
        return _to(request, by, address, _REMOVED)
    given = request.FILES.get("file")
    if given is None:
        return remember(_own_page(request, by, application_id, status=422), by)
    content: Any = given.file
    operations.attach(by, application_id, request.POST.get("paper", ""), given.name or "", content, at=clock.now())
    return _to(request, by, address, _ATTACHED)


def own_paper_content(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A paper of one's own application."""
    found, content = operations.look_at_own_paper(applicant_of(request), application_id, paper_id)
    return sent(found.name, content)
