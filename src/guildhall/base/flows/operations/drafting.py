"""Drafts saved as one types, their papers, and sending a whole application in at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.contracts import FileKind
from guildhall.base.files.operations import forget_file, store_file
from guildhall.base.files.queries import get_file
from guildhall.base.files.rules.intake import plain_name
from guildhall.base.flows.access import NO_APPLICATION, application_to_change, is_own, own_application, standing_of
from guildhall.base.flows.contracts import KINDS, Applicant, Done, FlowKind, Hand
from guildhall.base.flows.models import Application, Paper
from guildhall.base.flows.operations.acting import act_as_applicant
from guildhall.base.flows.operations.moving import KIND, NO_PLACE
from guildhall.base.flows.rules.fields import cleaned
from guildhall.base.flows.rules.offices import makeable
from guildhall.base.flows.rules.papers import HEAD, NOT_WHAT_IT_SAYS, is_what_it_says, suffix_of
from guildhall.base.flows.rules.permissions import ACT, OWN
from guildhall.base.flows.sealing import browser_blind, new_key, seal_values
from guildhall.base.places.queries import places_of
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused

#: Longer texts are refused before anything is kept of them.
LONGEST: Final = 20_000
SENT_IN: Final = MessageKind(
    "flows.sent_in",
    "这份申请已经提交，编号 {number}，不能再作为草稿修改。",
    "This application was sent in as {number}; it can no longer be changed as a draft.",
)
TOO_MUCH: Final = MessageKind(
    "flows.too_much", "填写的内容太长，没有保存。", "What was filled in is too long and was not saved."
)
NOT_NOW: Final = MessageKind("flows.no_paper_now", "这一步不能附上这份材料。", "This cannot be attached at this step.")
ONE_ONLY: Final = MessageKind(
    "flows.one_paper_only",
    "这份材料只能附一个文件；请先移除原来的。",
    "Only one file belongs here; remove the other one first.",
)


@operation
def save_draft(
    by: Applicant, kind_code: str, key: UUID, values: Mapping[str, str], *,
    place_id: UUID | None = None, serial: int = 0, at: datetime,
) -> UUID:  # fmt: skip
    """Keep what was typed so far, and return the application's id. The same key is the same draft, however often.

    `key`: made with the form. `serial`: grows with each saving of a form; one that arrives after a later one changes
    nothing. `values` replace all of those kept before. Raises Absent for another's draft; Refused once it was sent in.
    """
    row = _draft(by, KINDS.of(kind_code), key, at)
    if row.number is not None:
        raise Refused(SENT_IN(number=row.number))
    if serial >= row.serial:
        _keep(row, values, place_id, serial, at)
    return row.id


def _keep(row: Application, values: Mapping[str, str], place_id: UUID | None, serial: int, at: datetime) -> None:
    """Write what was typed into a draft whose row is locked. Raises Refused, Invalid."""
    kind = KINDS.of(row.kind)
    if sum(map(len, values.values())) > LONGEST:
        raise Refused(TOO_MUCH())
    place = places_of([place_id]).get(place_id) if place_id is not None else None
    if place_id is not None and place is None:
        raise Invalid({"place": (NO_PLACE(),)})
    row.serial, row.saved_at, row.expires_at = serial, at, at + kind.draft_kept
    row.place_id = place_id
    row.sealed = seal_values(row, cleaned(kind, values))
    row.save(update_fields=["serial", "saved_at", "expires_at", "place", "sealed"])


def _draft(by: Applicant, kind: FlowKind, key: UUID, at: datetime) -> Application:
    """The application of a form's key, locked, sent in or not, else a new draft. Absent for another's."""
    row = locked(Application.objects.filter(draft_key=key)).first() or _new_draft(by, kind, key, at)
    if not is_own(by, row) or row.kind != kind.code:
        raise Absent(NO_APPLICATION())
    return row


def _new_draft(by: Applicant, kind: FlowKind, key: UUID, at: datetime) -> Application:
    application_id = new_id()
    row = Application(
        id=application_id, kind=kind.code, state=kind.draft.code, hand=Hand.APPLICANT.value, draft_key=key,
        account_id=by.account_id, person_id=by.person_id,
        browser=browser_blind(by.browser) if by.browser and by.account_id is None else None,
        key=new_key(application_id), created_at=at, saved_at=at, since=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same form was sent by two requests at once: the first one's draft is the draft.
        return locked(Application.objects.filter(draft_key=key)).get()
    record(None, OWN.code, Thing(KIND, row.id), at=at, fields=["draft"])
    return row


@operation
def start(
    by: Applicant, kind_code: str, key: UUID, values: Mapping[str, str], *,
    place_id: UUID, organisation_id: UUID | None = None, person_id: UUID | None = None,
    subject_id: UUID | None = None, actor: Actor | None = None, at: datetime,
) -> Done:  # fmt: skip
    """Save a draft and send it in, in one go; the same key gives the application that it made before.

    `organisation_id`, `person_id`, `subject_id`: what it is about, known to the module whose kind it is. Raises Invalid
    at each field that does not do.
    """
    kind = KINDS.of(kind_code)
    row = _draft(by, kind, key, at)
    if row.number is not None:
        return Done(row.id, row.number, row.state, row.version)
    _keep(row, values, place_id, row.serial, at)
    application_id = row.id
    about = {"organisation": organisation_id, "person": person_id}
    known = {f"{name}_id": value for name, value in about.items() if value is not None}
    if subject_id is not None:
        known["subject_id"] = subject_id
    if known:
        Application.objects.filter(pk=application_id).update(**known)
    return act_as_applicant(by, application_id, kind.submission.code, values=None, actor=actor, at=at)


@operation
def discard_draft(by: Applicant, application_id: UUID, *, at: datetime) -> None:
    """Let go of one's own draft and its papers. Raises Absent; Refused once it was sent in."""
    row = own_application(by, application_id, lock=True)
    if row.number is not None:
        raise Refused(SENT_IN(number=row.number))
    files = list(Paper.objects.filter(application=row).values_list("file", flat=True))
    record(None, OWN.code, Thing(KIND, row.id), at=at, fields=["discarded"])
    row.delete()
    for file_id in files:
        if file_id is not None:
            forget_file(file_id)


