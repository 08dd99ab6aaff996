"""`python -m bench.acceptance RESULT`: accept a run's result in the database that GUILDHALL_DATABASE names.

RESULT is a folder that the engine wrote for a server (`keep`, `unmask`). Figures as JSON: seconds and processor seconds
of the whole acceptance, its steps as its page tells them, and of the bare COPY of the same rows into tables of the same
shape and indexes.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import django
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection  # noqa: E402  # after set-up

from guildhall.base.accounts.models import Account, Grant  # noqa: E402  # after set-up
from guildhall.base.accounts.queries import actor_for  # noqa: E402  # after set-up
from guildhall.base.files.operations import store_file  # noqa: E402  # after set-up
from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.base.places.queries import root  # noqa: E402  # after set-up
from guildhall.infra.jobs.registry import Kind  # noqa: E402  # after set-up
from guildhall.infra.jobs.running import Running  # noqa: E402  # after set-up
from guildhall.infra.jobs.worker import Worker  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role, ScopeKind  # noqa: E402  # after set-up
from guildhall.kernel.clocks import SystemClock  # noqa: E402  # after set-up
from guildhall.kernel.errors import Message  # noqa: E402  # after set-up
from guildhall.organising.roster.contracts import RunState  # noqa: E402  # after set-up
from guildhall.organising.roster.models import Run, RunFile  # noqa: E402  # after set-up
from guildhall.organising.roster.operations.importing import accept_run, draft_run  # noqa: E402  # after set-up
from guildhall.organising.roster.rules.retention import RESULT_FILE  # noqa: E402  # after set-up

#: Tables that an acceptance fills.
TABLES = (
    "organisations_organisation", "organisations_former_name", "people_person", "people_document", "people_phone",
    "unions_union", "unions_presence", "members_membership", "roster_identity", "roster_insured", "roster_source",
    "roster_unit", "roster_work_item", "roster_change",
)  # fmt: skip


def waiting(result: Path) -> Run:
    """A run of the province that waits to be accepted, with the engine's result."""
    clock = SystemClock()
    account = Account.objects.create(username="bench", display_name="bench", password="!", created_at=clock.now())  # noqa: S106 -- nobody signs in
    Grant.objects.create(
        account=account, role=Role.OFFICER.value, scope_kind=ScopeKind.PLACE.value, scope_id=root().id,
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    actor = actor_for(account.id, None, on=clock.today())
    run_id = draft_run(actor, root().id, title="bench", at=clock.now())
    for path in sorted(one for one in result.iterdir() if one.suffix in {".parquet", ".json"}):
        with path.open("rb") as content:
            file_id = store_file(RESULT_FILE, path.name, content, at=clock.now())
        RunFile.objects.create(run_id=run_id, name=path.name, file_id=file_id)
    as_of = date.fromisoformat(json.loads((result / "manifest.json").read_text(encoding="utf-8"))["as_of"])
    Run.objects.filter(pk=run_id).update(state=RunState.PROPOSED.value, as_of=as_of)
    accept_run(actor, run_id, at=clock.now())
    return Run.objects.get(pk=run_id)


def server_processor() -> float:
    """Processor seconds of PostgreSQL's process that serves us; 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    spent = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return float(spent.user + spent.system)


def processor() -> float:
    """Processor seconds of this process and the one that serves it."""
    return time.process_time() + server_processor()


def bare_copy() -> dict[str, float]:
    """Seconds in which PostgreSQL alone takes the same rows, processor seconds, and how many rows they are."""
    seconds = spent = 0.0
    rows = 0
    with connection.cursor() as cursor:
        for table in TABLES:
            held = io.BytesIO()
            with cursor.cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as copy:
                for chunk in copy:
                    held.write(chunk)
            bare = f"bare_{table}"
            cursor.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING ALL)")
            started, before = time.perf_counter(), processor()
            with cursor.cursor.copy(f"COPY {bare} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(held.getbuffer())
            seconds += time.perf_counter() - started
            spent += processor() - before
            cursor.execute(f"SELECT count(*) FROM {bare}")
            rows += cursor.fetchone()[0]
            cursor.execute(f"DROP TABLE {bare}")
    return {"bare": seconds, "bare_processor": spent, "rows": rows}


class Steps:
    """When an acceptance told what it was about to do."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}
        self._since, self._name = time.perf_counter(), "reading"

    def begin(self, name: str) -> None:
        """Another step begins, or the same goes on."""
        now = time.perf_counter()
        self.found[self._name] = self.found.get(self._name, 0.0) + now - self._since
        self._since, self._name = now, name


class Watched(Worker):
    """Notes when each step of the job at hand begins."""

    def __init__(self, clock: SystemClock) -> None:
        super().__init__(clock)
        self.steps = Steps()

    @contextmanager
    def _beating(self, running: Running, kind: Kind) -> Iterator[None]:
        tell = running.tell

        def noting(done: int, total: int = 0, note: Message | None = None) -> None:
            self.steps.begin(note.en if note else "")
            tell(done, total, note)

        running.tell = noting  # type: ignore[method-assign]  # this bench's alone
        with super()._beating(running, kind):
            yield


def main() -> None:
    result = Path(sys.argv[1])
    clock = SystemClock()
    call_command("migrate", verbosity=0)
    load_places(at=clock.now())
    run = waiting(result)
    worker = Watched(clock)
    started, ours, theirs = time.perf_counter(), time.process_time(), server_processor()
    while worker.work_once():
        pass
    worker.steps.begin("")
    found: dict[str, Any] = {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - ours,
        "server": server_processor() - theirs,
        "load": os.getloadavg()[0],
        "steps": worker.steps.found,
    }
    run.refresh_from_db()
    if run.state != RunState.ACCEPTED.value:
        raise SystemExit(f"the run is {run.state}")
    found["counts"] = run.counts
    if connection.vendor == "postgresql":
        found |= bare_copy()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
