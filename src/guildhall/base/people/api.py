"""People over the API, within the caller's reach. What is asked for is sent in the body: no address holds it.

Everything shown is recorded as it is in pages: the person can see who looked.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from guildhall.base.audit.contracts import Look
from guildhall.base.people import operations, queries
from guildhall.base.people.contracts import PersonSummary, Purpose
from guildhall.base.people.rules.asking import what_is_asked
from guildhall.base.people.rules.permissions import OWN, READ
from guildhall.infra.api import caller, request_id
from guildhall.infra.names import account_names
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid

router = Router()


class PersonOut(Schema):
    """`canonical_id`: the record that this one counts as, itself if never merged. `sex`: GB/T 2261.1."""

    id: UUID
    canonical_id: UUID
    name: str
    sex: str
    birth_date: date | None
    erased: bool


class SearchIn(Schema):
    """`text`: the beginning of a name, or a complete document or telephone number."""

    text: str


class FoundOut(Schema):
    """`documents`: masked numbers in force."""

    person: PersonOut
    documents: list[str]


class NumberOut(Schema):
    """`kind`: of the document, or `phone`. `until`: when it ended."""

    id: UUID
    kind: str
    masked: str
    since: datetime
    until: datetime | None


class AliasOut(Schema):
    """`person_id` counted as `into_id` for a time."""

    person_id: UUID
    into_id: UUID
    since: datetime
    until: datetime | None
    basis: str


class PersonDetailOut(Schema):
    """Of all records that count as the person."""

    person: PersonOut
    documents: list[NumberOut]
    phones: list[NumberOut]
    former_names: list[str]
    aliases: list[AliasOut]


class UnmaskIn(Schema):
    """What is to be read in clear, and what for: the person is told both."""

    documents: bool = False
    phones: bool = False
    purpose: Purpose


class UnmaskedOut(Schema):
    """Numbers in clear by id."""

    documents: dict[str, str]
    phones: dict[str, str]


class LookOut(Schema):
    """`who`: "" for the installation itself. `purpose`: "" where a record was looked at without stating one."""

    who: str
    at: datetime
    fields: list[str]
    purpose: str


class MergeIn(Schema):
    """`other_id`: whose record is to count as this person's."""

    other_id: UUID
    basis: str


class SplitIn(Schema):
    basis: str


def _out(one: PersonSummary) -> PersonOut:
    return PersonOut(
        id=one.id, canonical_id=one.canonical_id, name=one.name, sex=one.sex.value, birth_date=one.birth_date,
        erased=one.erased,
    )  # fmt: skip


def _looks(looks: tuple[Look, ...]) -> list[LookOut]:
    names = account_names({look.account_id for look in looks if look.account_id is not None})
    return [
        LookOut(
            who=names.get(look.account_id, "") if look.account_id else "", at=look.at, fields=list(look.fields),
            purpose=look.purpose,
        )
        for look in looks
    ]  # fmt: skip


@router.post("search", response=list[FoundOut], summary="People by the beginning of a name or an exact number")
def search(request: HttpRequest, given: SearchIn) -> list[FoundOut]:
    actor = caller(request)
    actor.require(READ)
    asked, wrong = what_is_asked(given.text, actor.on)
    if asked is None:
        raise Invalid({"text": wrong})
    found = operations.search_people(actor, asked, at=SystemClock().now(), request_id=request_id(request))
    return [FoundOut(person=_out(one.person), documents=list(one.documents)) for one in found]


@router.get("own/looks", response=list[LookOut], summary="Who looked at one's own data")
def own_looks(request: HttpRequest) -> list[LookOut]:
    actor = caller(request)
    actor.require(OWN)
    return _looks(queries.looks_at_me(actor))


@router.get("{person_id}", response=PersonDetailOut, summary="One person, numbers masked; the look is recorded")
def one(request: HttpRequest, person_id: UUID) -> PersonDetailOut:
    at = SystemClock().now()
    found = operations.look_at_person(caller(request), person_id, at=at, request_id=request_id(request))
    return PersonDetailOut(
        person=_out(found.person),
        documents=[
            NumberOut(id=d.id, kind=d.kind.value, masked=d.masked, since=d.since, until=d.until)
            for d in found.documents
        ],
        phones=[NumberOut(id=p.id, kind="phone", masked=p.masked, since=p.since, until=p.until) for p in found.phones],
        former_names=[name for name, _ in found.former_names],
        aliases=[
            AliasOut(person_id=a.person_id, into_id=a.into_id, since=a.since, until=a.until, basis=a.basis)
            for a in found.aliases
        ],
    )


@router.post("{person_id}/unmask", response=UnmaskedOut, summary="Numbers in clear, for a stated purpose")
def unmask(request: HttpRequest, person_id: UUID, given: UnmaskIn) -> UnmaskedOut:
    opened = operations.unmask(
        caller(request), person_id, documents=given.documents, phones=given.phones, purpose=given.purpose,
        at=SystemClock().now(), request_id=request_id(request),
    )  # fmt: skip
    return UnmaskedOut(
        documents={str(one): number for one, number in opened.documents.items()},
        phones={str(one): number for one, number in opened.phones.items()},
    )


@router.get("{person_id}/looks", response=list[LookOut], summary="Who looked at a person's data, newest first")
def looks(request: HttpRequest, person_id: UUID) -> list[LookOut]:
    return _looks(queries.looks_at_person(caller(request), person_id))


@router.post("{person_id}/merge", response={204: None}, summary="Let another record count as this person's")
def merge(request: HttpRequest, person_id: UUID, given: MergeIn) -> Status[None]:
    operations.merge_people(caller(request), given.other_id, person_id, basis=given.basis, at=SystemClock().now())
    return Status(204, None)


@router.post("{person_id}/split", response={204: None}, summary="Let a merged record stand for itself again")
def split(request: HttpRequest, person_id: UUID, given: SplitIn) -> Status[None]:
    """`person_id`: of the record that counts as another one."""
    operations.split_person(caller(request), person_id, basis=given.basis, at=SystemClock().now())
    return Status(204, None)
