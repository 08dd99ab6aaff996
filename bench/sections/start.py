"""How long `guildhall --help` takes, as a person waits for it."""

from __future__ import annotations

import argparse
import statistics
import sys

from bench.measure import run as run_command
from bench.page import Result, Table, mark

RUNS = 20
MARK = 0.4  # seconds


def run(options: argparse.Namespace) -> Result:
    python = [run_command([sys.executable, "-c", ""]).wall for _ in range(RUNS)]
    helps = [run_command([sys.executable, "-m", "guildhall", "--help"]).wall for _ in range(RUNS)]
    middle = statistics.median(helps)
    rows = [
        ["bare Python", f"{statistics.median(python) * 1000:.0f} ms", f"{max(python) * 1000:.0f} ms", "", ""],
        [
            "`guildhall --help`",
            f"{middle * 1000:.0f} ms",
            f"{max(helps) * 1000:.0f} ms",
            f"< {MARK * 1000:.0f} ms",
            mark(middle < MARK),
        ],
    ]
    return Result(
        "Start",
        f"{RUNS} runs each.",
        [Table(["command", "median", "slowest", "mark", ""], rows)],
        {"python": python, "help": helps},
    )
