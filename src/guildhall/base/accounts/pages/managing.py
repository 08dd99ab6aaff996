"""Pages on which administrators manage accounts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.base.accounts import operations, queries
from guildhall.base.accounts.access import account_for
from guildhall.base.accounts.forms import EndForm, GrantForm, OpenForm, PasswordForm, SearchForm
from guildhall.base.accounts.pages import shown
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import named, places_of
from guildhall.infra.forms import refuse
from guildhall.infra.pages import done, page
from guildhall.infra.paging import page_of
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, MessageKind
from guildhall.kernel.words import Words

NO_SUCH_PLACE: Final = MessageKind(
    "accounts.no_such_place",
    "您的范围内没有叫“{name}”的地方。",
    "There is no place called “{name}” in your area.",
)
SEVERAL_PLACES: Final = MessageKind(
    "accounts.several_places",
    "叫“{name}”的地方有 {count} 个；请连上一级一起写，例如“海曙区南门街道”。",
    "{count} places are called “{name}”. Write the one above it as well, such as “海曙区南门街道”.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts in reach, filtered by the address; a search is sent as a form."""
    state, role = request.GET.get("state", ""), request.GET.get("role", "")
    rows = queries.accounts_visible_to(
        actor, active=shown.STATES.get(state), role=Role(role) if role in set(Role) else None
    )
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = queries.search(actor, form.cleaned_data["text"])
        work_list = shown.found_list(found)
    else:
        on_page, pager = page_of(request, rows)
        work_list = shown.work_list(queries.summaries(actor, on_page), pager, state, role)
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return render(request, "accounts/list.html", {"form": form, "work_list": work_list}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open an account; its password is shown in the answer and nowhere else."""
    actor.require(MANAGE)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = operations.open_account(actor, **form.cleaned_data, at=SystemClock().now())
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return render(request, "accounts/password.html", {"opened": opened, "is_new": True})
    return render(request, "accounts/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@page
def account(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """One account: its roles, and what can be done with it."""
    return _account(request, actor, account_id, None)


@require_POST
@page
def give(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """Give a role in a place."""
    actor.require(MANAGE)
    form = GrantForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            operations.give_grant(
                actor, account_id, role=Role(asked["role"]), place_id=_place(actor, asked["place"]).id,
                starts_on=asked["starts_on"], ends_on=asked["ends_on"], at=SystemClock().now(),
            )  # fmt: skip
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return done(request, _address(account_id), Words("岗位已授予。", "The role is given."))
    return _account(request, actor, account_id, form)


@require_POST
@page
def end(request: HttpRequest, actor: Actor, account_id: UUID, grant_id: UUID) -> HttpResponse:
    """End a role from a day on, today where none is named."""
    actor.require(MANAGE)
    form = EndForm(request.POST)
    on: date = form.cleaned_data["ends_on"] if form.is_valid() else actor.on
    operations.end_grant(actor, grant_id, on=on, at=SystemClock().now())
    return done(request, _address(account_id), Words("岗位的结束日期已记下。", "The end of the role is noted."))


@require_POST
@page
def aside(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """Put an account aside."""
    operations.put_aside(actor, account_id, at=SystemClock().now())
    words = Words("账号已停用，登录和令牌都已失效。", "The account is put aside; its sessions and tokens have ended.")
    return done(request, _address(account_id), words)


@require_POST
@page
def restore(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """Take an account up again."""
    operations.restore(actor, account_id, at=SystemClock().now())
    return done(request, _address(account_id), Words("账号已恢复。", "The account is restored."))


@require_POST
@never_cache
@page
def password(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """Give a new password, shown in the answer and nowhere else."""
    form = PasswordForm(request.POST)
    drop_code = form.is_valid() and form.cleaned_data["drop_code"]
    opened = operations.renew_password(actor, account_id, drop_code=drop_code, at=SystemClock().now())
    return render(request, "accounts/password.html", {"opened": opened, "is_new": False})


def _account(request: HttpRequest, actor: Actor, account_id: UUID, form: GrantForm | None) -> HttpResponse:
    detail = queries.detail(actor, account_for(actor, account_id))
    context: dict[str, Any] = {
        "detail": detail,
        "roles": shown.roles_of(detail.account),
        "grants": [(grant, shown.role_of(grant), grant.is_over(actor.on)) for grant in detail.grants],
        "form": form or GrantForm(initial={"place": _own_place(actor), "starts_on": actor.on}),
        "password_form": PasswordForm(),
        "today": actor.on,
        "not_whole": None if detail.is_whole else shown.NOT_WHOLE,
    }
    return render(request, "accounts/account.html", context, status=422 if form else 200)


def _own_place(actor: Actor) -> str:
    """The name of the place that the actor manages, where it is one."""
    scopes = actor.scopes(MANAGE)
    return next(iter(places_of([scopes[0].id]).values())).name if len(scopes) == 1 and scopes[0].path else ""


def _place(actor: Actor, text: str) -> PlaceSummary:
    """The place within the actor's own that a text means. Raises Invalid at `place` where it is none or several."""
    found = named(text, [scope.path for scope in actor.scopes(MANAGE) if scope.path], on=actor.on)
    if not found:
        raise Invalid({"place": [NO_SUCH_PLACE(name=text)]})
    if len(found) > 1:
        raise Invalid({"place": [SEVERAL_PLACES(name=text, count=len(found))]})
    return found[0]


def _address(account_id: UUID) -> str:
    return reverse("accounts:account", args=[account_id])
