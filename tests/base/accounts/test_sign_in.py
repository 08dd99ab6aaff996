"""Signing in by password and one-time code: what is asked, what is limited, what is written down."""

from __future__ import annotations

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from guildhall.base.accounts.models import Account
from guildhall.base.accounts.operations import make_account
from guildhall.base.audit.models import Entry
from guildhall.infra.crypto import ring
from guildhall.kernel.clocks import CHINA

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
PASSWORD = "a long enough phrase"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def account() -> Account:
    made = make_account(None, username="haishu", display_name="海曙区总工会", password=PASSWORD, at=AT)
    return Account.objects.get(id=made)


def _sign_in(client: Client, password: str = PASSWORD, username: str = "haishu") -> object:
    return client.post("/account/login/", {"login": username, "password": password})


def _actions() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("id") if entry.action != "accounts.manage"]


def test_a_page_sends_the_stranger_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/")


def test_without_a_code_nothing_but_setting_one_up_is_reached(client: Client, account: Account) -> None:
    _sign_in(client)
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/totp/activate/")
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.get("/account/looks")["Location"] == "/account/2fa/totp/activate/"


def test_with_a_code_the_password_alone_is_not_enough(client: Client, account: Account) -> None:
    TOTP.activate(account, SECRET)
    answer = _sign_in(client)
    assert answer["Location"] == "/account/2fa/authenticate/"  # type: ignore[index]  # the test client has no types
    assert client.get("/")["Location"] == "/account/login/?next=/"
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/").status_code == 200
    assert _actions() == ["accounts.sign_in"]


def test_the_secret_of_the_code_is_sealed_by_the_ring(account: Account) -> None:
    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    held = [str(row.data) for row in Authenticator.objects.all()]
    assert len(held) == 2
    assert not any(SECRET in data for data in held)
    assert ring().current == 1


def test_an_account_that_needs_no_code_signs_in_by_password(client: Client) -> None:
    make_account(None, username="demo", display_name="演示", password=PASSWORD, must_use_code=False, at=AT)
    _sign_in(client, username="DEMO")  # the name's case does not matter
    assert client.get("/").status_code == 200


def test_an_account_put_aside_does_not_sign_in(client: Client, account: Account) -> None:
    Account.objects.filter(id=account.id).update(is_active=False, must_use_code=False)
    _sign_in(client)
    assert client.get("/")["Location"] == "/account/login/?next=/"


def test_failures_are_written_down_and_lock_the_name_for_a_while(client: Client, account: Account) -> None:
    Account.objects.filter(id=account.id).update(must_use_code=False)
    for _ in range(5):
        _sign_in(client, password="wrong")
    assert _actions() == ["accounts.sign_in_failed"] * 5
    _sign_in(client)  # right, and too late
    assert client.get("/")["Location"] == "/account/login/?next=/"
    assert "accounts.sign_in" not in _actions()


def test_an_unknown_name_and_a_wrong_password_look_the_same(client: Client, account: Account) -> None:
    answers = [
        client.post("/account/login/", {"login": name, "password": "wrong"}).context["form"].errors
        for name in ("haishu", "nobody")
    ]
    assert answers[0] == answers[1]
    assert list(answers[0]) == ["__all__"]


@pytest.mark.parametrize("door", ["signup", "email", "password/reset", "login/code/confirm", "password/set"])
def test_doors_that_stay_shut_look_like_absence(client: Client, door: str) -> None:
    assert client.get(f"/account/{door}/").status_code == 404
