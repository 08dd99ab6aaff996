"""The permission matrix: every address × every role. A new address without a row fails here."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from tests.matrix.cases import CASES
from tests.matrix.routes import Route, routes

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
OK, LOGIN, FORBIDDEN, ABSENT, METHOD = 200, 302, 403, 404, 405

#: Names of the sign-in library's addresses, tried in tests/base/accounts; the same for every role.
LIBRARY = ("account_", "mfa_", "usersessions_")
#: Address → what GET answers a stranger, an account without any grant, and by role where it differs from that.
MATRIX: dict[str, tuple[int, int, dict[Role, int]]] = {
    "": (LOGIN, OK, {}),
    "gallery": (OK, OK, {}),  # not there in production: tests/portal
    "audit/": (LOGIN, FORBIDDEN, {Role.AUDITOR: OK}),
    "account/looks": (LOGIN, OK, {}),
    "account/appearance": (METHOD, METHOD, {}),
    "accounts/": (LOGIN, FORBIDDEN, {Role.ADMINISTRATOR: OK}),
    "accounts/new": (LOGIN, FORBIDDEN, {Role.ADMINISTRATOR: OK}),
    "people/": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.REVIEWER: OK}),
}


def test_every_address_has_its_row() -> None:
    found = {route.pattern for route in routes() if not _is_the_librarys(route)}
    assert found == set(MATRIX) | {case.pattern for case in CASES}


def _is_the_librarys(route: Route) -> bool:
    """Its pages, and its doors that stay shut."""
    return route.name.startswith(LIBRARY) or route.pattern.startswith("account/^(?:signup|")


def _client(role: Role | None) -> Client:
    made = make_account(
        None,
        username=f"{role or 'none'}",
        display_name="试",
        password="a long enough phrase",
        must_use_code=False,
        at=AT,
    )
    if role is not None:
        Grant.objects.create(
            account_id=made, role=role, scope_kind=ScopeKind.PLACE, scope_id=new_id(), starts_on=date(2023, 1, 1)
        )
    client = Client()
    client.force_login(Account.objects.get(id=made), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("address", sorted(MATRIX))
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_an_address_answers_each_role_as_its_row_says(address: str, role: Role | None) -> None:
    _, without, by_role = MATRIX[address]
    expected = by_role.get(role, without) if role else without
    assert _client(role).get(f"/{address}").status_code == expected


@pytest.mark.parametrize("address", sorted(MATRIX))
def test_an_address_answers_a_stranger_as_its_row_says(address: str) -> None:
    assert Client().get(f"/{address}").status_code == MATRIX[address][0]
