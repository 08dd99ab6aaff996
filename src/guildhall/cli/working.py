"""`guildhall work`: the process that does jobs; and keeping such processes beside a server."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from threading import Event, Lock, Thread
from types import FrameType
from typing import Final

import click

from guildhall.cli.console import refusals
from guildhall.cli.server import refuse_unsafe, set_up
from guildhall.kernel.errors import ExitCode

logger = logging.getLogger("guildhall.jobs")
#: Before a worker that ended by itself is followed by another, in seconds.
PAUSE: Final = 1.0
#: How long workers may go on with the job at hand once the server ends; then it is left for the next one to take up.
GRACE: Final = 20.0
#: How long tidying up may take after that.
TIDYING: Final = 5.0


@click.command()
@click.option("--attended", is_flag=True, help="End with whoever started this: once standard input closes.")
def work(attended: bool) -> None:
    """Do jobs until asked to stop (SIGTERM, SIGINT), then end after the job at hand; asked twice, stop at once.

    A job that was stopped in the middle has changed nothing; another worker begins it anew when its lease is over.
    """
    set_up()
    with refusals():
        refuse_unsafe()
    from guildhall.infra.jobs.worker import Worker
    from guildhall.kernel.clocks import SystemClock

    worker = Worker(SystemClock())
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        # From a thread: the signal may have come while this one held the lock that `stop` needs.
        Thread(target=worker.stop, daemon=True).start()
        if asked:
            raise KeyboardInterrupt
        asked = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    if attended:
        Thread(target=_stop_with_input, args=(worker.stop,), daemon=True).start()
    try:
        worker.run()
    except KeyboardInterrupt:
        raise SystemExit(ExitCode.INTERRUPTED) from None


def _stop_with_input(stop: Callable[[], None]) -> None:
    # Not by sys.stdin, whose lock would be held when the process ends for another reason.
    while os.read(0, 4096):
        pass
    stop()


class Keeper:
    """So many worker processes beside a server: one that ends is followed by another, all end with the server."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._ending = Event()
        self._lock = Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Begin them."""
        # Nothing may be forked while a process is begun: the fork would hold the pipe at whose end Popen waits.
        os.register_at_fork(before=self._lock.acquire, after_in_parent=self._lock.release, after_in_child=self._let_go)
        self._threads = [Thread(target=self._keep, daemon=True) for _ in range(self._count)]
        for thread in self._threads:
            thread.start()

    def _let_go(self) -> None:
        """In a fork: the workers' input is the server's alone, so that it closes however the server ends."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
        self._lock.release()

    def stop(self) -> None:
        """Let each finish the job at hand for a while, then stop it; returns when all have ended."""
        with self._lock:
            self._ending.set()
            processes = tuple(self._processes)
        for process in processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in processes:
            _end(process)
        for thread in self._threads:
            thread.join()

    def _keep(self) -> None:
        while True:
            with self._lock:
                if self._ending.is_set():
                    return
                # A session of its own: Ctrl-C is for the server, which then lets the job at hand finish.
                process = subprocess.Popen(
                    [sys.executable, "-m", "guildhall", "work", "--attended"],
                    stdin=subprocess.PIPE,
                    start_new_session=True,
                )
                self._processes.add(process)
            code = process.wait()
            with self._lock:
                self._processes.discard(process)
            if not self._ending.is_set():
                logger.warning("a worker ended with code %s; another one begins", code)
                self._ending.wait(PAUSE)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask politely by its closed input, then twice by signal (stop at once), then without asking."""
    for patience, insist in ((GRACE, process.terminate), (PAUSE, process.terminate), (TIDYING, process.kill)):
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            insist()
        else:
            return
    process.wait()
