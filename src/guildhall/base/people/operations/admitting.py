"""Taking people in, one by one or a register at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Sex
from guildhall.base.people.events import PeopleAdmitted, PersonAdmitted
from guildhall.base.people.models import Document, Person, Phone
from guildhall.base.people.operations.sealing import document_context, key_context, phone_context
from guildhall.base.people.queries import kept_document_blind, kept_phone_blind
from guildhall.base.people.rules.permissions import CHANGE
from guildhall.base.people.rules.records import (
    DOCUMENT_TAKEN,
    document_number,
    document_objections,
    facts_of,
    person_objections,
    phone_objections,
)
from guildhall.infra.bulk import write_rows
from guildhall.infra.bus import publish
from guildhall.infra.crypto import SubjectKey, new_subject_key, ring
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, Refused
from guildhall.kernel.identifiers import phones
from guildhall.kernel.text import clean_person_name, mask_number, mask_phone, person_name_key

KIND: Final = "people.person"
#: Persons whose rows are held in memory at a time.
CHUNK: Final = 20_000
PERSON_FIELDS: Final = ("id", "name", "name_key", "sex", "birth_date", "key", "created_at")
DOCUMENT_FIELDS: Final = ("id", "person", "kind", "sealed", "blind", "masked", "starts_at")
PHONE_FIELDS: Final = ("id", "person", "sealed", "blind", "masked", "starts_at")
Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]


@operation
def admit_person(actor: Actor | None, person: NewPerson, *, at: datetime) -> UUID:
    """Take one person in, everything checked; returns the id. `actor` None: a job of the installation.

    Whoever reaches the new record is decided by what the caller writes next: a membership, a roster row.
    """
    if actor is not None:
        actor.require(CHANGE)
    day = at.astimezone(CHINA).date()
    documents = tuple(map(document_number, person.documents))
    _check(person, documents, day)
    sex, birth = facts_of(documents, day)
    whole = NewPerson(
        clean_person_name(person.name).value,
        person.sex if person.sex is not Sex.UNKNOWN else sex,
        person.birth_date or birth,
        documents,
        person.phones,
        person.id or new_id(),
    )
    _write(_rows([whole], at))
    record(
        actor, CHANGE.code, Thing(KIND, _id(whole)), at=at, fields=["name", "documents", "phones"], person_id=whole.id
    )
    publish(PersonAdmitted(_id(whole)))
    return _id(whole)


def _id(person: NewPerson) -> UUID:
    if person.id is None:
        raise ValueError("the person has no id yet")
    return person.id


def _check(person: NewPerson, documents: tuple[DocumentNumber, ...], day: date) -> None:
    wrong: dict[str, tuple[Message, ...]] = person_objections(person.name.strip(), person.birth_date, day)
    numbers = tuple(message for document in documents for message in document_objections(document, day))
    lines = tuple(message for phone in person.phones for message in phone_objections(phone))
    wrong |= {name: found for name, found in (("documents", numbers), ("phones", lines)) if found}
    if wrong:
        raise Invalid(wrong)


@operation
def bulk_admit(people: Iterable[NewPerson], *, actor: Actor | None, at: datetime) -> int:
    """Take whole registers in, in one go or not at all; returns how many persons.

    The caller has cleaned and checked what it hands over (readers and engine do) and knows that no document is held
    already (`queries.known_documents`); a number that is held makes the whole operation refuse. `id` may be given so
    that rows elsewhere can name the person. Memory holds one chunk; the audit holds one entry with the count.
    """
    if actor is not None:
        actor.require(CHANGE)
    iterator = iter(people)
    count = 0
    while chunk := list(islice(iterator, CHUNK)):
        _write(_rows(chunk, at))
        count += len(chunk)
    if count:
        record(actor, CHANGE.code, None, at=at, fields=["name", "documents", "phones"], count=count)
        publish(PeopleAdmitted(count))
    return count


def _rows(people: Iterable[NewPerson], at: datetime) -> Rows:
    """Rows of the three tables, sealed; one key a person."""
    keys = ring()
    name_keys: dict[str, str] = {}  # in a chunk, many share a name
    persons: list[tuple[Any, ...]] = []
    documents: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for person in people:
        person_id = person.id or new_id()
        secret = new_subject_key()
        subject = SubjectKey(secret)
        sealed = keys.seal(secret, key_context(person_id))
        name_key = name_keys.get(person.name)
        if name_key is None:
            name_key = name_keys[person.name] = person_name_key(person.name)
        persons.append((person_id, person.name, name_key, person.sex.value, person.birth_date, sealed, at))
        documents.extend(document_rows(person_id, subject, person.documents, at))
        lines.extend(phone_rows(person_id, subject, person.phones, at))
    return persons, documents, lines


def document_rows(
    person_id: UUID, subject: SubjectKey, documents: Iterable[DocumentNumber], at: datetime
) -> Iterator[tuple[Any, ...]]:
    """Rows of documents whose numbers are in the form that is kept, in the order of DOCUMENT_FIELDS."""
    context = document_context(person_id)
    for document in documents:
        blind, masked = kept_document_blind(document), mask_number(document.number)
        yield new_id(), person_id, document.kind.value, subject.seal(document.number, context), blind, masked, at


def phone_rows(person_id: UUID, subject: SubjectKey, numbers: Iterable[str], at: datetime) -> Iterator[tuple[Any, ...]]:
    """Rows of telephone numbers, in the order of PHONE_FIELDS."""
    context = phone_context(person_id)
    for number in dict.fromkeys(map(phones.normalise, numbers)):
        yield new_id(), person_id, subject.seal(number, context), kept_phone_blind(number), mask_phone(number), at


def _write(rows: Rows) -> None:
    persons, documents, lines = rows
    write_rows(Person, PERSON_FIELDS, persons)
    write_documents(documents)
    write_rows(Phone, PHONE_FIELDS, lines)


def write_documents(documents: Iterable[tuple[Any, ...]]) -> None:
    """Write rows of documents. The unique index decides who came first; the second is refused."""
    try:
        with transaction.atomic():
            write_rows(Document, DOCUMENT_FIELDS, documents)
    except IntegrityError as error:
        raise Refused(DOCUMENT_TAKEN()) from error
