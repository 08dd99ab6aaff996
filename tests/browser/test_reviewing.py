"""The review queue in a real browser: ten pairs by keyboard, one taken back; it fits and is accessible."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.house.source import REPOSITORY
from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]


@dataclass
class Product:
    """The product as it runs, and what stands in its database."""

    address: str
    session: str
    database: Path
    runs: list[str]
    complaints: list[str] = field(default_factory=list)

    def decided(self, run: int) -> list[tuple[int, str]]:
        """What stands decided of a run's pairs, in order of time."""
        with sqlite3.connect(self.database) as connection:
            rows = connection.execute(
                "SELECT left_fingerprint, verdict FROM roster_decision WHERE undone_at IS NULL ORDER BY decided_at, id"
            ).fetchall()
        return [(int(left[2:]), str(verdict)) for left, verdict in rows if left.startswith(f"{run}a")]

    def enter(self, browser: Browser, width: int = 1440, **options: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.address}])
        return context

    def open(self, context: BrowserContext, run: int) -> Page:
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.address}/roster/review?run={self.runs[run]}")
        return page


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    database = tmp_path_factory.mktemp("review") / "review.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.reviewing"],
        cwd=REPOSITORY,
        env={**os.environ, "GUILDHALL_DATABASE": f"sqlite:///{database}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        told = json.loads(process.stdout.readline())
        yield Product(told["address"], told["session"], database, told["runs"])
        process.stdin.close()


def shown(page: Page) -> str:
    """The number of the pair on the card, from the end of its second name."""
    return (
        page.locator(".evidence tbody tr >> nth=0")
        .locator("td >> nth=1")
        .inner_text()
        .removeprefix("宁波海曙综合服务中心")
    )


def press(page: Page, key: str, then: str) -> None:
    """Press a key and wait for the pair that follows."""
    page.keyboard.press(key)
    expect(page, then)


def expect(page: Page, then: str) -> None:
    """Wait for a pair to be on the card."""
    page.wait_for_function(
        "end => document.querySelector('.evidence tbody tr td:nth-of-type(2)')?.innerText.endsWith('心' + end)",
        arg=then,
    )


def test_ten_pairs_are_decided_by_keyboard_and_one_is_taken_back(product: Product, browser: Browser) -> None:
    context = product.enter(browser)
    page = product.open(context, 0)
    assert shown(page) == "0"
    for number, key in enumerate(("1", "2", "s", "d", "S", "D", "1", "1", "2", "2")):
        press(page, key, str(number + 1))
        assert page.evaluate("document.activeElement.id") == "review"
    same, different = "same", "different"
    verdicts = [same, different, same, different, same, different, same, same, different, different]
    assert product.decided(0) == list(enumerate(verdicts))
    press(page, "3", "9")
    assert product.decided(0) == list(enumerate(verdicts[:9]))
    assert "已撤销 1 个判定" in page.inner_text("#review [role=status]")
    press(page, "j", "10")
    press(page, "J", "11")
    press(page, "k", "10")
    # The address leads to the same pair again, and back to the one before.
    page.reload()
    assert shown(page) == "10"
    page.go_back()
    expect(page, "11")
    page.keyboard.press("?")
    assert page.locator("details.keys[open]").count() == 1
    assert len(product.decided(0)) == 9
    context.close()
    assert product.complaints == []


def test_keys_do_nothing_outside_the_card(product: Product, browser: Browser) -> None:
    context = product.enter(browser)
    page = product.open(context, 1)
    page.click(".filters-kept > summary")
    page.focus("select[name=kind]")
    for key in ("1", "2", "s", "d"):
        page.keyboard.press(key)
    page.focus("h1 ~ p a")
    page.keyboard.press("1")
    page.reload()
    assert shown(page) == "0"
    assert product.decided(1) == []
    context.close()


def test_who_was_slower_is_told_and_goes_on(product: Product, browser: Browser) -> None:
    context = product.enter(browser)
    page, other = product.open(context, 2), product.open(context, 2)
    press(other, "1", "1")
    page.bring_to_front()
    page.focus("#review")
    page.keyboard.press("2")
    page.wait_for_selector("#review .tone-stop")
    assert "您的判定没有记下" in page.inner_text("#review .tone-stop")
    assert product.decided(2) == [(0, "same")]
    press(page, "j", "1")
    context.close()
    # The browser's own word about the refusal, and nothing else.
    assert ["422" in complaint for complaint in product.complaints] == [True]
    product.complaints.clear()


def test_without_script_buttons_do_the_same(product: Product, browser: Browser) -> None:
    context = product.enter(browser, java_script_enabled=False)
    page = product.open(context, 3)
    page.click("button[value=different]")
    assert shown(page) == "1"
    page.click("#review .notice button")
    assert shown(page) == "0"
    page.click(".review-acts a >> nth=1")
    assert shown(page) == "1"
    assert product.decided(3) == []
    context.close()


@pytest.mark.axe
def test_it_fits_and_axe_finds_no_violation(product: Product, browser: Browser) -> None:
    wrong: list[object] = []
    for width, theme, size, language in (
        (360, "dark", "large", "zh"),
        (768, "light", "usual", "en"),
        (1440, "light", "usual", "zh"),
    ):
        # The policy of our pages forbids foreign scripts; only for looking inside is it passed by.
        context = product.enter(browser, width, bypass_csp=True)
        names = {"guildhall_theme": theme, "guildhall_type": size, "guildhall_language": language}
        context.add_cookies([{"name": n, "value": v, "url": product.address} for n, v in names.items()])
        page = product.open(context, 4)
        page.keyboard.press("1")
        page.wait_for_selector("#review .tone-good")
        for path in ("", "/roster/review/decisions", "/roster/review?kind=person", "/roster/review?weighty=1"):
            if path:
                page.goto(product.address + path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            wrong += [(path, width, wide)] if wide > width else []
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            page.add_script_tag(path=str(axe_script()))
            found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
            wrong += [(path, width, one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
        context.close()
    assert wrong == []
    assert product.complaints == []
