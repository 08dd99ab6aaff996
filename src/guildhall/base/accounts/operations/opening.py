"""Opening accounts and giving new passwords."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from guildhall.base.accounts.access import whole_account_for
from guildhall.base.accounts.contracts import Opened
from guildhall.base.accounts.events import GrantGiven
from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import root
from guildhall.infra.bus import publish
from guildhall.infra.crypto import readable_secret
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, MessageKind

KIND: Final = "accounts.account"
NAME_TAKEN: Final = MessageKind(
    "accounts.name_taken", "登录名“{name}”已有人用。", "The sign-in name “{name}” is taken."
)
NAME_MISSING: Final = MessageKind("accounts.name_missing", "请填写。", "Please fill this in.")
WEAK_PASSWORD: Final = MessageKind(
    "accounts.weak_password",
    "密码太弱：至少 10 个字，不要用常见密码，也不要与登录名相近。",
    "The password is too weak: at least 10 characters, not a common one, not like the sign-in name.",
)


@operation
def make_account(
    actor: Actor | None,
    *,
    username: str,
    display_name: str,
    password: str,
    must_use_code: bool = True,
    must_change_password: bool = False,
    at: datetime,
) -> UUID:
    """Make an account without any grant and return its id. `actor` None: the command line or the demonstration.

    Raises Forbidden; Invalid at `username`, `display_name`, `password`.
    """
    if actor is not None:
        actor.require(MANAGE)
    name, shown = username.strip(), display_name.strip()
    account = Account(
        username=name,
        display_name=shown,
        must_use_code=must_use_code,
        must_change_password=must_change_password,
        made_by_id=actor.account_id if actor else None,
        created_at=at,
    )
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
    record(actor, MANAGE.code, Thing(KIND, account.id), at=at, fields=["username", "display_name"])
    return account.id


@operation
def open_account(actor: Actor, *, username: str, display_name: str, at: datetime) -> Opened:
    """Open an account for somebody else, with a password that is shown this once and changed at the first sign-in.

    Raises Forbidden; Invalid at `username`, `display_name`.
    """
    password = readable_secret()
    made = make_account(
        actor, username=username, display_name=display_name, password=password, must_change_password=True, at=at
    )
    return Opened(made, username.strip(), password)


@operation
def open_administrator(*, username: str, display_name: str, at: datetime) -> Opened:
    """Open an account that administers the whole installation, for the command line of its machine.

    Raises Invalid at `username`, `display_name`; Absent before places are loaded.
    """
    password = readable_secret()
    made = make_account(
        None, username=username, display_name=display_name, password=password, must_change_password=True, at=at
    )
    grant = Grant.objects.create(
        account_id=made,
        role=Role.ADMINISTRATOR.value,
        scope_kind=ScopeKind.PLACE.value,
        scope_id=root().id,
        starts_on=at.astimezone(CHINA).date(),
    )
    record(None, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["role", "scope", "period"])
    publish(GrantGiven(grant.id, made, grant.starts_on))
    return Opened(made, username.strip(), password)


@operation
def renew_password(actor: Actor, account_id: UUID, *, drop_code: bool, at: datetime) -> Opened:
    """Give an account a new password, shown this once and changed at the next sign-in; every session of it ends.

    `drop_code`: take its authenticator and recovery codes away, too, where the phone is lost. Raises Forbidden, Absent;
    Refused where the account may do more than the actor could give it.
    """
    account = whole_account_for(actor, account_id)
    password = readable_secret()
    account.set_password(password)  # and with it, Django ends the sessions
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    if drop_code:
        Authenticator.objects.filter(user=account).delete()
    fields = ["password", "code"] if drop_code else ["password"]
    record(actor, MANAGE.code, Thing(KIND, account.id), at=at, fields=fields)
    return Opened(account.id, account.username, password)
