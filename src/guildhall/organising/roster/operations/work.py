"""The worklist's writes: handing out, taking back, visits, saved views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import places_of
from guildhall.base.places.rules.paths import contains
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.operations import enqueue
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message, Refused
from guildhall.kernel.text import clean
from guildhall.organising.roster.access import NO_WORK, paths, work_for, work_in_reach
from guildhall.organising.roster.contracts import Handed, Outcome, WorkState
from guildhall.organising.roster.events import VisitRecorded, WorkAssigned
from guildhall.organising.roster.models import SavedView, Visit, WorkItem
from guildhall.organising.roster.queries.work import matching, work_area
from guildhall.organising.roster.rules.filters import WorkFilters, asked_by
from guildhall.organising.roster.rules.permissions import ASSIGN, VISIT, WORK
from guildhall.organising.roster.rules.work import (
    NONE_CHOSEN,
    NOT_BELOW,
    SETTLED,
    TAKEN,
    after_taking_back,
    after_visit,
    may_be_handed,
    view_objections,
    visit_objections,
)

KIND: Final = "roster.work_item"
VIEW_KIND: Final = "roster.saved_view"
#: The job of handing out, or taking back, all that match.
HANDING: Final = "roster.hand_out"
#: Rows changed by one statement.
_CHUNK: Final = 5_000


@operation
def assign(actor: Actor, work_ids: Collection[UUID], place_id: UUID, *, at: datetime) -> Handed:
    """Hand chosen items to a place below the actor's own; nothing is handed where one of them is in other hands.

    Raises Forbidden; Absent for items out of reach; Invalid at `place`; Refused. Items that the place has already
    stay as they are.
    """
    actor.require(ASSIGN)
    place = _target(actor, place_id)
    rows = _locked(actor, work_ids)
    held = _paths_held(rows)
    elsewhere = [row for row in rows if not may_be_handed(held.get(row.assigned_id, ""), place.path)]
    settled = [row for row in rows if row.state == WorkState.SETTLED.value]
    wrong: list[Message] = []
    if elsewhere:
        wrong.append(TAKEN(count=len(elsewhere)))
    if settled:
        wrong.append(SETTLED(count=len(settled)))
    if wrong:
        raise Refused(*wrong)
    free = [row.pk for row in rows if row.assigned_id != place.id]
    return Handed(_hand(actor, free, place, at), len(rows) - len(free))


@operation
def assign_matching(actor: Actor, filters: WorkFilters, place_id: UUID, *, at: datetime) -> Handed:
    """Hand all that filters ask for to a place; what is settled or in other hands stays as it is and is counted."""
    actor.require(ASSIGN)
    place = _target(actor, place_id)
    rows = list(locked(_matching(actor, filters)).only("pk", "state", "assigned"))
    held = _paths_held(rows)
    free = [
        row.pk
        for row in rows
        if row.state != WorkState.SETTLED.value
        and row.assigned_id != place.id
        and may_be_handed(held.get(row.assigned_id, ""), place.path)
    ]
    return Handed(_hand(actor, free, place, at), len(rows) - len(free))


@operation
def take_back(actor: Actor, work_ids: Collection[UUID], *, at: datetime) -> Handed:
    """Take chosen items out of the hands that they are in. Raises Forbidden; Absent for items out of reach."""
    actor.require(ASSIGN)
    rows = _locked(actor, work_ids)
    held = [row for row in rows if row.assigned_id is not None]
    return Handed(_take(actor, held, at), len(rows) - len(held))


@operation
def take_back_matching(actor: Actor, filters: WorkFilters, *, at: datetime) -> Handed:
    """Take back all that filters ask for."""
    actor.require(ASSIGN)
    rows = list(locked(_matching(actor, filters)).only("pk", "state", "assigned"))
    held = [row for row in rows if row.assigned_id is not None]
    return Handed(_take(actor, held, at), len(rows) - len(held))


@operation
def queue_handing(actor: Actor, filters: WorkFilters, place_id: UUID | None, *, at: datetime) -> UUID:
    """Let the worker hand all that match to a place, or take them back (None); returns the job's id.

    The job asks for the account's grants again when it runs. Raises Forbidden; Invalid at `place`; Absent.
    """
    actor.require(ASSIGN)
    if place_id is not None:
        _target(actor, place_id)
    payload = {"filters": asked_by(filters), "place": str(place_id) if place_id else ""}
    job_id = enqueue(HANDING, payload, at=at, account_id=actor.account_id)
    record(actor, ASSIGN.code, Thing("infra.job", job_id), at=at, fields=["assigned"], count=0)
    return job_id


@operation
def record_visit(actor: Actor, work_id: UUID, *, on: date, outcome: Outcome, note: str, at: datetime) -> UUID:
    """Record a visit; returns its id. The item stands where its newest visit puts it.

    Raises Forbidden; Absent; Invalid at `on`, `note`.
    """
    note = clean(note).value
    work_for(actor, VISIT, work_id)
    wrong = visit_objections(on, note, at.astimezone(CHINA).date())
    if wrong:
        raise Invalid(wrong)
    item = locked(WorkItem.objects.filter(pk=work_id)).get()
    visit = Visit.objects.create(
        id=new_id(), work=item, on=on, outcome=outcome.value, note=note, recorded_by=actor.account_id, recorded_at=at
    )
    if item.last_visit_on is None or on >= item.last_visit_on:
        WorkItem.objects.filter(pk=item.pk).update(
            last_visit_on=on, last_outcome=outcome.value, state=after_visit(outcome).value
        )
    record(actor, VISIT.code, Thing(KIND, item.pk), at=at, fields=["visit"])
    publish(VisitRecorded(item.pk, outcome, on))
    return visit.id


@operation
def save_view(actor: Actor, page: str, name: str, asked: Mapping[str, str], *, at: datetime) -> UUID:
    """Keep a list's filters under a name of the actor's own; one of the same name gives way. Invalid at `name`."""
    actor.require(WORK)
    name = clean(name).value
    wrong = view_objections(name)
    if wrong:
        raise Invalid(wrong)
    view, _ = SavedView.objects.update_or_create(
        account_id=actor.account_id, page=page, name=name, defaults={"query": urlencode(asked)}
    )
    record(actor, WORK.code, Thing(VIEW_KIND, view.id), at=at, fields=["query"])
    return view.id


@operation
def delete_view(actor: Actor, view_id: UUID, *, at: datetime) -> None:
    """Let go of a view of the actor's own. Raises Absent for any other."""
    actor.require(WORK)
    deleted, _ = SavedView.objects.filter(pk=view_id, account_id=actor.account_id).delete()
    if not deleted:
        raise Absent(NO_WORK())
    record(actor, WORK.code, Thing(VIEW_KIND, view_id), at=at, fields=["query"])


