"""What registers answer: a returned file is verified, looked at, stored, taken back; later runs heed what was said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.rules.intake import plain_name
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.signing import holds
from guildhall.infra.transactions import locked, one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused
from guildhall.organising.roster.access import NO_UPLOAD, disagreeing_run, files_in_reach, upload_for
from guildhall.organising.roster.contracts import Answer, Kind, LineState, Register, RunState, UploadState
from guildhall.organising.roster.models import (
    Disagreement,
    DisagreementAnswer,
    DisagreementFile,
    DisagreementUpload,
    Run,
)
from guildhall.organising.roster.queries.disagreements import lines_of, manifest_of
from guildhall.organising.roster.queries.identity import heads_of
from guildhall.organising.roster.rules.carrying import Answered, carried
from guildhall.organising.roster.rules.lines import cells_of, line_id
from guildhall.organising.roster.rules.permissions import IMPORT
from guildhall.organising.roster.rules.returned import NO_HEAD, Returned, head_of, read_returned

KIND: Final = "roster.disagreement_upload"
_CHUNK: Final = 2_000
T = TypeVar("T")

BAD_SIGNATURE: Final = MessageKind(
    "roster.answers_signature",
    "签名核验不通过：这份文件不是这次比对发出的，或签名一行被改动过。",
    "The signature does not hold: the file was not made from this comparison, or its line with the signature was "
    "changed.",
)
GIVEN_UP: Final = MessageKind(
    "roster.answers_given_up",
    "这次比对已放弃，不再收答复。",
    "This comparison was given up and takes no answers.",
)
NOT_CHECKED: Final = MessageKind(
    "roster.answers_not_checked",
    "这份答复已存入或已撤回，请刷新。",
    "These answers were stored or taken back already: reload.",
)
NOT_STORED: Final = MessageKind(
    "roster.answers_undone", "这份答复已撤回，请刷新。", "These answers were taken back already: reload."
)


@operation
def check_answers(actor: Actor, run_id: UUID, name: str, rows: Sequence[Sequence[str]], *, at: datetime) -> UUID:
    """Verify a returned file and keep it to be looked at; returns its id. Nothing is answered yet.

    `rows`: as queries.returned reads them. Raises Forbidden; Absent; Refused once the run was given up; Invalid at
    `file` with every line that is wrong.
    """
    run = disagreeing_run(actor, run_id)
    if run.state == RunState.DISCARDED.value:
        raise Refused(GIVEN_UP())
    head = head_of(rows)
    if head is None:
        raise Invalid({"file": (NO_HEAD(),)})
    file_id = _id(head.file)
    sent = files_in_reach(actor).filter(pk=file_id, run=run).select_related("run").first() if file_id else None
    if sent is None or head.signature != sent.signature:
        raise Invalid({"file": (BAD_SIGNATURE(),)})
    read = _read(sent, rows)
    if read.wrong:
        raise Invalid({"file": read.wrong})
    numbers = {line_id(Register(sent.register), number): number for number, _ in sent.lines}
    held = DisagreementUpload.objects.create(
        file=sent, name=plain_name(name), state=UploadState.CHECKED.value, uploaded_by=actor.account_id, uploaded_at=at,
        rows=[[numbers[one.line], one.answer.value, one.note] for one in read.answers],
    )  # fmt: skip
    record(actor, IMPORT.code, Thing(KIND, held.pk), at=at, fields=["answers"], count=len(read.answers))
    return held.pk


def _read(sent: DisagreementFile, rows: Sequence[Sequence[str]]) -> Returned:
    manifest = manifest_of(sent)
    # Over what is stored, so that neither the file nor the table can be changed alone.
    if not holds(sent.public_key, sent.signature, manifest.content()):
        raise Invalid({"file": (BAD_SIGNATURE(),)})
    numbers = [number for number, _ in sent.lines]
    lines = lines_of(Disagreement.objects.filter(run=sent.run, register=sent.register), numbers)
    return read_returned(
        rows, dict(manifest.lines), {line_id(one.register, one.number): cells_of(one) for one in lines}
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@operation
def store_answers(actor: Actor, upload_id: UUID, *, at: datetime) -> int:
    """Store what was verified and looked at; returns the answers. What was answered before gives way.

    Raises Forbidden; Absent; Refused where it was stored or taken back already, or its run was given up.
    """
    held = _locked(actor, upload_id)
    if held.state != UploadState.CHECKED.value:
        raise Refused(NOT_CHECKED())
    if held.file.run.state == RunState.DISCARDED.value:
        raise Refused(GIVEN_UP())
    by_number = {number: (answer, note) for number, answer, note in held.rows}
    lines = _lines(held.file, by_number)
    for chunk in chunks([pk for pk, _ in lines], _CHUNK):
        DisagreementAnswer.objects.filter(line__in=chunk, standing=True).update(standing=False)
    write_rows(
        DisagreementAnswer,
        ("id", "upload", "line", "answer", "note", "standing"),
        [(new_id(), held.pk, pk, *by_number[number], True) for pk, number in lines],
    )
    update_rows(
        Disagreement,
        ("state", "answer"),
        [(pk, LineState.ANSWERED.value, by_number[number][0]) for pk, number in lines],
    )
    held.state, held.stored_by, held.stored_at = UploadState.STORED.value, actor.account_id, at
    held.save(update_fields=["state", "stored_by", "stored_at"])
    _tell_later_runs(held)
    record(actor, IMPORT.code, Thing(KIND, held.pk), at=at, fields=["answers"], count=len(lines))
    return len(lines)


@operation
def undo_answers(actor: Actor, upload_id: UUID, *, at: datetime) -> int:
    """Take a returned file back, stored or not: what was answered before stands again; returns the lines.

    Raises Forbidden; Absent; Refused where it was taken back already.
    """
    held = _locked(actor, upload_id)
    if held.state == UploadState.UNDONE.value:
        raise Refused(NOT_STORED())
    answers = DisagreementAnswer.objects.filter(upload=held, standing=True)
    lines = list(answers.values_list("line_id", flat=True))
    later = list(Disagreement.objects.filter(earlier__upload=held).values_list("run_id", flat=True).distinct())
    answers.update(standing=False)
    held.state, held.undone_by, held.undone_at = UploadState.UNDONE.value, actor.account_id, at
    held.save(update_fields=["state", "undone_by", "undone_at"])
    for chunk in chunks(lines, _CHUNK):
        _stand_again(chunk)
    for run_id in later:
        meet_answers(run_id)
    record(actor, IMPORT.code, Thing(KIND, held.pk), at=at, fields=["answers"], count=len(lines))
    return len(lines)


def _stand_again(lines: Collection[UUID]) -> None:
    """The newest answer of a file that still stands, or none: then the line is open, as its earlier answers have it."""
    before = DisagreementAnswer.objects.filter(line__in=lines, upload__state=UploadState.STORED.value)
    newest = {one.line_id: one for one in before.order_by("upload__stored_at", "pk")}
    DisagreementAnswer.objects.filter(pk__in=[one.pk for one in newest.values()]).update(standing=True)
    states = []
    for pk in lines:
        one = newest.get(pk)
        states.append((pk, LineState.ANSWERED.value, one.answer) if one else (pk, LineState.OPEN.value, ""))
    update_rows(Disagreement, ("state", "answer"), states)


@operation
def meet_answers(run_id: UUID) -> None:
    """Meet a run's unanswered lines with what registers answered of the same in earlier runs (rules.carrying),
    by what they are about or by the record, whatever was merged meanwhile.

    For the job that writes or accepts a run and for the operations above; asks for no permission.
    """
    open_lines = Disagreement.objects.filter(run=run_id).exclude(state=LineState.ANSWERED.value)
    given = DisagreementAnswer.objects.filter(standing=True, line__run__created_at__lt=_begun(run_id))
    heads: Mapping[UUID, UUID] = {}
    by_subject: dict[object, list[Answered]] = {}
    if given.exists():
        heads = _heads(open_lines.filter(record_id__isnull=False).values_list("record_id", flat=True))
        by_subject = _given(given, Subquery(open_lines.values("subject")), heads)
    changed = []
    columns = ("pk", "subject", "register", "kind", "record_id", "content", "state", "earlier_id")
    met_before = open_lines if by_subject else open_lines.filter(earlier__isnull=False)
    for pk, subject, register, kind, record_id, content, state, earlier in met_before.values_list(*columns):
        about = by_subject.get((register, kind, heads.get(record_id)), ()) if record_id else ()
        met = carried(content, [*by_subject.get(subject, ()), *about])
        if (met.state.value, met.earlier) != (state, earlier):
            changed.append((pk, met.state.value, met.earlier))
    update_rows(Disagreement, ("state", "earlier"), changed)


def _given(
    given: QuerySet[DisagreementAnswer], subjects: Subquery, heads: Mapping[UUID, UUID]
) -> dict[object, list[Answered]]:
    """Answers by the subject of their line, and by register, kind and the head of the record that it is about."""
    names = ("pk", "answer", "line__content", "upload__stored_at", "line__subject", "line__register", "line__kind")
    found: dict[UUID, tuple[Any, ...]] = {}
    conditions = [Q(line__subject__in=subjects), *(Q(line__record_id__in=part) for part in chunks(heads, _CHUNK))]
    for condition in conditions:
        for row in given.filter(condition).values_list(*names, "line__record_id"):
            found[row[0]] = row
    by_subject: dict[object, list[Answered]] = {}
    for pk, answer, content, at, subject, register, kind, record_id in found.values():
        one = Answered(pk, Answer(answer), content, at)
        by_subject.setdefault(subject, []).append(one)
        if record_id in heads:
            by_subject.setdefault((register, kind, heads[record_id]), []).append(one)
    return by_subject


def _heads(records: Iterable[UUID | None]) -> dict[UUID, UUID]:
    """Every record that counts as the same organisation, union or person as one of these, with its head."""
    found = {one: one for one in records if one is not None}
    for part in chunks(sorted(found), _CHUNK):
        for kind in Kind:
            found |= heads_of(kind, part)
    return found


def _begun(run_id: UUID) -> Subquery:
    return Subquery(Run.objects.filter(pk=run_id).values("created_at")[:1])


def _tell_later_runs(held: DisagreementUpload) -> None:
    """Runs that were proposed before the answer came heed it, too."""
    mine = Disagreement.objects.filter(answers__upload=held)
    records = _heads(mine.filter(record_id__isnull=False).values_list("record_id", flat=True))
    later = Disagreement.objects.filter(
        Q(subject__in=Subquery(mine.values("subject"))) | Q(record_id__in=list(records)),
        run__created_at__gt=held.file.run.created_at,
    )
    for run_id in later.values_list("run_id", flat=True).distinct():
        meet_answers(run_id)


def _lines(sent: DisagreementFile, numbers: Mapping[int, object]) -> list[tuple[UUID, int]]:
    found: list[tuple[UUID, int]] = []
    lines: QuerySet[Disagreement] = Disagreement.objects.filter(run=sent.run, register=sent.register)
    for chunk in chunks(sorted(numbers), _CHUNK):
        found += locked(lines.filter(number__in=chunk)).values_list("pk", "number")
    return found


def _locked(actor: Actor, upload_id: UUID) -> DisagreementUpload:
    """The file, no other of whose run is stored or taken back at the same time."""
    run_id = upload_for(actor, upload_id).file.run_id
    one_at_a_time(f"roster.answers:{run_id}")
    held = locked(DisagreementUpload.objects.filter(pk=upload_id)).first()
    if held is None:
        raise Absent(NO_UPLOAD())
    return held
