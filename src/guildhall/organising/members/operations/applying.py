"""Applications to join: sent in from a phone, decided by the union; and the QR codes that lead there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Acted, Applicant, Done
from guildhall.base.flows.operations import advance, start
from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.operations import admit_person
from guildhall.base.people.queries import canonical_of, known_documents, people_of
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, MessageKind, Refused
from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.text import person_name_key
from guildhall.organising.members.access import NO_UNION, union_for
from guildhall.organising.members.contracts import Joining, NewEmployment, Tie, TransferState
from guildhall.organising.members.models import Consent, Invitation, Transfer
from guildhall.organising.members.operations.joining import join
from guildhall.organising.members.operations.transferring import call_transfer
from guildhall.organising.members.rules.consents import CURRENT, TEXTS, Subject
from guildhall.organising.members.rules.permissions import CHANGE
from guildhall.organising.unions.models import Union

CODE: Final = "members.join"
INVITATION: Final = "members.invitation"
NAME_DIFFERS: Final = MessageKind(
    "members.name_differs",
    "这个证件号码登记的是另一个姓名：请核对证件后再办。",
    "Another name is on record for this document number. Check the document first.",
)
NO_PLACE: Final = MessageKind(
    "members.union_without_place",
    "这家工会没有登记所在地，不能在网上收申请；请先补上。",
    "The union has no place on record, so it cannot take applications on line. Add it first.",
)
NO_UNION_NAMED: Final = MessageKind(
    "members.no_union_named",
    "这份申请没有写明加入哪家工会：请不予同意，并请申请人从“加入工会”页重新申请。",
    "The application names no union. Refuse it, and ask the applicant to apply from the page “Join a union”.",
)
NO_SUCH_CODE: Final = MessageKind(
    "members.no_such_code", "这个二维码已停用，或没有这个码。", "This code was ended, or there is none such."
)


@operation
def apply_to_join(
    by: Applicant,
    union_id: UUID,
    key: UUID,
    values: Mapping[str, str],
    *,
    organisation_id: UUID | None = None,
    actor: Actor | None = None,
    at: datetime,
) -> Done:
    """Send an application to join in; the same `key` is the same application, however often it arrives.

    Raises Absent for a union that does not stand; Invalid at each field that does not do.
    """
    union = Union.objects.filter(pk=union_id, active=True).first()
    if union is None:
        raise Absent(NO_UNION())
    if union.place_id is None:
        raise Refused(NO_PLACE())
    given = {**values, "consent_version": CURRENT}
    return start(
        by,
        CODE,
        key,
        given,
        place_id=union.place_id,
        organisation_id=organisation_id,
        person_id=by.person_id,
        subject_id=union.id,
        actor=actor,
        at=at,
    )


@operation
def admit_applicant(acted: Acted) -> UUID:
    """Take an applicant in, as the union decided; returns the membership's public id.

    Raises Refused where the number is another's; Invalid where a rule of membership stands against it.
    """
    actor, union_id = _decided(acted)
    document = _document(acted.values)
    person_id = _person(actor, acted, document)
    kind = acted.values.get("new_employment", "")
    joining = Joining(
        person_id,
        union_id,
        Tie(acted.values.get("tie", "")),
        acted.organisation_id,
        NewEmployment(kind),
        acted.values.get("platform", "") or acted.values.get("employer", "")[:60],
    )
    public_id = join(actor, joining, at=acted.at)
    _keep_consents(person_id, acted)
    return public_id


@operation
def call_applicant(acted: Acted) -> UUID:
    """Ask that an applicant who is a member elsewhere be transferred here; returns the transfer's id."""
    actor, union_id = _decided(acted)
    document = _document(acted.values)
    transfer_id = call_transfer(actor, document, union_id, at=acted.at)
    Transfer.objects.filter(pk=transfer_id).update(application_id=acted.application_id)
    _keep_consents(Transfer.objects.values_list("person_id", flat=True).get(pk=transfer_id), acted)
    return transfer_id


@operation
def follow_transfer(application_id: UUID, transfer_id: UUID, *, at: datetime) -> None:
    """Let an application end as the transfer did that grew out of it, once that is closed."""
    state = Transfer.objects.values_list("state", flat=True).get(pk=transfer_id)
    if state != TransferState.OPEN.value:
        advance(application_id, "moved" if state == TransferState.DONE.value else "stayed", at=at)


@operation
def invite(actor: Actor, union_id: UUID, *, at: datetime) -> str:
    """The token under which one joins a union; made where there is none. Raises Forbidden, Absent, Refused."""
    union = union_for(actor, CHANGE, union_id)
    if union.place_id is None:
        raise Refused(NO_PLACE())
    list(locked(Union.objects.filter(pk=union_id)))
    held = Invitation.objects.filter(union=union, ended_at=None).first()
    if held is not None:
        return held.token
    made = Invitation.objects.create(
        id=new_id(), union=union, token=secrets.token_urlsafe(12), made_at=at, made_by_id=actor.account_id
    )
    record(actor, CHANGE.code, Thing(INVITATION, made.id), at=at, fields=["token"])
    return made.token


@operation
def end_invitation(actor: Actor, union_id: UUID, *, at: datetime) -> None:
    """Let a union's code lead nowhere any more. Raises Forbidden, Absent."""
    union_for(actor, CHANGE, union_id)
    held = locked(Invitation.objects.filter(union=union_id, ended_at=None)).first()
    if held is None:
        raise Absent(NO_SUCH_CODE())
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(actor, CHANGE.code, Thing(INVITATION, held.id), at=at, fields=["ended_at"])


def _decided(acted: Acted) -> tuple[Actor, UUID]:
    if acted.actor is None:
        raise ValueError("an application to join is decided by an officer")
    if acted.subject_id is None:
        raise Refused(NO_UNION_NAMED())
    return acted.actor, acted.subject_id


def _document(values: Mapping[str, str]) -> DocumentNumber:
    return DocumentNumber(IdKind(values.get("document_kind") or IdKind.RESIDENT_ID.value), values["document"])


def _person(actor: Actor, acted: Acted, document: DocumentNumber) -> UUID:
    known = known_documents([document])
    if not known:
        name, phone = acted.values["name"], acted.values["phone"]
        return admit_person(actor, NewPerson(name, documents=(document,), phones=(phone,)), at=acted.at)
    person_id = next(iter(known.values()))
    head = canonical_of([person_id])[person_id]
    if person_name_key(people_of([head])[head].name) != person_name_key(acted.values["name"]):
        raise Refused(NAME_DIFFERS())
    return head


def _keep_consents(person_id: UUID, acted: Acted) -> None:
    version = acted.values["consent_version"]
    Consent.objects.bulk_create(
        [
            Consent(
                person_id=person_id, subject=subject.value, version=version, given_at=acted.at,
                application_id=acted.application_id,
            )
            for subject in Subject if (subject, version) in TEXTS
        ]
    )  # fmt: skip
