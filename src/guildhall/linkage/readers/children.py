"""Child processes that end with their parent, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from threading import Lock
from typing import Final

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG, linux/prctl.h


class Children:
    """Runs child processes from several threads; `stop` ends those at work and lets no further one begin."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self, command: Sequence[str], environment: Mapping[str, str], seconds: float
    ) -> subprocess.CompletedProcess[bytes]:
        """As subprocess.run with the error stream kept. Raises TimeoutExpired; CancelledError once stopped."""
        with self._lock:
            if self._stopped:
                raise CancelledError
            process = subprocess.Popen(  # noqa: S603  # the caller names a command of our own
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
            )
            self._running.add(process)
        try:
            _, said = process.communicate(timeout=seconds)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
            with self._lock:
                self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, None, said)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()


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
