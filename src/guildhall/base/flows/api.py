"""Applications over the API: the queue, one file, acting for an office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from guildhall.base.flows import operations
from guildhall.base.flows.contracts import KINDS, Asked, FlowKind, Mark, Position
from guildhall.base.flows.operations import handing
from guildhall.base.flows.queries import queue
from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words

router = Router()
#: Rows of a page.
PAGE = 50


class Said(Schema):
    """The same in both languages."""

    zh: str
    en: str


class WaitingOut(Schema):
    """A row of the queue; `due_on` null: nothing is due. `title`: who applies, masked where it is a person."""

    id: UUID
    number: str
    kind: str
    state: str
    title: str
    place: str
    office_place: str
    holder: str
    since: datetime
    due_on: date | None
    is_provisional: bool
    version: int


class QueuePage(Schema):
    total: str
    next: str
    rows: list[WaitingOut]


class QueueFilter(Schema):
    """As the queue's address bar: `hands` `mine` or `me`, `clock` `overdue` or `soon`."""

    kind: str = ""
    state: str = ""
    place: UUID | None = None
    hands: str = ""
    clock: str = ""
    number: str = ""


class TransitionOut(Schema):
    """A step that the caller may make now; `needs`: fields that must come with it."""

    code: str
    title: Said
    act: str
    needs: list[str]
    takes: list[str]
    reasons: list[str]
    signatures: int


class PaperOut(Schema):
    id: UUID
    paper: str
    name: str
    size: int
    digest: str


class StepOut(Schema):
    at: datetime
    act: str
    title: Said
    who: str
    place: str
    leads: str
    note: str


class ClockOut(Schema):
    code: str
    rule: str
    unit: str
    left: int
    due_on: date
    is_provisional: bool
    is_paused: bool


class FileOut(Schema):
    """One application: `values` as far as the caller may see them now; `acts`: what the caller may do with it."""

    id: UUID
    number: str
    kind: str
    state: str
    state_title: Said
    version: int
    place: str
    office_place: str
    since: datetime
    outcome: str
    values: dict[str, str]
    papers: list[PaperOut]
    clocks: list[ClockOut]
    steps: list[StepOut]
    acts: list[TransitionOut]


class MarkIn(Schema):
    code: str
    note: str


class ActIn(Schema):
    """`version`: of the file as it was read; where somebody acted since, the answer is 409 and says who."""

    transition: str
    version: int
    values: dict[str, str] = Field(default_factory=dict)
    reason: str = ""
    note: str = ""
    marks: list[MarkIn] = Field(default_factory=list)


class ActDone(Schema):
    """`signed` of `needed` signatures; it has moved once they are equal."""

    state: str
    version: int
    signed: int
    needed: int


class SeveralIn(Schema):
    application_ids: list[UUID]
    transition: str


class SeveralOut(Schema):
    """`left`: applications that stayed as they were."""

    count: int
    left: int


class HandIn(Schema):
    """`place_id`: the office of that place gets it."""

    place_id: UUID
    version: int
    note: str = ""


class Version(Schema):
    version: int


def _said(words: Words) -> Said:
    return Said(zh=words.zh, en=words.en)


@router.get("", response=QueuePage, summary="What waits for offices in reach, the most urgent first")
def list_waiting(request: HttpRequest, filters: Query[QueueFilter], cursor: str = "") -> QueuePage:
    held = position_of(cursor, date.fromisoformat, UUID)
    after = Position(held[0], held[1]) if held else None
    found = queue(caller(request), Asked(**filters.dict()), on=SystemClock().today(), size=PAGE, after=after)
    return QueuePage(
        total=str(found.total),
        next=cursor_of(found.after.due_on.isoformat(), str(found.after.id)) if found.after else "",
        rows=[
            WaitingOut(
                id=one.id, number=one.number, kind=one.kind, state=one.state, title=one.title, place=one.place,
                office_place=one.office_place, holder=one.holder, since=one.since, due_on=one.due_on,
                is_provisional=one.is_provisional, version=one.version,
            )
            for one in found.rows
        ],
    )  # fmt: skip


@router.post("acts", response=SeveralOut, summary="Make one step for many, where the kind allows it")
def act_on_several(request: HttpRequest, given: SeveralIn) -> SeveralOut:
    done = operations.act_on_several(
        caller(request), given.application_ids, given.transition, at=SystemClock().now()
    )  # fmt: skip
    return SeveralOut(count=done.count, left=done.left)


@router.get("{application_id}", response=FileOut, summary="One application whole; the look is recorded")
def one_file(request: HttpRequest, application_id: UUID) -> FileOut:
    found = operations.look_at_application(
        caller(request), application_id, at=SystemClock().now(), request_id=str(getattr(request, "request_id", ""))
    )
    application = found.application
    kind = KINDS.of(application.kind)
    return FileOut(
        id=application.id, number=application.number, kind=application.kind, state=application.state,
        state_title=_said(kind.state(application.state).words), version=application.version, place=found.place,
        office_place=found.office_place, since=application.since,
        outcome=application.outcome.value if application.outcome else "", values=dict(found.values),
        papers=[PaperOut(id=p.id, paper=p.paper, name=p.name, size=p.size, digest=p.digest) for p in found.papers],
        clocks=[
            ClockOut(
                code=one.code, rule=one.rule, unit=one.unit.value, left=one.left, due_on=one.due_on,
                is_provisional=one.is_provisional, is_paused=one.is_paused,
            )
            for one in found.clocks
        ],
        steps=[
            StepOut(
                at=one.at, act=one.act, title=_said(one.words), who=one.who, place=one.place, leads=one.leads,
                note=one.note,
            )
            for one in found.steps
        ],
        acts=[_transition(kind, code) for code in found.acts],
    )  # fmt: skip


def _transition(kind: FlowKind, code: str) -> TransitionOut:
    one: Any = kind.transition(code)
    return TransitionOut(
        code=one.code, title=_said(one.words), act=one.act.value, needs=list(one.needs), takes=list(one.takes),
        reasons=[reason.code for reason in one.reasons], signatures=one.signatures,
    )  # fmt: skip


@router.post("{application_id}/acts", response=ActDone, summary="Make a step for the office that has it")
def act(request: HttpRequest, application_id: UUID, given: ActIn) -> ActDone:
    done = operations.act(
        caller(request), application_id, given.transition, version=given.version, values=given.values,
        reason=given.reason, note=given.note, marks=[Mark(one.code, one.note) for one in given.marks],
        at=SystemClock().now(),
    )  # fmt: skip
    return ActDone(state=done.state, version=done.version, signed=done.signed, needed=done.needed)


@router.post("{application_id}/hand-on", response=Version, summary="Hand it to the office of another place")
def hand_on(request: HttpRequest, application_id: UUID, given: HandIn) -> Version:
    version = handing.hand_on(
        caller(request), application_id, given.place_id, version=given.version, note=given.note, at=SystemClock().now()
    )
    return Version(version=version)
