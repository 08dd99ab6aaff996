"""Accounts put aside and taken up again. Nothing is deleted: the audit still names them."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.usersessions.models import UserSession

from guildhall.base.accounts.access import whole_account_for
from guildhall.base.accounts.models import ApiToken
from guildhall.base.accounts.operations.opening import KIND
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import MessageKind, Refused

YOURSELF: Final = MessageKind(
    "accounts.yourself",
    "不能停用自己的账号；请另一位管理员来办。",
    "You cannot put your own account aside. Ask another administrator.",
)


@operation
def put_aside(actor: Actor, account_id: UUID, *, at: datetime) -> None:
    """Let an account sign in no more: its sessions end and its tokens are revoked. Twice changes nothing.

    Raises Forbidden, Absent; Refused for one's own account and where the account has roles outside the actor's places.
    """
    account = whole_account_for(actor, account_id)
    if account.id == actor.account_id:
        raise Refused(YOURSELF())
    if not account.is_active:
        return
    account.is_active = False
    account.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=account):
        session.end()
    ApiToken.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    record(actor, MANAGE.code, Thing(KIND, account.id), at=at, fields=["is_active", "sessions", "tokens"])


@operation
def restore(actor: Actor, account_id: UUID, *, at: datetime) -> None:
    """Let an account that was put aside sign in again, with the roles it still has. Raises as `put_aside`."""
    account = whole_account_for(actor, account_id)
    if account.is_active:
        return
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor, MANAGE.code, Thing(KIND, account.id), at=at, fields=["is_active"])
