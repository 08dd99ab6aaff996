"""The first page: what waits for whoever is in, and what they can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.infra import shell
from guildhall.infra.ids import new_id
from guildhall.infra.shell import Section, Waiting, add_section, add_waiting
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words
from tests.base.actors import AT

pytestmark = pytest.mark.django_db
OFFICERS = Permission("x.read", frozenset({Role.OFFICER}))


@pytest.fixture(autouse=True)
def _frame() -> Iterator[None]:
    sections, waiting = dict(shell._sections), dict(shell._waiting)
    shell._sections.clear()
    shell._waiting.clear()
    yield
    shell._sections.clear()
    shell._waiting.clear()
    shell._sections.update(sections)
    shell._waiting.update(waiting)


def home(role: Role | None, *, is_person: bool = False) -> str:
    account = Account.objects.create(
        username=str(role), display_name="某人", must_use_code=False, created_at=AT,
        person_id=new_id() if is_person else None,
    )  # fmt: skip
    if role is not None:
        Grant.objects.create(
            account=account, role=role, scope_kind=ScopeKind.SELF, scope_id=new_id(), starts_on=AT.date()
        )
    client = Client()
    client.force_login(account)
    answer: Any = client.get("/")
    return str(answer.content, "utf-8").split("<main", 1)[-1].split("</main", 1)[0]


def test_what_waits_is_told_to_those_who_may_and_counted_for_nobody_else() -> None:
    counted: list[Actor] = []

    def count(actor: Actor) -> CappedCount:
        counted.append(actor)
        return CappedCount(10_000, more=True)

    add_waiting(Waiting(Words("待核对", "to be decided"), "portal:gallery", 2, count, OFFICERS))
    add_waiting(Waiting(Words("待走访", "to be visited"), "portal:home", 1, lambda actor: CappedCount(0)))
    page = home(Role.OFFICER)
    told = re.findall(r'<li class="([^"]+)"><a href="([^"]+)">([^<]+)</a> <span class="figure"><b>([^<]+)</b>', page)
    assert told == [("waits muted", "/", "待走访", "0"), ("waits", "/gallery", "待核对", "10,000+")]
    assert "待核对" not in home(Role.LEADER)
    assert len(counted) == 1


def test_sections_stand_as_cards_with_what_one_does_there() -> None:
    add_section(
        Section(Words("名册", "Roster"), "portal:gallery", 2, OFFICERS, about=Words("导入和核对", "Import, decide"))
    )
    add_section(Section(Words("帮助", "Help"), "portal:home", 1))
    cards = re.findall(r'<h3><a href="([^"]+)">([^<]+)</a></h3>(?:<p class="note">([^<]+)</p>)?', home(Role.OFFICER))
    assert cards == [("/", "帮助", ""), ("/gallery", "名册", "导入和核对")]
    assert "名册" not in home(Role.LEADER)


def test_whoever_is_a_person_here_is_led_to_who_looked() -> None:
    assert 'href="/account/looks"' in home(Role.MEMBER, is_person=True)
    page = home(Role.LEADER)
    assert 'href="/account/looks"' not in page
    assert "您还没有可办的事项" in page
