"""Bringing registers in: a run is drafted, gets its files, is started, cancelled, discarded, accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import BinaryIO, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.operations import forget_file, keep_again, store_file
from guildhall.base.files.rules.intake import plain_name
from guildhall.base.places.queries import NO_PLACE, paths_of
from guildhall.base.places.rules.paths import contains
from guildhall.infra.jobs.operations import ask_to_cancel, enqueue
from guildhall.infra.transactions import locked, one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused
from guildhall.kernel.text import clean
from guildhall.linkage.contracts import FIELDS, Register, Shape
from guildhall.organising.roster.access import NO_RUN, paths, run_for
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import Run, RunInput
from guildhall.organising.roster.operations.deciding import TURN
from guildhall.organising.roster.rules.permissions import ACCEPT, IMPORT
from guildhall.organising.roster.rules.retention import REGISTER_FILE

KIND: Final = "roster.run"
#: Files of one run at most: more than any office has lists, few enough to show on one page.
MOST_FILES: Final = 40

NOT_DRAFT: Final = MessageKind(
    "roster.not_draft",
    "这次比对已经开始，不能再改文件；请新建一次。",
    "This run has begun and its files stand. Begin a new one.",
)
NO_TITLE: Final = MessageKind("roster.no_title", "请给这次比对起个名字。", "Give the run a name.")
NO_FILES: Final = MessageKind("roster.no_files", "请至少放入一份名单。", "Bring in one register at least.")
TOO_MANY: Final = MessageKind("roster.too_many", "一次比对最多 {most} 个文件。", "A run takes {most} files at most.")
UNREADABLE: Final = MessageKind(
    "roster.unreadable",
    "有 {count} 个文件读不了；请换掉或移走它们再开始。",
    "{count} of the files cannot be read. Replace or remove {count?it|them} first.",
)
NOT_LOOKED: Final = MessageKind(
    "roster.not_looked",
    "有 {count} 个文件还在识别，请等一会儿。",
    "{count} of the files {count?is|are} still being looked at. Wait a moment.",
)
NOT_PROPOSED: Final = MessageKind(
    "roster.not_proposed",
    "只有“待采纳”的比对可以采纳；这一次的状态已变，请刷新。",
    "Only a run that waits to be accepted can be. Its state has changed: reload.",
)
OTHER_ACCEPTING: Final = MessageKind(
    "roster.other_accepting",
    "另一次比对正在采纳；等它完成再采纳这一次。",
    "Another run is being accepted. Wait until it is done.",
)
RUNNING_NOW: Final = MessageKind(
    "roster.running_now",
    "比对还在进行；先取消它。",
    "The run is still at work. Cancel it first.",
)
FILES_GONE: Final = MessageKind(
    "roster.files_gone",
    "这次比对已放弃，文件已删除；请新建一次并重新放入文件。",
    "This run was discarded and its files are gone. Begin a new one and bring them in again.",
)
STANDS: Final = MessageKind("roster.stands", "已采纳的比对不能放弃。", "A run that was accepted cannot be discarded.")
TITLE_FIELD: Final = MessageKind(
    "roster.title_field",
    "“{title}”不能对应到“{field}”：没有这一栏。",
    "“{title}” cannot stand for “{field}”: there is no such field.",
)


@operation
def draft_run(actor: Actor, place_id: UUID, *, title: str, at: datetime) -> UUID:
    """Begin a run for a place in reach; returns its id. Raises Forbidden, Absent, Invalid at `title`."""
    actor.require(IMPORT)
    path = paths_of([place_id]).get(place_id)
    if path is None or not any(contains(reach, path) for reach in paths(actor, IMPORT)):
        raise Absent(NO_PLACE())
    name = clean(title).value
    if not name:
        raise Invalid({"title": (NO_TITLE(),)})
    run = Run.objects.create(
        place_id=place_id, title=name[:80], state=RunState.DRAFT.value, created_by=actor.account_id, created_at=at
    )
    record(actor, IMPORT.code, Thing(KIND, run.id), at=at, fields=["title"])
    return run.id


@operation
def add_input(
    actor: Actor, run_id: UUID, register: Register | None, name: str, content: BinaryIO, *, at: datetime
) -> UUID:
    """Take a file into a draft and have it looked at; returns the input's id. `register` None: to be recognised.

    Raises Forbidden, Absent, Refused once the run has begun, Invalid at `file`.
    """
    run = _draft(actor, run_id)
    if run.inputs.count() >= MOST_FILES:
        raise Invalid({"file": (TOO_MANY(most=MOST_FILES),)})
    file_id = store_file(REGISTER_FILE, name, content, at=at, account_id=actor.account_id)
    held = RunInput.objects.create(
        run=run, register=register.value if register else "", file_id=file_id, name=plain_name(name)
    )
    _look_at(held, actor, at)
    record(actor, IMPORT.code, Thing(KIND, run.id), at=at, fields=["files"])
    return held.id


@operation
def remove_input(actor: Actor, input_id: UUID, *, at: datetime) -> None:
    """Take a file out of a draft again; its content goes. Raises Forbidden, Absent, Refused."""
    held = _input(actor, input_id)
    file_id, run_id = held.file_id, held.run_id
    held.delete()
    forget_file(file_id)
    record(actor, IMPORT.code, Thing(KIND, run_id), at=at, fields=["files"])


@operation
def set_titles(actor: Actor, input_id: UUID, titles: Mapping[str, str], *, at: datetime) -> None:
    """Say which field a column title stands for, as `shape.field`, and have the file looked at again.

    Raises Forbidden, Absent, Refused, Invalid at the title.
    """
    held = _input(actor, input_id)
    wrong = {
        title: (TITLE_FIELD(title=title, field=target),)
        for title, target in titles.items()
        if target and not _is_field(target)
    }
    if wrong:
        raise Invalid(wrong)
    held.titles = {title: target for title, target in titles.items() if target}
    held.save(update_fields=["titles"])
    _look_at(held, actor, at)
    record(actor, IMPORT.code, Thing(KIND, held.run_id), at=at, fields=["titles"])


@operation
def set_register(actor: Actor, input_id: UUID, register: Register, *, at: datetime) -> None:
    """Say whose list a file is, and have it looked at again. Raises Forbidden, Absent, Refused."""
    held = _input(actor, input_id)
    held.register, held.titles = register.value, {}
    held.save(update_fields=["register", "titles"])
    _look_at(held, actor, at)
    record(actor, IMPORT.code, Thing(KIND, held.run_id), at=at, fields=["files"])


def _is_field(target: str) -> bool:
    shape, _, name = target.partition(".")
    return shape in set(Shape) and name in FIELDS[Shape(shape)]


def _look_at(held: RunInput, actor: Actor, at: datetime) -> None:
    held.recognition, held.problems = None, []
    held.save(update_fields=["recognition", "problems"])
    enqueue("roster.recognise", {"input": str(held.id)}, at=at, account_id=actor.account_id)


@operation
def start_run(actor: Actor, run_id: UUID, *, as_of: date | None, at: datetime) -> UUID:
    """Have the registers compared; returns the job's id. `as_of` None: the end of the newest insurance month.

    Raises Forbidden, Absent, Refused.
    """
    run = _draft(actor, run_id)
    inputs = list(run.inputs.all())
    if not inputs:
        raise Refused(NO_FILES())
    waiting = sum(1 for held in inputs if held.recognition is None and not held.problems)
    if waiting:
        raise Refused(NOT_LOOKED(count=waiting))
    unreadable = sum(1 for held in inputs if held.problems)
    if unreadable:
        raise Refused(UNREADABLE(count=unreadable))
    run.state, run.as_of = RunState.RUNNING.value, as_of
    run.job_id = enqueue("roster.run", {"run": str(run.id)}, at=at, account_id=actor.account_id)
    run.save(update_fields=["state", "as_of", "job_id"])
    record(actor, IMPORT.code, Thing(KIND, run.id), at=at, fields=["state"])
    return run.job_id


@operation
def cancel_run(actor: Actor, run_id: UUID, *, at: datetime) -> None:
    """Ask for a run or an acceptance at work to stop; what has ended stays as it is. Raises Forbidden, Absent."""
    run = _locked(actor, run_id)
    if run.state in (RunState.RUNNING.value, RunState.ACCEPTING.value) and run.job_id is not None:
        record(actor, IMPORT.code, Thing(KIND, run.id), at=at, fields=["state"])
        ask_to_cancel(run.job_id, at=at)


@operation
def discard_run(actor: Actor, run_id: UUID, *, at: datetime) -> None:
    """Give a run up: its proposals go, its files with them. Raises Forbidden, Absent, Refused."""
    run = _locked(actor, run_id)
    if run.state in (RunState.RUNNING.value, RunState.ACCEPTING.value):
        raise Refused(RUNNING_NOW())
    if run.state == RunState.ACCEPTED.value:
        raise Refused(STANDS())
    for file_id in (*run.files.values_list("file_id", flat=True), *run.inputs.values_list("file_id", flat=True)):
        forget_file(file_id)
    run.files.all().delete()
    run.pairs.all().delete()
    run.changes.all().delete()
    run.rates.all().delete()
    run.disagreements.filter(answers=None).delete()  # what was answered is heeded by later runs
    run.state = RunState.DISCARDED.value
    run.save(update_fields=["state"])
    record(actor, IMPORT.code, Thing(KIND, run.id), at=at, fields=["state"])


@operation
def accept_run(actor: Actor, run_id: UUID, *, at: datetime) -> UUID:
    """Have a run's proposals written as records; returns the job's id. One acceptance at a time.

    Raises Forbidden, Absent, Refused.
    """
    actor.require(ACCEPT)
    one_at_a_time(TURN)
    run = _locked(actor, run_id)
    if run.state != RunState.PROPOSED.value:
        raise Refused(NOT_PROPOSED())
    run.state, run.accepted_by = RunState.ACCEPTING.value, actor.account_id
    run.job_id = enqueue("roster.accept", {"run": str(run.id)}, at=at, account_id=actor.account_id)
    try:
        with transaction.atomic():
            run.save(update_fields=["state", "accepted_by", "job_id"])
    except IntegrityError as error:
        raise Refused(OTHER_ACCEPTING()) from error
    record(actor, ACCEPT.code, Thing(KIND, run.id), at=at, fields=["state"])
    return run.job_id


@operation
def copy_run(actor: Actor, run_id: UUID, *, at: datetime) -> UUID:
    """Begin a new run from the files of one that failed, was cancelled or stands; returns its id.

    What was said of the files and how they were understood comes along. Raises Forbidden, Absent; Refused once the
    files are gone with a run that was discarded.
    """
    run = _locked(actor, run_id)
    if run.state == RunState.DISCARDED.value:
        raise Refused(FILES_GONE())
    copy = Run.objects.create(
        place_id=run.place_id, title=run.title, state=RunState.DRAFT.value, created_by=actor.account_id, created_at=at
    )
    for held in run.inputs.order_by("id"):
        file_id = keep_again(held.file_id, REGISTER_FILE, at=at, account_id=actor.account_id)
        made = RunInput.objects.create(
            run=copy, register=held.register, file_id=file_id, name=held.name, titles=held.titles,
            recognition=held.recognition, problems=held.problems,
        )  # fmt: skip
        if made.recognition is None and not made.problems:
            _look_at(made, actor, at)
    record(actor, IMPORT.code, Thing(KIND, copy.id), at=at, fields=["title", "files"])
    return copy.id


def _locked(actor: Actor, run_id: UUID) -> Run:
    run_for(actor, IMPORT, run_id)
    run = locked(Run.objects.filter(pk=run_id)).first()
    if run is None:
        raise Absent(NO_RUN())
    return run


def _draft(actor: Actor, run_id: UUID) -> Run:
    run = _locked(actor, run_id)
    if run.state != RunState.DRAFT.value:
        raise Refused(NOT_DRAFT())
    return run


def _input(actor: Actor, input_id: UUID) -> RunInput:
    actor.require(IMPORT)
    held = RunInput.objects.filter(pk=input_id).first()
    if held is None:
        raise Absent(NO_RUN())
    _draft(actor, held.run_id)
    return held
