"""Running a command and measuring it from outside: time, processor, memory of the whole family of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_INTERVAL = 0.05  # seconds between looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """`wall` and `cpu` in seconds (cpu of all processes together), `peak` the largest memory of all at once, bytes."""

    wall: float
    cpu: float
    peak: int
    exit_code: int
    stdout: str
    stderr: str

    @property
    def gib(self) -> float:
        return self.peak / 2**30


class CommandFailed(Exception):
    """A measured command did not do its work, so its figures mean nothing."""


def guildhall(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> Measured:
    """Measure one `guildhall` command, start of Python included. Raises CommandFailed with its last words."""
    measured = run([sys.executable, "-m", "guildhall", *map(str, arguments)], environment)
    if measured.exit_code:
        last = "\n".join(measured.stderr.strip().splitlines()[-15:])
        raise CommandFailed(f"guildhall {' '.join(map(str, arguments))}: exit {measured.exit_code}\n{last}")
    return measured


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Measure any command. Memory is resident set size summed over the family, so shared pages count twice."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", **(environment or {})},
    )
    watch = _Watch(process.pid)
    watch.start()
    stdout, stderr = process.communicate()
    wall = time.perf_counter() - start
    watch.stop.set()
    watch.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, watch.peak, process.returncode, stdout, stderr)


class _Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak = 0
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.wait(_INTERVAL):
            self.peak = max(self.peak, _family_memory(self._pid))


def _family_memory(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
