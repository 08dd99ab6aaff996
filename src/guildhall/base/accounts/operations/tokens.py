"""A program's way in: tokens for one's own account."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from guildhall.base.accounts.models import ApiToken
from guildhall.base.accounts.operations.opening import NAME_MISSING
from guildhall.base.accounts.rules.permissions import OWN_TOKENS
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Invalid, Message, MessageKind

#: The longest life of a token, in days. A project default.
TOKEN_DAYS: Final = 366
_PREFIX: Final = "gh_"

TOKEN_LIFE: Final = MessageKind(
    "accounts.token_life",
    "令牌的有效期要在今天之后、{days} 天以内。",
    "A token must end after today and within {days} days.",
)
NO_TOKEN: Final = MessageKind("accounts.no_token", "没有这个令牌。", "There is no such token.")


@operation
def issue_token(
    actor: Actor, *, name: str, permissions: Collection[str], expires_on: date, at: datetime
) -> tuple[UUID, str]:
    """Issue a token for the actor's own account; returns its id and the secret, which is shown this once.

    `permissions`: codes that it may use, where the account's grants give them, too. Raises Invalid at `name`,
    `expires_on`.
    """
    actor.require(OWN_TOKENS)
    wrong: dict[str, list[Message]] = {}
    if not name.strip():
        wrong["name"] = [NAME_MISSING()]
    if not actor.on < expires_on <= actor.on + timedelta(days=TOKEN_DAYS):
        wrong["expires_on"] = [TOKEN_LIFE(days=TOKEN_DAYS)]
    if wrong:
        raise Invalid(wrong)
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account_id=actor.account_id,
        name=name.strip(),
        digest=digest_of(secret),
        permissions=sorted(permissions),
        created_at=at,
        expires_on=expires_on,
    )
    record(actor, OWN_TOKENS.code, Thing("accounts.token", token.id), at=at, fields=["permissions", "expires_on"])
    return token.id, secret


@operation
def revoke_token(actor: Actor, token_id: UUID, *, at: datetime) -> None:
    """End a token of the actor's own at once; revoking twice changes nothing. Raises Absent."""
    token = locked(ApiToken.objects.filter(id=token_id, account_id=actor.account_id)).first()
    if token is None:
        raise Absent(NO_TOKEN())
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(actor, OWN_TOKENS.code, Thing("accounts.token", token.id), at=at, fields=["revoked_at"])


def digest_of(secret: str) -> bytes:
    """What is kept of a token's secret. The secret has 256 random bits: no slow hash is needed."""
    return sha256(secret.encode()).digest()
