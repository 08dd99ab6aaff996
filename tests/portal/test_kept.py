"""What is kept of pages: nothing of one reader in what another one gets, and the same page as without keeping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.places.rules.shipped import shipped_id
from guildhall.infra import kept as keeping
from guildhall.infra.kept import kept
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Language

AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
#: What two requests for one page never have in common.
_OF_THE_REQUEST = re.compile(r'<code>[0-9a-f-]{36}</code>|"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Nothing is kept from other tests."""
    keeping._parts.cache_clear()
    yield
    keeping._parts.cache_clear()


def somebody(name: str, role: Role, place: str) -> Client:
    account = Account.objects.create(username=name, display_name=f"<{name}>", must_use_code=False, created_at=AT)
    Grant.objects.create(
        account_id=account.id, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=shipped_id(place),
        starts_on=date(2023, 1, 1),
    )  # fmt: skip
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    """A page without what differs from request to request."""
    return _OF_THE_REQUEST.sub("", str(answer.content, "utf-8"))


def test_readers_in_turn_get_what_each_would_get_alone(db: None) -> None:
    readers = {
        "officer": somebody("haishu", Role.OFFICER, "330203"),
        "auditor": somebody("auditor", Role.AUDITOR, "330000"),
        "stranger": Client(),
    }
    looks = list(product(("zh", "en"), ("auto", "dark"), ("usual", "large")))
    asked = [
        (who, address, look)
        for look in looks
        for address in ("/nowhere", "/nowhere?q=1", "/front-page", "/account/login/")
        for who in readers
    ]

    def ask(who: str, address: str, look: tuple[str, str, str]) -> str:
        names = ("guildhall_language", "guildhall_theme", "guildhall_type")
        for name, value in zip(names, look, strict=True):
            readers[who].cookies[name] = value
        return text(readers[who].get(address))

    in_turn = [ask(*one) for one in asked]
    again = [ask(*one) for one in asked]
    alone = []
    for one in asked:
        keeping._parts.cache_clear()
        alone.append(ask(*one))
    assert in_turn == again == alone
    own = {"officer": {"haishu"}, "auditor": {"auditor"}, "stranger": set()}
    for (who, address, _), page in zip(asked, in_turn, strict=True):
        named = {name for name in ("haishu", "auditor") if f"&lt;{name}&gt;" in page}
        assert (address, named) == (address, own[who] if address != "/account/login/" else set())


def test_a_kept_text_knows_its_facts_and_holes_alone(db: None) -> None:
    page = kept("errors/404.html", {"language": Language.EN}, {"here": "/a?b&c", "request_id": "<7>"})
    assert "&lt;7&gt;" in page
    assert 'value="/a?b&amp;c"' in page
    assert "csrf" not in page
    other = kept("errors/404.html", {"language": Language.EN}, {"here": "/d", "request_id": "8"})
    assert other == page.replace("&lt;7&gt;", "8").replace("/a?b&amp;c", "/d")


def test_what_is_put_into_a_hole_is_text_and_never_a_hole() -> None:
    facts = {"language": Language.ZH, "is_signed_in": True}
    page = kept("shell/head.html", facts, {"account": "\0here\0<b>", "here": "/", "csrf_token": "1"})
    assert "<summary>\0here\0&lt;b&gt;</summary>" in page


def test_a_fact_with_a_null_character_is_not_kept() -> None:
    with pytest.raises(ValueError, match="null character"):
        kept("errors/404.html", {"language": Language.ZH, "status": "4\0here"}, {"here": "/", "request_id": ""})


def test_strangers_pages_set_no_cookie_unless_they_hold_a_form(db: None) -> None:
    assert {a: sorted(Client().get(a).cookies) for a in ("/nowhere", "/front-page", "/account/login/")} == {
        "/nowhere": [],
        "/front-page": [],
        "/account/login/": ["csrftoken"],
    }


def test_the_kept_sign_in_page_can_be_sent_in(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/account/login/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert len(token) == 1
    sent = {"login": "nobody", "password": "x"}
    assert client.post("/account/login/", sent).status_code == 403
    assert client.post("/account/login/", {**sent, "csrfmiddlewaretoken": token[0]}).status_code == 200


def test_the_kept_sign_in_page_is_the_librarys(db: None) -> None:
    """Whoever brings a session that is none gets it from the library."""
    kept_page, client = Client().get("/account/login/"), Client()
    client.cookies["sessionid"] = "none"
    assert text(client.get("/account/login/")) == text(kept_page)
    assert kept_page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_where_one_came_from_stands_on_the_sign_in_page(db: None) -> None:
    assert 'name="next" value="/roster/work"' in text(Client().get("/account/login/?next=/roster/work"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_looks_are_chosen_here_and_not_from_other_sites(db: None, headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/appearance", {"theme": "dark"}, headers=headers)
    assert answer.status_code == status
    assert ("guildhall_theme" in answer.cookies) == (status == 302)


@pytest.mark.parametrize("source", ['{% t "甲 & <i>" "a & <i>" %}', "{% t '甲 & <i>' 'a & <i>' as said %}{{ said }}"])
def test_a_sentence_without_facts_is_said_as_one_with_them(source: str) -> None:
    for language, said in ((Language.ZH, "甲 & <i>"), (Language.EN, "a & <i>"), (None, "甲 & <i>")):
        assert Template(source).render(Context({"language": language})) == said


def test_a_sentence_of_values_is_worked_out_for_each() -> None:
    page = Template("{% t zh en %}{% t '{n}' '{n}' n=zh %}")
    assert page.render(Context({"zh": "<", "en": ">", "language": "zh"})) == "&lt;&lt;"
    assert page.render(Context({"zh": "<", "en": ">", "language": "en"})) == "&gt;&lt;"


def test_words_of_an_act_are_read_by_whom_they_were_said_to(db: None) -> None:
    client = somebody("haishu", Role.OFFICER, "330203")
    client.post("/account/logout/")
    first, second = text(client.get("/nowhere")), text(Client().get("/nowhere"))
    assert ('class="notice ' in first, 'class="notice ' in second) == (True, False)
