"""The frame of pages: chosen appearance without a flash, both languages complete, refusals and account pages ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from guildhall.base.accounts.models import Account
from guildhall.infra import shell
from guildhall.infra.edge import refusal
from guildhall.infra.shell import Section, add_section, describe_actors_with, sections_for
from guildhall.kernel.actor import Actor, Permission, Role
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden, Invalid, MessageKind, Refused
from guildhall.kernel.words import Words
from guildhall.portal import pages
from tests.house.source import PACKAGE

HAN = re.compile(r"[\u4e00-\u9fff]")
PASSWORD = "an ordinary long password"


def html(response: Any) -> str:
    return str(response.content, "utf-8")


@pytest.fixture
def account(db: None) -> Account:
    made = Account(
        username="haishu", display_name="海曙经办", must_use_code=False, created_at=datetime(2023, 2, 25, tzinfo=CHINA)
    )
    made.set_password(PASSWORD)
    made.save()
    return made


# --- appearance --------------------------------------------------------------------------------------------------


def test_choices_are_kept_and_the_next_page_arrives_as_chosen(client: Client) -> None:
    for choice in ({"theme": "dark"}, {"type": "large"}, {"lang": "en"}):
        answer = client.post("/account/appearance", {**choice, "next": "/gallery?read-only=1&lang=zh"})
        assert (answer.status_code, answer["Location"]) == (302, "/gallery?read-only=1")
    assert '<html lang="en" data-theme="dark" data-type="large">' in html(client.get("/gallery"))


def test_what_is_not_understood_is_not_kept(client: Client) -> None:
    client.post("/account/appearance", {"theme": "pink", "type": "9", "lang": "xx"})
    assert dict(client.cookies) == {}
    client.cookies["guildhall_theme"] = 'dark" onload="x'
    assert '<html lang="zh-CN" data-theme="auto" data-type="usual">' in html(client.get("/gallery"))


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "x"])
def test_a_choice_leads_nowhere_else(client: Client, away: str) -> None:
    assert client.post("/account/appearance", {"theme": "dark", "next": away})["Location"] == "/"


# --- gallery -----------------------------------------------------------------------------------------------------


def test_gallery_stands_in_development_and_not_in_production(client: Client) -> None:
    assert client.get("/gallery").status_code == 200
    with override_settings(GUILDHALL_PRODUCTION=True):
        assert client.get("/gallery").status_code == 404


def test_no_page_carries_script_or_style_of_its_own(client: Client) -> None:
    for address in ("/gallery", "/account/login/", "/nowhere"):
        text = html(client.get(address))
        assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", text) == []


def test_english_pages_say_nothing_in_chinese_but_names(client: Client) -> None:
    text = html(client.get("/account/login/?lang=en"))
    said = re.sub(r"<[^>]+>", "", text.split("<main", 1)[1].split("<footer", 1)[0].split('id="toasts"')[0])
    assert HAN.findall(said) == []


def test_templates_say_every_sentence_in_both_languages() -> None:
    lacking = []
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        for zh, en in re.findall(r"""{% t ["'](.*?)["'] ["'](.*?)["']""", path.read_text("utf-8")):
            # One side may be empty where the other language needs a word more; a language is named in itself.
            if (re.search("[A-Za-z]{3}", en) and zh and not HAN.search(zh)) or (HAN.search(en) and en != "中文"):
                lacking.append((path.name, zh, en))
    assert lacking == []


# --- refusals ----------------------------------------------------------------------------------------------------

KIND = MessageKind("test.refused", "已有 {n} 家。", "There are {n} already.", "工会法 第十二条")


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (Refused(KIND(n=3)), 409, "现在不能这样办"),
        (Absent(KIND(n=3)), 404, "这里没有您要找的"),
        (Forbidden(KIND(n=3)), 403, "您的岗位不含这一项"),
        (Invalid({"x": [KIND(n=3)]}), 422, "有内容要改"),
    ],
)
def test_refusals_say_what_where_and_by_which_rule(error: Refused, status: int, heading: str) -> None:
    request = RequestFactory().get("/x")
    answer = refusal(request, error)
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in html(answer)
    assert "已有 3 家。 <cite>工会法 第十二条</cite>" in html(answer)


def test_an_unknown_address_is_our_page_with_a_number_to_ask_by(client: Client) -> None:
    answer = client.get("/nowhere?lang=en")
    assert answer.status_code == 404
    assert "What you look for is not here" in html(answer)
    assert f"<code>{answer['X-Request-ID']}</code>" in html(answer)


def test_a_form_from_a_stale_page_is_told_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "haishu", "password": PASSWORD})
    assert answer.status_code == 403
    assert "这一页放得太久了" in html(answer)


def test_broken_page_needs_neither_session_nor_database() -> None:
    request = RequestFactory().get("/x", {"lang": "en"})
    request.COOKIES["guildhall_theme"] = "dark"
    answer = pages.server_error(request)
    assert answer.status_code == 500
    assert '<html lang="en" data-theme="dark"' in html(answer)
    assert "Something broke on our side" in html(answer)