@operation
def attach(by: Applicant, application_id: UUID, paper_code: str, name: str, content: BinaryIO, *, at: datetime) -> UUID:
    """Attach a file to one's own draft or to what was returned; returns the paper's id.

    Raises Absent; Invalid at the paper's code for a file of another type, size or content; Refused at other times.
    """
    row = own_application(by, application_id, lock=True)
    kind = KINDS.of(row.kind)
    if row.hand != Hand.APPLICANT:
        raise Refused(NOT_NOW())
    made = _attach(row, kind, paper_code, name, content, by.account_id, at)
    record(None, OWN.code, Thing(KIND, row.id), at=at, fields=["papers"])
    return made


@operation
def attach_as_office(
    actor: Actor, application_id: UUID, paper_code: str, name: str, content: BinaryIO, *, at: datetime
) -> UUID:
    """Attach a file for the office that has the application, where one of its transitions takes it. As `attach`."""
    row = application_to_change(actor, ACT, application_id)
    kind = KINDS.of(row.kind)
    may = makeable(kind, kind.state(row.state), standing_of(actor, row), holder=row.holder_id)
    if paper_code not in {code for one in may for code in one.all_papers}:
        raise Refused(NOT_NOW())
    made = _attach(row, kind, paper_code, name, content, actor.account_id, at)
    record(actor, ACT.code, Thing(KIND, row.id), at=at, fields=["papers"])
    return made


def _attach(
    row: Application, kind: FlowKind, code: str, name: str, content: BinaryIO, account_id: UUID | None, at: datetime
) -> UUID:
    paper = next((one for one in kind.papers if one.code == code), None)
    if paper is None:
        raise Refused(NOT_NOW())
    if not paper.is_several and Paper.objects.filter(application=row, paper=code).exists():
        raise Invalid({code: (ONE_ONLY(),)})
    content.seek(0)
    head = content.read(HEAD)
    shown = plain_name(name)
    if suffix_of(shown) in paper.suffixes and head and not is_what_it_says(shown, head):
        raise Invalid({code: (NOT_WHAT_IT_SAYS(name=shown, suffix=suffix_of(shown)),)})
    # Longer than the application can be open and kept: it goes with the application, not before.
    kept = FileKind(f"flows.{code}"[:40], paper.suffixes, paper.most, kind.kept * 2 + kind.draft_kept)
    file_id = store_file(kept, name, content, at=at, account_id=account_id, field=code)
    stored = get_file(file_id)
    made = Paper.objects.create(
        application=row, paper=code, file_id=file_id, size=stored.size, digest=stored.digest, at=at
    )
    return made.id


@operation
def detach(by: Applicant, application_id: UUID, paper_id: UUID, *, at: datetime) -> None:
    """Take a paper off one's own draft or what was returned. Raises Absent; Refused at other times."""
    row = own_application(by, application_id, lock=True)
    if row.hand != Hand.APPLICANT:
        raise Refused(NOT_NOW())
    paper = Paper.objects.filter(application=row, pk=paper_id).first()
    if paper is None:
        raise Absent(NO_APPLICATION())
    file_id = paper.file_id
    paper.delete()
    record(None, OWN.code, Thing(KIND, row.id), at=at, fields=["papers"])
    if file_id is not None:
        forget_file(file_id)
