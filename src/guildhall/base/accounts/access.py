"""The only door to an account for those who manage accounts."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.accounts.rules.reach import Held, is_whole
from guildhall.base.places.queries import paths_of, place_ids_within
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor, ScopeKind
from guildhall.kernel.errors import Absent, MessageKind, Refused

NO_ACCOUNT: Final = MessageKind(
    "accounts.no_account", "没有这个账号，或不在您的范围内。", "There is no such account in your area."
)
WIDER: Final = MessageKind(
    "accounts.wider",
    "这个账号在您的范围之外还有岗位，要由上一级管理员来办。您可以结束它在您范围内的岗位。",
    "The account has roles outside your area as well: the administrator above does this. "
    "You may end its roles in your own area.",
)


def reached(actor: Actor) -> Q:
    """Accounts with a grant in one of the actor's places, ended ones included, or made by the actor."""
    paths = [scope.path for scope in actor.scopes(MANAGE) if scope.path]
    inside = Grant.objects.filter(scope_kind=ScopeKind.PLACE.value, scope_id__in=place_ids_within(paths))
    return Q(pk__in=inside.values("account")) | Q(made_by_id=actor.account_id)


def account_for(actor: Actor, account_id: UUID) -> Account:
    """The account, for reading. Forbidden without the function, Absent out of reach."""
    return _found(actor, Account.objects.filter(reached(actor), pk=account_id))


def account_to_grant(actor: Actor, account_id: UUID) -> Account:
    """The account, locked, to be given a role: in reach, or without any role yet. Forbidden, Absent."""
    without = ~Q(Exists(Grant.objects.filter(account=OuterRef("pk"))))
    return _found(actor, locked(Account.objects.filter(reached(actor) | without, pk=account_id)))


def whole_account_for(actor: Actor, account_id: UUID) -> Account:
    """The account, locked, all of whose roles lie in the actor's places. Forbidden, Absent, Refused."""
    account = _found(actor, locked(Account.objects.filter(reached(actor), pk=account_id)))
    if not holds_nothing_beyond(actor, account_id):
        raise Refused(WIDER())
    return account


def holds_nothing_beyond(actor: Actor, account_id: UUID) -> bool:
    """Whether all that an account may do lies in the actor's places: two queries."""
    rows = list(Grant.objects.filter(account=account_id))
    paths = paths_of({row.scope_id for row in rows if row.scope_kind == ScopeKind.PLACE.value})
    held = [Held(ScopeKind(row.scope_kind), paths.get(row.scope_id, ""), row.starts_on, row.ends_on) for row in rows]
    return is_whole(held, actor.scopes(MANAGE), actor.on)


def _found(actor: Actor, rows: QuerySet[Account]) -> Account:
    actor.require(MANAGE)
    account = rows.first()
    if account is None:
        raise Absent(NO_ACCOUNT())
    return account
