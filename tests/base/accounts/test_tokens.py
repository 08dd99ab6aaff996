"""Accounts made, tokens issued and revoked, actors held to what they were given."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from guildhall.base.accounts.models import Account, ApiToken, Grant
from guildhall.base.accounts.operations import TOKEN_DAYS, issue_token, make_account, revoke_token
from guildhall.base.accounts.queries import actor_for, actor_of_token
from guildhall.base.audit.models import Entry
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden, Invalid

pytestmark = pytest.mark.django_db
ON = date(2023, 2, 25)
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
PASSWORD = "a long enough phrase"
READ = Permission("tests.read", frozenset({Role.LEADER}))
WRITE = Permission("tests.write", frozenset({Role.LEADER}))


def _actor(*, starts: date = ON, ends: date | None = None) -> Actor:
    account = make_account(None, username="leader", display_name="领导", password=PASSWORD, at=AT)
    Grant.objects.create(
        account_id=account,
        role=Role.LEADER,
        scope_kind=ScopeKind.PLACE,
        scope_id=new_id(),
        starts_on=starts,
        ends_on=ends,
    )
    return actor_for(account, None, on=ON)


@pytest.mark.parametrize(
    ("username", "shown", "password", "wrong"),
    [
        ("", "甲", PASSWORD, {"username": ["accounts.name_missing"]}),
        ("Leader", "甲", PASSWORD, {"username": ["accounts.name_taken"]}),
        ("other", " ", "short", {"display_name": ["accounts.name_missing"], "password": ["accounts.weak_password"]}),
    ],
)
def test_an_account_that_will_not_do_is_refused_at_its_fields_and_not_made(
    username: str, shown: str, password: str, wrong: dict[str, list[str]]
) -> None:
    _actor()
    before = (Account.objects.count(), Entry.objects.count())
    with pytest.raises(Invalid) as refused:
        make_account(None, username=username, display_name=shown, password=password, at=AT)
    assert {name: [m.code for m in said] for name, said in refused.value.fields.items()} == wrong
    assert (Account.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (ON, None, True),
        (ON + timedelta(days=1), None, False),
        (ON - timedelta(days=9), ON, False),  # the first day on which it no longer holds
        (ON - timedelta(days=9), ON + timedelta(days=1), True),
    ],
)
def test_grants_hold_from_their_first_day_up_to_their_end(starts: date, ends: date | None, held: bool) -> None:
    assert _actor(starts=starts, ends=ends).has(READ) is held


def test_a_token_may_do_what_it_was_issued_for_and_no_more() -> None:
    actor = _actor()
    _, secret = issue_token(actor, name="报表", permissions=[READ.code], expires_on=ON + timedelta(days=30), at=AT)
    by_token = actor_of_token(secret, on=ON)
    assert by_token is not None
    assert (by_token.has(READ), by_token.has(WRITE), by_token.scopes(WRITE)) == (True, False, ())
    assert by_token.scopes(READ) == actor.scopes(READ)
    with pytest.raises(Forbidden):  # a token issues no tokens unless it may
        issue_token(by_token, name="x", permissions=[], expires_on=ON + timedelta(days=1), at=AT)


def test_a_token_ends_with_its_day_its_revoking_and_its_account() -> None:
    actor = _actor()
    token, secret = issue_token(actor, name="报表", permissions=[], expires_on=ON + timedelta(days=30), at=AT)
    assert actor_of_token(secret, on=ON + timedelta(days=29)) is not None
    assert actor_of_token(secret, on=ON + timedelta(days=30)) is None
    Account.objects.update(is_active=False)
    assert actor_of_token(secret, on=ON) is None
    Account.objects.update(is_active=True)
    revoke_token(actor, token, at=AT)
    revoke_token(actor, token, at=AT)
    assert actor_of_token(secret, on=ON) is None
    assert Entry.objects.filter(action="accounts.own_tokens").count() == 2


def test_the_secret_is_not_kept() -> None:
    _, secret = issue_token(_actor(), name="报表", permissions=[], expires_on=ON + timedelta(days=1), at=AT)
    row = ApiToken.objects.values().get()
    assert secret not in str(row)


@pytest.mark.parametrize("days", [0, -1, TOKEN_DAYS + 1])
def test_a_token_without_a_sensible_end_is_not_issued(days: int) -> None:
    with pytest.raises(Invalid) as refused:
        issue_token(_actor(), name=" ", permissions=[], expires_on=ON + timedelta(days=days), at=AT)
    assert set(refused.value.fields) == {"name", "expires_on"}
    assert ApiToken.objects.count() == 0


def test_nobody_revokes_anothers_token() -> None:
    actor = _actor()
    token, secret = issue_token(actor, name="报表", permissions=[], expires_on=ON + timedelta(days=1), at=AT)
    other = Actor(new_id(), (), ON)
    with pytest.raises(Absent):
        revoke_token(other, token, at=AT)
    assert actor_of_token(secret, on=ON) is not None
