"""Bringing many people's records up to date at once, as an accepted roster does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from guildhall.base.audit.operations import record
from guildhall.base.people.bulk import document_rows, phone_rows, write_documents, write_phones
from guildhall.base.people.contracts import NewPerson
from guildhall.base.people.models import Document, FormerName, Person, Phone
from guildhall.base.people.operations.admitting import CHUNK
from guildhall.base.people.queries import kept_document_blind, kept_phone_blind
from guildhall.base.people.rules.permissions import CHANGE
from guildhall.base.people.rules.records import FOR_LIFE
from guildhall.base.people.sealing import key_of
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.crypto import ring
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.identifiers import phones
from guildhall.kernel.text import person_name_key


@operation
def bulk_renew(people: Iterable[NewPerson], *, actor: Actor | None, at: datetime) -> int:
    """Bring records up to date with what registers say, in one go or not at all; returns how many were given.

    Each has the `id` of its record; the erased stay erased. Name, sex and birth date are replaced, a name that ends is
    kept; documents and phones are added. A number that another record holds is left there; a resident identity number
    that is corrected takes the place of the wrong one.
    """
    if actor is not None:
        actor.require(CHANGE)
    count = 0
    for chunk in chunks(people, CHUNK):
        _renew({person.id: person for person in chunk if person.id is not None}, at)
        count += len(chunk)
    if count:
        record(actor, CHANGE.code, None, at=at, fields=["name", "documents", "phones"], count=count)
    return count


def _renew(people: Mapping[UUID, NewPerson], at: datetime) -> None:
    rows = {row.id: row for row in Person.objects.filter(pk__in=people.keys(), erased_at=None)}
    _facts(people, rows, at)
    _documents(people, rows, at)
    _phones(people, rows, at)


def _facts(people: Mapping[UUID, NewPerson], rows: Mapping[UUID, Person], at: datetime) -> None:
    changed, ended = [], []
    for person_id, row in rows.items():
        new = people[person_id]
        if (row.name, row.sex, row.birth_date) == (new.name, new.sex.value, new.birth_date):
            continue
        changed.append((person_id, new.name, person_name_key(new.name), new.sex.value, new.birth_date))
        if row.name != new.name:
            ended.append((person_id, row.name, row.name_key, at))
    update_rows(Person, ("name", "name_key", "sex", "birth_date"), changed)
    write_rows(FormerName, ("person", "name", "name_key", "until"), ended)


def _documents(people: Mapping[UUID, NewPerson], rows: Mapping[UUID, Person], at: datetime) -> None:
    wanted = {
        (kept_document_blind(document), document.kind.value): (person_id, document)
        for person_id in rows
        for document in people[person_id].documents
    }
    held = Document.objects.filter(blind__in=[blind for blind, _ in wanted], ends_at=None)
    taken = {(bytes(blind or b""), kind) for blind, kind in held.values_list("blind", "kind")}
    new = [asked for key, asked in wanted.items() if key not in taken]
    corrected = [(person_id, document.kind.value) for person_id, document in new if document.kind in FOR_LIFE]
    for kind in {kind for _, kind in corrected}:
        owners = [person_id for person_id, of_kind in corrected if of_kind == kind]
        Document.objects.filter(person__in=owners, kind=kind, ends_at=None).update(ends_at=at)
    write_documents(
        row
        for person_id, document in new
        for row in document_rows(person_id, key_of(rows[person_id], ring()), [document], at)
    )


def _phones(people: Mapping[UUID, NewPerson], rows: Mapping[UUID, Person], at: datetime) -> None:
    wanted = {
        (person_id, kept_phone_blind(phones.normalise(phone))): phone
        for person_id in rows
        for phone in people[person_id].phones
    }
    held = Phone.objects.filter(person__in={person_id for person_id, _ in wanted}, ends_at=None)
    known = {(person_id, bytes(blind or b"")) for person_id, blind in held.values_list("person_id", "blind")}
    write_phones(
        row
        for (person_id, blind), phone in wanted.items()
        if (person_id, blind) not in known
        for row in phone_rows(person_id, key_of(rows[person_id], ring()), [phone], at)
    )
