"""Disagreements over the API: how many, the lines, the signed file for a register, its answers brought in."""

from __future__ import annotations

from datetime import date, datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.infra.names import account_names
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.roster.contracts import Register, ReturnPurpose
from guildhall.organising.roster.operations.answering import check_answers, store_answers, undo_answers
from guildhall.organising.roster.operations.sending import zipped
from guildhall.organising.roster.queries import disagreements as queries
from guildhall.organising.roster.queries.returned import rows_of_file
from guildhall.organising.roster.rules.disagreeing import line_filters
from guildhall.organising.roster.rules.lines import Line, line_id

router = Router()
#: Rows of a page.
PAGE = 50


class CountedOut(Schema):
    """How many disagreements of a kind a register has, by where they stand."""

    register_kind: str
    kind: str
    open: int
    answered: int
    withdrawn: int


class LineFilter(Schema):
    """As the list's address bar; "" is not asked for. `marked` `1`: said to be corrected and met again."""

    register_kind: str = ""
    kind: str = ""
    state: str = ""
    marked: str = ""
    q: str = ""


class LineOut(Schema):
    """`id`: as its file calls it. `own`, `other`: what the register and the other one say; numbers masked.

    `said_corrected`: the day on which it was answered so before.
    """

    id: str
    register_kind: str
    kind: str
    who: str
    own: str
    other: str
    place: str
    state: str
    answer: str | None
    said_corrected: date | None


class LinePage(Schema):
    """`total`: exact, or `10,000+`. `next`: "" on the last page."""

    total: str
    next: str
    rows: list[LineOut]


class PlaceOut(Schema):
    """A place for which the caller may make a file."""

    id: UUID
    path: str


class SentOut(Schema):
    """A file that was made. `public_key`: verifies it."""

    id: UUID
    register_kind: str
    place: str
    issued_at: datetime
    count: int
    public_key: str


class SentPage(Schema):
    """`places`: for which a file can be made."""

    places: list[PlaceOut]
    files: list[SentOut]


class FileIn(Schema):
    """`place_id`: one of those that the list of files gives. `kind`: that kind alone, "" for all."""

    register_kind: Register
    place_id: UUID
    purpose: ReturnPurpose
    kind: str = ""


class UploadOut(Schema):
    id: UUID
    run_id: UUID
    register_kind: str
    name: str
    state: str
    uploaded_at: datetime
    stored_at: datetime | None
    count: int


class AnswerOut(Schema):
    id: str
    who: str
    answer: str
    note: str


class PreviewOut(Schema):
    """`counts`: by answer. `rows`: the first lines."""

    upload: UploadOut
    counts: dict[str, int]
    rows: list[AnswerOut]


class UploadMade(Schema):
    id: UUID


class Answered(Schema):
    """`count`: lines that it answers."""

    count: int


def _line(one: queries.LineView) -> LineOut:
    line = one.line
    return LineOut(
        id=_id(line), register_kind=line.register.value, kind=line.kind, who=line.who, own=line.own, other=line.other,
        place=one.place, state=one.state.value, answer=one.answer.value if one.answer else None,
        said_corrected=line.said_corrected,
    )  # fmt: skip


def _id(line: Line) -> str:
    return line_id(line.register, line.number)


def _upload(one: queries.UploadView) -> UploadOut:
    return UploadOut(
        id=one.id, run_id=one.run_id, register_kind=one.register.value, name=one.name, state=one.state.value,
        uploaded_at=one.uploaded_at, stored_at=one.stored_at, count=one.count,
    )  # fmt: skip


@router.get("runs/{run_id}/disagreements", response=list[CountedOut], summary="How many disagreements of which kind")
def counts(request: HttpRequest, run_id: UUID) -> list[CountedOut]:
    _, counted = queries.disagreeing(caller(request), run_id)
    return [
        CountedOut(
            register_kind=one.register.value, kind=one.kind, open=one.open, answered=one.answered,
            withdrawn=one.withdrawn,
        )
        for one in counted
    ]  # fmt: skip


@router.get("runs/{run_id}/disagreements/lines", response=LinePage, summary="Disagreements line by line")
def list_lines(request: HttpRequest, run_id: UUID, filters: Query[LineFilter], cursor: str = "") -> LinePage:
    actor, after = caller(request), position_of(cursor, int)
    queries.disagreeing(actor, run_id)  # a run out of reach is absent, not empty
    asked = line_filters({**filters.dict(), "register": filters.register_kind})
    found = queries.lines(actor, run_id, asked, size=PAGE, after=after[0] if after else None)
    return LinePage(
        total=str(found.total),
        next=cursor_of(found.after) if found.after else "",
        rows=[_line(one) for one in found.rows],
    )


@router.get("runs/{run_id}/disagreements/files", response=SentPage, summary="Signed files that were made")
def list_files(request: HttpRequest, run_id: UUID) -> SentPage:
    actor = caller(request)
    return SentPage(
        places=[PlaceOut(id=place, path=path) for place, path in queries.places_of_files(actor, run_id)],
        files=[
            SentOut(
                id=one.id, register_kind=one.register.value, place=one.place, issued_at=one.issued_at, count=one.count,
                public_key=one.public_key,
            )
            for one in queries.sent_files(actor, run_id)
        ],
    )  # fmt: skip


@router.post("runs/{run_id}/disagreements/files", summary="Make the signed file for a register: a .zip")
def make_file(request: HttpRequest, run_id: UUID, given: FileIn) -> HttpResponse:
    actor = caller(request)
    name, content = zipped(
        actor, run_id, given.register_kind, given.place_id, kind=given.kind, purpose=given.purpose,
        account=account_names({actor.account_id}).get(actor.account_id, ""), at=SystemClock().now(),
    )  # fmt: skip
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@router.get("runs/{run_id}/answers", response=list[UploadOut], summary="Files that came back, newest first")
def list_answers(request: HttpRequest, run_id: UUID) -> list[UploadOut]:
    actor = caller(request)
    queries.disagreeing(actor, run_id)
    return [_upload(one) for one in queries.uploads(actor, run_id)]


@router.post("runs/{run_id}/answers", response={201: UploadMade}, summary="Have a file that came back verified")
def bring_answers(request: HttpRequest, run_id: UUID, file: File[UploadedFile]) -> Status[UploadMade]:
    """Nothing is answered yet: look at it, then store it."""
    actor, name = caller(request), file.name or ""
    queries.disagreeing(actor, run_id)  # out of reach is out of reach, whatever is sent
    rows = rows_of_file(name, cast("BinaryIO", file.file))
    return Status(201, UploadMade(id=check_answers(actor, run_id, name, rows, at=SystemClock().now())))


@router.get("answers/{upload_id}", response=PreviewOut, summary="A file that came back, with its first answers")
def one_upload(request: HttpRequest, upload_id: UUID) -> PreviewOut:
    found = queries.preview(caller(request), upload_id)
    return PreviewOut(
        upload=_upload(found.upload),
        counts={answer.value: count for answer, count in found.counts},
        rows=[
            AnswerOut(id=_id(line), who=line.who, answer=answer.value, note=note) for line, answer, note in found.rows
        ],
    )


@router.post("answers/{upload_id}/store", response=Answered, summary="Store the answers of a file that came back")
def store(request: HttpRequest, upload_id: UUID) -> Answered:
    return Answered(count=store_answers(caller(request), upload_id, at=SystemClock().now()))


@router.post("answers/{upload_id}/undo", response=Answered, summary="Take the answers of a file back")
def undo(request: HttpRequest, upload_id: UUID) -> Answered:
    return Answered(count=undo_answers(caller(request), upload_id, at=SystemClock().now()))
