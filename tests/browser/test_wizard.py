"""The wizard in a real browser against a real server: three small registers from their files to the roster."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import psutil
import pytest

from tests.machine import axe_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]
#: Reading and comparing take seconds, on a busy machine minutes.
PATIENCE: Final = 240_000
PASSWORDS: Final = """
import django; django.setup()
from guildhall.base.accounts.demo import demo_accounts
print(next(one.password for one in demo_accounts() if one.username == "haishu"))
"""
FILES: Final = {
    "民政.csv": "社会组织名称,社会组织类型,行政区划\r\n甬江合成协会,社会团体,海曙区\r\n",
    "社保.csv": "单位名称,统一社会信用代码,费款所属期,参保人数,参保地\r\n甬江合成协会,,2023-01,30,海曙区\r\n",
    "工会.csv": "工会名称,单位名称,工会类型,所属区县\r\n甬江合成协会工会,甬江合成协会,单独基层工会,海曙区\r\n",
}


def _payloads(*names: str) -> list[FilePayload]:
    return [{"name": name, "mimeType": "text/csv", "buffer": FILES[name].encode("gb18030")} for name in names]


def _free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server with its worker, and the password of an officer of 海曙区."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUILDHALL_")} | {
        "GUILDHALL_DATA": str(tmp_path_factory.mktemp("installed")),
        "GUILDHALL_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
    }
    guildhall = [sys.executable, "-m", "guildhall"]
    subprocess.run([*guildhall, "migrate"], env=environment, check=True, capture_output=True)
    asked = [sys.executable, "-c", PASSWORDS]
    password = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout.strip()
    port = _free_port()
    server = subprocess.Popen(
        [*guildhall, "serve", "--port", port, "--workers", "1"], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        assert any("Started worker-1" in line for line in server.stdout)
        yield f"http://127.0.0.1:{port}", password
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            child.kill()
        server.kill()
        server.communicate()


def _signed_in(browser: Browser, served: tuple[str, str], script: bool = True) -> Page:
    address, password = served
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, reduced_motion="reduce", java_script_enabled=script, bypass_csp=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{address}/account/login/?next=/roster/runs")
    page.fill("[name=login]", "haishu")
    page.fill("[name=password]", password)
    page.click("main button.is-first")
    return page


def _begin(page: Page, title: str) -> None:
    page.click("main a.button.is-first")
    page.fill("[name=title]", title)
    page.click("main button.is-first")


def _wrong(page: Page) -> list[object]:
    """What sticks out at 360 pixels, and what axe finds."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.add_script_tag(path=str(axe_script()))
    axe = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    found = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe["violations"]]
    return [("wide", wide), *found] if wide > 360 else [*found]


@pytest.mark.axe
def test_three_registers_from_their_files_to_the_roster(browser: Browser, served: tuple[str, str]) -> None:
    page = _signed_in(browser, served)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    wrong = {"list": _wrong(page)}
    _begin(page, "二月三方比对")
    wrong["empty"] = _wrong(page)
    page.set_input_files("input.drop", _payloads(*FILES))
    page.click("#upload button")
    page.wait_for_selector(".run-input >> nth=2")
    page.wait_for_selector(".run-input[hx-get]", state="detached")
    registers = [text.split("\n")[0] for text in page.locator(".run-input h3").all_inner_texts()]
    assert registers == ["民政.csv 民政登记", "社保.csv 社会保险", "工会.csv 工会名册"]
    wrong["files"] = _wrong(page)
    page.click("main a.button.is-first")
    wrong["start"] = _wrong(page)
    page.fill("[name=as_of]", "2023-01-31")
    page.click("main button.is-first")
    page.wait_for_selector("a[href$='/accept']")  # the page loads anew by itself once the job has ended
    assert page.locator(".steps .is-here").inner_text() == "结果"
    wrong["result"] = _wrong(page)
    page.click("a[href$='/changes']")
    assert "甬江合成协会" in page.inner_text("#changes")
    wrong["changes"] = _wrong(page)
    page.go_back()
    with page.expect_download() as downloaded:
        page.click("form[action*='/files/'] button:has-text('report.html')")
    assert downloaded.value.suggested_filename == "report.html"
    page.click("a[href$='/accept']")
    wrong["accept"] = _wrong(page)
    page.click("main button.is-first")
    page.wait_for_selector("text=已写入名册。")
    wrong["accepted"] = _wrong(page)
    page.context.close()
    assert {step: found for step, found in wrong.items() if found} == {}
    assert complaints == []


def test_files_come_in_without_script(browser: Browser, served: tuple[str, str]) -> None:
    page = _signed_in(browser, served, script=False)
    _begin(page, "没有脚本")
    page.set_input_files("input.drop", _payloads("民政.csv"))
    page.select_option("#id_register", "civil_affairs")
    page.click("#upload button")
    assert page.locator(".run-input h3").all_inner_texts() == ["民政.csv 民政登记"]
    page.click(".run-input .is-quiet:has-text('移走')")
    assert page.locator(".run-input").count() == 0
    page.context.close()


def test_too_much_is_said_before_it_is_sent(browser: Browser, served: tuple[str, str]) -> None:
    page = _signed_in(browser, served)
    _begin(page, "太大")
    page.locator("#upload").evaluate("form => { form.dataset.most = '10'; }")
    page.set_input_files("input.drop", _payloads("民政.csv"))
    assert page.locator("[data-wrong]").inner_text() == "一次最多送 512 MB；请分几次放入。"
    assert page.locator("#upload button").is_disabled()
    page.set_input_files("input.drop", [])
    assert page.locator("[data-wrong]").is_hidden()
    assert page.locator("#upload button").is_enabled()
    page.context.close()
