"""Every piece in a real browser: all widths, both themes, large type, both languages, keyboard, and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.serving import served
from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

WIDTHS = (360, 768, 1440)
#: Every size of type in every language; a theme moves nothing.
LOOKS = [(theme, size, lang) for theme, size in (("light", "usual"), ("dark", "large")) for lang in ("zh", "en")]
FIRST_PAGE_BYTES = 120 * 1024


@dataclass
class Opened:
    """A page and what it did besides showing itself."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    received: int = 0

    def goto(self, path: str) -> None:
        self.page.goto(self.base + path)


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as base:
        yield base


@pytest.fixture
def opens(browser: Browser, address: str) -> Iterator[Open]:
    """A new page in its own context, as somebody has chosen to see it."""
    contexts = []

    def open_page(path: str, width: int = 1440, look: tuple[str, str, str] = LOOKS[0], **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        contexts.append(context)
        names = ("guildhall_theme", "guildhall_type", "guildhall_language")
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in zip(names, look, strict=True)])
        opened = Opened(context.new_page(), address)
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.goto(path)
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", ["/gallery", "/account/login/"])
def test_nothing_sticks_out_and_nothing_complains(opens: Open, path: str) -> None:
    wrong: list[tuple[object, ...]] = []
    for look in LOOKS:
        opened = opens(path, 360, look)
        for width in WIDTHS:
            opened.page.set_viewport_size({"width": width, "height": 900})
            wide = opened.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append((width, *look, wide))
        wrong += [(*look, complaint) for complaint in opened.complaints]
    assert wrong == []


@pytest.mark.axe
@pytest.mark.parametrize(
    ("path", "width", "look"),
    [
        ("/gallery", 360, ("dark", "large", "zh")),
        ("/gallery", 768, ("light", "usual", "en")),
        ("/gallery", 1440, ("light", "usual", "zh")),
        ("/gallery", 1440, ("dark", "large", "en")),
        ("/account/login/", 360, ("light", "large", "zh")),
        ("/account/login/", 1440, ("dark", "usual", "en")),
        ("/account/inactive/", 360, ("dark", "usual", "zh")),
    ],
    ids=str,
)
def test_axe_finds_no_violation(opens: Open, path: str, width: int, look: tuple[str, str, str]) -> None:
    # The policy of our pages forbids foreign scripts; only for looking inside is it passed by.
    opened = opens(path, width, look, bypass_csp=True)
    opened.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    opened.page.add_script_tag(path=str(axe_script()))
    found = opened.page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []


def test_theme_is_the_devices_until_one_is_chosen(opens: Open) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for theme in ("auto", "light", "dark"):
        page = opens("/account/inactive/", look=(theme, "usual", "zh")).page
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            seen[scheme, theme] = page.evaluate(paper)
    light, dark = seen["light", "light"], seen["light", "dark"]
    assert light != dark
    assert [seen["light", "auto"], seen["dark", "auto"], seen["dark", "light"]] == [light, dark, light]


def test_large_type_is_twenty_pixels(opens: Open) -> None:
    size = "getComputedStyle(document.body).fontSize"
    sizes = [opens("/account/inactive/", look=("light", name, "zh")).page.evaluate(size) for name in ("usual", "large")]
    assert sizes == ["16px", "20px"]


def test_list_is_worked_through_by_keyboard(opens: Open) -> None:
    page = opens("/gallery").page
    chosen = "Array.from(document.querySelectorAll('#list [name=chosen]:checked'), one => one.value)"
    here = "document.querySelector('#list tr.is-here [name=chosen]').value"
    page.focus("#list .table-window")
    visited = []
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
        visited.append(page.evaluate(here))
    assert visited == ["1", "2", "3", "2"]
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate(chosen) == ["3"]
    assert page.inner_text("#list [data-count]") == "已选 1 条"
    page.click("#list [data-all]")
    assert page.evaluate(chosen) == ["1", "2", "3", "4"]
    page.focus("#list .table-window")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.url.endswith("/gallery")


def test_keys_do_nothing_while_one_types_or_stands_elsewhere(opens: Open) -> None:
    page = opens("/gallery").page
    page.focus("#list input[name=q]")
    page.keyboard.press("End")
    page.keyboard.type("jjx")
    assert page.input_value("#list input[name=q]") == "阳光jjx"
    page.focus("#right_name")
    page.keyboard.press("Tab")
    assert page.locator("#list tr.is-here").count() == 0


def test_skip_link_and_menus_work_by_keyboard(opens: Open) -> None:
    page = opens("/gallery").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.focus("details.menu > summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_links_of_what_is_wrong_lead_to_the_field(opens: Open) -> None:
    page = opens("/gallery").page
    page.click(".notice[role=alert] a[href='#wrong_code']")
    assert page.evaluate("document.activeElement.id") == "wrong_code"
    assert page.input_value("#wrong_code") == "52330203MJ8999999Y"


def test_without_script_appearance_is_chosen_and_tables_are_read(opens: Open) -> None:
    page = opens("/gallery", java_script_enabled=False).page
    page.click("details.menu > summary")
    page.click("button[name=theme][value=dark]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.click("button[name=lang]")
    assert page.locator("h1").inner_text() == "The pieces, each in all its states"
    page.click(".tile-map .twin > summary >> nth=0")
    assert page.locator(".tile-map .twin tbody tr >> nth=0").inner_text().split() == ["余姚市", "66.3%", "61/92"]


def test_first_page_costs_little(browser: Browser, address: str) -> None:
    sizes: list[int] = []
    page = browser.new_context().new_page()
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(address + "/account/login/")
    page.wait_for_load_state("networkidle")
    page.context.close()
    assert len(sizes) >= 5
    assert sum(sizes) < FIRST_PAGE_BYTES


def test_print_leaves_out_what_paper_cannot_do(opens: Open) -> None:
    page = opens("/gallery", look=("dark", "usual", "zh")).page
    page.emulate_media(media="print")
    shown = {name: page.locator(name).first.is_visible() for name in (".head-tools", ".filters", "table.rows", "h1")}
    assert shown == {".head-tools": False, ".filters": False, "table.rows": True, "h1": True}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
