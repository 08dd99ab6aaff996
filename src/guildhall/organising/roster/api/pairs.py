"""Doubtful pairs over the API: the next one to decide, a decision, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from guildhall.infra.api import caller
from guildhall.kernel.clocks import SystemClock
from guildhall.linkage.contracts import Kind
from guildhall.organising.roster.contracts import Verdict
from guildhall.organising.roster.operations.deciding import decide, look_at_pair, undo
from guildhall.organising.roster.queries.reviewing import (
    DecisionView,
    Filters,
    PairView,
    count_open,
    decisions,
    get_pair,
    next_pair,
)

router = Router()


class PairOut(Schema):
    """`left`, `right`: field → value, numbers masked. `evidence`: codes with parameters. `verdict`: null while open."""

    id: UUID
    kind: str
    run: str
    place: str
    weighty: bool
    probability: float | None
    left: dict[str, str]
    right: dict[str, str]
    agree: list[str]
    evidence: list[dict[str, Any]]
    verdict: str | None


class QueueOut(Schema):
    """`open`: how many wait, or `10,000+`; `pair`: null where none does."""

    open: str
    pair: PairOut | None


class DecisionIn(Schema):
    verdict: Verdict


class DecisionOut(Schema):
    """`moved`: records became one, or two. `notes`: what else is to be told."""

    id: UUID
    moved: bool
    notes: list[dict[str, Any]]


class DecidedOut(Schema):
    id: UUID
    pair_id: UUID | None
    kind: str
    verdict: str
    left: str
    right: str
    who: str
    decided_at: datetime
    undone_at: datetime | None


def _out(pair: PairView) -> PairOut:
    return PairOut(
        id=pair.id, kind=pair.kind.value, run=pair.run_title, place=pair.place_name, weighty=pair.weighty,
        probability=pair.probability, left=dict(pair.left), right=dict(pair.right), agree=sorted(pair.agree),
        evidence=[dict(one) for one in pair.evidence], verdict=pair.verdict.value if pair.verdict else None,
    )  # fmt: skip


def _decided(one: DecisionView) -> DecidedOut:
    return DecidedOut(
        id=one.id, pair_id=one.pair_id, kind=one.kind.value, verdict=one.verdict.value, left=one.left,
        right=one.right, who=one.who, decided_at=one.decided_at, undone_at=one.undone_at,
    )  # fmt: skip


@router.get("pairs/next", response=QueueOut, summary="The next pair to decide; persons shown are logged")
def queue(
    request: HttpRequest, kind: Kind | None = None, run: UUID | None = None, place: UUID | None = None,
    after: UUID | None = None,
) -> QueueOut:  # fmt: skip
    actor = caller(request)
    filters = Filters(kind=kind, run=run, place=place)
    pair = next_pair(actor, filters, after=after)
    if pair is not None:
        look_at_pair(actor, pair.id, at=SystemClock().now())
    return QueueOut(open=str(count_open(actor, filters)), pair=_out(pair) if pair else None)


@router.get("pairs/{pair_id}", response=PairOut, summary="One pair, decided or open; persons shown are logged")
def one_pair(request: HttpRequest, pair_id: UUID) -> PairOut:
    look_at_pair(caller(request), pair_id, at=SystemClock().now())
    return _out(get_pair(caller(request), pair_id))


@router.post("pairs/{pair_id}/decision", response={201: DecisionOut}, summary="Say that they are the same or different")
def decide_pair(request: HttpRequest, pair_id: UUID, given: DecisionIn) -> Status[DecisionOut]:
    done = decide(caller(request), pair_id, given.verdict, at=SystemClock().now())
    return Status(
        201, DecisionOut(id=done.decision_id, moved=done.moved, notes=[note.as_dict() for note in done.notes])
    )


@router.get("decisions", response=list[DecidedOut], summary="What was decided in reach, the newest first")
def list_decisions(request: HttpRequest) -> list[DecidedOut]:
    found, _, _ = decisions(caller(request))
    return [_decided(one) for one in found]


@router.post("decisions/{decision_id}/undo", response=DecisionOut, summary="Take a decision back")
def undo_decision(request: HttpRequest, decision_id: UUID) -> DecisionOut:
    done = undo(caller(request), decision_id, at=SystemClock().now())
    return DecisionOut(id=done.decision_id, moved=done.moved, notes=[note.as_dict() for note in done.notes])
