"""Counting organisations again: whoever changes what a rate is counted from asks for it in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from guildhall.base.audit.operations import record
from guildhall.base.organisations.contracts import Facts, RecordFacts
from guildhall.base.organisations.queries import groups_of
from guildhall.base.places.queries import code_of, paths_of
from guildhall.base.places.rules.paths import COUNTY_DIGITS
from guildhall.infra.bulk import write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
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
    _list_work(_count(groups, known, _runs(known)))


def _of_any(known: Mapping[UUID, Known]) -> Known | None:
    """The run of a record beside it, for one that was split off."""
    one = next(iter(known.values()), None)
    return Known(one.run_id) if one else None


@operation
def count_all(known: Mapping[UUID, Known], *, actor: Actor, at: datetime) -> int:
    """Count the organisations of a run, by what it knows of each record; returns how many."""
    actor.require(ACCEPT)
    runs = _runs(known)
    prospects: dict[UUID, _Listed] = {}
    count = 0
    for chunk in chunks(known, CHUNK):
        groups = groups_of(chunk)
        prospects |= _count(groups, known, runs)
        count += len(groups)
    _list_work(prospects)
    record(actor, ACCEPT.code, None, at=at, fields=["coverage"], count=count)
    return count


@dataclass(frozen=True, slots=True)
class _Counting:
    """A run's cut-off and the values in force then; None without a cut-off."""

    as_of: date | None
    over: Thresholds | None


@dataclass(frozen=True, slots=True)
class _Listed:
    """An organisation that belongs on the worklist. `records`: all that count as it."""

    records: tuple[UUID, ...]
    facts: Facts
    known: Known
    over: Thresholds
    as_of: date
    ended_unions: int
    joint_unions_seated: int


def _runs(known: Mapping[UUID, Known]) -> Mapping[UUID, _Counting]:
    runs = Run.objects.filter(pk__in={one.run_id for one in known.values()})
    return {run.pk: _Counting(run.as_of, _thresholds(run)) for run in runs}


def _count(
    groups: Mapping[UUID, Sequence[RecordFacts]], known: Mapping[UUID, Known], runs: Mapping[UUID, _Counting]
) -> Mapping[UUID, _Listed]:
    """Count organisations; take off the worklist what does not belong there, and return what does."""
    members = [one.id for records in groups.values() for one in records]
    stances = _stances(members)
    rows, prospects = [], {}
    for head, records in groups.items():
        known_here = [known[one.id] for one in records if one.id in known]
        if not known_here:
            continue
        held, facts = known_here[0], one_of([one.facts for one in records])
        as_of, over = runs[held.run_id].as_of, runs[held.run_id].over
        open_now = is_open(facts.closed_on, said_closed=held.said_closed, as_of=as_of)
        insured = facts.insured.count if facts.insured else None
        counted = over is not None and counts(insured, is_open=open_now, threshold=over.insured)
        standing = [presence for one in records for presence in stances.get(one.id, ())]
        covered = covered_by(
            Stance(presence.relation, presence.union.kind, presence.union.active) for presence in standing
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
        if counted and covered is Covered.NONE and over is not None and as_of is not None:
            prospects[head] = _Listed(
                tuple(one.id for one in records), facts, held, over, as_of,
                sum(1 for one in standing if one.relation is Relation.OWN and not one.union.active),
                sum(1 for one in standing if one.relation is Relation.HOST and one.union.active),
            )  # fmt: skip
    Unit.objects.filter(organisation__in=members).delete()
    write_rows(Unit, _FIELDS, rows)
    gone = WorkItem.objects.filter(organisation__in=set(members) - set(prospects), listed=True)
    gone.update(listed=False, state=WorkState.SETTLED.value)
    return prospects


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


def _list_work(prospects: Mapping[UUID, _Listed]) -> None:
    if not prospects:
        return
    joint = joint_unions_by_county()
    counties = paths_of({one.facts.place_id for one in prospects.values() if one.facts.place_id})
    for chunk in chunks(prospects.items(), CHUNK):
        elsewhere = _members_at([record for _, one in chunk for record in one.records])
        WorkItem.objects.bulk_create(
            [_item(head, one, elsewhere, counties, joint) for head, one in chunk],
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["place", "kind", "industry", "insured", "points", "reasons", "listed"],
            batch_size=500,
        )
        # What was settled and is on the list again begins anew.
        again = WorkItem.objects.filter(organisation__in=[head for head, _ in chunk], state=WorkState.SETTLED.value)
        again.filter(assigned=None).update(state=WorkState.OPEN.value)
        again.exclude(assigned=None).update(state=WorkState.ASSIGNED.value)


def _item(
    head: UUID, one: _Listed, elsewhere: Mapping[UUID, int], counties: Mapping[UUID, str], joint: Mapping[str, int]
) -> WorkItem:
    facts = one.facts
    county = counties.get(facts.place_id, "")[:COUNTY_DIGITS] if facts.place_id else ""
    prospect = Prospect(
        entity_id=str(head),
        insured=facts.insured.count if facts.insured else 0,
        members_elsewhere=sum(elsewhere.get(record, 0) for record in one.records),
        ended_unions=one.ended_unions,
        joint_unions_seated=one.joint_unions_seated,
        joint_unions_in_county=joint.get(county, 0),
        earlier_month=one.known.earlier_month,
        earlier_insured=one.known.earlier_insured,
        registered_on=one.known.registered_on,
        has_code=bool(facts.credit_code),
    )
    reasons = reasons_for(prospect, one.as_of, one.over)
    return WorkItem(
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


def _members_at(organisation_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many of those insured at organisations hold a membership anywhere: one query."""
    # Asked of each person: SQLite would try every member at every organisation.
    member = Exists(active_members().filter(person=OuterRef("person")))
    rows = Insured.objects.filter(member, organisation__in=organisation_ids)
    return dict(rows.values_list("organisation_id").annotate(Count("pk")).order_by())
