"""Reading accounts: the actor of a request, how accounts and their places are named, and those that one manages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from guildhall.base.accounts.access import holds_nothing_beyond, reached
from guildhall.base.accounts.contracts import AccountDetail, AccountSummary, GrantSummary
from guildhall.base.accounts.models import Account, ApiToken, Grant
from guildhall.base.accounts.operations import digest_of
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.accounts.rules.reach import lies_in
from guildhall.base.people import queries as people
from guildhall.base.people.rules.permissions import READ as READ_PEOPLE
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import places_at, places_of
from guildhall.base.places.rules.paths import lineage
from guildhall.kernel.actor import ROLE_WORDS, Actor, Permission, Role, Scope, ScopeKind
from guildhall.kernel.actor import Grant as HeldGrant
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.periods import Period
from guildhall.kernel.words import Words

#: Accounts that a search shows at most.
FOUND: Final = 50


# --- who acts ---------------------------------------------------------------------------------------------------------


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a signed-in request, on today's legal date. The places are kept for the head of the page."""
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("the request is not signed in: pages go through infra.pages.page")
    actor, places = _actor(account.id, account.person_id, SystemClock().today())
    held: Any = request
    held.guildhall_places = {place.id: place.name for place in places.values()}
    return actor


def actor_for(account_id: UUID, person_id: UUID | None, *, on: date) -> Actor:
    """An account's actor with the grants in force on a day and the paths of their places: two queries at most."""
    return _actor(account_id, person_id, on)[0]


def _actor(account_id: UUID, person_id: UUID | None, on: date) -> tuple[Actor, Mapping[UUID, PlaceSummary]]:
    rows = Grant.objects.filter(account_id=account_id, starts_on__lte=on).exclude(ends_on__lte=on).order_by("id")
    held = list(rows)
    places = places_of({row.scope_id for row in held if row.scope_kind == ScopeKind.PLACE.value})
    paths = {place_id: place.path for place_id, place in places.items()}
    grants = tuple(
        HeldGrant(
            Role(row.role),
            Scope(ScopeKind(row.scope_kind), row.scope_id, paths.get(row.scope_id, "")),
            Period(row.starts_on, row.ends_on),
        )
        for row in held
    )
    return Actor(account_id, grants, on, person_id), places


def accounts_at(
    permission: Permission, path: str, *, on: date, roles: Collection[Role] | None = None
) -> tuple[UUID, ...]:
    """The accounts that have a function at a place on a day, by a grant there or at a wider one: two queries.

    `roles`: only by one of these.
    """
    wider = places_at(lineage(path))
    allowed = permission.roles if roles is None else permission.roles & frozenset(roles)
    return _holding(allowed, [place.id for place in wider.values()], on)


def accounts_in(roles: Collection[Role], place_id: UUID, *, on: date) -> tuple[UUID, ...]:
    """The accounts that hold one of those roles at the place itself on a day: one query."""
    return _holding(roles, [place_id], on)


def _holding(roles: Collection[Role], place_ids: Collection[UUID], on: date) -> tuple[UUID, ...]:
    held = Grant.objects.filter(starts_on__lte=on, account__is_active=True).exclude(ends_on__lte=on)
    held = held.filter(
        role__in=[role.value for role in roles], scope_kind=ScopeKind.PLACE.value, scope_id__in=place_ids
    )
    return tuple(held.order_by("account").values_list("account", flat=True).distinct())


def actor_of_token(secret: str, *, on: date) -> Actor | None:
    """The actor that a token stands for, held to the token's permissions; None where the token does not hold."""
    token = (
        ApiToken.objects.select_related("account")
        .filter(digest=digest_of(secret), revoked_at=None, expires_on__gt=on, account__is_active=True)
        .first()
    )
    if token is None:
        return None
    actor = actor_for(token.account_id, token.account.person_id, on=on)
    return replace(actor, only=frozenset(token.permissions))


# --- how they are called ----------------------------------------------------------------------------------------------


