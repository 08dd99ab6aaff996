"""Taking people in, one by one or a register at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.bulk import Admission
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Sex
from guildhall.base.people.events import PeopleAdmitted, PersonAdmitted
from guildhall.base.people.rules.permissions import CHANGE
from guildhall.base.people.rules.records import (
    document_number,
    document_objections,
    facts_of,
    person_objections,
    phone_objections,
)
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message
from guildhall.kernel.text import clean_person_name

KIND: Final = "people.person"
#: Persons whose rows are held in memory at a time.
CHUNK: Final = 20_000


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
    Admission(at).write_one(whole)
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
    that rows elsewhere can name the person. What gives the people may ask the database, and sees those written that
    it gave two chunks before. Memory holds two chunks; the audit holds one entry with the count.
    """
    if actor is not None:
        actor.require(CHANGE)
    count = Admission(at).write(chunks(people, CHUNK))
    if count:
        record(actor, CHANGE.code, None, at=at, fields=["name", "documents", "phones"], count=count)
        publish(PeopleAdmitted(count))
    return count
