"""Changing a person's record: name and facts, documents, phones. What ends is kept with its dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import NO_PERSON, person_for
from guildhall.base.people.bulk import document_rows, phone_rows, write_documents, write_phones
from guildhall.base.people.contracts import DocumentNumber, Sex
from guildhall.base.people.models import Document, FormerName, Person, Phone
from guildhall.base.people.operations.admitting import KIND
from guildhall.base.people.queries import phone_blind
from guildhall.base.people.rules.permissions import CHANGE
from guildhall.base.people.rules.records import (
    ERASED,
    document_number,
    document_objections,
    person_objections,
    phone_objections,
)
from guildhall.base.people.sealing import key_of
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.kernel.text import clean_person_name, person_name_key

_LINE: Final = "phones"


def _person(actor: Actor, person_id: UUID) -> Person:
    person_for(actor, CHANGE, person_id)
    person = locked(Person.objects.filter(pk=person_id)).get()
    if person.erased_at is not None:
        raise Refused(ERASED())
    return person


@operation
def change_person(actor: Actor, person_id: UUID, *, name: str, sex: Sex, birth_date: date | None, at: datetime) -> None:
    """Correct name, sex and birth date (PIPL art. 46). A name that ends is kept as a former name."""
    person = _person(actor, person_id)
    name = clean_person_name(name).value
    wrong = person_objections(name, birth_date, at.astimezone(CHINA).date())
    if wrong:
        raise Invalid(wrong)
    new = {"name": name, "sex": sex.value, "birth_date": birth_date}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    if not changed:
        return
    if "name" in changed:
        FormerName.objects.create(person=person, name=person.name, name_key=person.name_key, until=at)
    Person.objects.filter(pk=person.pk).update(**new, name_key=person_name_key(name))
    record(actor, CHANGE.code, Thing(KIND, person.id), at=at, fields=changed, person_id=person.id)


@operation
def add_document(actor: Actor, person_id: UUID, document: DocumentNumber, *, at: datetime) -> None:
    """Record another document. Refused where somebody has the number already: then the records may be one person."""
    person = _person(actor, person_id)
    held = document_number(document)
    wrong = document_objections(held, at.astimezone(CHINA).date())
    if wrong:
        raise Invalid({"number": wrong})
    write_documents(document_rows(person.id, key_of(person), [held], at))
    record(actor, CHANGE.code, Thing(KIND, person.id), at=at, fields=[held.kind.value], person_id=person.id)


@operation
def end_document(actor: Actor, person_id: UUID, document_id: UUID, *, at: datetime) -> None:
    """End a document that is void or was recorded by mistake; its number is free for another record."""
    person = _person(actor, person_id)
    held = Document.objects.filter(pk=document_id, person=person, ends_at=None).first()
    if held is None:
        raise Absent(NO_PERSON())
    Document.objects.filter(pk=held.pk).update(ends_at=at)
    record(actor, CHANGE.code, Thing(KIND, person.id), at=at, fields=[held.kind], person_id=person.id)


@operation
def add_phone(actor: Actor, person_id: UUID, phone: str, *, at: datetime) -> None:
    """Record another telephone number; one that is there already stays as it is."""
    person = _person(actor, person_id)
    wrong = phone_objections(phone)
    if wrong:
        raise Invalid({"phone": wrong})
    if Phone.objects.filter(person=person, blind=phone_blind(phone), ends_at=None).exists():
        return
    write_phones(phone_rows(person.id, key_of(person), [phone], at))
    record(actor, CHANGE.code, Thing(KIND, person.id), at=at, fields=[_LINE], person_id=person.id)


@operation
def end_phone(actor: Actor, person_id: UUID, phone_id: UUID, *, at: datetime) -> None:
    """End a telephone number."""
    person = _person(actor, person_id)
    if not Phone.objects.filter(pk=phone_id, person=person, ends_at=None).update(ends_at=at):
        raise Absent(NO_PERSON())
    record(actor, CHANGE.code, Thing(KIND, person.id), at=at, fields=[_LINE], person_id=person.id)