def describe_actor(request: HttpRequest, actor: Actor) -> Words | None:
    """Place and role for the head of a page: 海曙区 · 经办. The widest place leads; how many more there are is said."""
    held: Any = request
    names: Mapping[UUID, str] = getattr(held, "guildhall_places", {})
    order = list(Role)
    grants = sorted(actor.grants, key=lambda g: (len(g.scope.path), g.scope.path, order.index(g.role), str(g.scope.id)))
    if not grants:
        return None
    first, more = grants[0], len(grants) - 1
    role, place = ROLE_WORDS[first.role], names.get(first.scope.id, "")
    before = f"{place} · " if place else ""
    return Words(
        f"{before}{role.zh}{f' 等 {len(grants)} 个岗位' if more else ''}",
        f"{before}{role.en}{f' and {more} more' if more else ''}",
    )


def account_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Display names by id, of those that exist: one query."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "display_name")) if ids else {}


# --- those that one manages -------------------------------------------------------------------------------------------


def accounts_visible_to(actor: Actor, *, active: bool | None = None, role: Role | None = None) -> QuerySet[Account]:
    """The accounts that an administrator sees, by sign-in name: a query to be narrowed.

    `active`: only those that may sign in, or that may not; `role`: only those that hold it today, anywhere.
    """
    actor.require(MANAGE)
    rows = Account.objects.filter(reached(actor))
    if active is not None:
        rows = rows.filter(is_active=active)
    if role is not None:
        holding = Grant.objects.filter(role=role.value, starts_on__lte=actor.on).exclude(ends_on__lte=actor.on)
        rows = rows.filter(pk__in=holding.values("account"))
    return rows.order_by("username", "id")


def search(actor: Actor, text: str) -> tuple[AccountSummary, ...]:
    """Accounts in reach whose sign-in or display name holds a text; at most `FOUND`."""
    rows = accounts_visible_to(actor).filter(
        Q(username__icontains=text.strip()) | Q(display_name__icontains=text.strip())
    )
    return summaries(actor, rows[:FOUND]) if text.strip() else ()


def summaries(actor: Actor, accounts: Iterable[Account]) -> tuple[AccountSummary, ...]:
    """Accounts with their grants that hold or are to come: four queries for any number of them."""
    rows = list(accounts)
    grants = _grants(actor, [row.id for row in rows])
    return tuple(
        AccountSummary(
            row.id, row.username, row.display_name, row.is_active,
            tuple(grant for grant in grants.get(row.id, ()) if not grant.is_over(actor.on)),
        )
        for row in rows
    )  # fmt: skip


def accounts_of_person(actor: Actor, person_id: UUID) -> tuple[AccountSummary, ...]:
    """The accounts in reach of somebody, by any record that counts as them; Forbidden without the function."""
    rows = accounts_visible_to(actor).filter(person_id__in=list(people.group_heads([person_id])))
    return summaries(actor, rows)


def detail(actor: Actor, account: Account) -> AccountDetail:
    """An account that `access.account_for` gave, with every grant."""
    grants = tuple(_grants(actor, [account.id]).get(account.id, ()))
    return AccountDetail(
        AccountSummary(
            account.id, account.username, account.display_name, account.is_active,
            tuple(grant for grant in grants if not grant.is_over(actor.on)),
        ),
        grants, account.created_at, account.last_login, account.must_use_code, is_mfa_enabled(account),
        holds_nothing_beyond(actor, account.id), account.id == actor.account_id, _person_of(actor, account),
    )  # fmt: skip


def _person_of(actor: Actor, account: Account) -> UUID | None:
    if account.person_id is None or not actor.has(READ_PEOPLE):
        return None
    head = people.canonical_of([account.person_id]).get(account.person_id)
    return head if head and people.people_visible_to(actor).filter(pk=head).exists() else None


def _grants(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, list[GrantSummary]]:
    """Grants by account, newest first: three queries."""
    rows = list(Grant.objects.filter(account__in=ids).order_by("-starts_on", "-id"))
    places = places_of({row.scope_id for row in rows if row.scope_kind == ScopeKind.PLACE.value})
    givers = account_names({row.given_by_id for row in rows if row.given_by_id is not None})
    scopes = actor.scopes(MANAGE)
    found: dict[UUID, list[GrantSummary]] = {}
    for row in rows:
        place = places.get(row.scope_id)
        found.setdefault(row.account_id, []).append(
            GrantSummary(
                row.id, Role(row.role), ScopeKind(row.scope_kind), row.scope_id, place.name if place else "",
                row.starts_on, row.ends_on, givers.get(row.given_by_id, "") if row.given_by_id else "",
                lies_in(place.path if place else "", scopes),
            )
        )  # fmt: skip
    return found
