"""Counting organisations again: whoever changes what a rate is counted from asks for it in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count

from guildhall.base.audit.operations import record
from guildhall.base.organisations.contracts import Facts, Record
from guildhall.base.organisations.queries import groups_of
from guildhall.base.places.queries import code_of, paths_of
from guildhall.base.places.rules.paths import COUNTY_DIGITS
from guildhall.infra.bulk import write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.parameters import COMMITTEE_MEMBERS, FULL_TIME_CHAIR, PROXY_INSURED
from guildhall.linkage.rules.worklist import Prospect, Thresholds, priority, reasons_for
from guildhall.organising.members.queries import active_members
from guildhall.organising.roster.contracts import Covered, WorkState
from guildhall.organising.roster.models import Insured, Run, Unit, WorkItem
from guildhall.organising.roster.rules.permissions import ACCEPT
from guildhall.organising.roster.rules.units import Stance, counts, covered_by, is_open, one_of
from guildhall.organising.unions.contracts import PresenceSummary, Relation
from guildhall.organising.unions.queries import joint_unions_by_county, presences_of

#: Organisations counted at a time.
CHUNK: Final = 5_000
_FIELDS: Final = (
    "organisation", "place", "kind", "industry", "insured", "is_open", "registered", "counts", "covered", "run",
    "earlier_month", "earlier_insured", "registered_on", "said_closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What only a run knows of a record and the counting needs."""

    run_id: UUID
    earlier_month: str = ""
    earlier_insured: int | None = None
    registered_on: date | None = None
    said_closed: bool = False
    registered: bool = False


@operation
def recount(organisation_ids: Collection[UUID]) -> None:
    """Count these organisations again, and those that they count as, after a merge, a split, a union come or gone.

    Organisations that no run has brought in are in no rate, and stay out.
    """
    ids = list(organisation_ids)
    groups = groups_of(ids)
    members = {one.id for records in groups.values() for one in records} | set(ids)
    known = {
        unit.organisation_id: Known(
            unit.run_id,
            unit.earlier_month,
            unit.earlier_insured,
            unit.registered_on,
            unit.said_closed,
            unit.registered,
        )
        for unit in Unit.objects.filter(organisation__in=members)
    }
    # A record that was merged keeps its run's knowledge in the unit that it becomes when it is split off again.
    for head, records in groups.items():
        if head not in known:
            held = next((known[one.id] for one in records if one.id in known), None) or _of_any(known)
            if held is not None:
                known[head] = held
    _count(groups, known)


def _of_any(known: Mapping[UUID, Known]) -> Known | None:
    """The run of a record beside it, for one that was split off."""
    one = next(iter(known.values()), None)
    return Known(one.run_id) if one else None


@operation
def count_all(known: Mapping[UUID, Known], *, actor: Actor, at: datetime) -> int:
    """Count the organisations of a run, by what it knows of each record; returns how many."""
    actor.require(ACCEPT)
    ids = list(known)
    count = 0
    for start in range(0, len(ids), CHUNK):
        groups = groups_of(ids[start : start + CHUNK])
        _count(groups, known)
        count += len(groups)
    record(actor, ACCEPT.code, None, at=at, fields=["coverage"], count=count)
    return count


def _count(groups: Mapping[UUID, Sequence[Record]], known: Mapping[UUID, Known]) -> None:
    members = [one.id for records in groups.values() for one in records]
    stances = _stances(members)
    runs = {run.pk: run for run in Run.objects.filter(pk__in={one.run_id for one in known.values()})}
    thresholds = {pk: _thresholds(run) for pk, run in runs.items()}
    rows, prospects = [], {}
    for head, records in groups.items():
        known_here = [known[one.id] for one in records if one.id in known]
        if not known_here:
            continue
        held, facts = known_here[0], one_of([one.facts for one in records])
        run = runs[held.run_id]
        open_now = is_open(facts.closed_on, said_closed=held.said_closed, as_of=run.as_of)
        over = thresholds[held.run_id]
        insured = facts.insured.count if facts.insured else None
        counted = over is not None and counts(insured, is_open=open_now, threshold=over.insured)
        covered = covered_by(
            Stance(presence.relation, presence.union.kind, presence.union.active)
            for one in records
            for presence in stances[one.id]
        )
        rows.append(
            (
                head,
                facts.place_id,
                facts.kind.value,
                facts.industry,
                insured,
                open_now,
                any(one.registered for one in known_here),
                counted,
                covered.value,
                held.run_id,
                held.earlier_month,
                held.earlier_insured,
                held.registered_on,
                held.said_closed,
            )
        )
        if counted and covered is Covered.NONE and over is not None and run.as_of is not None:
            prospects[head] = (facts, held, over, run.as_of)
    Unit.objects.filter(organisation__in=members).delete()
    write_rows(Unit, _FIELDS, rows)
    _list_work(groups, prospects, stances)


