"""Handing an application to a colleague or another office, and asking other offices what they think."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.accounts.queries import accounts_at, accounts_in
from guildhall.base.flows.access import NO_APPLICATION, application_to_change, paths_of, standing_of
from guildhall.base.flows.contracts import KINDS, By, Hand, Verdict
from guildhall.base.flows.models import Opinion
from guildhall.base.flows.operations import telling
from guildhall.base.flows.operations.moving import NOTE, NOTE_LONG, Move
from guildhall.base.flows.rules.permissions import ACT, HAND
from guildhall.base.flows.sealing import seal_note
from guildhall.base.places.queries import get_place, within_any
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import FORBIDDEN, Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, MessageKind, Refused

NO_COLLEAGUE: Final = MessageKind(
    "flows.no_colleague", "请选一位在这个岗位上的同事。", "Choose a colleague who holds this role here."
)
NOT_WITH_OFFICE: Final = MessageKind(
    "flows.not_with_office", "这件申请现在不在经办单位手里。", "The application is not in the hands of an office now."
)
SAME_PLACE: Final = MessageKind("flows.same_place", "它已经在这个地方。", "It is at this place already.")
NOT_WITHIN: Final = MessageKind(
    "flows.not_within", "只能转给本辖区内或上级的工会。", "It can go to an office within your area or above it."
)
NO_TEXT: Final = MessageKind("flows.no_text", "请写明。", "Please say so in words.")
ASKED_ALREADY: Final = MessageKind(
    "flows.asked_already", "已经问过这个单位，还没有答复。", "This office was asked already and has not answered yet."
)
NO_OPINION: Final = MessageKind(
    "flows.no_opinion", "没有征求您的意见，或已经给出。", "Your opinion was not asked, or it was given already."
)


def _with_office(actor: Actor, application_id: UUID, at: datetime) -> Move:
    """The application as the actor's office has it. Raises Forbidden, Absent, Refused."""
    row = application_to_change(actor, HAND, application_id)
    kind = KINDS.of(row.kind)
    if row.hand != Hand.OFFICE:
        raise Refused(NOT_WITH_OFFICE())
    standing = standing_of(actor, row)
    if kind.office(row.office).role not in standing.roles:
        raise Forbidden(FORBIDDEN())
    return Move(row, kind, By.OFFICE, actor, at)


