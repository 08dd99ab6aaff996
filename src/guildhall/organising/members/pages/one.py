"""One membership: how it stands, what that allows, what happened, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guildhall.infra.forms import refuse
from guildhall.infra.pages import done, page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, MessageKind, UsageError
from guildhall.kernel.words import Words
from guildhall.organising.members import operations
from guildhall.organising.members.access import head_of
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import (
    CHANGE_WORDS,
    NEW_EMPLOYMENT_WORDS,
    REASON_WORDS,
    STATUS_WORDS,
    TIE_WORDS,
    Change,
    NewEmployment,
    Reason,
    Status,
    Tie,
)
from guildhall.organising.members.forms import ChangeForm, ExpulsionForm, FindForm, NoPartForm, WorkForm
from guildhall.organising.members.models import Membership
from guildhall.organising.members.operations.reading import look_at_membership
from guildhall.organising.members.queries.people import history_of, one_membership, unions_to_join
from guildhall.organising.members.rules.leaving import Expulsion, NoPart
from guildhall.organising.members.rules.permissions import CHANGE, TRANSFER
from guildhall.organising.members.rules.standing import STARTS, effect_of
from guildhall.organising.unions.queries import summary

NO_SUCH_ACT: Final = MessageKind("members.no_such_act", "没有这个办理事项。", "There is no such act.")
#: Act → what it is called, the change that it makes, the form that it takes.
ACTS: Final[dict[str, tuple[Words, Change, type[forms.Form] | None]]] = {
    "confirm": (Words("确认会籍", "Confirm"), Change.CONFIRMED, None),
    "retain": (Words("保留会籍", "Retain"), Change.RETAINED, ChangeForm),
    "resume": (Words("恢复会籍", "Resume"), Change.RESUMED, None),
    "correct": (Words("更正登记", "Correct"), Change.CORRECTED, WorkForm),
    "leave": (Words("本人退会", "The member leaves"), Change.LEFT, None),
    "deem": (Words("视为自动退会", "Taken to have left"), Change.LEFT, NoPartForm),
    "expel": (Words("开除会籍", "Expel"), Change.EXPELLED, ExpulsionForm),
}


@require_safe
@never_cache
@page
def one(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """A membership. The look is recorded: the member can see it."""
    row = one_membership(actor, key)
    look_at_membership(actor, head_of(row.person), row.union_id, at=SystemClock().now())
    return _page(request, actor, row, None, None, 200)


@require_POST
@page
def act(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Make a change, as its form says."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise UsageError(NO_SUCH_ACT())
    row = one_membership(actor, key, CHANGE)
    words, _, kind = ACTS[name]
    form = kind(request.POST, prefix=name) if kind else None
    if form is None or form.is_valid():
        try:
            _DO[name](actor, row, form.cleaned_data if form else {})
        except Invalid as refusal:
            form = form or forms.Form(request.POST, prefix=name)
            refuse(form, refusal)
        else:
            said = Words(f"已办理：{words.zh}。", f"Done: {words.en}.")
            return done(request, reverse("members:one", args=[key]), said)
    return _page(request, actor, row, name, form, 422)


@require_POST
@page
def transfer(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Ask that the member be transferred to another union."""
    try:
        union_id = UUID(request.POST.get("union", ""))
    except ValueError as error:
        raise UsageError(NO_SUCH_ACT()) from error
    operations.ask_transfer(actor, key, union_id, at=SystemClock().now())
    said = Words("已提出转移。", "The transfer was asked for.")
    return done(request, reverse("members:one", args=[key]), said)


def _page(
    request: HttpRequest, actor: Actor, row: Membership, name: str | None, form: forms.Form | None, status: int
) -> HttpResponse:
    standing, text = status_of(row), request.GET.get("q", "")
    today = SystemClock().today()
    initial: dict[str, dict[str, Any]] = {
        "retain": {"on": today},
        "correct": {"tie": row.tie, "new_employment": row.new_employment, "platform": row.platform},
    }
    offered = [
        (one, words, form if one == name else kind(prefix=one, initial=initial.get(one)) if kind else None, one == name)
        for one, (words, change, kind) in ACTS.items()
        if standing in STARTS[change] and not (change is Change.CONFIRMED and row.confirmed)
    ]
    context: dict[str, Any] = {
        "row": row,
        "union": summary(row.union),
        "status": STATUS_WORDS[standing],
        "effect": effect_of(standing, today),
        "tie": TIE_WORDS[Tie(row.tie)],
        "kind": NEW_EMPLOYMENT_WORDS[NewEmployment(row.new_employment)],
        "history": [(step, CHANGE_WORDS[step.code], _reason(step.reason)) for step in history_of(row.pk)],
        "acts": offered if actor.has(CHANGE) else [],
        "may_transfer": actor.has(TRANSFER) and standing in (Status.ACTIVE, Status.RETAINED),
        "find": FindForm(request.GET if text else None),
        "found": unions_to_join(text),
    }
    return render(request, "members/one.html", context, status=status)


def _reason(reason: Reason) -> Words | None:
    return None if reason is Reason.NONE else REASON_WORDS[reason]


def _today() -> dict[str, Any]:
    clock = SystemClock()
    return {"on": clock.today(), "at": clock.now()}


def _retain(actor: Actor, row: Membership, given: dict[str, Any]) -> None:
    operations.retain(actor, row.pk, given["reason"], on=given["on"], at=SystemClock().now())


def _resume(actor: Actor, row: Membership, _given: dict[str, Any]) -> None:
    operations.resume(actor, row.pk, **_today())


def _leave(actor: Actor, row: Membership, _given: dict[str, Any]) -> None:
    operations.leave(actor, row.pk, **_today())


def _confirm(actor: Actor, row: Membership, _given: dict[str, Any]) -> None:
    operations.confirm_membership(actor, row.pk, at=SystemClock().now())


def _correct(actor: Actor, row: Membership, given: dict[str, Any]) -> None:
    operations.correct(
        actor, row.pk, tie=Tie(given["tie"]), new_employment=NewEmployment(given["new_employment"]),
        platform=given["platform"], at=SystemClock().now(),
    )  # fmt: skip


def _deem(actor: Actor, row: Membership, given: dict[str, Any]) -> None:
    today = _today()
    found = NoPart(
        given["last_dues"], given["last_part"], row.starts_on or today["on"], given["has_good_reason"],
        given["was_persuaded"],
    )  # fmt: skip
    operations.deem_left(actor, row.pk, found, **today)


def _expel(actor: Actor, row: Membership, given: dict[str, Any]) -> None:
    found = Expulsion(given["was_sentenced"], given["group_on"], given["decided_on"], given["filed_on"])
    operations.expel(actor, row.pk, found, **_today())


_DO: Final[dict[str, Callable[[Actor, Membership, dict[str, Any]], None]]] = {
    "retain": _retain, "resume": _resume, "leave": _leave, "confirm": _confirm, "correct": _correct, "deem": _deem,
    "expel": _expel,
}  # fmt: skip
