"""Pages of accounts and people in a real browser: nothing sticks out, axe finds nothing, numbers appear in place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]
WIDTHS = (360, 1440)
LOOKS = (("light", "usual", "zh"), ("dark", "large", "en"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A demonstration served by a process of its own, with people whom every officer reaches."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GUILDHALL_")},
        "GUILDHALL_DATA": str(folder),
        "GUILDHALL_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.installation"],
        env=environment, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    told = json.loads(process.stdout.readline() if process.stdout else "{}")
    yield told
    process.communicate(timeout=30)


class Visit:
    """Pages as one account sees them."""

    def __init__(self, browser: Browser, told: dict[str, Any], who: str) -> None:
        self._told = told
        self._context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.goto("/account/login/")
        self.page.fill("[name=login]", who)
        self.page.fill("[name=password]", told["passwords"][who])
        self.page.click("main button.is-first")

    def goto(self, path: str) -> None:
        self.page.goto(self._told["address"] + path.format(**self._told))

    def look(self, look: tuple[str, str, str]) -> None:
        names = ("guildhall_theme", "guildhall_type", "guildhall_language")
        url = self._told["address"]
        self._context.add_cookies([{"name": n, "value": v, "url": url} for n, v in zip(names, look, strict=True)])

    def wrong(self, axe_at: int = WIDTHS[0]) -> list[object]:
        """What sticks out at any width, and what axe finds at one of them."""
        found: list[object] = []
        self.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            found += [(width, wide)] if wide > width else []
        self.page.set_viewport_size({"width": axe_at, "height": 900})
        self.page.add_script_tag(path=str(axe_script()))
        axe = self.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        return found + [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe["violations"]]

    def close(self) -> None:
        self._context.close()


@pytest.mark.axe
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("province", ["/", "/accounts/", "/accounts/new", "/accounts/{account}"]),
        ("haishu", ["/", "/people/", "/people/{person}", "/people/{person}/looks", "/people/{person}/merge"]),
        (
            "haishu",
            ["/roster/runs/{run}/disagreements", "/roster/runs/{run}/disagreements/file", "/roster/answers/{upload}"],
        ),
        ("member", ["/", "/account/looks"]),
        ("nanmen", ["/", "/account/looks"]),
    ],
)
def test_nothing_sticks_out_complains_or_is_inaccessible(
    browser: Browser, installation: dict[str, Any], who: str, paths: list[str]
) -> None:
    visit, wrong = Visit(browser, installation, who), []
    for look, width in zip(LOOKS, WIDTHS, strict=True):
        visit.look(look)
        for path in paths:
            visit.goto(path)
            wrong += [(path, look, one) for one in visit.wrong(axe_at=width)]
    assert (wrong, visit.complaints) == ([], [])
    visit.close()


@pytest.mark.axe
def test_numbers_are_shown_where_they_stand_and_the_person_sees_who_looked(
    browser: Browser, installation: dict[str, Any]
) -> None:
    officer = Visit(browser, installation, "haishu")
    page = officer.page
    officer.goto("/people/")
    page.fill("[name=text]", "林小满")
    page.click("main button.is-first")
    assert page.url == installation["address"] + "/people/"
    page.click("main th a")
    documents = page.locator("#numbers-documents")
    assert installation["number"] not in documents.inner_text()
    documents.locator("summary").click()
    documents.locator("select").select_option("contact")
    documents.locator("button").click()
    page.wait_for_selector("#numbers-documents .person-note")
    assert installation["number"] in documents.inner_text()
    assert "?" not in page.url
    assert officer.wrong() == []
    assert officer.complaints == []
    officer.close()
    member = Visit(browser, installation, "member")
    member.goto("/account/looks")
    assert "海曙区总 陈海平" in member.page.inner_text("main tbody tr:first-child")
    assert "联系本人" in member.page.inner_text("main tbody tr:first-child")
    member.close()


@pytest.mark.axe
def test_found_merged_and_split_by_an_officer(browser: Browser, installation: dict[str, Any]) -> None:
    officer = Visit(browser, installation, "yinzhou")
    page = officer.page
    officer.goto("/people/{person}/merge")
    page.fill("[name=text]", "欧阳")
    page.click("main button.is-first")
    assert officer.wrong() == []
    page.check("[name=other]")
    page.fill("[name=basis]", "同一电话")
    page.click("main button.is-first")
    assert page.inner_text(".notices").strip().endswith("可以随时拆开。")
    page.click("main details summary:has-text('拆开')")
    page.fill("main details[open] [name=basis]", "本人说明")
    page.click("main details[open] button:has-text('拆开')")
    assert "拆出来的那一条" in page.inner_text(".notices")
    assert "本人说明" in page.inner_text("main")
    assert officer.wrong() == []
    officer.close()


@pytest.mark.axe
def test_an_account_is_opened_with_a_role_and_put_aside(browser: Browser, installation: dict[str, Any]) -> None:
    admin = Visit(browser, installation, "province")
    page = admin.page
    admin.goto("/accounts/new")
    page.fill("[name=display_name]", "江北区总 试")
    page.fill("[name=username]", "jiangbei-try")
    page.click("main button.is-first")
    assert admin.wrong() == []
    page.click("main a.is-first")
    page.select_option("[name=role]", "officer")
    page.fill("[name=place]", "江北区")
    page.click("main button.is-first")
    assert "江北区 · 经办" in page.inner_text("main table")
    page.click("main details summary:has-text('停用')")
    page.click("main button:has-text('停用账号')")
    assert "账号已停用" in page.inner_text(".notices")
    assert admin.wrong() == []
    admin.close()