def _text(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid({field: (NO_TEXT(),)})
    if len(text) > NOTE:
        raise Invalid({field: (NOTE_LONG(most=NOTE),)})
    return text


@operation
def delegate(
    actor: Actor, application_id: UUID, account_id: UUID, *, version: int, note: str = "", at: datetime
) -> int:
    """Hand it to a colleague of the same office, who alone acts on it until it is taken back; returns the version.

    Raises Forbidden, Absent; Refused where somebody acted since; Invalid for an account without the office's role.
    """
    move = _with_office(actor, application_id, at)
    row = move.row
    if row.version != version:
        raise Refused(move.overtaken())
    role = Role(row.office_role)
    path = row.office_place.path if row.office_place else ""
    if account_id not in accounts_at(ACT, path, roles=[role], on=move.on):
        raise Invalid({"account": (NO_COLLEAGUE(),)})
    row.holder_id = account_id
    row.version += 1
    row.save(update_fields=["holder", "version"])
    move.log("flows.delegated", row.state, note=note)
    move.audit(["holder"])
    move.tell({account_id} - {actor.account_id}, telling.HANDED)
    return row.version


@operation
def take_back(actor: Actor, application_id: UUID, *, version: int, at: datetime) -> int:
    """Take it back from the colleague to whom it was handed; returns the version. As `delegate`."""
    move = _with_office(actor, application_id, at)
    row = move.row
    if row.version != version:
        raise Refused(move.overtaken())
    row.holder_id = None
    row.version += 1
    row.save(update_fields=["holder", "version"])
    move.log("flows.taken_back", row.state)
    move.audit(["holder"])
    return row.version


@operation
def hand_on(actor: Actor, application_id: UUID, place_id: UUID, *, version: int, note: str = "", at: datetime) -> int:
    """Hand it to the same office of another place, within one's own places or above them; returns the version.

    Its clocks go on: a move between offices is not the applicant's loss. Raises as `delegate`; Invalid at `place`.
    """
    move = _with_office(actor, application_id, at)
    row, place = move.row, get_place(place_id)
    if row.version != version:
        raise Refused(move.overtaken())
    if place_id == row.office_place_id:
        raise Invalid({"place": (SAME_PLACE(),)})
    paths = paths_of(actor, HAND)
    above = row.office_place is not None and row.office_place.path.startswith(place.path)
    if not above and not any(place.path.startswith(path) for path in paths):
        raise Invalid({"place": (NOT_WITHIN(),)})
    took = max((move.on - row.since.astimezone(at.tzinfo).date()).days, 0)
    move.log("flows.handed", row.state, note=note, office_place=row.office_place_id, days=took)
    row.office_place_id, row.holder_id, row.since = place_id, None, at
    row.version += 1
    row.save(update_fields=["office_place", "holder", "since", "version"])
    move.audit(["office_place"])
    here = accounts_in([Role(row.office_role)], place_id, on=move.on)
    move.tell(set(here) - {actor.account_id}, telling.ARRIVED)
    return row.version


@operation
def ask_opinion(actor: Actor, application_id: UUID, place_id: UUID, question: str, *, at: datetime) -> UUID:
    """Ask the office of another place what it thinks, beside the way of the application; returns the opinion's id.

    Several may be asked at a time. Raises as `delegate`; Invalid at `place`, `question`.
    """
    move = _with_office(actor, application_id, at)
    row, place = move.row, get_place(place_id)
    asked = _text(question, "question")
    if place.id == row.office_place_id:
        raise Invalid({"place": (SAME_PLACE(),)})
    try:
        with transaction.atomic():
            made = Opinion.objects.create(
                application=row, office_role=row.office_role, place_id=place.id, asked_by_id=actor.account_id,
                asked_at=at, sealed_question=seal_note(row, asked),
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid({"place": (ASKED_ALREADY(),)}) from error
    move.log("flows.asked", row.state, office_place=place.id)
    move.audit(["opinion"])
    here = accounts_in([Role(row.office_role)], place.id, on=move.on)
    move.tell(set(here) - {actor.account_id}, telling.OPINION_ASKED)
    return made.id


@operation
def give_opinion(
    actor: Actor, application_id: UUID, opinion_id: UUID, verdict: Verdict, answer: str, *, at: datetime
) -> None:
    """Say what one's office thinks. Raises Forbidden, Absent; Invalid at `answer`; Refused once it was given."""
    row = application_to_change(actor, ACT, application_id)
    inside = Opinion.objects.filter(within_any(paths_of(actor, ACT), "place__path"), application=row, pk=opinion_id)
    if not inside.exists():
        raise Absent(NO_APPLICATION())
    opinion = locked(Opinion.objects.filter(pk=opinion_id)).get()
    if opinion.given_at is not None:
        raise Refused(NO_OPINION())
    if Role(opinion.office_role) not in {grant.role for grant in actor.grants}:
        raise Forbidden(FORBIDDEN())
    opinion.verdict = verdict.value
    opinion.sealed_answer = seal_note(row, _text(answer, "answer"))
    opinion.given_by_id, opinion.given_at = actor.account_id, at
    opinion.save(update_fields=["verdict", "sealed_answer", "given_by", "given_at"])
    move = Move(row, KINDS.of(row.kind), By.OFFICE, actor, at)
    move.log("flows.answered", row.state, office_place=opinion.place_id)
    move.audit(["opinion"])
    move.tell({opinion.asked_by_id} - {actor.account_id}, telling.OPINION_GIVEN)
