"""Reading that is recorded: a file of an application, a paper, where one is by number and telephone."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.queries import read_file
from guildhall.base.flows.access import NO_APPLICATION, application_for, own_application
from guildhall.base.flows.contracts import KINDS, Applicant, FileView, Hand, PaperView, Tracked
from guildhall.base.flows.models import Application, Step
from guildhall.base.flows.operations.moving import KIND
from guildhall.base.flows.queries.files import file_of, papers_of
from guildhall.base.flows.rules.clocks import NEVER, unit_of
from guildhall.base.flows.rules.fields import seen_in
from guildhall.base.flows.rules.numbers import read_number
from guildhall.base.flows.rules.permissions import READ
from guildhall.base.flows.sealing import phone_blind
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.deadlines import Unit
from guildhall.kernel.errors import Absent, MessageKind

NOT_FOUND: Final = MessageKind(
    "flows.not_found",
    "没有找到：请核对编号和申请时留的手机号码。",
    "Nothing was found: check the number, and the mobile number that was given with the application.",
)
_NOTHING: Final = b"\0" * 16


@operation
def look_at_application(actor: Actor, application_id: UUID, *, at: datetime, request_id: str = "") -> FileView:
    """Show the file of an application. Where it tells of a person, the look is recorded. Raises Forbidden, Absent."""
    row = application_for(actor, READ, application_id)
    found = file_of(actor, row, at.astimezone(CHINA).date())
    kind = KINDS.of(row.kind)
    told = sorted(field.code for field in kind.fields if field.is_personal and found.values.get(field.code))
    if told:
        record(
            actor, READ.code, Thing(KIND, row.id), at=at, act=Act.READ, fields=told, person_id=row.person_id,
            request_id=request_id,
        )  # fmt: skip
    return found


@operation
def look_at_paper(
    actor: Actor, application_id: UUID, paper_id: UUID, *, at: datetime, request_id: str = ""
) -> tuple[PaperView, Iterator[bytes]]:
    """A paper of an application's file with its content; the look is recorded. Raises Forbidden, Absent."""
    row = application_for(actor, READ, application_id)
    kind = KINDS.of(row.kind)
    found = _paper(row, paper_id)
    if not seen_in(kind.paper(found[0].paper).shown_in, row.state):
        raise Absent(NO_APPLICATION())
    record(
        actor, READ.code, Thing(KIND, row.id), at=at, act=Act.READ, fields=["papers"], person_id=row.person_id,
        request_id=request_id,
    )  # fmt: skip
    return found


@operation
def look_at_own_paper(by: Applicant, application_id: UUID, paper_id: UUID) -> tuple[PaperView, Iterator[bytes]]:
    """A paper of one's own application with its content. Raises Absent for another's."""
    row = own_application(by, application_id)
    return _paper(row, paper_id)


def _paper(row: Application, paper_id: UUID) -> tuple[PaperView, Iterator[bytes]]:
    paper = next((one for one in papers_of(row) if one.id == paper_id), None)
    file_id = row.papers.filter(pk=paper_id).values_list("file", flat=True).first()
    if paper is None or file_id is None:
        raise Absent(NO_APPLICATION())
    return paper, read_file(file_id)


@operation
def track(number: str, phone: str, *, at: datetime) -> Tracked:
    """Where an application is, for whoever knows its number and the telephone given with it.

    A wrong telephone looks like no application at all, and takes as long. Raises Absent. How often one may ask is for
    the page.
    """
    row = (
        Application.objects.filter(number=read_number(number) or "", submitted_at__isnull=False)
        .select_related("office_place")
        .first()
    )
    held = bytes(row.phone_blind) if row is not None and row.phone_blind is not None else _NOTHING
    is_theirs = hmac.compare_digest(held, phone_blind(phone))
    steps = Step.objects.filter(application=row.pk if row is not None else None).order_by("id")
    left = list(steps.values_list("leaves", flat=True))
    if row is None or not is_theirs:
        raise Absent(NOT_FOUND())
    record(None, READ.code, Thing(KIND, row.id), at=at, act=Act.READ, fields=["state"], person_id=row.person_id)
    return _tracked(row, frozenset(left))


def _tracked(row: Application, left: frozenset[str]) -> Tracked:
    kind = KINDS.of(row.kind)
    state = kind.state(row.state)
    clock = kind.clock(row.due_clock) if row.due_clock else None
    reason = next(
        (one for transition in kind.transitions for one in transition.reasons if one.code == row.reason), None
    )  # fmt: skip
    return Tracked(
        number=row.number or "", kind=row.kind, state=row.state, name=row.title, hand=Hand(row.hand),
        office=state.office, place=row.office_place.name if row.office_place and row.hand == Hand.OFFICE else "",
        since=row.since, submitted_at=row.submitted_at or row.since,
        due_on=None if row.due_on == NEVER else row.due_on, is_provisional=row.is_provisional,
        rule=clock.limit.rule if clock else "", unit=unit_of(clock) if clock else Unit.DAYS,
        is_paused=row.is_paused, visited=frozenset({kind.draft.code, *left}) - {row.state},
        reason=reason.words if reason else None, reason_rule=reason.rule if reason else "",
        returned_from=row.returned_from,
    )  # fmt: skip
