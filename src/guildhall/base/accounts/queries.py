"""Reading accounts: the actor of a request."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.places.queries import paths_of
from guildhall.kernel.actor import Actor, Role, Scope, ScopeKind
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
