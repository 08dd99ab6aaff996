"""Making accounts, issuing and revoking tokens."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from guildhall.base.accounts.events import GrantEnded, GrantGiven
from guildhall.base.accounts.models import Account, ApiToken, Grant
from guildhall.base.accounts.rules.permissions import MANAGE, OWN_TOKENS
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import paths_of
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.errors import Absent, Invalid, Message, MessageKind

#: The longest life of a token, in days. A project default.
TOKEN_DAYS: Final = 366
_PREFIX: Final = "gh_"

NAME_TAKEN: Final = MessageKind(
    "accounts.name_taken", "登录名“{name}”已有人用。", "The sign-in name “{name}” is taken."
)
NAME_MISSING: Final = MessageKind("accounts.name_missing", "请填写。", "Please fill this in.")
WEAK_PASSWORD: Final = MessageKind(
    "accounts.weak_password",
    "密码太弱：至少 10 个字，不要用常见密码，也不要与登录名相近。",
    "The password is too weak: at least 10 characters, not a common one, not like the sign-in name.",
)
TOKEN_LIFE: Final = MessageKind(
    "accounts.token_life",
    "令牌的有效期要在今天之后、{days} 天以内。",
    "A token must end after today and within {days} days.",
)
NO_TOKEN: Final = MessageKind("accounts.no_token", "没有这个令牌。", "There is no such token.")
NO_GRANT: Final = MessageKind(
    "accounts.no_grant", "没有这个账号、地方或岗位。", "There is no such account, place or grant."
)
GRANT_PERIOD: Final = MessageKind(
    "accounts.grant_period", "结束日期要在开始日期之后。", "The end must come after the start."
)
GRANT_TWICE: Final = MessageKind(
    "accounts.grant_twice",
    "这个岗位从这一天起已经授予。",
    "This role is already given from that day.",
)


@operation
def make_account(
    actor: Actor | None, *, username: str, display_name: str, password: str, must_use_code: bool = True, at: datetime
) -> UUID:
    """Make an account without any grant and return its id. `actor` None: the command line or the demonstration.

    Raises Invalid at `username`, `display_name`, `password`.
    """
    name, shown = username.strip(), display_name.strip()
    account = Account(username=name, display_name=shown, must_use_code=must_use_code, created_at=at)
    wrong: dict[str, list[Message]] = {
        field: [NAME_MISSING()] for field, value in (("username", name), ("display_name", shown)) if not value
    }
    if name and Account.objects.filter(username__iexact=name).exists():
        wrong["username"] = [NAME_TAKEN(name=name)]
    try:
        validate_password(password, account)
    except ValidationError:
        wrong["password"] = [WEAK_PASSWORD()]
    if wrong:
        raise Invalid(wrong)
    account.set_password(password)
    account.save(force_insert=True)
    record(actor, "accounts.manage", Thing("accounts.account", account.id), at=at, fields=["username", "display_name"])
    return account.id


@operation
def give_grant(
    actor: Actor, account_id: UUID, *, role: Role, place_id: UUID, starts_on: date, ends_on: date | None, at: datetime
) -> UUID:
    """Give an account a role in a place within the actor's own and return the grant's id.

    Raises Forbidden; Absent where the place is out of the actor's reach; Invalid at `ends_on`, `starts_on`.
    """
    actor.require(MANAGE)
    if not _reaches(actor, place_id) or locked(Account.objects.filter(id=account_id)).first() is None:
        raise Absent(NO_GRANT())
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid({"ends_on": [GRANT_PERIOD()]})
    same = {"account_id": account_id, "role": role.value, "scope_kind": ScopeKind.PLACE.value, "scope_id": place_id}
    if Grant.objects.filter(**same, starts_on=starts_on).exists():
        raise Invalid({"starts_on": [GRANT_TWICE()]})
    grant = Grant.objects.create(**same, starts_on=starts_on, ends_on=ends_on, given_by_id=actor.account_id)
    record(actor, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["role", "scope", "period"])
    publish(GrantGiven(grant.id, account_id, starts_on))
    return grant.id


@operation
def end_grant(actor: Actor, grant_id: UUID, *, on: date, at: datetime) -> None:
    """End a grant; `on` is the first day that it no longer holds. Raises Forbidden, Absent, Invalid at `ends_on`."""
    actor.require(MANAGE)
    grant = locked(Grant.objects.filter(id=grant_id, scope_kind=ScopeKind.PLACE.value)).first()
    if grant is None or not _reaches(actor, grant.scope_id):
        raise Absent(NO_GRANT())
    if on <= grant.starts_on or (grant.ends_on is not None and on > grant.ends_on):
        raise Invalid({"ends_on": [GRANT_PERIOD()]})
    if grant.ends_on == on:
        return
    grant.ends_on = on
    grant.save(update_fields=["ends_on"])
    record(actor, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["ends_on"])
    publish(GrantEnded(grant.id, grant.account_id, on))


def _reaches(actor: Actor, place_id: UUID) -> bool:
    path = paths_of([place_id]).get(place_id)
    return path is not None and any(scope.path and path.startswith(scope.path) for scope in actor.scopes(MANAGE))


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
