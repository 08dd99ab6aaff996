"""The tree of unions over the API, within the caller's reach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.infra.ids import new_id
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.unions.contracts import NewUnion, UnionKind, UnionSummary
from guildhall.organising.unions.contracts.committees import DueKind, Stage
from guildhall.organising.unions.operations import tree as operations
from guildhall.organising.unions.queries import terms as terms_queries
from guildhall.organising.unions.queries import tree as queries
from guildhall.organising.unions.queries.terms import After
from guildhall.organising.unions.queries.union import union_view

router = Router()
#: Rows of a page.
PAGE = 50


class UnionOut(Schema):
    """`kind`: "" where no register says it. `proposed`: the parent was found by place alone."""

    id: UUID
    name: str
    kind: str
    code: str
    place_id: UUID | None
    parent_id: UUID | None
    in_tree: bool
    proposed: bool
    active: bool
    founded_on: date | None
    ended_on: date | None


class NodeOut(Schema):
    """`below`: standing unions directly below, exact or `1,000+`; `members`: active ones of its own."""

    union: UnionOut
    place: str
    below: str
    members: int


class NodePage(Schema):
    """`total`: exact, or `10,000+`. `next`: "" on the last page."""

    total: str
    next: str
    rows: list[NodeOut]


class StoodOut(Schema):
    """What it was from a day up to another one. `act`: what ended it."""

    name: str
    kind: str
    parent_id: UUID | None
    active: bool
    starts_on: date | None
    ends_on: date | None
    act: str
    basis: str


class OfficerOut(Schema):
    name: str
    post: str
    full_time: bool
    starts_on: date
    ends_on: date | None


class CommitteeOut(Schema):
    kind: str
    seats: int
    officers: list[OfficerOut]


class TermOut(Schema):
    """`due_on`: its last day by law; `expires_on`: with an approved delay."""

    elected_on: date
    years: int
    due_on: date
    expires_on: date
    closed_on: date | None
    committees: list[CommitteeOut]


class UnionDetailOut(Schema):
    """`history`: in order of time, the last is what it is."""

    union: UnionOut
    place: str
    above: list[UnionOut]
    members: int
    history: list[StoodOut]
    terms: list[TermOut]


class TermLineOut(Schema):
    union_id: UUID
    name: str
    place: str
    elected_on: date
    due_on: date
    expires_on: date
    stage: str


class TermPage(Schema):
    total: str
    next: str
    rows: list[TermLineOut]


class DueOut(Schema):
    union_id: UUID
    name: str
    place: str
    kind: str
    due_on: date


class DuePage(Schema):
    total: str
    next: str
    rows: list[DueOut]


class FoundIn(Schema):
    """`parent_id`: the next-higher union."""

    name: str
    kind: UnionKind
    place_id: UUID
    parent_id: UUID
    founded_on: date
    basis: str
    code: str = ""


class MoveIn(Schema):
    parent_id: UUID
    on: date
    basis: str


class RenameIn(Schema):
    name: str
    on: date
    basis: str


class UnionMade(Schema):
    id: UUID


def _out(one: UnionSummary) -> UnionOut:
    return UnionOut(
        id=one.id, name=one.name, kind=one.kind.value, code=one.code, place_id=one.place_id, parent_id=one.parent_id,
        in_tree=bool(one.path), proposed=one.proposed, active=one.active, founded_on=one.founded_on,
        ended_on=one.ended_on,
    )  # fmt: skip


def _page(found: queries.Page) -> NodePage:
    rows = [
        NodeOut(union=_out(node.union), place=node.place, below=str(node.below), members=node.members)
        for node in found.rows
    ]
    after = found.after
    return NodePage(total=str(found.total), next=cursor_of(after.name_key, str(after.id)) if after else "", rows=rows)


def _stands(cursor: str) -> queries.Position | None:
    held = position_of(cursor, str, UUID)
    return queries.Position(held[0], held[1]) if held else None


@router.get("", response=NodePage, summary="Unions by part of a name or by code")
def find(request: HttpRequest, text: str = "", cursor: str = "") -> NodePage:
    return _page(queries.found_unions_by(caller(request), text=text, size=PAGE, after=_stands(cursor)))


@router.get("terms", response=TermPage, summary="Terms that end within six months or have ended, soonest first")
def terms(request: HttpRequest, stage: str = "", cursor: str = "") -> TermPage:
    """`stage`: `six`, `three`, `one`, `overdue`, `beyond`; "" all."""
    held = position_of(cursor, date.fromisoformat, UUID)
    reached = Stage[stage.upper()] if stage.upper() in Stage.__members__ and stage.upper() != "AMPLE" else None
    found = terms_queries.terms_due(
        caller(request), today=SystemClock().today(), reached_stage=reached, size=PAGE,
        after=After(held[0], held[1]) if held else None,
    )  # fmt: skip
    return TermPage(
        total=str(found.total),
        next=cursor_of(found.after.on.isoformat(), str(found.after.id)) if found.after else "",
        rows=[
            TermLineOut(
                union_id=row.union_id, name=row.name, place=row.place, elected_on=row.elected_on, due_on=row.due_on,
                expires_on=row.expires_on, stage=row.stage.name.lower(),
            )
            for row in found.rows
        ],
    )  # fmt: skip


@router.get("certificates", response=DuePage, summary="Clocks of legal-person certificates that run, soonest first")
def certificates(request: HttpRequest, kind: DueKind | None = None, cursor: str = "") -> DuePage:
    held = position_of(cursor, date.fromisoformat, int)
    found = terms_queries.certificates_due(
        caller(request), today=SystemClock().today(), kind=kind, size=PAGE,
        after=After(held[0], held[1]) if held else None,
    )  # fmt: skip
    return DuePage(
        total=str(found.total),
        next=cursor_of(found.after.on.isoformat(), str(found.after.id)) if found.after else "",
        rows=[
            DueOut(union_id=r.union_id, name=r.name, place=r.place, kind=r.due.kind.value, due_on=r.due.due_on)
            for r in found.rows
        ],
    )


@router.get("{union_id}", response=UnionDetailOut, summary="One union: where it stands, its history, its terms")
def one(request: HttpRequest, union_id: UUID) -> UnionDetailOut:
    today = SystemClock().today()
    view = union_view(caller(request), union_id, on=today, today=today)
    return UnionDetailOut(
        union=_out(view.union),
        place=view.place,
        above=[_out(above) for above in view.above],
        members=view.members,
        history=[
            StoodOut(
                name=was.name, kind=was.kind.value, parent_id=was.parent_id, active=was.active,
                starts_on=was.starts_on, ends_on=was.ends_on, act=was.act.value if was.act else "", basis=was.basis,
            )
            for was in view.history
        ],
        terms=[
            TermOut(
                elected_on=term.elected_on, years=term.years, due_on=term.due_on, expires_on=term.expires_on,
                closed_on=term.closed_on,
                committees=[
                    CommitteeOut(
                        kind=body.kind.value, seats=body.seats,
                        officers=[
                            OfficerOut(
                                name=officer.name, post=officer.post.value, full_time=officer.full_time,
                                starts_on=officer.starts_on, ends_on=officer.ends_on,
                            )
                            for officer in body.officers
                        ],
                    )
                    for body in term.committees
                ],
            )
            for term in view.terms
        ],
    )  # fmt: skip


@router.get("{union_id}/children", response=NodePage, summary="The unions directly below")
def children(request: HttpRequest, union_id: UUID, cursor: str = "") -> NodePage:
    return _page(queries.level(caller(request), union_id, size=PAGE, after=_stands(cursor)).page)


@router.post("", response={201: UnionMade}, summary="Found a union below another one")
def found(request: HttpRequest, given: FoundIn) -> Status[UnionMade]:
    new = NewUnion(
        new_id(), given.name, given.kind, given.code, given.place_id, active=True, founded_on=given.founded_on,
        declared_members=None,
    )  # fmt: skip
    at = SystemClock().now()
    return Status(
        201, UnionMade(id=operations.found_union(caller(request), new, given.parent_id, basis=given.basis, at=at))
    )


@router.post("{union_id}/move", response={204: None}, summary="Put a union below another one from a day on")
def move(request: HttpRequest, union_id: UUID, given: MoveIn) -> Status[None]:
    at = SystemClock().now()
    operations.move_union(caller(request), union_id, given.parent_id, on=given.on, basis=given.basis, at=at)
    return Status(204, None)


@router.post("{union_id}/rename", response={204: None}, summary="Give a union another name from a day on")
def rename(request: HttpRequest, union_id: UUID, given: RenameIn) -> Status[None]:
    at = SystemClock().now()
    operations.rename_union(caller(request), union_id, given.name, on=given.on, basis=given.basis, at=at)
    return Status(204, None)
