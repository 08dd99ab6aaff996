"""Accounts of the demonstration: one of every role at least, told once and for all, never in production."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.test import Client

from guildhall.base.accounts.demo import STORY, demo_accounts, demo_file, make_demo_accounts
from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import actor_for
from guildhall.base.audit.models import Entry
from guildhall.base.places.models import Place
from guildhall.cli.server import migrate
from guildhall.kernel.actor import Role, ScopeKind
from tests.base.actors import AT, ON, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: LazySettings, tmp_path: Path) -> None:
    settings.GUILDHALL_DEMO = True
    settings.GUILDHALL_DATA = tmp_path


@pytest.mark.usefixtures("places")
def test_there_is_an_account_of_every_role_in_its_place() -> None:
    made = make_demo_accounts(at=AT)
    assert {account.role for account in made} == set(Role)
    held = {
        row.account.username: (row.role, row.scope_kind, row.scope_id)
        for row in Grant.objects.select_related("account").all()
    }
    member = Account.objects.get(username="member")
    wanted = {
        name: (role.value, "place", place(code)) if code else (role.value, ScopeKind.SELF.value, member.person_id)
        for name, _, role, code in STORY
    }
    assert held == wanted
    assert member.person_id is not None
    assert [g.role for g in actor_for(member.id, member.person_id, on=ON).grants] == [Role.MEMBER]


@pytest.mark.usefixtures("places")
def test_what_is_told_signs_in_without_a_code(client: Client) -> None:
    for told in make_demo_accounts(at=AT):
        validate_password(told.password, Account.objects.get(username=told.username))
    told = next(one for one in make_demo_accounts(at=AT) if one.username == "haishu")
    client.post("/account/login/", {"login": told.username, "password": told.password})
    assert "海曙区 · 经办" in client.get("/").content.decode()


@pytest.mark.usefixtures("places")
def test_made_again_nothing_changes() -> None:
    first = make_demo_accounts(at=AT)
    entries, accounts = Entry.objects.count(), list(Account.objects.order_by("id").values())
    assert make_demo_accounts(at=AT + timedelta(days=1)) == first == demo_accounts()
    assert (Entry.objects.count(), list(Account.objects.order_by("id").values())) == (entries, accounts)
    assert demo_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("places")
def test_what_is_told_holds_again_after_a_change_or_a_lost_file() -> None:
    first = make_demo_accounts(at=AT)
    account = Account.objects.get(username="gulou")
    account.set_password("something else entirely")
    account.save()
    assert make_demo_accounts(at=AT) == first
    demo_file().unlink()
    second = make_demo_accounts(at=AT)
    assert {one.password for one in first} & {one.password for one in second} == set()
    for told in second:
        assert Account.objects.get(username=told.username).check_password(told.password)


def test_migrate_loads_places_and_prints_the_accounts_once_made() -> None:
    said = [CliRunner().invoke(migrate) for _ in range(2)]
    assert [one.exit_code for one in said] == [0, 0]
    assert said[0].output == said[1].output
    for told in json.loads(demo_file().read_text("utf-8")):
        line = next(line for line in said[0].output.splitlines() if line.split()[:1] == [told["username"]])
        assert told["password"] in line
        assert told["place"] in line
    assert (Place.objects.count(), Account.objects.count()) == (1504, len(STORY))


def test_without_the_setting_there_are_none(settings: LazySettings) -> None:
    settings.GUILDHALL_DEMO = False
    said = CliRunner().invoke(migrate)
    assert (said.exit_code, said.output, Account.objects.count(), demo_file().exists()) == (0, "", 0, False)
    assert Place.objects.count() == 1504


def test_production_refuses_them(settings: LazySettings) -> None:
    settings.GUILDHALL_PRODUCTION = True
    said = CliRunner().invoke(migrate)
    assert said.exit_code == 4
    assert "Unset GUILDHALL_DEMO" in said.output
    assert (Account.objects.count(), demo_file().exists()) == (0, False)
