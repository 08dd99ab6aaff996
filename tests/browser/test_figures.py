"""Pages of figures, notices and the front page in a real browser: nothing sticks out or complains, axe is content.

The test's own transaction holds the records, so Django's client makes the pages; the server gives style and script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account
from guildhall.base.figures.operations import publish_snapshot, take_snapshot
from guildhall.base.notices.contracts import KINDS, NoticeKind
from guildhall.base.notices.operations import notify
from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.places.operations import load_places
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import MessageKind
from tests.base.actors import AT, at_places, place
from tests.base.clients import signed_in
from tests.base.figures.sample import COUNT, RATE, registered
from tests.base.figures.test_live import club
from tests.browser.serving import served
from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.django_db]
CUT_OFF = date(2023, 1, 31)
LONG = "宁波市海曙区新就业形态劳动者权益保障与技能提升服务促进会（筹）第一工作站"
COUNTIES = ("330203", "330205", "330206", "330211", "330212", "330281", "330282")
TOLD = NoticeKind(MessageKind("tests.told", "{count} 家单位交给了您。", "{count} organisations were handed to you."))
PAGES = (
    "/figures",
    f"/figures/{RATE.code}",
    f"/figures/{RATE.code}/rows?side=denominator",
    f"/figures/{RATE.code}/snapshots/2023-01-31",
    "/figures/public",
    f"/figures/public/{COUNT.code}",
    "/front-page",
    "/notices",
)
LOOKS = ((360, "dark", "large", "zh"), (1440, "light", "usual", "zh"), (1440, "light", "usual", "en"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as base:
        yield base


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Client]:
    """A province's officer with figures, a snapshot, a public one, notices."""
    load_places(at=AT)
    with registered():
        for n, code in enumerate(COUNTIES):
            for i in range(1 + n * 2):
                kind = OrganisationKind.ASSOCIATION if i % 2 else OrganisationKind.FOUNDATION
                club(f"{LONG}{i}", code, i * 7, kind=kind)
        who = at_places(Role.OFFICER, "330000")
        publish_snapshot(who, take_snapshot(who, COUNT.code, CUT_OFF, at=AT), at=AT)
        take_snapshot(who, RATE.code, CUT_OFF, at=AT)
        client = signed_in(Role.OFFICER, "330000")
        KINDS.add(TOLD)
        for count in range(5):
            notify([Account.objects.get(username="officer-330000").id], TOLD, {"count": count}, link="/figures", at=AT)
        yield client
        KINDS.remove(TOLD)


def _html(client: Client, path: str, theme: str, size: str, language: str) -> bytes:
    for name, value in (("theme", theme), ("type", size), ("language", language)):
        client.cookies[f"guildhall_{name}"] = value
    answer = client.get(path)
    assert answer.status_code == 200, path
    return bytes(answer.content)


def _show(page: Page, base: str, html: bytes) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/shown", answer)
    page.goto(f"{base}/shown")
    page.unroute("**/shown")


def _noting(complaints: list[str]) -> Callable[[ConsoleMessage], None]:
    return lambda message: complaints.append(message.text)


@pytest.mark.axe
def test_pages_fit_and_axe_finds_no_violation(reader: Client, browser: Browser, address: str) -> None:
    wrong: list[object] = []
    shown = [(path, look, _html(reader, path, *look[1:])) for path in PAGES for look in LOOKS]
    for path, look, html in shown:
        context = browser.new_context(viewport={"width": look[0], "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", _noting(complaints))
        _show(page, address, html)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > look[0]:
            wrong.append((path, *look, wide))
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        page.add_script_tag(path=str(axe_script()))
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        wrong += [(path, *look, one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
        wrong += [(path, *look, complaint) for complaint in complaints]
        context.close()
    assert wrong == []


def test_a_figure_is_clicked_down(reader: Client, browser: Browser, address: str) -> None:
    top = _html(reader, f"/figures/{COUNT.code}", "light", "usual", "zh")
    context = browser.new_context()
    page = context.new_page()
    _show(page, address, top)
    link = page.locator(".bars a", has_text="宁波市").get_attribute("href")
    rows = page.locator(".headline-figure a").get_attribute("href")
    context.close()
    assert link is not None
    assert link.startswith(f"/figures/{COUNT.code}?place={place('330200')}")
    assert rows is not None
    assert "慈溪市" in _html(reader, link, "light", "usual", "zh").decode()
    assert f"{LONG}0" in _html(reader, rows, "light", "usual", "zh").decode()
