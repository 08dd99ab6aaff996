"""Browsers of made-up accounts: one grant a place, on whatever day the tests run."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.kernel.actor import Role, ScopeKind
from tests.base.actors import AT, place


def account(role: Role, *codes: str, name: str = "试") -> Account:
    """An account that holds a role in places."""
    held = Account.objects.create(
        username=f"{role.value}-{'-'.join(codes)}-{Account.objects.count()}", display_name=name, must_use_code=False,
        created_at=AT, password="!",
    )  # fmt: skip
    for code in codes:
        grant(held.id, role, code)
    return held


def grant(account_id: UUID, role: Role, code: str) -> None:
    """One more grant."""
    Grant.objects.create(
        account_id=account_id, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=date(2023, 1, 1),
    )  # fmt: skip


def client(role: Role, *codes: str) -> Client:
    """A browser signed in as somebody with a role in places."""
    return signed_in(account(role, *codes))


def signed_in(held: Account) -> Client:
    found = Client()
    found.force_login(held, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found
