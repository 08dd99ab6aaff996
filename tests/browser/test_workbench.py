"""Coverage and the worklist in a real browser: every width, both languages, by keyboard, and through to a visit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.workbench import LONG
from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]
WIDTHS = (360, 768, 1440)
PAGES = (
    ("officer", "/roster/coverage"),
    ("leader", "/roster/coverage"),
    ("officer", "/roster/organisations?counts=1"),
    ("officer", "/roster/organisations/{organisation}"),
    ("officer", "/roster/work"),
    ("officer", "/roster/work/{work}"),
    ("officer", "/roster/work/export"),
    ("street", "/roster/work"),
)
Opens = Callable[..., "Page"]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A county with work, served by a process of its own."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GUILDHALL_")},
        "GUILDHALL_DATA": str(tmp_path_factory.mktemp("workbench")),
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.workbench"],
        env=environment, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    yield json.loads(process.stdout.readline() if process.stdout else "{}")
    process.communicate(timeout=30)


@pytest.fixture
def opens(browser: Browser, installation: dict[str, Any]) -> Iterator[Opens]:
    """A page as somebody signed in sees it."""
    contexts: list[Any] = []

    def open_page(who: str, path: str, width: int = 1440, lang: str = "zh", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        contexts.append(context)
        cookies = {"sessionid": installation["sessions"][who], "guildhall_language": lang}
        url = installation["address"]
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(url + path.format(**installation))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_sticks_out_and_nothing_complains(opens: Opens, lang: str) -> None:
    wrong: list[object] = []
    for who, path in PAGES:
        page = opens(who, path, WIDTHS[0], lang)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.reload()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append((path, width, wide))
    assert wrong == []


@pytest.mark.axe
@pytest.mark.parametrize(("width", "lang"), [(360, "zh"), (1440, "en")])
def test_axe_finds_no_violation(opens: Opens, width: int, lang: str) -> None:
    wrong = []
    for who, path in PAGES:
        page = opens(who, path, width, lang, bypass_csp=True)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        page.add_script_tag(path=str(axe_script()))
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        wrong += [(path, one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found["violations"]]
    assert wrong == []


def test_from_the_province_down_to_the_organisation(opens: Opens) -> None:
    page = opens("leader", "/roster/coverage")
    page.click(".tile-map a:has-text('海曙区') >> nth=0")
    assert page.inner_text("h1") == "海曙区建会覆盖率"
    page.click(".headline-figure a >> nth=0")
    assert page.locator("#list tbody tr").count() == 2
    page.select_option("select[name=covered]", "none")
    page.click(".filters button")
    page.wait_for_url("**covered=none**")
    page.click("#list tbody th a")
    page.wait_for_url("**/roster/organisations/*")
    assert page.inner_text("h1") == LONG
    assert page.locator(".sides mark").all_inner_texts() == ["海曙区联合会"]


def test_work_is_handed_to_a_street_by_keyboard_and_visited_there(opens: Opens, installation: dict[str, Any]) -> None:
    page = opens("officer", "/roster/work")
    page.focus("#list .table-window")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.focus("button[value=assign]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hand-out*")
    page.select_option("select[name=place]", label="南门街道")
    page.click("button.is-first")
    page.wait_for_url("**/roster/work")
    assert page.inner_text(".notice p") == "已分派 2 家。"

    street = opens("street", "/roster/work", width=360)
    handed = [LONG, "第3所"]
    assert street.locator("#list tbody th").all_inner_texts() == handed
    assert street.locator("button[value=assign]").count() == 0
    street.click(f"a[href='/roster/work/{installation['work']}']")
    street.select_option("select[name=outcome]", "has_union")
    street.fill("textarea", "名册有误")
    street.click("button.is-first")
    street.wait_for_selector(".notice")
    assert "名册有误" in street.inner_text("section[aria-labelledby=visits]")
    # Settled, it is off the list.
    street.click(".kicker a")
    street.wait_for_url("**/roster/work")
    assert street.locator("#list tbody th").all_inner_texts() == handed[1:]


def test_views_are_saved_opened_and_deleted_without_script(opens: Opens, installation: dict[str, Any]) -> None:
    page = opens("officer", "/roster/work?size=largest&state=every", java_script_enabled=False)
    page.click(".save-view summary")
    page.fill(".save-view input[name=name]", "两百人以上")
    page.click(".save-view button")
    page.goto(installation["address"] + "/roster/work")
    page.click(".views a:has-text('两百人以上')")
    assert page.url.endswith("/roster/work?size=largest&state=every")
    assert page.locator("#list tbody th").all_inner_texts() == [LONG]
    page.click("main > details summary")
    page.click("main > details button")
    assert page.locator("text=两百人以上").count() == 0
