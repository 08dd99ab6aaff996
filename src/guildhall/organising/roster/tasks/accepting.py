"""Accepting a run: its proposals become records, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from guildhall.base.accounts.queries import actor_for
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations import operations as organisations
from guildhall.base.organisations.contracts import NewOrganisation, Renewal
from guildhall.base.organisations.queries import canonical_of
from guildhall.base.people import operations as people
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Sex
from guildhall.base.people.queries import any_documents, known_documents
from guildhall.infra.bulk import look_over, update_rows, write_rows
from guildhall.infra.bus import publish
from guildhall.infra.crypto import ring
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.running import Running
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.identifiers import PERSON_KINDS, IdKind
from guildhall.kernel.text import clean_person_name
from guildhall.linkage.contracts import Kind, Register
from guildhall.organising.members.contracts import NewMembership
from guildhall.organising.members.operations import set_memberships
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.events import RunAccepted
from guildhall.organising.roster.models import Identity, Insured, Run, Source
from guildhall.organising.roster.operations.counting import Known, count_all
from guildhall.organising.roster.operations.deciding import follow_decisions
from guildhall.organising.roster.rules.permissions import ACCEPT
from guildhall.organising.roster.tasks.disagreeing import name_records
from guildhall.organising.roster.tasks.proposing import Proposal, identified, people_inside, propose
from guildhall.organising.roster.tasks.result import BATCH, FoundPerson, Result
from guildhall.organising.roster.tasks.running import write_changes
from guildhall.organising.roster.tasks.scratch import scratch, unpack
from guildhall.organising.unions import operations as unions
from guildhall.organising.unions.contracts import NewPresence, Relation
from guildhall.organising.unions.operations.placing import place_unions

ORGANISATIONS: Final = MessageKind("roster.accept_organisations", "写单位和工会", "Writing organisations and unions")
PEOPLE: Final = MessageKind("roster.accept_people", "写人员和参保", "Writing people and where they are insured")
MEMBERS: Final = MessageKind("roster.accept_members", "写会籍", "Writing memberships")
COUNTING: Final = MessageKind("roster.accept_counting", "计算覆盖率和走访名单", "Counting coverage and visits")
FINISHING: Final = MessageKind("roster.accept_finishing", "核对并提交", "Checking and committing")
#: Files of the result that an acceptance reads.
_NEEDED: Final = (
    "roster.parquet", "ids.parquet", "unions.parquet", "union_units.parquet", "memberships.parquet", "naming.parquet",
    "headcounts.parquet", "manifest.json",
)  # fmt: skip
_INSURED: Final = ("person", "organisation", "month", "digest")
_KINDS: Final[Mapping[str, IdKind]] = {kind.value: kind for kind in PERSON_KINDS}
_SEXES: Final[Mapping[str, Sex]] = {sex.value: sex for sex in Sex}


@dataclass(slots=True)
class _Accepting:
    """What the steps of one acceptance share. `counts`: what was written, for the run's page."""

    run: Run
    result: Result
    proposal: Proposal
    actor: Actor
    on: date
    at: datetime
    job: Running
    counts: dict[str, int] = field(default_factory=dict)


def accept(job: Running) -> None:
    """Write what a run proposes. A job that was killed begins again from nothing written."""
    run = Run.objects.get(pk=UUID(job.payload["run"]))
    at = job.clock.now()
    with scratch(job.id) as work:
        result = Result(_unpacked(run, work))
        on = run.as_of or at.astimezone(CHINA).date()
        with job.finishing({"run": str(run.id)}):
            actor = actor_for(run.accepted_by or run.created_by, None, on=at.astimezone(CHINA).date())
            one = _Accepting(run, result, propose(result, run, on), actor, on, at, job)
            _write_organisations(one)
            write_changes(run, one.proposal, result, written=True)
            _write_unions(one)
            _write_people(one)
            _write_identity(one, Kind.ORGANISATION, one.proposal.records, one.proposal.known_prints)
            name_records(run.pk)
            _write_sources(one)
            _make_one(one)
            _count(one)
            one.counts["placed_unions"] = place_unions(actor, at=at).count
            one.counts["decided_one"] = follow_decisions(actor, at=at)
            follow_decisions(actor, at=at)
            Run.objects.filter(pk=run.pk).update(
                state=RunState.ACCEPTED.value, accepted_at=at, counts={**run.counts, **one.counts}
            )
            record(actor, ACCEPT.code, Thing("roster.run", run.id), at=at, fields=["state"])
            publish(RunAccepted(run.id, run.place_id, run.as_of))
            job.tell(0, 0, FINISHING())  # foreign keys are looked at last


def _unpacked(run: Run, work: Path) -> Path:
    folder = work / "out"
    held = dict(run.files.filter(name__in=_NEEDED).values_list("name", "file_id"))
    for name in _NEEDED:
        unpack(held[name], folder / name)
    return folder


