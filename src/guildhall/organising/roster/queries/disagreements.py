"""Reading disagreements: counts by register and kind, the list, files that were sent, answers that came back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guildhall.base.places.queries import paths_of
from guildhall.base.places.rules.paths import contains
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.counts import CappedCount
from guildhall.organising.roster.access import disagreeing_run, files_in_reach, lines_in_reach, paths, upload_for
from guildhall.organising.roster.contracts import Answer, LineState, Register, RunState, RunView, UploadState
from guildhall.organising.roster.models import Disagreement, DisagreementFile, DisagreementUpload
from guildhall.organising.roster.queries.runs import view
from guildhall.organising.roster.rules.disagreeing import LineFilters
from guildhall.organising.roster.rules.lines import Line, line_id
from guildhall.organising.roster.rules.permissions import IMPORT
from guildhall.organising.roster.rules.signed import Manifest

#: Files and answers that are shown of one run, and lines of an answer that are shown before it is stored.
SHOWN: Final = 50
_LINE: Final = (
    "number", "register", "kind", "who", "file", "row", "own", "other", "other_register", "other_file", "other_row",
    "earlier__answer", "earlier__upload__stored_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """How many disagreements of a kind a register has, by where they stand."""

    register: Register
    kind: str
    open: int
    answered: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as the list shows it."""

    line: Line
    place: str
    state: LineState
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class LinePage:
    """Lines from one number to another. `before`, `after`: the numbers beside which the next pages begin."""

    rows: tuple[LineView, ...]
    total: CappedCount
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class SentView:
    """A file that was made to be sent. `count`: its lines; `public_key`: verifies it."""

    id: UUID
    register: Register
    place: str
    issued_by: UUID
    issued_at: datetime
    count: int
    public_key: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """A returned file. `run_id`: whose lines it answers; `count`: its answers."""

    id: UUID
    run_id: UUID
    register: Register
    name: str
    state: UploadState
    uploaded_at: datetime
    stored_at: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A returned file before it is stored: how many of which answer, and the first lines with answer and note."""

    upload: UploadView
    counts: tuple[tuple[Answer, int], ...]
    rows: tuple[tuple[Line, Answer, str], ...]


def disagreeing(actor: Actor, run_id: UUID) -> tuple[RunView, tuple[Counted, ...]]:
    """A run and what of it in reach disagrees: three queries at most."""
    run = disagreeing_run(actor, run_id)

    def in_state(state: LineState) -> Count:
        return Count("pk", filter=Q(state=state.value))

    rows = (
        lines_in_reach(actor)
        .filter(run=run)
        .values("register", "kind")
        .annotate(
            waiting=in_state(LineState.OPEN), told=in_state(LineState.ANSWERED), left=in_state(LineState.WITHDRAWN)
        )
        .order_by("register", "kind")
    )
    return view(run), tuple(
        Counted(Register(row["register"]), row["kind"], row["waiting"], row["told"], row["left"]) for row in rows
    )


def matching(actor: Actor, run_id: UUID, filters: LineFilters) -> QuerySet[Disagreement]:
    """Lines of a run in reach that filters ask for."""
    rows = lines_in_reach(actor).filter(run=run_id)
    asked = {"register": filters.register, "kind": filters.kind, "state": filters.state}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if filters.marked:
        rows = rows.filter(state=LineState.OPEN.value, earlier__isnull=False)
    return rows.filter(who__contains=filters.q) if filters.q else rows


def lines(
    actor: Actor, run_id: UUID, filters: LineFilters, *, size: int, after: int | None = None, before: int | None = None
) -> LinePage:
    """A page of a run's lines by number: two queries."""
    rows = matching(actor, run_id, filters)
    beside = Q(number__lt=before) if before is not None else Q(number__gt=after) if after is not None else Q()
    order = "-number" if before is not None else "number"
    found = list(rows.filter(beside).order_by(order).values("state", "answer", "place__name", *_LINE)[: size + 1])
    more, found = len(found) > size, found[:size]
    if before is not None:
        found.reverse()
    has_before, has_after = (more, True) if before is not None else (after is not None, more)
    return LinePage(
        tuple(map(_view, found)),
        count_up_to(rows),
        found[0]["number"] if found and has_before else None,
        found[-1]["number"] if found and has_after else None,
    )


