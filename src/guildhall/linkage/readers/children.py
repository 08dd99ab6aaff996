"""Child processes that read files, one a file, and end with their parent, however it ends."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Final, Self

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG, linux/prctl.h


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its code as `subprocess` gives it, and what it said on its error stream."""

    code: int
    said: str


class Children:
    """Runs a child for each job, from several threads; `stop` ends those at work and lets no further one begin.

    Starting Python and its libraries costs more than reading a small file does. So each child is forked from a process
    that has done only that and reads nothing itself; it waits for its child and then for the next job.
    """

    def __init__(self, work: Path, environment: Mapping[str, str]) -> None:
        # The folder is there for whoever looks through the list of processes.
        self._command = [sys.executable, "-m", "guildhall.linkage.readers.child", str(os.getpid()), f"{work}/"]
        self._environment = environment
        self._lock = Lock()
        self._waiting: list[subprocess.Popen[str]] = []
        self._working: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def run(self, job: Path, said: Path, seconds: float) -> Ended:
        """`said`: file for the error stream. Raises subprocess.TimeoutExpired; CancelledError once stopped."""
        process = self._take(said)
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = Timer(seconds, end)
        timer.start()
        try:
            code = _ask(process, job, said)
        finally:
            timer.cancel()
            self._give_back(process)
        if code is None and late.is_set():
            raise subprocess.TimeoutExpired(self._command, seconds)
        return Ended(process.returncode if code is None else code, said.read_text("utf-8", "replace"))

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            for process in self._working:
                process.kill()
            for process in self._waiting:
                process.kill()
                process.communicate()
            self._waiting.clear()

    def _take(self, said: Path) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                raise CancelledError
            if self._waiting:
                process = self._waiting.pop()
            else:
                with said.open("wb") as stream:
                    process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                        self._command,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=stream,
                        env=self._environment,
                        text=True,
                    )
            self._working.add(process)
            return process

    def _give_back(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._working.discard(process)
            if process.poll() is None and not self._stopped:
                self._waiting.append(process)
                return
        process.kill()
        process.communicate()


def _ask(process: subprocess.Popen[str], job: Path, said: Path) -> int | None:
    """The code of the child that did the job; None where the process itself has ended."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("started without pipes")
    try:
        process.stdin.write(json.dumps([str(job), str(said)]) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        pass
    if line := process.stdout.readline():
        return int(line)
    process.wait()
    return None


def end_with_parent(parent: int) -> None:
    """Called by a child: leave Ctrl-C to the parent, and end at once when the parent does, even by `kill -9`.

    `parent`: its process id; a parent that went before this call is noticed too. Only Linux offers it; elsewhere an
    orphan finishes its one file in a folder that no later run uses.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
