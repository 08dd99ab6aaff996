"""Reading people: within reach only, in a fixed number of queries, and the person sees who looked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.base.people import operations, queries
from guildhall.base.people.contracts import Purpose
from guildhall.base.people.models import Person
from guildhall.base.people.rules.permissions import READ
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden
from tests.base.actors import AT, actor
from tests.base.people.makers import number, person, phone, reaching, resident

pytestmark = pytest.mark.django_db


def test_lists_show_who_is_in_reach_once() -> None:
    inside, twin, outside = person("甲一", 1), person("甲二"), person("甲三", 5)
    officer = actor(Role.OFFICER)
    with reaching(inside, twin):
        operations.merge_people(officer, twin, inside, basis="", at=AT)
        assert [p.id for p in queries.people_visible_to(officer)] == [inside]
        assert [p.name for p in queries.search(officer, "甲")] == ["甲一"]
        assert queries.search(officer, " ") == ()
    assert outside not in set(queries.people_visible_to(officer).values_list("pk", flat=True))


def test_a_record_and_the_one_that_it_counts_as_are_reached_together() -> None:
    head, twin, other = person("甲", 1), person("甲"), person("乙", 3)
    officer = actor(Role.OFFICER)
    with reaching(head, twin):
        operations.merge_people(officer, twin, head, basis="", at=AT)
    for reached_id in (head, twin):
        with reaching(reached_id):
            assert [p.id for p in queries.people_visible_to(officer)] == [head]
            assert {operations.look_at_person(officer, p, at=AT).person.id for p in (head, twin)} == {head}
            with pytest.raises(Absent):
                operations.look_at_person(officer, other, at=AT)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_one_query(count: int) -> None:
    people = [person(f"甲{n}", n) for n in range(count)]
    officer = actor(Role.OFFICER)
    with reaching(*people):
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.search(officer, "甲")) == count
        assert len(captured) == 1
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.canonical_of(people)) == count
        assert len(captured) == 1


def test_numbers_find_people_without_opening_any() -> None:
    one, two, far = person("甲", 1, phones=(phone(1),)), person("乙", 3, phones=(phone(1),)), person("丙", 5)
    officer = actor(Role.OFFICER)
    with reaching(one, two):
        found = queries.find_by_document(officer, resident(1))
        assert found is not None
        assert found.id == one
        assert queries.find_by_document(officer, resident(5)) is None
        assert {p.id for p in queries.find_by_phone(officer, f"+86 {phone(1)}")} == {one, two}
    with reaching(far):
        assert queries.find_by_phone(officer, phone(1)) == ()


def test_numbers_in_clear_need_a_purpose_and_are_seen_by_the_person() -> None:
    who = person("甲", 1, phones=(phone(1),))
    officer, member = actor(Role.OFFICER), actor(Role.MEMBER, person_id=who)
    with reaching(who):
        opened = operations.unmask(officer, who, documents=True, phones=False, purpose=Purpose.CONTACT, at=AT)
        assert (list(opened.documents.values()), opened.phones) == ([number(1)], {})
        operations.look_at_person(officer, who, at=AT)
    looks = queries.looks_at_me(member)
    assert [(look.account_id, look.action, look.fields, look.purpose) for look in looks] == [
        (
            officer.account_id, "people.read", ("name", "sex", "birth_date", "documents_masked", "phones_masked"), "",
        ),
        (officer.account_id, "people.unmask", ("resident_id",), "contact"),
    ]  # fmt: skip
    assert number(1) not in str(list(Entry.objects.values_list()))


def test_a_person_sees_looks_at_every_record_that_counts_as_theirs() -> None:
    head, twin = person("甲", 1), person("甲")
    officer = actor(Role.OFFICER)
    with reaching(head, twin):
        operations.look_at_person(officer, twin, at=AT)
        operations.merge_people(officer, twin, head, basis="", at=AT)
    for own in (head, twin):
        assert len(queries.looks_at_me(actor(Role.MEMBER, person_id=own))) == 1
        assert queries.own_record(actor(Role.MEMBER, person_id=own)).person.id == head


def test_a_person_reads_their_own_numbers() -> None:
    who = person("甲", 1, phones=(phone(1),))
    opened = operations.unmask_own(actor(Role.MEMBER, person_id=who), at=AT)
    assert [*opened.documents.values(), *opened.phones.values()] == [number(1), phone(1)]
    with pytest.raises(Absent):
        operations.unmask_own(actor(Role.MEMBER), at=AT)
    with pytest.raises(Absent):
        queries.looks_at_me(actor(Role.MEMBER, person_id=new_id()))


@pytest.mark.parametrize("role", [Role.LEADER, Role.VISITOR, Role.AUDITOR, Role.MEMBER, Role.REVIEWER])
def test_numbers_in_clear_are_for_officers(role: Role) -> None:
    who = person("甲", 1)
    with reaching(who), pytest.raises(Forbidden):
        operations.unmask(actor(role), who, documents=True, phones=True, purpose=Purpose.VERIFY, at=AT)
    assert Entry.objects.filter(act="read").count() == 0


def test_without_a_way_nobody_is_reached() -> None:
    person("甲", 1)
    assert list(queries.people_visible_to(actor(Role.OFFICER), READ)) == []
    assert Person.objects.count() == 1