def _write_organisations(one: _Accepting) -> None:
    one.job.tell(0, 0, ORGANISATIONS())
    new = [found for found in one.proposal.organisations if found.before is None]
    changed = [found for found in one.proposal.organisations if found.changed]
    organisations.bulk_register(
        (NewOrganisation(found.facts, found.provenance, id=found.record_id) for found in new),
        actor=one.actor,
        at=one.at,
    )
    organisations.bulk_renew(
        (
            Renewal(
                found.record_id,
                found.facts,
                found.provenance,
                found.before.name if found.before and "name" in found.changed else "",
            )
            for found in changed
        ),
        actor=one.actor,
        at=one.at,
    )
    one.counts |= {"written_organisations": len(new), "renewed_organisations": len(changed)}


def _write_unions(one: _Accepting) -> None:
    listed = one.proposal.unions
    unions.bulk_register((found.union for found in listed if found.is_new), actor=one.actor, at=one.at)
    unions.bulk_renew((found.union for found in listed if found.changed), actor=one.actor, at=one.at)
    units = one.proposal.units
    ids = {found.entity: found.union for found in listed}
    presences = [
        NewPresence(ids[union].id, units[unit], Relation(relation), None)
        for union, unit, relation in one.result.union_units()
        if union in ids and unit in units
    ]
    _, begun, ended = unions.set_presences(
        [found.union.id for found in listed], presences, actor=one.actor, on=one.on, at=one.at
    )
    one.counts |= {"presences_begun": begun, "presences_ended": ended}


def _write_people(one: _Accepting) -> None:
    unions_here = {found.entity: found.union.id for found in one.proposal.unions}
    stands, known = identified(one.result, Kind.PERSON)
    admitting = _Admitting(one, {entity: stand.record for entity, stand in stands.items()})
    admitting.write()
    look_over(one.counts["written_people"], Insured)
    records = admitting.records
    one.job.tell(0, 0, MEMBERS())
    begun, changed, ended = set_memberships(
        list(unions_here.values()),
        (
            NewMembership(records[person], unions_here[union], active, month)
            for person, union, active, month in one.result.memberships()
            if union in unions_here and person in records
        ),
        actor=one.actor,
        on=one.on,
        at=one.at,
    )
    one.counts |= {"memberships_begun": begun, "memberships_changed": changed, "memberships_ended": ended}
    _write_identity(one, Kind.PERSON, records, known)


class _Admitting:
    """People of a run, chunk by chunk: new ones admitted, changed ones renewed, where each is insured."""

    def __init__(self, one: _Accepting, stands: dict[str, UUID]) -> None:
        self.one, self.stands = one, stands
        self.units = one.proposal.units
        self.records: dict[str, UUID] = {}
        self._taken = set(stands.values())
        self._seen: set[tuple[IdKind, str]] = set()
        self._look_up = any_documents()
        self._keys = ring()

    def write(self) -> None:
        """Write everybody who works or is a member in the run's place."""
        counts, one = self.one.counts, self.one
        counts["renewed_people"] = 0
        counts["written_people"] = people.bulk_admit(self._new(), actor=one.actor, at=one.at)

    def _new(self) -> Iterator[NewPerson]:
        """The new ones. On the way the others are renewed, and written down where everybody is insured."""
        inside = people_inside(self.one.result, self.one.proposal)
        total, done = self.one.run.counts.get("people", 0), 0
        for chunk in chunks(inside, BATCH):
            self.one.job.tell(done, total, PEOPLE())
            done += len(chunk)
            yield from self._chunk(chunk)

    def _chunk(self, found: list[FoundPerson]) -> list[NewPerson]:
        documents = [_document(person) for person in found]
        holders: dict[tuple[IdKind, str], UUID] = {}
        if self._look_up:
            holders = known_documents(document for document in documents if document)
        held = self._held(found)
        new: list[NewPerson] = []
        renewed: list[NewPerson] = []
        begun: list[tuple[object, ...]] = []
        moved: list[tuple[object, ...]] = []
        for person, named in zip(found, documents, strict=True):
            key = (named.kind, named.number) if named else None
            record_id = self._record(person, holders.get(key) if key else None)
            is_new = record_id is None
            if record_id is None:
                record_id = new_id()
            if self._look_up:
                self._taken.add(record_id)  # its number may be looked up before long
            self.records[person.entity] = record_id
            document = named
            if key is not None and (key in self._seen or holders.get(key, record_id) != record_id):
                document = None  # two people cannot have one number: the first keeps it
            elif key is not None:
                self._seen.add(key)
            digest = self._digest(person)
            insured = (self.units.get(person.employer), person.month, digest)
            was = None if is_new else held.get(record_id)
            if is_new:
                new.append(_person(record_id, person, document))
            elif was is None or was[2] != digest:
                renewed.append(_person(record_id, person, document))
            if was is None:
                begun.append((record_id, *insured))
            elif was != insured and person.month >= was[1]:
                moved.append((record_id, *insured))
        self.one.counts["renewed_people"] += people.bulk_renew(renewed, actor=self.one.actor, at=self.one.at)
        write_rows(Insured, _INSURED, self._unless_there(begun, is_new=not held))
        update_rows(Insured, _INSURED[1:], moved)
        return new

    def _held(self, found: list[FoundPerson]) -> dict[UUID, tuple[UUID | None, str, bytes]]:
        """Where those who have records were insured so far, with what was said of them."""
        asked = [self.stands[person.entity] for person in found if person.entity in self.stands]
        rows = Insured.objects.filter(person__in=asked) if asked else Insured.objects.none()
        return {
            person_id: (organisation_id, month, bytes(digest))
            for person_id, organisation_id, month, digest in rows.values_list(*_INSURED)
        }

    def _record(self, person: FoundPerson, holder: UUID | None) -> UUID | None:
        stand = self.stands.get(person.entity)
        if stand is None and holder is not None and holder not in self._taken:
            self._taken.add(holder)
            self.stands[person.entity] = holder
            return holder
        return stand

    def _unless_there(self, rows: list[tuple[object, ...]], *, is_new: bool) -> Iterable[tuple[object, ...]]:
        """Rows of those without one. People known by their number alone may have one of another place's run."""
        if is_new and not self._look_up:
            return rows
        there = set(Insured.objects.filter(person__in=[row[0] for row in rows]).values_list("person_id", flat=True))
        update_rows(Insured, _INSURED[1:], [row for row in rows if row[0] in there])
        return [row for row in rows if row[0] not in there]

    def _digest(self, person: FoundPerson) -> bytes:
        told = (person.name, person.sex, str(person.birth_date), person.id_kind, person.id_number, person.phone)
        return self._keys.blind("roster.person", "\x1f".join(told))


