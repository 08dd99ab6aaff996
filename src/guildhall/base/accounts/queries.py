"""Reading accounts: the actor of a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from guildhall.base.accounts.models import Account, ApiToken, Grant
from guildhall.base.accounts.operations import digest_of
from guildhall.base.places.queries import paths_of, places_at
from guildhall.base.places.rules.paths import lineage
from guildhall.kernel.actor import Actor, Permission, Role, Scope, ScopeKind
from guildhall.kernel.actor import Grant as HeldGrant
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.periods import Period


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a signed-in request, on today's legal date."""
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("the request is not signed in: pages go through infra.pages.page")
    return actor_for(account.id, account.person_id, on=SystemClock().today())


def actor_for(account_id: UUID, person_id: UUID | None, *, on: date) -> Actor:
    """An account's actor with the grants in force on a day and the paths of their places: two queries at most."""
    rows = Grant.objects.filter(account_id=account_id, starts_on__lte=on).exclude(ends_on__lte=on).order_by("id")
    held = list(rows)
    paths = paths_of({row.scope_id for row in held if row.scope_kind == ScopeKind.PLACE.value})
    grants = tuple(
        HeldGrant(
            Role(row.role),
            Scope(ScopeKind(row.scope_kind), row.scope_id, paths.get(row.scope_id, "")),
            Period(row.starts_on, row.ends_on),
        )
        for row in held
    )
    return Actor(account_id, grants, on, person_id)


def accounts_at(permission: Permission, path: str, *, on: date) -> tuple[UUID, ...]:
    """The accounts that have a function at a place on a day, by a grant there or at a wider one: two queries."""
    wider = places_at(lineage(path))
    held = Grant.objects.filter(starts_on__lte=on, account__is_active=True).exclude(ends_on__lte=on)
    held = held.filter(
        role__in=[role.value for role in permission.roles],
        scope_kind=ScopeKind.PLACE.value,
        scope_id__in=[place.id for place in wider.values()],
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


def names_of(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """How accounts are called where it is told who did something: one query, none for nothing."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "display_name")) if ids else {}
