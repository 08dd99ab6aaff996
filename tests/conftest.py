"""What all tests share: hypothesis profiles, and one loud line for whatever this machine cannot run."""

from __future__ import annotations

import atexit
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from tests.machine import axe_script, chromium

settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def _mute_teardown() -> None:
    # DuckDB's binding reports, at the very end of the process, every object that hypothesis still keeps in its caches:
    # forty lines that say nothing about a test. By then pytest has said all it has to say.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_mute_teardown)


class Need(NamedTuple):
    """Something that a marked test needs of the machine: how it is found, and what to say where it is lacking."""

    present: Callable[[], bool]
    lacking: str


#: marker → need. A test so marked is left out where the need is not met, and counted at the end.
NEEDS = {
    "browser": Need(
        lambda: chromium() is not None,
        "no Chromium found; install chromium (Debian: apt install chromium) or set GUILDHALL_CHROMIUM to its path",
    ),
    "axe": Need(
        lambda: axe_script() is not None,
        "axe-core not found; run: npm ci --prefix tests/browser",
    ),
}

_LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = Counter()
    config.pluginmanager.register(_Gather(config), "guildhall-not-run-here")


def _asks_a_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unmet = [marker for marker, need in NEEDS.items() if not need.present()]
    on_server = os.environ.get("GUILDHALL_DATABASE", "").startswith("postgres")
    kept, left_out = [], []
    for item in items:
        if on_server and not _asks_a_database(item):
            continue  # it says the same on both, and has said it on the first
        missing = next((marker for marker in unmet if item.get_closest_marker(marker)), None)
        if missing is None:
            kept.append(item)
        else:
            left_out.append(item)
            config.stash[_LEFT_OUT][missing] += 1
    # The longest first, so that no worker ends on one while the others have nothing left; else in the order they came.
    kept.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    # A worker of xdist: the counts travel to the controller, which collects nothing itself.
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        left_out = session.config.stash[_LEFT_OUT]
        output["left_out"] = dict(left_out)


def not_run_here(left_out: Counter[str]) -> list[str]:
    """One line a missing thing: how many tests did not run here, why, and what to install."""
    return [f"NOT RUN HERE: {left_out[marker]} {marker} tests: {NEEDS[marker].lacking}" for marker in sorted(left_out)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in not_run_here(config.stash[_LEFT_OUT]):
        terminalreporter.write_line(line, red=True, bold=True)


class _Gather:
    """Every worker of xdist collects the same tests: what one of them left out is what all did."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        output = getattr(node, "workeroutput", {})
        left_out: Counter[str] = Counter(output.get("left_out", {}))
        self._config.stash[_LEFT_OUT] = left_out


def _load_places() -> None:
    from guildhall.base.places.operations import load_places
    from tests.base.actors import AT

    with patch("guildhall.base.places.operations.record"):
        load_places(at=AT)  # not a word of it in the audit: tests count its entries, and flushing cannot remove them


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The shipped places stand in every test's database: loading them for each test took most of its time."""
    with django_db_blocker.unblock():
        _load_places()


@pytest.fixture
def _places_again(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock():
            _load_places()


@pytest.fixture
def _django_db_helper(_places_again: None, _django_db_helper: None) -> None:
    """pytest-django's own, undone before the places are loaded again: a test that commits leaves nothing behind."""
