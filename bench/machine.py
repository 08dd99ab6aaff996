"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

LIBRARIES = ("guildhall", "duckdb", "splink", "pyarrow", "fastexcel", "xlsxwriter")


def describe() -> dict[str, str]:
    """The machine, its software and the day (UTC), in the order in which they are shown."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),  # noqa: TID251 -- a measurement has a date
        "processor": _processor(),
        "cores": f"{len(os.sched_getaffinity(0))} usable of {psutil.cpu_count()}",
        "memory": f"{_memory_limit() / 2**30:.0f} GiB",
        "system": _system(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_limit() -> int:
    """Bytes that this process may use: the container's limit where there is one, else the machine's memory."""
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text().strip() if limit.exists() else "max"
    return min(psutil.virtual_memory().total, int(text) if text.isdigit() else 1 << 62)


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
