"""A Chromium for the tests of pages: the machine's own, without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.machine import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser a worker; a test opens pages of its own in it."""
    from playwright.sync_api import sync_playwright

    # Its loop counts as running in this thread for good, and Django would refuse every later test of this worker the
    # database. Nothing here runs within the loop: each call into the browser waits for its answer.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"] if as_root else [], chromium_sandbox=not as_root
        )
        yield browser
        browser.close()
