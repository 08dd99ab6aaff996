"""The same files give the same bytes, with one thread and with several."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from bench.page import Result, Table, mark
from bench.provinces import province
from bench.runs import build

THREADS = (1, 2, 4)
ALONE = {"run.json"}  # holds time and host, and nothing else does


def run(options: argparse.Namespace) -> Result:
    folder = province("demo")
    found = {}
    for threads in THREADS:
        out, _ = build(folder, f"threads-{threads}", environment={"GUILDHALL_THREADS": str(threads)})
        found[threads] = _hashes(out)
    names = sorted(set().union(*found.values()))
    differing = [name for name in names if len({hashes.get(name) for hashes in found.values()}) > 1]
    rows = [
        ["files compared", str(len(names)), ""],
        ["files that differ", ", ".join(differing) or "0", mark(not differing)],
    ]
    return Result(
        "Repeatable",
        f"Demonstration province with {', '.join(map(str, THREADS))} threads: every file of the result but run.json.",
        [Table(["", "", ""], rows)],
        {"differing": differing},
    )


def _hashes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).as_posix() not in ALONE
    }
