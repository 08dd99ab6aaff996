"""`guildhall work` and the workers that a server keeps: they end as asked, and one that dies is followed by another."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import psutil
import pytest

from guildhall.kernel.errors import ExitCode
from tests.concurrency.installed import free_port, hear, install, started, workers_of

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
    return install(tmp_path_factory.mktemp("installed"))


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


def test_a_server_keeps_its_worker_and_ends_it_with_itself(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", free_port(), "--workers", "1") as server:
        queue(environment)
        hear(server, "is done")
        (first,) = workers_of(server)
        first.kill()
        hear(server, "a worker ended with code -9; another one begins")
        queue(environment)
        hear(server, "is done")
        (second,) = workers_of(server)
        server.send_signal(signal.SIGTERM)
        assert server.wait() == 0
        assert (first.pid != second.pid, second.is_running()) == (True, False)


def test_all_processes_end_with_a_server_that_is_killed(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", free_port(), "--workers", "1") as server:
        queue(environment)
        hear(server, "is done")
        all_of_it = psutil.Process(server.pid).children(recursive=True)
        assert len(workers_of(server)) == 1 < len(all_of_it)
        server.kill()
        _, left = psutil.wait_procs(all_of_it, timeout=60)
        assert left == []


@pytest.mark.parametrize("shared", [False, True])
def test_a_server_refuses_an_address_that_is_in_use(environment: dict[str, str], shared: bool) -> None:
    with socket.socket() as held:
        if shared:  # as another server's web workers hold it
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with started(environment, "serve", "--port", str(port)) as server:
            hear(server, f"Something serves at 127.0.0.1:{port} already.")
            assert server.wait() == ExitCode.REFUSED


def test_a_server_may_leave_jobs_to_others(environment: dict[str, str]) -> None:
    with started(environment, "serve", "--port", free_port(), "--workers", "1", "--jobs", "0") as server:
        with started(environment, "work") as worker:
            queue(environment)
            hear(worker, "is done")
        assert workers_of(server) == []
