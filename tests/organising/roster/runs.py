"""Runs of the small registers of tests.journeys, as an officer brings them in and a worker does them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import actor_for
from guildhall.base.files.operations import store_file
from guildhall.infra.jobs.registry import Kind
from guildhall.infra.jobs.running import Running
from guildhall.infra.jobs.worker import Worker
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.clocks import FixedClock
from guildhall.kernel.errors import Message
from guildhall.linkage.contracts import Register, RosterRequest
from guildhall.linkage.run import build_roster
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import Run, RunFile
from guildhall.organising.roster.operations.importing import accept_run, add_input, draft_run, start_run
from guildhall.organising.roster.rules.retention import RESULT_FILE
from tests.base.actors import AT, ON, place
from tests.journeys import registers

CLOCK = FixedClock(AT)


def account(name: str, role: Role, *codes: str) -> Actor:
    """An account that stands in the database, with a grant in each place; places are loaded."""
    held = Account.objects.create(username=name, display_name=name, password="!", created_at=AT)
    for code in codes:
        Grant.objects.create(
            account=held, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
            starts_on=date(2020, 1, 1),
        )  # fmt: skip
    return actor_for(held.id, None, on=ON)


class _Silent(Worker):
    """Without its heartbeat, which would look for the job on a connection that cannot see the test's transaction."""

    @contextmanager
    def _beating(self, running: Running, kind: Kind) -> Iterator[None]:
        yield


def work() -> None:
    """Do whatever is queued."""
    worker = _Silent(CLOCK)
    while worker.work_once():
        pass


def files(folder: Path) -> list[tuple[Register, Path]]:
    """The four small registers, written into a folder."""
    return [
        (Register.CIVIL_AFFAIRS, registers.civil_affairs(folder)),
        (Register.INSURANCE, registers.insurance_units(folder)),
        (Register.INSURANCE, registers.insurance_persons(folder)),
        (Register.UNION, registers.unions(folder)),
    ]


def drafted(actor: Actor, inputs: Iterable[tuple[Register, Path]], code: str = "330203") -> UUID:
    """A draft with its files looked at."""
    run_id = draft_run(actor, place(code), title="二月名册", at=AT)
    for register, path in inputs:
        with path.open("rb") as content:
            add_input(actor, run_id, register, path.name, content, at=AT)
    work()
    return run_id


def proposed(actor: Actor, inputs: Iterable[tuple[Register, Path]], code: str = "330203") -> UUID:
    """A run that waits to be accepted."""
    run_id = drafted(actor, inputs, code)
    start_run(actor, run_id, as_of=None, at=AT)
    work()
    return run_id


def result_of(inputs: Iterable[tuple[Register, Path]], out: Path) -> Path:
    """What the engine makes of registers, as a server asks it to; made once and kept for many runs of the tests."""
    listed: dict[Register, list[str]] = {}
    for register, path in inputs:
        listed.setdefault(register, []).append(str(path))
    build_roster(RosterRequest(listed, out, unmask=True, keep=True), clock=CLOCK, progress=_Still(), threads=1)
    return out


class _Still:
    """Progress that nobody watches."""

    @contextmanager
    def task(self, _message: Message, _total: int | None = None) -> Iterator[_Step]:
        yield _Step()

    def notice(self, _message: Message) -> None: ...


class _Step:
    def advance(self, _amount: int = 1) -> None: ...

    def set_total(self, _total: int) -> None: ...


def awaiting(actor: Actor, result: Path, code: str = "330203") -> UUID:
    """A run that waits to be accepted, with a result that the engine made before."""
    run_id = draft_run(actor, place(code), title="二月名册", at=AT)
    for path in sorted(path for path in result.iterdir() if path.is_file()):
        if path.suffix in {".parquet", ".json"}:
            with path.open("rb") as content:
                file_id = store_file(RESULT_FILE, path.name, content, at=AT)
            RunFile.objects.create(run_id=run_id, name=path.name, file_id=file_id)
    as_of = date.fromisoformat(json.loads((result / "manifest.json").read_text())["as_of"])
    Run.objects.filter(pk=run_id).update(state=RunState.PROPOSED.value, as_of=as_of)
    return run_id


def accepted(actor: Actor, result: Path, code: str = "330203") -> UUID:
    """The same, accepted: its proposals are records."""
    run_id = awaiting(actor, result, code)
    accept_run(actor, run_id, at=AT)
    work()
    return run_id
