"""The permission matrix for things: every address of one × every role × inside and outside; lists and searches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from guildhall.base.audit.models import Entry
from guildhall.kernel.actor import Role
from tests.matrix.cases import CASES, Case
from tests.matrix.world import ROLES, World, undone, world

pytestmark = pytest.mark.django_db
LOGIN, FORBIDDEN, ABSENT, METHOD = 302, 403, 404, 405


@pytest.fixture
def two_counties() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_thing_answers_each_role_inside_and_is_absent_outside(case: Case, two_counties: World) -> None:
    seen, expected = {}, {}
    for role in ROLES:
        for inside in (True, False):
            county = two_counties.county(inside)
            with undone():
                client, address = two_counties.clients[role], case.address(county)
                data = case.data(county) if case.data is not None else None
                answer = client.get(address) if data is None else client.post(address, data)
            seen[role, inside] = answer.status_code
            expected[role, inside] = FORBIDDEN if role not in case.roles else case.answer if inside else ABSENT
    assert seen == expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_refused_changes_nothing(case: Case, two_counties: World) -> None:
    before = Entry.objects.count()
    for role in ROLES:
        county = two_counties.county(inside=role not in case.roles)
        address = case.address(county)
        client = two_counties.clients[role]
        client.get(address) if case.data is None else client.post(address, case.data(county))
    assert Entry.objects.count() == before


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_thing_sends_the_stranger_to_sign_in(case: Case, two_counties: World) -> None:
    address = case.address(two_counties.inside)
    answer = Client().get(address) if case.data is None else Client().post(address, case.data(two_counties.inside))
    assert (answer.status_code, answer["Location"]) == (LOGIN, f"/account/login/?next={address}")


@pytest.mark.parametrize("case", [case for case in CASES if case.data is not None and case.answer != 200], ids=str)
def test_an_act_is_not_done_by_following_a_link(case: Case, two_counties: World) -> None:
    for role in ROLES:
        assert two_counties.clients[role].get(case.address(two_counties.inside)).status_code == METHOD


@pytest.mark.parametrize(
    ("address", "asked", "roles", "thing"),
    [
        ("/accounts/", None, {Role.ADMINISTRATOR}, "account"),
        ("/accounts/?role=officer&state=active", None, {Role.ADMINISTRATOR}, "account"),
        ("/accounts/", "aa-", {Role.ADMINISTRATOR}, "account"),
        ("/people/", "甲", {Role.OFFICER, Role.REVIEWER}, "person"),
        ("/applications/", None, {Role.OFFICER, Role.LEADER}, "application"),
        ("/applications/?kind=tests.sample&state=applied", None, {Role.OFFICER, Role.LEADER}, "application"),
    ],
)
def test_lists_and_searches_end_at_the_border(
    address: str, asked: str | None, roles: set[Role], thing: str, two_counties: World
) -> None:
    for role in ROLES:
        client = two_counties.clients[role]
        answer = client.get(address) if asked is None else client.post(address, {"text": asked})
        text = answer.content.decode()
        shown = [str(getattr(two_counties.county(inside), thing)) in text for inside in (True, False)]
        assert (answer.status_code, shown) == ((200, [True, False]) if role in roles else (FORBIDDEN, [False, False]))
