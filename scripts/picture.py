"""Take the read-me's picture of the report: python -m scripts.picture [demo/roster/report.html]. Needs Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.machine import chromium

PICTURE = Path("docs/images/report.png")


def take(report: Path, picture: Path = PICTURE) -> None:
    """Write the upper part of `report`, as a desk shows it, in the light theme."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 1500}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "demo/roster/report.html"))
