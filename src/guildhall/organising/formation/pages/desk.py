"""The desk of those who form a union: what to do now, step by step, until it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.forms import Form as DjangoForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guildhall.base.accounts.models import Account
from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.operations import act_as_applicant
from guildhall.base.flows.queries import applicant_of, remember
from guildhall.infra.forms import refuse
from guildhall.infra.language import language_of
from guildhall.infra.pages import actor_of, done
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.kernel.words import Words
from guildhall.organising.formation.access import NO_CASE
from guildhall.organising.formation.contracts import Body
from guildhall.organising.formation.contracts.cases import CaseView
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.forms.desk import BallotForm, MeetingForm, NomineeForm, PlanForm, RollForm
from guildhall.organising.formation.operations import desk as operations
from guildhall.organising.formation.pages import shown
from guildhall.organising.formation.queries import own_view_of
from guildhall.organising.formation.rules.electing import standing_of

_SAVED: Final = Words("已保存。", "Saved.")
_SENT: Final = Words("已报送上一级工会。", "Sent to the next-higher union.")
_COUNTED: Final = Words("票数已登记。", "The counts are recorded.")
_BACK: Final = Words("已撤回，请重新登记。", "Taken back; record it again.")
#: Steps that the desk makes itself; the others ask for fields and are made on the application's page.
_STEPS: Final = frozenset({steps.ENROLLED, "recruit_on", steps.REPORT})
#: Refusals that have pages of their own: of no such case, of no such function.
_NO_PAGE: Final = frozenset({403, 404})
_NOTHING: Final[Mapping[str, DjangoForm]] = MappingProxyType({})


def _actor(request: HttpRequest) -> Actor | None:
    return actor_of(request) if isinstance(request.user, Account) else None


def _address(application_id: UUID) -> str:
    return reverse("formation:desk", args=[application_id])


def _page(
    request: HttpRequest, by: Applicant, case: CaseView, bound: Mapping[str, DjangoForm] = _NOTHING,
    refused: tuple[Notice, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = shown.case_context(case, language_of(request), SystemClock().today())
    context |= shown.desk_forms(case) | dict(bound) | {"refused": refused}
    return remember(render(request, "formation/desk.html", context, status=status), by)


@require_safe
def desk(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One's own case."""
    by = applicant_of(request)
    return _page(request, by, own_view_of(by, application_id))


def _submit(
    request: HttpRequest, application_id: UUID, name: str, make: Callable[[CaseView], DjangoForm],
    act: Callable[[Applicant, Any, Actor | None], None], words: Words = _SAVED,
) -> HttpResponse:  # fmt: skip
    """Check a form and do what it is for; what is refused stands at its field, and what was typed stays."""
    by = applicant_of(request)
    case = own_view_of(by, application_id)
    form = make(case)
    if not form.is_valid():
        return _page(request, by, case, {name: form}, status=422)
    try:
        act(by, form, _actor(request))
    except Invalid as refusal:
        refuse(form, refusal)
        return _page(request, by, case, {name: form}, status=422)
    except Refused as refusal:
        if refusal.status in _NO_PAGE:
            raise
        return _page(request, by, own_view_of(by, application_id), {name: form}, _told(refusal), refusal.status)
    return remember(done(request, _address(application_id), words), by)


@require_POST
def roll(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Keep who joins."""

    def act(by: Applicant, form: Any, actor: Actor | None) -> None:
        operations.save_roll(by, application_id, form.cleaned_data["roll"], actor=actor, at=SystemClock().now())

    return _submit(request, application_id, "roll_form", lambda _case: RollForm(request.POST), act)


@require_POST
def plan(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Keep what is to be elected."""

    def act(by: Applicant, form: Any, actor: Actor | None) -> None:
        operations.save_plan(by, application_id, form.plan(), actor=actor, at=SystemClock().now())

    return _submit(request, application_id, "plan_form", lambda _case: PlanForm(request.POST), act)


@require_POST
def nominee(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Put somebody up, or take somebody down."""
    removed = request.POST.get("remove", "")
    if removed:
        by = applicant_of(request)
        operations.take_down(by, application_id, removed, actor=_actor(request), at=SystemClock().now())
        return remember(HttpResponseRedirect(_address(application_id)), by)

    def act(by: Applicant, form: Any, actor: Actor | None) -> None:
        operations.nominate(by, application_id, form.nominee(), actor=actor, at=SystemClock().now())

    return _submit(request, application_id, "nominee_form", lambda case: NomineeForm(request.POST, roll=case.roll), act)


@require_POST
def meeting(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Record the founding meeting."""

    def act(by: Applicant, form: Any, actor: Actor | None) -> None:
        operations.record_meeting(by, application_id, form.meeting(), actor=actor, at=SystemClock().now())

    return _submit(request, application_id, "meeting_form", lambda case: MeetingForm(request.POST, roll=case.roll), act)


def _body(code: str) -> Body:
    if code not in list(Body):
        raise Absent(NO_CASE())
    return Body(code)


@require_POST
def ballot(request: HttpRequest, application_id: UUID, body_code: str) -> HttpResponse:
    """Record a ballot, take the last one back, or let the meeting rest at fewer seats."""
    body, what, by = _body(body_code), request.POST.get("act", ""), applicant_of(request)
    at, actor = SystemClock().now(), _actor(request)
    if what in ("back", "reduce"):
        own_view_of(by, application_id)
        do = operations.take_back_ballot if what == "back" else operations.reduce_seats
        return _led(request, by, application_id, lambda: do(by, application_id, body, actor=actor, at=at), _BACK)

    def make(case: CaseView) -> DjangoForm:
        if case.plan is None:
            raise Refused(operations.NO_PLAN())
        now = standing_of(body, case.plan, case.nominees, case.ballots)
        return BallotForm(request.POST, candidates=shown.names_of(case, now.candidates), prefix=body.value)

    def act(by: Applicant, form: Any, actor: Actor | None) -> None:
        operations.record_ballot(
            by, application_id, body, form.counts(), round_=form.cleaned_data["round"], actor=actor, at=at
        )

    return _submit(request, application_id, f"ballot_{body.value}", make, act, _COUNTED)


@require_POST
def step(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Lead the case on; what still speaks against it is told above the desk."""
    by, code, at = applicant_of(request), request.POST.get("step", ""), SystemClock().now()
    actor = _actor(request)
    own_view_of(by, application_id)
    if code == steps.PUT_UP:
        return _led(
            request, by, application_id,
            lambda: operations.send_candidates(by, application_id, actor=actor, at=at), _SENT,
        )  # fmt: skip
    if code not in _STEPS:
        raise Absent(NO_CASE())
    return _led(request, by, application_id, lambda: act_as_applicant(by, application_id, code, actor=actor, at=at))


def _told(refusal: Refused) -> tuple[Notice, ...]:
    return tuple(Notice(one, Tone.STOP, one.kind.rule) for one in refusal.messages)


def _led(
    request: HttpRequest, by: Applicant, application_id: UUID, act: Callable[[], object], words: Words = _SAVED
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        if refusal.status in _NO_PAGE:
            raise
        return _page(request, by, own_view_of(by, application_id), refused=_told(refusal), status=refusal.status)
    return remember(done(request, _address(application_id), words), by)
