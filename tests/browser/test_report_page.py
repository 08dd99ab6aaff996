"""The report in a real browser: every width, both themes, both languages, large type; accessible; silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from guildhall.linkage.results.report import render_report
from tests.linkage.results.report.sample import empty, sample
from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Theme = Literal["light", "dark"]
WIDTHS = (360, 768, 1440)


@dataclass
class Opened:
    """A page and what it did besides showing itself."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def choose(self, *ids: str) -> None:
        for name in ids:
            self.page.click(f"label[for={name}]")


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    paths = {}
    for name, data in {"ugly": sample(), "empty": empty()}.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(render_report(data), encoding="utf-8")
    return paths


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return "dark" if request.param == "dark" else "light"


@pytest.fixture(params=["ugly", "empty"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path], theme: Theme
) -> Iterator[Opened]:
    # The page forbids scripts, so only a test that goes round this rule can look inside with one.
    context = browser.new_context(color_scheme=theme, bypass_csp=True)
    opened = Opened(context.new_page())
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto(reports[request.param].as_uri())
    yield opened
    context.close()


def test_page_asks_for_nothing_and_complains_of_nothing(opened: Opened) -> None:
    assert opened.requests == [opened.page.url]
    assert opened.complaints == []


def test_nothing_sticks_out_at_any_width_in_any_language_or_size(opened: Opened) -> None:
    sticking_out = []
    for width in WIDTHS:
        opened.page.set_viewport_size({"width": width, "height": 900})
        for language in ("in-zh", "in-en"):
            for size in ("size-usual", "size-large"):
                opened.choose(language, size)
                wide = opened.page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    sticking_out.append((width, language, size, wide))
    assert sticking_out == []


def test_each_language_shows_itself_alone(opened: Opened) -> None:
    heading = opened.page.locator("h1")
    opened.choose("in-zh")
    assert heading.inner_text().strip() == "一张名册"
    opened.choose("in-en")
    assert heading.inner_text().strip() == "One roster"


def test_language_and_size_can_be_chosen_by_keyboard(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("h1").inner_text().strip() == "One roster"
    usual = opened.page.evaluate("getComputedStyle(document.querySelector('.page')).fontSize")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowRight")
    large = opened.page.evaluate("getComputedStyle(document.querySelector('.page')).fontSize")
    assert float(large.removesuffix("px")) > float(usual.removesuffix("px"))


@pytest.mark.axe
@pytest.mark.parametrize("choice", ["in-zh", "in-en", "size-large"])
def test_axe_finds_no_violation(opened: Opened, choice: str) -> None:
    opened.choose(choice)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    opened.page.add_script_tag(path=str(axe_script()))
    found = opened.page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []


def test_a_card_says_which_file_a_line_is_from_where_the_heading_does_not_fit(
    browser: Browser, reports: dict[str, Path]
) -> None:
    said = "() => getComputedStyle(document.querySelector('.card td'), '::before').content"
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(reports["ugly"].as_uri())
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate(said) == '"参保人员 第1204行"'
        page.set_viewport_size({"width": 1440, "height": 800})
        assert page.evaluate(said) == "none"