def _target(actor: Actor, place_id: UUID) -> PlaceSummary:
    place = places_of([place_id]).get(place_id)
    own = paths(actor, ASSIGN)
    if place is None or not place.stands(actor.on) or not any(_below(place.path, path) for path in own):
        raise Invalid({"place": (NOT_BELOW(),)})
    return place


def _below(path: str, own: str) -> bool:
    return path != own and contains(own, path)


def _locked(actor: Actor, work_ids: Collection[UUID]) -> list[WorkItem]:
    ids = set(work_ids)
    if not ids:
        raise Invalid({"": (NONE_CHOSEN(),)})
    # The lock on these rows alone, whatever the reach is joined from.
    reached = work_in_reach(actor, ASSIGN).filter(pk__in=ids)
    rows = list(locked(WorkItem.objects.filter(pk__in=reached.values("pk"))))
    if len(rows) < len(ids):
        raise Absent(NO_WORK())
    return rows


def _matching(actor: Actor, filters: WorkFilters) -> QuerySet[WorkItem]:
    found = matching(actor, ASSIGN, filters, work_area(actor, ASSIGN))
    return WorkItem.objects.filter(pk__in=found.values("pk"))


def _paths_held(rows: Sequence[WorkItem]) -> Mapping[UUID | None, str]:
    held = places_of({row.assigned_id for row in rows if row.assigned_id})
    return {place_id: place.path for place_id, place in held.items()}


def _hand(actor: Actor, ids: Sequence[UUID], place: PlaceSummary, at: datetime) -> int:
    for chunk in chunks(ids, _CHUNK):
        WorkItem.objects.filter(pk__in=chunk).update(
            assigned=place.id, assigned_by=actor.account_id, assigned_at=at, state=WorkState.ASSIGNED.value
        )
    return _told(actor, place.id, len(ids), at)


def _take(actor: Actor, rows: Sequence[WorkItem], at: datetime) -> int:
    for state in WorkState:
        ids = [row.pk for row in rows if row.state == state.value]
        for chunk in chunks(ids, _CHUNK):
            WorkItem.objects.filter(pk__in=chunk).update(
                assigned=None, assigned_by=None, assigned_at=None, state=after_taking_back(state).value
            )
    return _told(actor, None, len(rows), at)


def _told(actor: Actor, place_id: UUID | None, count: int, at: datetime) -> int:
    if count:
        thing = Thing("places.place", place_id) if place_id else None
        record(actor, ASSIGN.code, thing, at=at, fields=["assigned"], count=count)
        publish(WorkAssigned(place_id, count))
    return count
