"""Runs with their files over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from guildhall.infra.api import caller
from guildhall.kernel.clocks import SystemClock
from guildhall.linkage.contracts import Register
from guildhall.organising.roster.contracts import RunView
from guildhall.organising.roster.operations.importing import (
    accept_run,
    add_input,
    cancel_run,
    discard_run,
    draft_run,
    start_run,
)
from guildhall.organising.roster.queries.runs import changes, run_detail, runs

router = Router()


class RunIn(Schema):
    place_id: UUID
    title: str


class StartIn(Schema):
    """`as_of`: the cut-off; by default the end of the newest insurance month."""

    as_of: date | None = None


class RunOut(Schema):
    id: UUID
    title: str
    place_id: UUID
    place_name: str
    state: str
    created_at: datetime
    as_of: date | None
    accepted_at: datetime | None
    counts: dict[str, int]


class FileOut(Schema):
    """`sheets`: how each was understood, null while it is being looked at. `problems`: why it cannot be read."""

    id: UUID
    register_kind: str | None
    name: str
    sheets: list[dict[str, object]] | None
    problems: list[dict[str, object]]


class RunDetailOut(Schema):
    """`share`: of the job's work done, null while its size is unknown or nothing is at work."""

    run: RunOut
    files: list[FileOut]
    open_pairs: int
    share: float | None


class ChangeOut(Schema):
    organisation_id: UUID | None
    name: str
    field: str
    before: str
    after: str


class ChangePage(Schema):
    next: int | None
    rows: list[ChangeOut]


class IdOut(Schema):
    id: UUID


def _out(run: RunView) -> RunOut:
    return RunOut(
        id=run.id, title=run.title, place_id=run.place_id, place_name=run.place_name, state=run.state.value,
        created_at=run.created_at, as_of=run.as_of, accepted_at=run.accepted_at, counts=dict(run.counts),
    )  # fmt: skip


@router.get("runs", response=list[RunOut], summary="Runs in reach, newest first")
def list_runs(request: HttpRequest) -> list[RunOut]:
    return [_out(run) for run in runs(caller(request))]


@router.post("runs", response={201: IdOut}, summary="Begin a run")
def begin_run(request: HttpRequest, given: RunIn) -> Status[IdOut]:
    run_id = draft_run(caller(request), given.place_id, title=given.title, at=SystemClock().now())
    return Status(201, IdOut(id=run_id))


@router.get("runs/{run_id}", response=RunDetailOut, summary="A run with its files and progress")
def one_run(request: HttpRequest, run_id: UUID) -> RunDetailOut:
    found = run_detail(caller(request), run_id)
    return RunDetailOut(
        run=_out(found.run),
        files=[
            FileOut(
                id=held.id,
                register_kind=held.register.value if held.register else None,
                name=held.name,
                sheets=list(held.recognition["sheets"]) if held.recognition else None,
                problems=[dict(problem) for problem in held.problems],
            )
            for held in found.inputs
        ],
        open_pairs=found.open_pairs,
        share=found.job.share if found.job and not found.job.ended else None,
    )


@router.post("runs/{run_id}/files/{register_kind}", response={201: IdOut}, summary="Bring a register in")
def bring_file(request: HttpRequest, run_id: UUID, register_kind: Register, file: File[UploadedFile]) -> Status[IdOut]:
    at = SystemClock().now()
    content = cast("BinaryIO", file.file)
    return Status(201, IdOut(id=add_input(caller(request), run_id, register_kind, file.name or "", content, at=at)))


@router.post("runs/{run_id}/start", response=IdOut, summary="Have the registers compared")
def start(request: HttpRequest, run_id: UUID, given: StartIn) -> IdOut:
    return IdOut(id=start_run(caller(request), run_id, as_of=given.as_of, at=SystemClock().now()))


@router.post("runs/{run_id}/cancel", response={204: None}, summary="Ask a run or an acceptance to stop")
def cancel(request: HttpRequest, run_id: UUID) -> Status[None]:
    cancel_run(caller(request), run_id, at=SystemClock().now())
    return Status(204, None)


@router.post("runs/{run_id}/discard", response={204: None}, summary="Give a run up")
def discard(request: HttpRequest, run_id: UUID) -> Status[None]:
    discard_run(caller(request), run_id, at=SystemClock().now())
    return Status(204, None)


@router.post("runs/{run_id}/accept", response=IdOut, summary="Have what it proposes written as records")
def accept(request: HttpRequest, run_id: UUID) -> IdOut:
    return IdOut(id=accept_run(caller(request), run_id, at=SystemClock().now()))


@router.get("runs/{run_id}/changes", response=ChangePage, summary="What a run changes in organisations")
def list_changes(request: HttpRequest, run_id: UUID, field: str = "", after: int = 0) -> ChangePage:
    found = changes(caller(request), run_id, field=field, after=after)
    return ChangePage(
        next=found[-1][0] if found else None,
        rows=[
            ChangeOut(
                organisation_id=row.organisation_id, name=row.name, field=row.field, before=row.before, after=row.after
            )
            for _, row in found
        ],
    )