def enter(client: Client) -> None:
    """Sign in, and confirm it as one must before what matters."""
    client.post("/account/login/", {"login": "haishu", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})


# --- account pages -----------------------------------------------------------------------------------------------


def test_wrong_password_is_told_and_the_name_is_kept(client: Client, account: Account) -> None:
    for language, said in (("zh", "您提供的用户名或密码不正确"), ("en", "username and/or password")):
        client.cookies["guildhall_language"] = language
        answer = client.post("/account/login/", {"login": "haishu", "password": "wrong"})
        assert said in html(answer)
        assert 'value="haishu"' in html(answer)


def test_signing_in_leads_home_and_the_head_names_who_is_in(client: Client, account: Account) -> None:
    answer = client.post("/account/login/", {"login": "haishu", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "<summary>海曙经办</summary>" in html(client.get("/"))


@pytest.mark.parametrize(
    ("address", "zh", "en"),
    [
        ("/account/logout/", "退出登录", "Sign out"),
        ("/account/password/change/", "修改密码", "Change password"),
        ("/account/2fa/", "动态码", "One-time codes"),
        ("/account/sessions/", "登录在哪些设备上", "Where you are signed in"),
        ("/account/inactive/", "账号已停用", "This account is closed"),
        ("/account/reauthenticate/", "请再确认是您", "Confirm that it is you"),
        ("/account/2fa/totp/activate/", "启用手机验证器", "Turn the authenticator on"),
    ],
)
def test_account_pages_speak_both_languages(client: Client, account: Account, address: str, zh: str, en: str) -> None:
    enter(client)
    assert f"<h1>{zh}</h1>" in html(client.get(address))
    assert f"<h1>{en}</h1>" in html(client.get(address, {"lang": "en"}))


def test_who_must_use_a_code_is_told_so_and_can_choose_the_language(client: Client, account: Account) -> None:
    Account.objects.update(must_use_code=True)
    client.post("/account/login/", {"login": "haishu", "password": PASSWORD})
    client.post("/account/appearance", {"lang": "en"})
    answer = client.get("/", follow=True)
    assert "Your account needs one-time codes: set them up to go on." in html(answer)
    assert ">Later<" not in html(answer)


def test_one_time_codes_from_on_to_off(client: Client, account: Account) -> None:
    client.post("/account/login/", {"login": "haishu", "password": PASSWORD})
    page = html(client.get("/account/2fa/totp/activate/"))
    secret = re.findall(r'class="secret">(\w+)<', page)[0]
    wrong = html(client.post("/account/2fa/totp/activate/", {"code": "x"}))
    assert 'aria-invalid="true"' in wrong
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    shown = html(client.get("/account/2fa/recovery-codes/"))
    assert len(re.findall(r"<li><code>\w+</code></li>", shown)) == 10
    assert "换一批备用码" in html(client.get("/account/2fa/recovery-codes/generate/"))
    assert "停用手机验证器" in html(client.get("/account/2fa/totp/deactivate/"))
    client.logout()
    answer = client.post("/account/login/", {"login": "haishu", "password": PASSWORD}, follow=True)
    assert "<h1>输入动态码</h1>" in html(answer)


# --- the frame ---------------------------------------------------------------------------------------------------


@pytest.fixture
def frame() -> Iterator[None]:
    sections, describers = dict(shell._sections), list(shell._describers)
    yield
    shell._sections.clear()
    shell._sections.update(sections)
    shell._describers[:] = describers


def _describe(request: HttpRequest, actor: Actor) -> Words:
    return Words("海曙区 · 经办", "Haishu · officer")


def test_head_shows_the_sections_that_ones_role_includes(frame: None, client: Client, account: Account) -> None:
    shell._sections.clear()
    add_section(Section(Words("构件", "Pieces"), "portal:gallery", order=2))
    add_section(Section(Words("工作台", "Workbench"), "portal:home", order=1))
    closed = Permission("x.read", frozenset({Role.AUDITOR}))
    add_section(Section(Words("审计", "Audit"), "audit:chain", order=0, permission=closed))
    describe_actors_with(_describe)
    client.force_login(account)
    text = html(client.get("/gallery"))
    links = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?>', text.split('class="sections"')[1])[:2]
    assert links == [("/", ""), ("/gallery", ' aria-current="page"')]
    assert '<p class="whereabouts">海曙区 · 经办</p>' in text
    stranger = Actor(UUID(int=1), (), date(2023, 2, 25))
    assert [section.url_name for section in sections_for(stranger)] == ["portal:home", "portal:gallery"]


def test_every_file_that_an_asset_names_is_shipped() -> None:
    for name in ("tokens.css", "page.js", "icon.svg"):
        found = finders.find(f"guildhall/{name}")
        assert isinstance(found, str)
        assert Path(found).is_file()