def lines_about(actor: Actor, records: QuerySet[Any, Any]) -> tuple[tuple[UUID, LineView], ...]:
    """Lines in reach about somebody whom the actor reaches already, with their runs, the newest first: one query.

    `records`: a query of the ids that count as one. Forbidden without the functions.
    """
    rows = lines_in_reach(actor).filter(record_id__in=records).order_by("-run__created_at", "number")
    found = rows.values("run", "state", "answer", "place__name", *_LINE)[:SHOWN]
    return tuple((row["run"], _view(row)) for row in found)


def lines_of(rows: QuerySet[Disagreement], numbers: Collection[int] | None = None) -> Iterator[Line]:
    """Lines as they are written into files, by number; `numbers`: those alone."""
    wanted = None if numbers is None else set(numbers)
    for row in rows.order_by("number").values(*_LINE).iterator(2_000):
        if wanted is None or row["number"] in wanted:
            yield _line(row)


def _view(row: Mapping[str, Any]) -> LineView:
    answer = Answer(row["answer"]) if row["answer"] else None
    return LineView(_line(row), row["place__name"], LineState(row["state"]), answer)


def _line(row: Mapping[str, Any]) -> Line:
    answer, at = row.get("earlier__answer"), row.get("earlier__upload__stored_at")
    met: date | None = None
    if answer == Answer.CORRECTED.value and isinstance(at, datetime):
        met = at.astimezone(CHINA).date()
    other = row["other_register"]
    return Line(
        number=row["number"], register=Register(row["register"]), kind=row["kind"], who=row["who"],
        file=row["file"], row=row["row"], own=row["own"], other=row["other"],
        other_register=Register(other) if other else None, other_file=row["other_file"], other_row=row["other_row"],
        said_corrected=met,
    )  # fmt: skip


def manifest_of(sent: DisagreementFile) -> Manifest:
    """What was signed of a file; its run is loaded with it."""
    register = Register(sent.register)
    return Manifest(
        file=str(sent.pk),
        run=str(sent.run_id),
        register=register.value,
        as_of=sent.run.as_of.isoformat() if sent.run.as_of else "",
        issued_at=sent.issued_at.astimezone(CHINA).isoformat(timespec="seconds"),
        lines=tuple((line_id(register, number), digest) for number, digest in sent.lines),
    )


def places_of_files(actor: Actor, run_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """For which places the actor may make a file, with their paths: the run's, or else their own within it."""
    run = disagreeing_run(actor, run_id)
    if any(contains(path, run.place.path) for path in paths(actor, IMPORT)):
        return ((run.place_id, run.place.path),)
    own = {scope.id for scope in actor.scopes(IMPORT)}
    return tuple(sorted((one, path) for one, path in paths_of(own).items() if contains(run.place.path, path)))


def sent_files(actor: Actor, run_id: UUID) -> tuple[SentView, ...]:
    """Files that were made of a run, the newest first: one query."""
    rows = files_in_reach(actor).filter(run=run_id).select_related("place").order_by("-issued_at", "pk")[:SHOWN]
    return tuple(
        SentView(
            one.pk, Register(one.register), one.place.name, one.issued_by, one.issued_at, len(one.lines), one.public_key
        )
        for one in rows
    )


def uploads(actor: Actor, run_id: UUID) -> tuple[UploadView, ...]:
    """Returned files of a run, the newest first: one query."""
    rows = DisagreementUpload.objects.filter(file__in=files_in_reach(actor).filter(run=run_id))
    return tuple(map(_upload, rows.select_related("file").order_by("-uploaded_at", "pk")[:SHOWN]))


def preview(actor: Actor, upload_id: UUID) -> Preview:
    """A returned file and its first lines: two queries. Raises Forbidden, Absent."""
    held = upload_for(actor, upload_id)
    counts = {answer: sum(1 for _, given, _ in held.rows if given == answer.value) for answer in Answer}
    first = {number: (Answer(answer), note) for number, answer, note in held.rows[:SHOWN]}
    rows = Disagreement.objects.filter(run=held.file.run_id, register=held.file.register, number__in=list(first))
    return Preview(
        _upload(held),
        tuple(counts.items()),
        tuple((line, *first[line.number]) for line in lines_of(rows)),
    )


def is_open(run: RunView) -> bool:
    """Whether a run has disagreements to be sent and answered."""
    return run.state in {RunState.PROPOSED, RunState.ACCEPTING, RunState.ACCEPTED}


def _upload(held: DisagreementUpload) -> UploadView:
    return UploadView(
        held.pk, held.file.run_id, Register(held.file.register), held.name, UploadState(held.state), held.uploaded_at,
        held.stored_at, len(held.rows),
    )  # fmt: skip
