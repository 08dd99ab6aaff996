"""Rows of people as the tables hold them, one or a million: made from values, sealed, written without instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.models import Document, Person, Phone
from guildhall.base.people.queries import kept_document_blind, kept_phone_blind
from guildhall.base.people.rules.records import DOCUMENT_TAKEN
from guildhall.base.people.sealing import document_context, key_context, phone_context
from guildhall.infra.bulk import Prepared, Target, ahead, write_rows
from guildhall.infra.crypto import SubjectKey, new_subject_key, ring
from guildhall.infra.ids import new_id, new_id_bytes
from guildhall.kernel.errors import Refused
from guildhall.kernel.identifiers import phones
from guildhall.kernel.text import mask_number, mask_phone, person_name_key

PERSON_FIELDS: Final = ("id", "name", "name_key", "sex", "birth_date", "key", "created_at")
DOCUMENT_FIELDS: Final = ("id", "person", "kind", "sealed", "blind", "masked", "starts_at")
PHONE_FIELDS: Final = ("id", "person", "sealed", "blind", "masked", "starts_at")
Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]


def rows_of(people: Iterable[NewPerson], at: datetime) -> Rows:
    """Rows of the three tables, sealed; one key a person."""
    keys = ring()
    persons: list[tuple[Any, ...]] = []
    documents: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for person in people:
        person_id = person.id or new_id()
        secret = new_subject_key()
        subject = SubjectKey(secret)
        sealed = keys.seal(secret, key_context(person_id))
        name_key = person_name_key(person.name)
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
        yield new_id_bytes(), person_id, document.kind.value, subject.seal(document.number, context), blind, masked, at


def phone_rows(person_id: UUID, subject: SubjectKey, numbers: Iterable[str], at: datetime) -> Iterator[tuple[Any, ...]]:
    """Rows of telephone numbers, in the order of PHONE_FIELDS."""
    context = phone_context(person_id)
    for number in dict.fromkeys(map(phones.normalise, numbers)):
        yield new_id_bytes(), person_id, subject.seal(number, context), kept_phone_blind(number), mask_phone(number), at


class Admission:
    """Writes people so many at a time; those to come are sealed while the last ones are written."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._tables = (Target(Person, PERSON_FIELDS), Target(Document, DOCUMENT_FIELDS), Target(Phone, PHONE_FIELDS))

    def write(self, people: Iterable[Sequence[NewPerson]]) -> int:
        """Write people, so many together; returns how many. Raises Refused where a number is held already.

        What gives the people may ask the database.
        """
        return sum(map(self._put, ahead(self._prepare, people)))

    def write_one(self, person: NewPerson) -> None:
        """Write one person. Raises Refused where a number is held already."""
        self._put(self._prepare([person]))

    def _put(self, made: list[Prepared]) -> int:
        persons, documents, lines = self._tables
        count = persons.write(made[:1])
        with _numbers_once():
            documents.write(made[1:2])
        lines.write(made[2:])
        return count

    def _prepare(self, people: Sequence[NewPerson]) -> list[Prepared]:
        return [table.prepare(rows) for table, rows in zip(self._tables, rows_of(people, self._at), strict=True)]


def write_documents(documents: Iterable[tuple[Any, ...]]) -> None:
    """Write rows of documents. The unique index decides who came first; the second is refused."""
    with _numbers_once():
        write_rows(Document, DOCUMENT_FIELDS, documents)


def write_phones(lines: Iterable[tuple[Any, ...]]) -> None:
    """Write rows of telephone numbers."""
    write_rows(Phone, PHONE_FIELDS, lines)


@contextmanager
def _numbers_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(DOCUMENT_TAKEN()) from error
