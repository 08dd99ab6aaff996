"""Reading people: lists within an actor's reach, look-ups by number without opening any, one's own record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from guildhall.base.audit.contracts import Look
from guildhall.base.audit.queries import looks_at
from guildhall.base.people.access import heads_reached, own_person, person_for
from guildhall.base.people.contracts import (
    AliasSummary,
    Asked,
    DocumentNumber,
    DocumentSummary,
    PersonDetail,
    PersonFound,
    PersonSummary,
    PhoneSummary,
    Record,
    Sex,
)
from guildhall.base.people.models import Document, FormerName, Person, PersonAlias, Phone
from guildhall.base.people.rules.permissions import LOOKS, READ
from guildhall.base.people.rules.records import document_number
from guildhall.infra.aliases import canonical_ids, group, groups, links
from guildhall.infra.crypto import ring
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.batches import chunks
from guildhall.kernel.identifiers import IdKind, phones
from guildhall.kernel.text import person_name_key

#: Persons that a search shows at most.
FOUND: Final = 50
#: Looks that a page shows at most, the newest.
LOOKS_SHOWN: Final = 200
_CHUNK: Final = 10_000


def document_blind(document: DocumentNumber) -> bytes:
    """The blind index under which a document's number is found, however it is typed."""
    return kept_document_blind(document_number(document))


def kept_document_blind(document: DocumentNumber) -> bytes:
    """The same for a number in the form that is kept."""
    return ring().blind(f"people.document.{document.kind.value}", document.number)


def phone_blind(phone: str) -> bytes:
    """The blind index under which a telephone number is found, however it is typed."""
    return kept_phone_blind(phones.normalise(phone))


def kept_phone_blind(phone: str) -> bytes:
    """The same for a number in the form that is kept."""
    return ring().blind("people.phone", phone)


def summary(person: Person) -> PersonSummary:
    """A person as lists show it."""
    return PersonSummary(
        person.id, person.canonical_id or person.id, person.name, Sex(person.sex), person.birth_date,
        person.erased_at is not None,
    )  # fmt: skip


def people_visible_to(actor: Actor, permission: Permission = READ) -> QuerySet[Person]:
    """The persons in an actor's reach, each once however many records count as them: a query to be narrowed."""
    actor.require(permission)
    return Person.objects.filter(heads_reached(actor, permission), canonical=None, erased_at=None)


