"""Pages of accounts: what administrators see and send, and how an account is described in the head."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import describe_actor
from guildhall.infra.names import account_names
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from tests.base.accounts.test_managing import account
from tests.base.actors import actor as actor_of
from tests.base.actors import at_places, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
COUNTY, STREET, OTHER = "330203", "330203001", "330100"


def html(answer: Any) -> str:
    return str(answer.content, "utf-8").split("<main", 1)[-1]


@pytest.fixture
def admin() -> Client:
    made = account("admin", COUNTY, role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(Account.objects.get(id=made))
    return client


def give(client: Client, one: UUID, **sent: str) -> Any:
    today = SystemClock().today().isoformat()
    return client.post(f"/accounts/{one}/grants", {"role": "visitor", "place": "南门街道", "starts_on": today, **sent})


# --- the list ---------------------------------------------------------------------------------------------------------


def test_a_long_list_is_cut_into_pages_and_keeps_its_filters(admin: Client) -> None:
    for n in range(4):
        account(f"n{n}", COUNTY)
    first = html(admin.get("/accounts/?role=officer"))
    assert re.findall(r"<td[^>]*>(n\d)</td>", first) == ["n0", "n1", "n2"]
    assert 'href="/accounts/?role=officer&amp;page=2" rel="next"' in first
    second = html(admin.get("/accounts/?role=officer&page=2"))
    assert re.findall(r"<td[^>]*>(n\d)</td>", second) == ["n3"]
    assert 'rel="next"' not in second
    for odd in ("x", "0", "-1", "٣", "9" * 30):
        assert admin.get("/accounts/", {"page": odd}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_the_list_costs_the_same_however_many(admin: Client, count: int) -> None:
    for n in range(count):
        account(f"n{n}", COUNTY)
    admin.get("/accounts/?role=officer")
    with CaptureQueriesContext(connection) as captured:
        admin.get("/accounts/?role=officer")
    selects = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    # Session, account, grants and places of who asks; rows, count, grants and places of what is shown.
    assert len([sql for sql in selects if "usersessions" not in sql]) == 8


def test_an_account_is_found_by_a_form_and_not_by_an_address(admin: Client) -> None:
    one = account("one", COUNTY)
    assert str(one) in html(admin.post("/accounts/", {"text": "ONE"}))
    assert "没有这样的账号" in html(admin.post("/accounts/", {"text": "nobody"}))
    assert admin.post("/accounts/", {"text": ""}).status_code == 422


# --- one account ------------------------------------------------------------------------------------------------------


def test_an_account_is_opened_and_its_password_shown_once(admin: Client) -> None:
    answer = admin.post("/accounts/new", {"display_name": "某人", "username": "some-one"})
    shown = re.findall(r'<code class="secret">([^<]+)</code>', html(answer))
    made = Account.objects.get(username="some-one")
    assert shown[0] == "some-one"
    assert made.check_password(shown[1])
    assert "no-store" in answer["Cache-Control"]
    assert shown[1] not in html(admin.get(f"/accounts/{made.id}"))
    answer = admin.post("/accounts/new", {"display_name": "某人", "username": "some-one"})
    assert (answer.status_code, "已有人用" in html(answer)) == (422, True)


def test_roles_are_given_by_the_name_of_a_place(admin: Client) -> None:
    one = account("one", COUNTY)
    assert give(admin, one, place="海曙区南门街道").status_code == 302
    assert Grant.objects.filter(account=one, scope_id=place(STREET), role="visitor").exists()
    page = html(admin.get(f"/accounts/{one}"))
    assert "南门街道 · 走访员" in page
    assert "岗位已授予" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"place": "杭州市"}, "您的范围内没有叫“杭州市”的地方"),
        ({"place": "门街道"}, "您的范围内没有叫“门街道”的地方"),
        ({"role": "member"}, 'aria-invalid="true"'),
        ({"role": ""}, 'aria-invalid="true"'),
        ({"ends_on": "2020-01-01"}, "结束日期要在开始日期之后"),
    ],
)
def test_what_does_not_do_is_told_and_nothing_given(admin: Client, sent: dict[str, str], said: str) -> None:
    one = account("one", COUNTY)
    answer = give(admin, one, **sent)
    assert (answer.status_code, said in html(answer)) == (422, True)
    assert Grant.objects.filter(account=one).count() == 1


def test_a_role_is_ended_today_where_no_day_is_named(admin: Client) -> None:
    one = account("one", COUNTY)
    grant = Grant.objects.get(account=one)
    assert admin.post(f"/accounts/{one}/grants/{grant.id}/end").status_code == 302
    assert Grant.objects.get(account=one).ends_on == SystemClock().today()
    assert "已结束" in html(admin.get(f"/accounts/{one}"))


def test_put_aside_restored_and_given_a_new_password(admin: Client) -> None:
    one = account("one", COUNTY)
    for act, active in (("aside", False), ("restore", True)):
        assert admin.post(f"/accounts/{one}/{act}")["Location"] == f"/accounts/{one}"
        assert Account.objects.get(id=one).is_active is active
    shown = re.findall(r'<code class="secret">([^<]+)</code>', html(admin.post(f"/accounts/{one}/password")))
    assert Account.objects.get(id=one).check_password(shown[1])


def test_what_one_may_not_do_is_not_offered(admin: Client) -> None:
    both = account("both", COUNTY, OTHER)
    page = html(admin.get(f"/accounts/{both}"))
    assert f"/accounts/{both}/aside" not in page
    assert "要由上一级管理员来办" in page
    assert len(re.findall(rf"/accounts/{both}/grants/[^/]+/end", page)) == 1
    own = Account.objects.get(username="admin").id
    assert f"/accounts/{own}/aside" not in html(admin.get(f"/accounts/{own}"))


# --- names ------------------------------------------------------------------------------------------------------------


def _described(actor: Actor, **names: str) -> Words | None:
    request = HttpRequest()
    request.guildhall_places = {place(code.lstrip("p")): name for code, name in names.items()}  # type: ignore[attr-defined]  # as actor_of_request keeps them
    return describe_actor(request, actor)


def test_an_actor_is_described_by_the_widest_place() -> None:
    names = {"p330203": "海曙区", "p330203001": "南门街道"}
    assert _described(at_places(Role.OFFICER, COUNTY), **names) == Words("海曙区 · 经办", "海曙区 · officer")
    assert _described(at_places(Role.VISITOR, STREET, COUNTY), **names) == Words(
        "海曙区 · 走访员 等 2 个岗位", "海曙区 · visitor and 1 more"
    )
    assert _described(actor_of(Role.MEMBER)) == Words("会员", "member")
    assert _described(Actor(place(COUNTY), (), SystemClock().today())) is None


def test_the_head_costs_no_query_of_its_own(admin: Client) -> None:
    admin.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert "海曙区 · 管理员" in str(admin.get("/").content, "utf-8")
    selects = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    # Session, account, grants, places.
    assert len([sql for sql in selects if "usersessions" not in sql]) == 4


def test_accounts_are_named_in_one_query() -> None:
    one, two = account("one"), account("two")
    with CaptureQueriesContext(connection) as captured:
        assert account_names({one, two}) == {one: "one", two: "two"}
        assert account_names(set()) == {}
    assert len(captured) == 1
