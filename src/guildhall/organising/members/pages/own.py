"""One's own: union, card, transfers; and what a card that is shown tells whoever scans it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.infra.pages import done, page
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Refused, UsageError
from guildhall.kernel.words import Words
from guildhall.organising.members.access import NO_UNION
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import (
    CHANGE_WORDS,
    NEW_EMPLOYMENT_WORDS,
    STATUS_WORDS,
    TRANSFER_WORDS,
    NewEmployment,
    Status,
)
from guildhall.organising.members.forms import FindForm
from guildhall.organising.members.models import Membership
from guildhall.organising.members.operations import ask_own_transfer, withdraw_transfer
from guildhall.organising.members.queries.people import (
    card_holder,
    history_of,
    own_memberships,
    own_transfers,
    unions_to_join,
)
from guildhall.organising.members.sealing import card_of, card_token, qr_code
from guildhall.organising.unions.contracts import KIND_WORDS, UnionKind

_ASKED: Final = Words("已申请转移，等两家工会同意。", "You asked for a transfer; both unions have to agree.")
_WITHDRAWN: Final = Words("已撤回转移申请。", "The transfer was withdrawn.")


@require_safe
@never_cache
@page
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own memberships, card and transfers; for an account that belongs to no person, that it is so."""
    rows = own_memberships(actor) if actor.person_id else ()
    held = next((row for row in rows if status_of(row) in (Status.ACTIVE, Status.RETAINED)), None)
    context: dict[str, Any] = {
        "is_person": actor.person_id is not None,
        "held": held,
        "status": STATUS_WORDS[status_of(held)] if held else None,
        "kind": _kind(held) if held else None,
        "memberships": [(row, STATUS_WORDS[status_of(row)], _history(row)) for row in rows],
        "transfers": [(one, TRANSFER_WORDS[one.state]) for one in (own_transfers(actor) if actor.person_id else ())],
        **(_card(request, held) if held and held.card else {}),
    }
    return render(request, "members/mine.html", context)


def _kind(row: Membership) -> Words | None:
    kind = NewEmployment(row.new_employment)
    return NEW_EMPLOYMENT_WORDS[kind] if kind is not NewEmployment.NONE else None


def _history(row: Membership) -> list[tuple[Any, Words]]:
    return [(one, CHANGE_WORDS[one.code]) for one in history_of(row.pk)]


def _card(request: HttpRequest, held: Membership) -> dict[str, Any]:
    token = card_token(held.card or "", SystemClock().now())
    address = request.build_absolute_uri(reverse("joining:card", args=[token]))
    return {"card": held.card, "qr": qr_code(address), "address": address}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def transfer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Look for the union to move to, and ask for it."""
    notice: Notice | None = None
    if request.method == "POST":
        try:
            ask_own_transfer(actor, _union(request), at=SystemClock().now())
        except Refused as refusal:
            if refusal.status == 404:
                raise
            notice = Notice(refusal.messages[0], Tone.STOP, refusal.messages[0].kind.rule)
        else:
            return done(request, reverse("membership:mine"), _ASKED)
    text = request.GET.get("q", "")
    rows = [(union, KIND_WORDS[UnionKind(union.kind)]) for union in unions_to_join(text)]
    form = FindForm(request.GET if text else None)
    context = {"form": form, "rows": rows, "is_searched": bool(text.strip()), "notice": notice}
    return render(request, "members/transfer_own.html", context, status=422 if notice else 200)


def _union(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("union", ""))
    except ValueError as error:
        raise UsageError(NO_UNION()) from error


@require_POST
@page
def withdraw(request: HttpRequest, actor: Actor, transfer_id: UUID) -> HttpResponse:
    """Take one's own request for a transfer back."""
    withdraw_transfer(actor, transfer_id, at=SystemClock().now())
    return done(request, reverse("membership:mine"), _WITHDRAWN)


@require_safe
@never_cache
def card(request: HttpRequest, token: str) -> HttpResponse:
    """What a card that was scanned tells: masked name, union, standing; nothing for a code that is over."""
    number = card_of(token, SystemClock().now())
    found = card_holder(number) if number else None
    context: dict[str, Any] = {"found": found}
    if found is not None:
        name, union, status = found
        context |= {
            "name": name, "union": union, "status": STATUS_WORDS[status], "is_valid": status is Status.ACTIVE,
        }  # fmt: skip
    return render(request, "members/card.html", context, status=200 if found else 404)
