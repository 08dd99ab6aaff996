"""Accounts of every role for trying the product: a story in Ningbo, made up, whose passwords are told.

Only where GUILDHALL_DEMO is on, which production refuses (infra.checks).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.operations import admit_person
from guildhall.base.places.queries import places_by_codes
from guildhall.infra.crypto import readable_secret
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.identifiers.resident import check_character

_FILE: Final = "demo-accounts.json"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account as it is told: place by name, the password in clear."""

    username: str
    display_name: str
    role: Role
    place: str
    password: str


#: Sign-in name, display name, role, code of its place; "" for oneself.
STORY: Final = (
    ("province", "省总 周明远", Role.ADMINISTRATOR, "330000"),
    ("zhejiang", "省总 林岚", Role.OFFICER, "330000"),
    ("ningbo", "宁波市总 徐亚男", Role.OFFICER, "330200"),
    ("haishu", "海曙区总 陈海平", Role.OFFICER, "330203"),
    ("yinzhou", "鄞州区总 沈一帆", Role.OFFICER, "330212"),
    ("reviewer", "海曙区总 方知言", Role.REVIEWER, "330203"),
    ("street", "南门街道总 何秋实", Role.OFFICER, "330203001"),
    ("nanmen", "南门街道 王秋月", Role.VISITOR, "330203001"),
    ("gulou", "鼓楼街道 李长风", Role.VISITOR, "330203005"),
    ("leader", "宁波市总 何建国", Role.LEADER, "330200"),
    ("auditor", "省总 审计 郑立", Role.AUDITOR, "330000"),
    ("member", "林小满", Role.MEMBER, ""),
)


def demo_file() -> Path:
    """Where the accounts are told, for `guildhall serve` and whoever forgot; readable by its owner alone."""
    return Path(settings.GUILDHALL_DATA) / _FILE


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts as they were made; none where there is no demonstration."""
    path = demo_file()
    if not settings.GUILDHALL_DEMO or not path.is_file():
        return ()
    return tuple(
        DemoAccount(**{**row, "role": Role(row["role"])}) for row in json.loads(path.read_text(encoding="utf-8"))
    )


@operation
def make_demo_accounts(*, at: datetime) -> tuple[DemoAccount, ...]:
    """Make the accounts that are lacking and return all of them. Called again, it changes nothing.

    No one-time code is asked of them. A password that no longer fits the file is set to what the file says, and a lost
    file is written anew with new passwords: what is told always holds. Places must be loaded.
    """
    told = {account.username: account.password for account in demo_accounts()}
    places = places_by_codes([code for *_, code in STORY if code], on=at.astimezone(CHINA).date())
    names = {code: place.name for code, place in places.items()}
    accounts = tuple(
        DemoAccount(username, shown, role, names.get(code, ""), told.get(username) or readable_secret())
        for username, shown, role, code in STORY
    )
    _write(accounts)  # before the database: passwords written and not used are used the next time
    ids = {code: place.id for code, place in places.items()}
    for account, (*_, role, code) in zip(accounts, STORY, strict=True):
        _make(account, role, ids.get(code), at)
    return accounts


def _make(told: DemoAccount, role: Role, place_id: UUID | None, at: datetime) -> None:
    account = Account.objects.filter(username=told.username).first()
    if account is not None:
        if not account.check_password(told.password):
            account.set_password(told.password)
            account.save(update_fields=["password"])
            record(None, MANAGE.code, Thing("accounts.account", account.id), at=at, fields=["password"])
        return
    made = make_account(
        None,
        username=told.username,
        display_name=told.display_name,
        password=told.password,
        must_use_code=False,
        at=at,
    )
    kind, scope_id = (ScopeKind.PLACE, place_id) if place_id else (ScopeKind.SELF, _person(told, made, at))
    grant = Grant.objects.create(
        account_id=made,
        role=role.value,
        scope_kind=kind.value,
        scope_id=scope_id,
        starts_on=at.astimezone(CHINA).date(),
    )
    record(None, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["role", "scope", "period"])


def _person(told: DemoAccount, account_id: UUID, at: datetime) -> UUID:
    """The person that a member's account belongs to; the number is of a place that does not exist."""
    first = f"339901{date(1992, 5, 21):%Y%m%d}926"
    number = DocumentNumber(IdKind.RESIDENT_ID, first + check_character(first))
    person = admit_person(None, NewPerson(told.display_name, documents=(number,)), at=at)
    Account.objects.filter(pk=account_id).update(person_id=person)
    return person


def _write(accounts: tuple[DemoAccount, ...]) -> None:
    path = demo_file()
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
    beside.replace(path)
