"""The permission matrix: every address × every role. A new address without a row fails here."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from tests.matrix.routes import routes

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
OK, LOGIN, FORBIDDEN, ABSENT, METHOD = 200, 302, 403, 404, 405

#: Addresses of the sign-in library, tried in tests/base/accounts; the same for every role.
LIBRARY = "account/"
#: Address → what GET answers a stranger, an account without any grant, and by role where it differs from that.
MATRIX: dict[str, tuple[int, int, dict[Role, int]]] = {
    "": (LOGIN, OK, {}),
    "gallery": (OK, OK, {}),  # not there in production: tests/portal
    "audit/": (LOGIN, FORBIDDEN, {Role.AUDITOR: OK}),
    # What lies inside and outside one's places: tests/organising/roster/test_run_pages.py, test_run_inputs.py.
    "roster/runs": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}),
    "roster/runs/new": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}),
    **{
        f"roster/runs/<uuid:run_id>{part}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT})
        for part in ("", "/start", "/progress", "/discard", "/accept", "/changes")
    },
    **{f"roster/runs/<uuid:run_id>/{part}": (METHOD, METHOD, {}) for part in ("cancel", "copy", "upload")},
    "roster/runs/<uuid:run_id>/files/<int:file>": (METHOD, METHOD, {}),
    "roster/inputs/<uuid:input_id>": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT}),
    **{f"roster/inputs/<uuid:input_id>/{part}": (METHOD, METHOD, {}) for part in ("register", "titles", "remove")},
}
#: What stands in an address where its pattern has something to fill in: an id that nothing has.
FILLED = {part: str(new_id()) for pattern in MATRIX for part in re.findall("<uuid:[a-z_]+>", pattern)}
FILLED["<int:file>"] = "1"


def _address(pattern: str) -> str:
    for part, filled in FILLED.items():
        pattern = pattern.replace(part, filled)
    return f"/{pattern}"


def test_every_address_has_its_row() -> None:
    found = {route.pattern for route in routes() if not route.pattern.startswith(LIBRARY)}
    assert found == set(MATRIX)


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
    assert _client(role).get(_address(address)).status_code == expected


@pytest.mark.parametrize("address", sorted(MATRIX))
def test_an_address_answers_a_stranger_as_its_row_says(address: str) -> None:
    assert Client().get(_address(address)).status_code == MATRIX[address][0]