def _stances(members: Collection[UUID]) -> Mapping[UUID, list[PresenceSummary]]:
    found: dict[UUID, list[PresenceSummary]] = defaultdict(list)
    for presence in presences_of(members):
        if presence.ends_on is None:
            found[presence.organisation_id].append(presence)
    return found


def _thresholds(run: Run) -> Thresholds | None:
    """The values in force at a run's cut-off in its place; None without a cut-off."""
    if run.as_of is None:
        return None
    code = code_of(run.place_id, on=run.as_of)
    return Thresholds(PROXY_INSURED.at(run.as_of, code), COMMITTEE_MEMBERS.at(run.as_of), FULL_TIME_CHAIR.at(run.as_of))


_Prospects = Mapping[UUID, tuple[Facts, Known, Thresholds, date]]


def _list_work(
    groups: Mapping[UUID, Sequence[Record]],
    prospects: _Prospects,
    stances: Mapping[UUID, Sequence[PresenceSummary]],
) -> None:
    members = [one.id for records in groups.values() for one in records]
    gone = WorkItem.objects.filter(organisation__in=set(members) - set(prospects), listed=True)
    gone.update(listed=False, state=WorkState.SETTLED.value)
    if not prospects:
        return
    counties = paths_of({facts.place_id for facts, *_ in prospects.values() if facts.place_id})
    joint = joint_unions_by_county()
    elsewhere = _members_at([one.id for head in prospects for one in groups[head]])
    items = []
    for head, (facts, held, over, as_of) in prospects.items():
        records = groups[head]
        county = counties.get(facts.place_id, "")[:COUNTY_DIGITS] if facts.place_id else ""
        prospect = Prospect(
            entity_id=str(head),
            insured=facts.insured.count if facts.insured else 0,
            members_elsewhere=sum(elsewhere.get(one.id, 0) for one in records),
            ended_unions=sum(
                1
                for one in records
                for presence in stances[one.id]
                if presence.relation is Relation.OWN and not presence.union.active
            ),
            joint_unions_seated=sum(
                1
                for one in records
                for presence in stances[one.id]
                if presence.relation is Relation.HOST and presence.union.active
            ),
            joint_unions_in_county=joint.get(county, 0),
            earlier_month=held.earlier_month,
            earlier_insured=held.earlier_insured,
            registered_on=held.registered_on,
            has_code=bool(facts.credit_code),
        )
        reasons = reasons_for(prospect, as_of, over)
        items.append(
            WorkItem(
                organisation_id=head,
                place_id=facts.place_id,
                kind=facts.kind.value,
                industry=facts.industry,
                insured=prospect.insured,
                points=priority(prospect, reasons),
                listed=True,
                state=WorkState.OPEN.value,
                reasons=[[reason.code, dict(reason.params)] for reason in reasons],
            )
        )
    WorkItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["place", "kind", "industry", "insured", "points", "reasons", "listed"],
        batch_size=500,
    )
    # What was settled and is on the list again begins anew.
    again = WorkItem.objects.filter(organisation__in=prospects, state=WorkState.SETTLED.value)
    again.filter(assigned=None).update(state=WorkState.OPEN.value)
    again.exclude(assigned=None).update(state=WorkState.ASSIGNED.value)


def _members_at(organisation_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many of those insured at organisations hold a membership anywhere: one query."""
    rows = Insured.objects.filter(organisation__in=organisation_ids, person__in=active_members().values("person"))
    return dict(rows.values_list("organisation_id").annotate(Count("pk")).order_by())
