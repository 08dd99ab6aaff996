"""`guildhall work` and the workers that a server keeps: they end as asked, and one that dies is followed by another."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]
QUEUE = """
import django; django.setup()
from guildhall.infra.jobs.operations import enqueue
from guildhall.kernel.clocks import SystemClock
enqueue("files.forget_expired", {}, at=SystemClock().now())
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of an installation whose database is ready."""
    folder = tmp_path_factory.mktemp("installed")
    made = {name: value for name, value in os.environ.items() if not name.startswith("GUILDHALL_")}
    made |= {"GUILDHALL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "guildhall.config.settings"}
    subprocess.run([sys.executable, "-m", "guildhall", "migrate"], env=made, check=True)
    return made


@contextmanager
def started(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "guildhall", *words], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stderr):
            if pipe is not None:
                pipe.close()


def hear(process: subprocess.Popen[str], words: str) -> None:
    """Read on until the words are said."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"it ended without saying {words!r}")


def queue(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", QUEUE], env=environment, check=True)


@pytest.mark.parametrize("ask", ["input", "signal"])
def test_a_worker_does_what_is_queued_and_ends_when_asked(environment: dict[str, str], ask: str) -> None:
    queue(environment)
    with started(environment, "work", "--attended") as worker:
        hear(worker, "(files.forget_expired) is done")
        if ask == "signal":
            worker.send_signal(signal.SIGTERM)
        else:
            assert worker.stdin is not None
            worker.stdin.close()
        assert worker.wait() == 0


def _free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


def _workers_of(server: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(server.pid).children() if "work" in child.cmdline()]


def test_a_server_keeps_its_worker_and_ends_it_with_itself(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", _free_port(), "--workers", "1") as server:
        queue(environment)
        hear(server, "is done")
        (first,) = _workers_of(server)
        first.kill()
        hear(server, "a worker ended with code -9; another one begins")
        queue(environment)
        hear(server, "is done")
        (second,) = _workers_of(server)
        server.send_signal(signal.SIGTERM)
        assert server.wait() == 0
        assert (first.pid != second.pid, second.is_running()) == (True, False)


def test_a_worker_ends_with_a_server_that_is_killed(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", _free_port(), "--workers", "1") as server:
        queue(environment)
        hear(server, "is done")
        (worker,) = _workers_of(server)
        others = [child for child in psutil.Process(server.pid).children(recursive=True) if child.pid != worker.pid]
        server.kill()
        gone, _ = psutil.wait_procs([worker], timeout=60)
        for other in others:
            other.kill()
        assert [one.pid for one in gone] == [worker.pid]


def test_a_server_may_leave_jobs_to_others(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", _free_port(), "--workers", "1", "--jobs", "0") as server:
        with started(environment, "work") as worker:
            queue(environment)
            hear(worker, "is done")
        assert _workers_of(server) == []
