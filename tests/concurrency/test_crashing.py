"""`kill -9` of the database or of the web server, in the midst of it: nothing lost, nothing double, and on it goes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.concurrency.conftest import address_of, postgresql
from tests.concurrency.installed import free_port, hear, install, others_of, started, workers_of
from tests.house.source import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]
TOKEN = "t" * 32
FILE = "社会组织名称,社会组织类型\r\n甬江合成协会,社会团体\r\n".encode()
#: Far more than lies between a browser and the process that answers it: once sent, it is being read.
HALF = bytes(16 * 2**20)


class Hold:
    """Holds a table, so that whoever is about to write it stands before it in the midst of a transaction."""

    def __init__(self, connection: psycopg.Connection[Any], table: str) -> None:
        self._connection, self._table = connection, table
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")

    def wait(self, process: subprocess.Popen[str]) -> None:
        """Until somebody stands there."""
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        while self._connection.execute(asked, [self._table]).fetchone() == (0,):
            assert process.poll() is None

    def release(self) -> None:
        self._connection.close()


@dataclass
class Installation:
    """One with a PostgreSQL of its own that may be killed."""

    environment: dict[str, str]
    database: str
    server: Any

    def hold(self, table: str) -> Hold:
        return Hold(psycopg.connect(self.database), table)

    def kill(self) -> None:
        """As a crash does: the server and everything that it started."""
        postmaster = psutil.Process(self.server.get_pid())
        everything = [postmaster, *postmaster.children(recursive=True)]
        for process in everything:
            process.kill()
        psutil.wait_procs(everything)

    def start(self) -> None:
        self.server.ensure_postgres_running()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with postgresql() as server:
        database = address_of(server, "postgres")
        yield Installation(install(tmp_path / "data", database), database, server)


def run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.crashing", *words],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(environment: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(environment, "tell"))
    return found


def undisturbed(act: str, kind: str, folder: Path) -> dict[str, Any]:
    """What is told where nothing happens, by an installation with SQLite."""
    environment = install(folder / "data")
    run(environment, act, str(folder))
    with started(environment, "work") as worker:
        hear(worker, f"({kind}) is done")
    return told(environment)


@pytest.mark.parametrize(("act", "kind"), [("begin", "roster.run"), ("accept", "roster.accept")])
def test_a_job_outlives_its_database(installation: Installation, tmp_path: Path, act: str, kind: str) -> None:
    environment = installation.environment
    run(environment, act, str(tmp_path))
    hold = installation.hold("roster_change")
    with started(environment, "work") as worker:
        hold.wait(worker)
        installation.kill()
        hold.release()
        installation.start()
        hear(worker, f"({kind}) is done")
        assert worker.poll() is None
    expected = undisturbed(act, kind, tmp_path / "undisturbed")
    expected["jobs"] = [[name, state, 2 if name == kind else tries] for name, state, tries in expected["jobs"]]
    assert told(environment) == expected


def test_a_server_that_is_killed_loses_neither_its_job_nor_half_a_file(
    installation: Installation, tmp_path: Path
) -> None:
    environment, port = installation.environment, free_port()
    run(environment, "accept", str(tmp_path))
    browser = json.loads(run(environment, "draft"))
    before = told(environment)
    hold = installation.hold("roster_change")
    with started(environment, "serve", "--port", port, "--workers", "1") as server:
        hold.wait(server)
        (worker,), others = workers_of(server), others_of(server)
        with sending(server, port, browser, len(FILE) + 2 * len(HALF)) as sent:
            sent.sendall(FILE + HALF)
            server.kill()
            _, left = psutil.wait_procs(others, timeout=60)
        assert left == []
        assert list((tmp_path / "data" / "arriving").iterdir()) == []
        assert told(environment) == before | {"jobs": [["roster.accept", "running", 1]]}
        hold.release()
        # The job at hand is done to its end, then its process ends, too.
        assert psutil.wait_procs([worker], timeout=60)[1] == []
    after = told(environment)
    assert (after["jobs"], after["inputs"]) == ([["roster.accept", "done", 1]], 0)
    with started(environment, "serve", "--port", port, "--workers", "1") as server:
        with sending(server, port, browser, len(FILE)) as sent:
            sent.sendall(FILE + END)
            assert sent.makefile().readline().split()[1] == "302"
        hear(server, "(roster.recognise) is done")
    assert told(environment)["inputs"] == 1


BOUNDARY = "b" * 30
END = f"\r\n--{BOUNDARY}--\r\n".encode()


@contextmanager
def sending(server: subprocess.Popen[str], port: str, browser: dict[str, str], size: int) -> Iterator[socket.socket]:
    """A connection on which a browser is about to send a file of so many bytes, then END."""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'.encode()
    head = (
        f"POST /roster/runs/{browser['run']}/upload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Cookie: sessionid={browser['session']}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(part) + size + len(END)}\r\n\r\n"
    )
    with connected(server, port) as connection:
        connection.sendall(head.encode() + part)
        yield connection


def connected(server: subprocess.Popen[str], port: str) -> socket.socket:
    """A connection, once somebody answers."""
    while True:
        try:
            return socket.create_connection(("127.0.0.1", int(port)))
        except ConnectionRefusedError:
            assert server.poll() is None
