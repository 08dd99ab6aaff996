"""An installation of its own, and the processes that serve it and do its jobs, for tests that do them harm."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


def install(folder: Path, database: str | None = None) -> dict[str, str]:
    """Prepare an installation; returns the environment in which its commands run. `database` None: SQLite."""
    made = {name: value for name, value in os.environ.items() if not name.startswith("GUILDHALL_")}
    made |= {"GUILDHALL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "guildhall.config.settings"}
    if database is not None:
        made["GUILDHALL_DATABASE"] = database
    subprocess.run([sys.executable, "-m", "guildhall", "migrate"], env=made, check=True)
    return made


@contextmanager
def started(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """`guildhall WORDS`, ended with all its children in the end."""
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


def free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


def workers_of(server: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that do jobs beside a server."""
    return [child for child in psutil.Process(server.pid).children() if "work" in child.cmdline()]


def others_of(server: subprocess.Popen[str]) -> list[psutil.Process]:
    """Its other processes: those that answer browsers."""
    workers = workers_of(server)
    return [child for child in psutil.Process(server.pid).children(recursive=True) if child not in workers]
