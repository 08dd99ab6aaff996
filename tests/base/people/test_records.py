"""Admitting and changing people: what is stored is sealed, what is told holds no values, a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from guildhall.base.audit.models import Entry
from guildhall.base.people import operations, queries
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Purpose, Sex
from guildhall.base.people.events import PeopleAdmitted, PersonAdmitted
from guildhall.base.people.models import Document, FormerName, Person, Phone
from guildhall.base.people.rules.records import DOCUMENT_TAKEN, ERASED, NO_NAME
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from guildhall.kernel.identifiers import IdKind
from tests.base.actors import AT, actor
from tests.base.events import heard
from tests.base.people.makers import number, person, phone, reaching, resident

pytestmark = pytest.mark.django_db


def _everything_stored() -> Iterator[str]:
    with connection.cursor() as cursor:
        for model in (Person, FormerName, Document, Phone, Entry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            for row in cursor.fetchall():
                yield " ".join(str(bytes(v) if isinstance(v, bytes | memoryview) else v) for v in row)


def test_a_person_is_admitted_with_sealed_numbers() -> None:
    with heard(PersonAdmitted) as told:
        who = operations.admit_person(
            None, NewPerson(" 王　小明", documents=(resident(1),), phones=(phone(1), phone(1))), at=AT
        )
    held = Person.objects.get()
    assert (held.id, held.name, held.sex, held.birth_date) == (who, "王小明", "1", date(1980, 1, 1))
    assert Document.objects.get().masked == f"339***********{number(1)[-4:]}"
    assert Phone.objects.get().masked == "199****0001"
    assert told == [PersonAdmitted(who)]
    assert list(Entry.objects.values_list("action", "person_id")) == [("people.change", who)]
    assert [row for row in _everything_stored() if number(1) in row or phone(1) in row] == []


def test_each_person_has_a_key_of_their_own() -> None:
    people = [person("甲", 1), person("乙", 3)]
    keys = {bytes(row.key or b"") for row in Person.objects.filter(pk__in=people)}
    assert len(keys) == 2
    first, second = Document.objects.order_by("pk")
    assert bytes(first.sealed or b"") != bytes(second.sealed or b"")


def test_a_number_stands_once() -> None:
    who = person("甲", 1)
    before = (Person.objects.count(), Entry.objects.count())
    for refuse in (
        lambda: operations.admit_person(None, NewPerson("乙", documents=(resident(1),)), at=AT),
        lambda: operations.bulk_admit([NewPerson("丙"), NewPerson("乙", documents=(resident(1),))], actor=None, at=AT),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert [m.kind for m in refused.value.messages] == [DOCUMENT_TAKEN]
        assert (Person.objects.count(), Entry.objects.count()) == before
    assert queries.known_documents([resident(1), resident(3)]) == {(IdKind.RESIDENT_ID, number(1)): who}


def test_what_does_not_do_is_said_at_its_field() -> None:
    bad = NewPerson("　", documents=(DocumentNumber(IdKind.RESIDENT_ID, "1"),), phones=("x",))
    with pytest.raises(Invalid) as refused:
        operations.admit_person(None, bad, at=AT)
    assert set(refused.value.fields) == {"name", "documents", "phones"}
    assert [m.kind for m in refused.value.fields["name"]] == [NO_NAME]
    assert Person.objects.count() == 0


def test_many_are_admitted_in_one_go() -> None:
    ids = [new_id() for _ in range(5)]
    people = [
        NewPerson(f"甲{n}", Sex.FEMALE, date(1980, 1, n + 1), (resident(n),), (phone(n),), ids[n]) for n in range(5)
    ]
    with heard(PeopleAdmitted) as told:
        assert operations.bulk_admit(people, actor=None, at=AT) == 5
    assert told == [PeopleAdmitted(5)]
    assert [s.name for s in queries.people_of(ids).values()] == [f"甲{n}" for n in range(5)]
    assert {p.birth_date for p in Person.objects.all()} == {date(1980, 1, n) for n in range(1, 6)}
    assert list(Entry.objects.values_list("action", "count", "person_id")) == [("people.change", 5, None)]
    officer = actor(Role.OFFICER)
    with reaching(*ids):
        opened = [
            operations.unmask(officer, one, documents=True, phones=True, purpose=Purpose.VERIFY, at=AT) for one in ids
        ]
    assert [(*o.documents.values(), *o.phones.values()) for o in opened] == [(number(n), phone(n)) for n in range(5)]
    assert operations.bulk_admit([], actor=None, at=AT) == 0


def test_a_change_keeps_the_former_name() -> None:
    who = person("甲乙", 1)
    officer = actor(Role.OFFICER)
    with reaching(who):
        operations.change_person(officer, who, name="甲丙", sex=Sex.MALE, birth_date=date(1980, 1, 1), at=AT)
        operations.change_person(officer, who, name="甲丙", sex=Sex.MALE, birth_date=date(1980, 1, 1), at=AT)
        shown = operations.look_at_person(officer, who, at=AT)
    assert (shown.person.name, shown.former_names) == ("甲丙", (("甲乙", AT),))
    changes = Entry.objects.filter(action="people.change", account_id=officer.account_id)
    assert list(changes.values_list("fields", flat=True)) == [["name"]]


def test_documents_and_phones_come_and_go() -> None:
    who = person("甲", 1)
    officer = actor(Role.OFFICER)
    passport = DocumentNumber(IdKind.PRC_PASSPORT, "e12345678")
    with reaching(who):
        operations.add_document(officer, who, passport, at=AT)
        operations.add_phone(officer, who, phone(1), at=AT)
        operations.add_phone(officer, who, phone(1), at=AT)
        shown = operations.look_at_person(officer, who, at=AT)
        held = next(d for d in shown.documents if d.kind is IdKind.PRC_PASSPORT)
        assert (held.masked, len(shown.phones)) == ("E1*****78", 1)
        operations.end_document(officer, who, held.id, at=AT)
        operations.end_phone(officer, who, shown.phones[0].id, at=AT)
        with pytest.raises(Absent):
            operations.end_document(officer, who, held.id, at=AT)
        with pytest.raises(Absent):
            operations.end_phone(officer, who, shown.phones[0].id, at=AT)
    other = person("乙", 3)
    with reaching(other):
        operations.add_document(officer, other, passport, at=AT)
    assert queries.known_documents([passport]) == {(IdKind.PRC_PASSPORT, "E12345678"): other}


def test_who_is_erased_is_changed_no_more() -> None:
    who = person("甲", 1)
    with reaching(who):
        operations.erase_person(actor(Role.ADMINISTRATOR), who, basis="本人申请", at=AT)
        with pytest.raises(Refused) as refused:
            operations.add_phone(actor(Role.OFFICER), who, phone(1), at=AT)
    assert [m.kind for m in refused.value.messages] == [ERASED]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_other_roles_change_nobody(role: Role) -> None:
    who = person("甲", 1)
    with reaching(who), pytest.raises(Forbidden):
        operations.add_phone(actor(role), who, phone(1), at=AT)
    with reaching(who), pytest.raises(Forbidden):
        operations.admit_person(actor(role), NewPerson("乙"), at=AT)


def test_out_of_reach_is_as_if_absent() -> None:
    who = person("甲", 1)
    for person_id in (who, new_id()):
        with pytest.raises(Absent):
            operations.add_phone(actor(Role.OFFICER), person_id, phone(1), at=AT)
    assert Phone.objects.count() == 0