def group_heads(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Every record that counts as the same person as one of `ids`, with its head: two queries."""
    return groups(Person, ids)


def records_of(head_id: UUID) -> QuerySet[Person, Any]:
    """The ids of all records that count as a head, for the queries of other modules."""
    return group(Person, head_id).values("pk")


def merges_of(ids: Collection[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Which of the records count as which other one by a merge in force, (own, into), the oldest first: one query."""
    return links(PersonAlias, ids)


def people_of(ids: Collection[UUID]) -> Mapping[UUID, PersonSummary]:
    """Persons by id for rows that the caller may show already: one query, none for nothing."""
    return {person.id: summary(person) for person in Person.objects.filter(pk__in=ids)} if ids else {}


def canonical_of(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The record that each one counts as today: one query, whatever the chain of merges."""
    return canonical_ids(Person, ids)


def search(actor: Actor, text: str) -> tuple[PersonSummary, ...]:
    """Persons in reach whose name begins so, by name; at most `FOUND`."""
    key = person_name_key(text)
    if not key:
        return ()
    rows = people_visible_to(actor).filter(name_key__startswith=key).order_by("name_key", "id")
    return tuple(map(summary, rows[:FOUND]))


def find_by_document(actor: Actor, document: DocumentNumber) -> PersonSummary | None:
    """The person in reach who has this number now."""
    held = Document.objects.filter(blind=document_blind(document), kind=document.kind.value, ends_at=None)
    condition = Q(pk__in=held.values("person")) | Q(pk__in=held.values("person__canonical"))
    person = people_visible_to(actor).filter(condition).first()
    return summary(person) if person else None


def find_by_phone(actor: Actor, phone: str) -> tuple[PersonSummary, ...]:
    """The persons in reach who have this number now, by name; at most `FOUND`."""
    held = Phone.objects.filter(blind=phone_blind(phone), ends_at=None)
    rows = people_visible_to(actor).filter(Q(pk__in=held.values("person")) | Q(pk__in=held.values("person__canonical")))
    return tuple(map(summary, rows.order_by("name_key", "id")[:FOUND]))


def any_documents() -> bool:
    """Whether any number is held at all: an installation's first register need not be looked up."""
    return Document.objects.exists()


def found_people(actor: Actor, asked: Asked, permission: Permission = READ) -> tuple[PersonFound, ...]:
    """The persons in reach that a search is for, by name, at most `FOUND`, each once: two queries."""
    condition = Q(pk__in=[])
    if key := person_name_key(asked.name):
        condition |= Q(name_key__startswith=key)
    held = [
        Document.objects.filter(blind=document_blind(document), kind=document.kind.value, ends_at=None)
        for document in asked.documents
    ]
    lines = [Phone.objects.filter(blind=phone_blind(asked.phone), ends_at=None)] if asked.phone else []
    for rows in (*held, *lines):
        condition |= Q(pk__in=rows.values("person")) | Q(pk__in=rows.values("person__canonical"))
    people = list(people_visible_to(actor, permission).filter(condition).order_by("name_key", "id")[:FOUND])
    numbers = _masked_numbers([person.id for person in people])
    return tuple(PersonFound(summary(person), tuple(numbers.get(person.id, ()))) for person in people)


def _masked_numbers(heads: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """Masked numbers in force of all records that count as each head: one query, none for nothing."""
    found: dict[UUID, list[str]] = {}
    if heads:
        rows = Document.objects.filter(Q(person__in=heads) | Q(person__canonical__in=heads), ends_at=None)
        head = Coalesce("person__canonical_id", "person_id")
        for person_id, masked in rows.order_by("id").values_list(head, "masked"):
            found.setdefault(person_id, []).append(masked)
    return found


def known_documents(documents: Iterable[DocumentNumber]) -> dict[tuple[IdKind, str], UUID]:
    """Who has which number now, for whole registers: the record's own id, not the canonical one.

    For jobs that admit people in bulk, which act for an installation and not for a reader. One query for 10,000.
    """
    found: dict[tuple[IdKind, str], UUID] = {}
    for chunk in chunks(documents, _CHUNK):
        asked = {(document_blind(document), document.kind.value): document_number(document) for document in chunk}
        rows = Document.objects.filter(blind__in=[blind for blind, _ in asked], ends_at=None)
        for blind, kind, person_id in rows.values_list("blind", "kind", "person_id").iterator(_CHUNK):
            document = asked.get((bytes(blind or b""), kind))
            if document is not None:
                found[document.kind, document.number] = person_id
    return found


def detail(person: Person) -> PersonDetail:
    """Everything about a person, numbers masked, of all records that count as them: six queries."""
    head = Person.objects.get(pk=person.canonical_id) if person.canonical_id else person
    rows = sorted(group(Person, head.id), key=lambda row: (row.id != head.id, row.id))
    ids = [row.id for row in rows]
    documents = list(Document.objects.filter(person__in=ids).exclude(blind=None).order_by("-starts_at", "-id"))
    numbers = Phone.objects.filter(person__in=ids).exclude(blind=None).order_by("-starts_at", "-id")
    names = FormerName.objects.filter(person__in=ids).order_by("-until", "-pk")
    aliases = PersonAlias.objects.filter(Q(own__in=ids) | Q(into__in=ids)).order_by("-starts_at", "-pk")
    return PersonDetail(
        summary(head),
        tuple(DocumentSummary(d.id, IdKind(d.kind), d.masked, d.starts_at, d.ends_at) for d in documents),
        tuple(PhoneSummary(p.id, p.masked, p.starts_at, p.ends_at) for p in numbers),
        tuple((name.name, name.until) for name in names),
        tuple(AliasSummary(a.own_id, a.into_id, a.starts_at, a.ends_at, a.basis, a.ended_basis) for a in aliases),
        tuple(
            Record(
                row.id,
                row.name,
                Sex(row.sex),
                row.birth_date,
                tuple(d.masked for d in documents if d.person_id == row.id and d.ends_at is None),
                row.created_at,
            )
            for row in rows
        ),
    )


def own_record(actor: Actor) -> PersonDetail:
    """The actor's own record, numbers masked (PIPL art. 45). Absent where the account belongs to no person."""
    return detail(own_person(actor))


def looks_at_me(actor: Actor) -> tuple[Look, ...]:
    """Who read the actor's own data, when and for what purpose, newest first (PIPL art. 44)."""
    return _looks(own_person(actor))


def looks_at_person(actor: Actor, person_id: UUID) -> tuple[Look, ...]:
    """Who read a person's data, newest first. Forbidden without the function, Absent out of reach."""
    return _looks(person_for(actor, LOOKS, person_id))


def _looks(person: Person) -> tuple[Look, ...]:
    """Looks at every record that counts as the person, whichever was looked at."""
    ids = group(Person, person.canonical_id or person.id).values_list("pk", flat=True)
    return looks_at(*ids, limit=LOOKS_SHOWN)
