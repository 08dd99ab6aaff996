"""The worklist over the API: what to visit, handing out, visits."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.roster.contracts import Outcome, Position
from guildhall.organising.roster.operations.work import assign, record_visit, take_back
from guildhall.organising.roster.queries.work import reasons_of, work, work_item
from guildhall.organising.roster.rules.filters import work_filters

router = Router()
#: Rows of a page.
PAGE = 50


class WorkFilter(Schema):
    """As the worklist's address bar: `state` "" what is not settled, `every` all; `assigned` `0` in nobody's hands."""

    place: str = ""
    kind: str = ""
    industry: str = ""
    size: str = ""
    state: str = ""
    reason: str = ""
    assigned: str = ""
    outcome: str = ""
    q: str = ""


class WorkOut(Schema):
    """`reasons`: codes with parameters and both sentences, the strongest first."""

    id: UUID
    name: str
    place: str
    kind: str
    insured: int
    points: int
    state: str
    assigned: str
    last_outcome: str
    last_visit_on: date | None
    reasons: list[dict[str, Any]]


class WorkPage(Schema):
    total: str
    next: str
    rows: list[WorkOut]


class VisitOut(Schema):
    on: date
    outcome: str
    note: str


class WorkDetailOut(Schema):
    id: UUID
    organisation_id: UUID
    name: str
    address: str
    insured: int
    state: str
    assigned: str
    visits: list[VisitOut]


class HandIn(Schema):
    """`place_id` null: take them back."""

    work_ids: list[UUID]
    place_id: UUID | None


class HandedOut(Schema):
    """`left`: items that stayed as they were."""

    count: int
    left: int


class VisitIn(Schema):
    on: date
    outcome: Outcome
    note: str = ""


class VisitMade(Schema):
    id: UUID


def _row(row: dict[str, Any]) -> WorkOut:
    return WorkOut(
        id=row["pk"], name=row["organisation__name"], place=row["place__name"] or "", kind=row["kind"],
        insured=row["insured"], points=row["points"], state=row["state"], assigned=row["assigned__name"] or "",
        last_outcome=row["last_outcome"], last_visit_on=row["last_visit_on"],
        reasons=[reason.as_dict() for reason in reasons_of(row["reasons"])],
    )  # fmt: skip


@router.get("work", response=WorkPage, summary="What to visit, the most urgent first")
def list_work(request: HttpRequest, filters: Query[WorkFilter], cursor: str = "") -> WorkPage:
    held = position_of(cursor, int, UUID)
    after = Position(held[0], held[1]) if held else None
    _, found = work(caller(request), work_filters(filters.dict()), size=PAGE, after=after)
    return WorkPage(
        total=str(found.total),
        next=cursor_of(found.after.value, str(found.after.id)) if found.after else "",
        rows=[_row(dict(row)) for row in found.rows],
    )


@router.post("work/hand-out", response=HandedOut, summary="Hand chosen work to a place, or take it back")
def hand_out(request: HttpRequest, given: HandIn) -> HandedOut:
    actor, at = caller(request), SystemClock().now()
    if given.place_id is None:
        done = take_back(actor, given.work_ids, at=at)
    else:
        done = assign(actor, given.work_ids, given.place_id, at=at)
    return HandedOut(count=done.count, left=done.left)


@router.get("work/{work_id}", response=WorkDetailOut, summary="One item with its visits")
def one_item(request: HttpRequest, work_id: UUID) -> WorkDetailOut:
    item = work_item(caller(request), work_id)
    return WorkDetailOut(
        id=item.id, organisation_id=item.organisation_id, name=item.name, address=item.address, insured=item.insured,
        state=item.state.value, assigned=item.assigned,
        visits=[VisitOut(on=visit.on, outcome=visit.outcome.value, note=visit.note) for visit in item.visits],
    )  # fmt: skip


@router.post("work/{work_id}/visits", response={201: VisitMade}, summary="Record a visit")
def visit(request: HttpRequest, work_id: UUID, given: VisitIn) -> Status[VisitMade]:
    at = SystemClock().now()
    made = record_visit(caller(request), work_id, on=given.on, outcome=given.outcome, note=given.note, at=at)
    return Status(201, VisitMade(id=made))
