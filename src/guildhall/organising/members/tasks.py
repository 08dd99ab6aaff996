"""What the worker does for members: employers' files looked at and written, transfers that silence agrees to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import pyarrow.parquet as pq

from guildhall.base.accounts.queries import actor_for
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.operations import forget_file
from guildhall.base.files.queries import read_file
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Sex
from guildhall.base.people.operations import bulk_admit
from guildhall.base.people.queries import canonical_of, known_documents, people_of
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running
from guildhall.infra.jobs.scratch import Reporting, scratch
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Message, MessageKind, UnreadableInput
from guildhall.kernel.text import person_name_key
from guildhall.linkage.contracts import Register, Shape
from guildhall.linkage.readers import read_registers
from guildhall.linkage.readers.messages import CATALOGUE
from guildhall.organising.members.bulk import candidate_of, open_rows
from guildhall.organising.members.contracts import BatchCounts, BatchState, Joining, Tie
from guildhall.organising.members.models import Batch
from guildhall.organising.members.operations.batch import KIND
from guildhall.organising.members.operations.joining import join_all
from guildhall.organising.members.operations.transferring import take_silence
from guildhall.organising.members.rules.batch import OTHER_NAME, TWICE, Examined, Line, examine
from guildhall.organising.members.rules.joining import join_objections
from guildhall.organising.members.rules.permissions import BATCH

CHECKING: Final = MessageKind("members.checking", "核对名单", "Checking the rows")
WRITING: Final = MessageKind("members.writing", "登记入会", "Writing memberships")
NO_PEOPLE: Final = MessageKind(
    "members.no_people",
    "“{file}”里没有人员名单：要有“姓名”和“证件号码”两列。",
    "There is no list of people in “{file}”: it takes a column of names and one of document numbers.",
)
#: Rows looked at at a time, and rows with problems that are kept to be shown.
_CHUNK: Final = 20_000
_SHOWN: Final = 500
#: As which a file of an employer is read: a members' list, else a list of the insured.
_TRIED: Final = ((Register.UNION, Shape.MEMBERS), (Register.INSURANCE, Shape.PERSONS))


@dataclass(slots=True)
class _Sorted:
    """Rows by what becomes of them. `people`: person ids of those who join, in order; `new`: those to be admitted."""

    joinings: list[Joining] = field(default_factory=list)
    new: list[NewPerson] = field(default_factory=list)
    problems: list[tuple[int, Message]] = field(default_factory=list)
    rows: int = 0
    known: int = 0
    here: int = 0
    elsewhere: int = 0
    wrong: int = 0
    twice: int = 0
    warned: int = 0

    def counts(self) -> BatchCounts:
        return BatchCounts(
            self.rows, len(self.joinings), self.known, self.here, self.elsewhere, self.wrong, self.twice, self.warned
        )


@task("members.look", lease=timedelta(minutes=2))
def look_at_batch(job: Running) -> None:
    """What would become of each row, for the officer to check before anything is written."""
    batch = Batch.objects.select_related("union").get(pk=UUID(job.payload["batch"]))
    found = _sort(job, batch)
    with job.finishing():
        Batch.objects.filter(pk=batch.pk, state=BatchState.LOOKING.value).update(
            state=BatchState.READY.value, counts=asdict(found.counts()), problems=_plain(found.problems)
        )


@task("members.write", lease=timedelta(minutes=2))
def write_batch(job: Running) -> None:
    """All good rows join in one transaction, looked at anew: somebody may have joined elsewhere since."""
    batch = Batch.objects.select_related("union").get(pk=UUID(job.payload["batch"]))
    at = job.clock.now()
    found = _sort(job, batch)
    with job.finishing({"batch": str(batch.id)}):
        job.tell(0, 0, WRITING())
        actor = actor_for(batch.made_by_id, None, on=at.astimezone(CHINA).date())
        bulk_admit(found.new, actor=actor, at=at)
        done = join_all(actor, batch.union_id, found.joinings, at=at)
        counts = asdict(found.counts()) | {"joining": len(done.begun)}
        Batch.objects.filter(pk=batch.pk).update(
            state=BatchState.DONE.value, counts=counts, problems=_plain(found.problems), written_at=at
        )
        forget_file(batch.file_id)
        record(actor, BATCH.code, Thing(KIND, batch.id), at=at, fields=["members"], count=len(done.begun))


@task("members.silence")
def count_silence(job: Running) -> None:
    """Transfers whose old union did not answer in time."""
    job.report(take_silence(at=job.clock.now()))


repeat("members.silence", kind="members.silence", every=timedelta(hours=1))


def _sort(job: Running, batch: Batch) -> _Sorted:
    on = job.clock.now().astimezone(CHINA).date()
    with scratch(job.id) as work:
        path = work / "in" / batch.name
        path.parent.mkdir()
        with path.open("wb") as file:
            file.writelines(read_file(batch.file_id))
        found = _Sorted()
        seen: dict[tuple[str, str], int] = {}
        for chunk in chunks(_lines(job, path, work), _CHUNK):
            job.report(found.rows, 0, CHECKING())
            _sort_some(batch, [_examined(line, on) for line in chunk], found, seen)
    return found


def _lines(job: Running, path: Path, work: Path) -> Iterator[Line | Examined]:
    refusal: UnreadableInput | None = None
    for register, shape in _TRIED:
        folder = work / register.value
        folder.mkdir()
        try:
            sheets = read_registers({register: [str(path)]}, folder, progress=Reporting(job))
        except UnreadableInput as error:
            refusal = refusal or error
            continue
        wanted = [sheet for sheet in sheets if sheet.shape is shape and "id_number" in sheet.mapping]
        if wanted:
            for sheet in wanted:
                yield from _rows(sheet.accepted)
                if sheet.rejected is not None:
                    yield from _unreadable(sheet.rejected)
            return
    raise refusal or UnreadableInput(NO_PEOPLE(file=path.name))


def _rows(accepted: Path) -> Iterator[Line]:
    columns = ["sheet_row", "person_name", "id_number", "id_type", "phone"]
    for batch in pq.ParquetFile(accepted).iter_batches(batch_size=_CHUNK, columns=columns):
        for row, name, number, kind, phone in zip(*(batch.column(one).to_pylist() for one in columns), strict=True):
            yield Line(row, name or "", number or "", kind or "", phone or "")


def _unreadable(rejected: Path) -> Iterator[Examined]:
    """Rows that the readers could not use, with why."""
    columns = ["sheet_row", "reason", "params"]
    table = pq.read_table(rejected, columns=columns)
    for row, reason, params in zip(*(table[one].to_pylist() for one in columns), strict=True):
        yield Examined(row, "", None, "", "", CATALOGUE.message(reason, json.loads(params)))


def _examined(line: Line | Examined, on: date) -> Examined:
    return examine(line, on) if isinstance(line, Line) else line


def _sort_some(batch: Batch, rows: Sequence[Examined], found: _Sorted, seen: dict[tuple[str, str], int]) -> None:
    good: list[tuple[Examined, DocumentNumber]] = []
    for row in rows:
        found.rows += 1
        found.warned += bool(row.warnings)
        if row.wrong is not None or row.kind is None:
            found.wrong += 1
            if row.wrong is not None:
                found.problems.append((row.row, row.wrong))
            continue
        earlier = seen.setdefault((row.kind.value, row.number), row.row)
        if earlier != row.row:
            found.twice += 1
            found.problems.append((row.row, TWICE(row=earlier)))
            continue
        good.append((row, DocumentNumber(row.kind, row.number)))
    _match(batch, good, found)


def _match(batch: Batch, good: Sequence[tuple[Examined, DocumentNumber]], found: _Sorted) -> None:
    known = known_documents(document for _, document in good)
    canonical = canonical_of(set(known.values()))
    people, held = people_of(set(canonical.values())), open_rows(set(canonical.values()))
    for row, document in good:
        person_id = known.get((document.kind, document.number))
        if person_id is None:
            person_id = new_id()
            found.new.append(_new(person_id, row, document))
        else:
            person_id = canonical.get(person_id, person_id)
            if person_name_key(people[person_id].name) != person_name_key(row.name):
                found.wrong += 1
                found.problems.append((row.row, OTHER_NAME()))
                continue
            candidate = candidate_of(people[person_id], held[person_id], batch.union_id)
            if wrong := join_objections(candidate):
                found.here += candidate.is_here
                found.elsewhere += not candidate.is_here
                found.problems.append((row.row, wrong["document"][0]))
                continue
            found.known += 1
        found.joinings.append(Joining(person_id, batch.union_id, Tie.EMPLOYED, batch.organisation_id))


def _new(person_id: UUID, row: Examined, document: DocumentNumber) -> NewPerson:
    sex = Sex(row.facts.sex) if row.facts.sex else Sex.UNKNOWN
    phones = (row.phone,) if row.phone else ()
    return NewPerson(row.name, sex, row.facts.birth_date, (document,), phones, person_id)


def _plain(problems: Sequence[tuple[int, Message]]) -> list[list[object]]:
    return [[row, {**message.as_dict()}] for row, message in sorted(problems, key=lambda one: one[0])[:_SHOWN]]
