"""Signed-in browsers of tests: an account with a role in a shipped place."""

from __future__ import annotations

from datetime import date

from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.kernel.actor import Role, ScopeKind
from tests.base.actors import place
from tests.organising.pair_makers import somebody


def entered(account: Account) -> Client:
    """A browser in which an account is signed in."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def clerk(role: Role, *codes: str, name: str = "海曙甲") -> Account:
    """An account with the role in each place."""
    account = somebody(name)
    for code in codes:
        Grant.objects.create(
            account=account, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
            starts_on=date(2020, 1, 1),
        )  # fmt: skip
    return account