def _document(person: FoundPerson) -> DocumentNumber | None:
    kind = _KINDS.get(person.id_kind)
    return DocumentNumber(kind, person.id_number) if kind and person.id_number else None


def _person(record_id: UUID, person: FoundPerson, document: DocumentNumber | None) -> NewPerson:
    return NewPerson(
        clean_person_name(person.name).value[:100],
        _SEXES.get(person.sex, Sex.UNKNOWN),
        person.birth_date,
        (document,) if document else (),
        (person.phone,) if person.phone else (),
        record_id,
    )


def _write_identity(one: _Accepting, kind: Kind, records: Mapping[str, UUID], known: set[str]) -> None:
    def new() -> Iterator[tuple[str, str, UUID]]:
        for fingerprint, entity in one.result.prints(kind):
            record_id = records.get(entity)
            # Two people whose rows are written alike share a fingerprint: it names the first of them.
            if record_id is not None and fingerprint not in known:
                known.add(fingerprint)
                yield kind.value, fingerprint, record_id

    write_rows(Identity, ("kind", "fingerprint", "record_id"), new())


def _write_sources(one: _Accepting) -> None:
    units = one.proposal.units
    for chunk in chunks(units.values(), BATCH):
        Source.objects.filter(organisation__in=chunk).delete()
    write_rows(
        Source,
        ("organisation", "run", "register", "values", "file", "row", "rows", "method"),
        (
            (units[entity], one.run.pk, register, named, source.rsplit("/", 1)[-1][-240:], row, rows, method)
            for entity, register, method, source, row, rows, named in one.result.naming()
            if entity in units
        ),
    )


def _make_one(one: _Accepting) -> None:
    """Records that the run takes for one organisation count as one; where their codes differ they stay apart."""
    merged = apart = 0
    heads = canonical_of(
        {record_id for found in one.proposal.organisations for record_id in (found.record_id, *found.others)}
    )
    for found in one.proposal.organisations:
        for other in found.others:
            if heads.get(other) == heads.get(found.record_id) or heads.get(other) is None:
                continue
            try:
                organisations.merge_organisations(
                    one.actor, heads[other], heads[found.record_id], basis=f"roster:{one.run.pk}", at=one.at
                )
                merged += 1
            except Refused:
                apart += 1
    one.counts |= {"merged": merged, "kept_apart": apart}


def _count(one: _Accepting) -> None:
    one.job.tell(0, 0, COUNTING())
    headcounts = one.result.headcounts()
    registered = one.result.named_in(Register.CIVIL_AFFAIRS)
    known = {}
    for found in one.proposal.organisations:
        month, insured, since = headcounts.get(found.entity, ("", None, None))
        known[found.record_id] = Known(one.run.pk, month, insured, since, found.said_closed, found.entity in registered)
    one.counts["counted"] = count_all(known, actor=one.actor, at=one.at)
