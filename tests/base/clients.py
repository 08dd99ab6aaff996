"""Browsers of signed-in accounts: one with a grant in each place; places are loaded."""

from __future__ import annotations

from datetime import date

from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.kernel.actor import Role, ScopeKind
from tests.base.actors import AT, place


def signed_in(role: Role | None = None, *codes: str) -> Client:
    """A client of a new account; without a role, of one without any grant."""
    username = "-".join([str(role or "none"), *codes])
    account_id = make_account(
        None, username=username, display_name="试", password="a long enough phrase", must_use_code=False, at=AT
    )
    for code in codes:
        Grant.objects.create(
            account_id=account_id,
            role=str(role),
            scope_kind=ScopeKind.PLACE,
            scope_id=place(code),
            starts_on=date(2023, 1, 1),
        )
    client = Client()
    client.force_login(
        Account.objects.get(id=account_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client
