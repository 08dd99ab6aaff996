"""Merging and splitting: dated, reversible, resolvable in one query; erasing and new keys."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.base.audit.models import Entry
from guildhall.base.people import operations, queries
from guildhall.base.people.contracts import AliasSummary, Purpose
from guildhall.base.people.events import PeopleMerged, PersonErased, PersonSplit
from guildhall.base.people.models import Document, Person, PersonAlias, Phone
from guildhall.base.people.rules.records import ERASED, TWO_NUMBERS
from guildhall.infra import crypto
from guildhall.infra.aliases import ALREADY_ONE, NOT_HEAD, NOT_MERGED
from guildhall.infra.crypto import new_ring, ring
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Refused
from tests.base.actors import AT, actor
from tests.base.events import heard
from tests.base.people.makers import number, person, phone, reaching

pytestmark = pytest.mark.django_db
OFFICER = actor(Role.OFFICER)


def test_a_merge_is_a_dated_alias_and_a_split_ends_it() -> None:
    head, twin = person("甲", 1), person("甲")
    later = AT + timedelta(days=1)
    with reaching(head, twin), heard(PeopleMerged, PersonSplit) as told:
        operations.merge_people(OFFICER, twin, head, basis="同一号码", at=AT)
        assert queries.canonical_of([head, twin]) == {head: head, twin: head}
        operations.split_person(OFFICER, twin, at=later)
        assert queries.canonical_of([head, twin]) == {head: head, twin: twin}
        history = operations.look_at_person(OFFICER, twin, at=later).aliases
    assert history == (AliasSummary(twin, head, AT, later, "同一号码"),)
    assert told == [PeopleMerged(twin, head), PersonSplit(twin, head)]
    assert Entry.objects.filter(action="people.merge").count() == 3


def test_a_split_takes_along_what_was_merged_before() -> None:
    one, two, three, four = (person("甲", 1 if n == 3 else None) for n in range(4))
    with reaching(one, two, three, four):
        operations.merge_people(OFFICER, one, two, basis="", at=AT)
        operations.merge_people(OFFICER, two, four, basis="", at=AT)
        operations.merge_people(OFFICER, three, four, basis="", at=AT)
        assert set(queries.canonical_of([one, two, three, four]).values()) == {four}
        operations.split_person(OFFICER, two, at=AT)
    assert queries.canonical_of([one, two, three, four]) == {one: two, two: two, three: four, four: four}


def test_what_cannot_be_merged_changes_nothing() -> None:
    one, two, three = person("甲", 1), person("乙", 3), person("丙")
    with reaching(one, two, three):
        operations.merge_people(OFFICER, three, one, basis="", at=AT)
        before = (list(PersonAlias.objects.values_list()), Entry.objects.count())
        for own, into, kind in (
            (one, two, TWO_NUMBERS),
            (two, three, NOT_HEAD),
            (three, two, NOT_HEAD),
            (two, two, ALREADY_ONE),
        ):
            with pytest.raises(Refused) as refused:
                operations.merge_people(OFFICER, own, into, basis="", at=AT)
            assert [m.kind for m in refused.value.messages] == [kind]
        with pytest.raises(Refused) as refused:
            operations.split_person(OFFICER, one, at=AT)
        assert [m.kind for m in refused.value.messages] == [NOT_MERGED]
    assert (list(PersonAlias.objects.values_list()), Entry.objects.count()) == before


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_heads_are_always_the_ends_of_the_aliases_in_force(steps: list[tuple[bool, int, int]]) -> None:
    people = [person("甲") for _ in range(6)]
    with reaching(*people):
        for merge, own, into in steps:
            try:
                if merge:
                    operations.merge_people(OFFICER, people[own], people[into], basis="", at=AT)
                else:
                    operations.split_person(OFFICER, people[own], at=AT)
            except Refused:
                continue
    links = dict(PersonAlias.objects.filter(own__in=people, ends_at=None).values_list("own_id", "into_id"))

    def end(person_id: UUID) -> UUID:
        return end(links[person_id]) if person_id in links else person_id

    assert queries.canonical_of(people) == {one: end(one) for one in people}


def test_an_erased_person_is_a_shell() -> None:
    head, twin = person("甲", 1, phones=(phone(1),)), person("甲丁")
    administrator = actor(Role.ADMINISTRATOR)
    with reaching(head, twin):
        operations.merge_people(OFFICER, twin, head, basis="", at=AT)
        with heard(PersonErased) as told:
            operations.erase_person(administrator, twin, basis="本人申请", at=AT)
        with pytest.raises(Refused) as refused:
            operations.unmask(OFFICER, head, documents=True, phones=True, purpose=Purpose.VERIFY, at=AT)
        assert [m.kind for m in refused.value.messages] == [ERASED]
        assert list(queries.people_visible_to(OFFICER)) == []
    assert {event.person_id for event in told if isinstance(event, PersonErased)} == {head, twin}
    assert set(Person.objects.values_list("name", "name_key", "sex", "birth_date", "key")) == {
        ("", "", "0", None, None)
    }
    assert list(Document.objects.values_list("sealed", "blind", "masked")) == [(None, None, "")]
    assert list(Phone.objects.values_list("sealed", "blind", "masked")) == [(None, None, "")]
    again = person("甲", 1)
    assert queries.people_of([again])[again].name == "甲"


def test_a_new_key_of_the_ring_seals_every_subject_key_anew(tmp_path: Path) -> None:
    people = sorted(person("甲", n) for n in range(5))
    file = Path(django_settings.GUILDHALL_KEY_FILE)
    held = file.read_text()
    fresh = new_ring()
    changed = json.loads(held)
    changed["keys"]["2"] = fresh["keys"]["1"]  # type: ignore[index]  # as the file holds it
    changed["current"] = 2
    file.write_text(json.dumps(changed))
    ring.cache_clear()
    try:
        assert operations.reseal_keys(after=None, limit=3, at=AT) == (3, people[2])
        assert operations.reseal_keys(after=people[2], limit=3, at=AT) == (2, None)
        assert operations.reseal_keys(after=None, limit=9, at=AT) == (0, None)
        assert {crypto.ring().sealed_by(bytes(row.key or b"")) for row in Person.objects.all()} == {2}
        with reaching(*people):
            opened = operations.unmask(OFFICER, people[0], documents=True, phones=True, purpose=Purpose.VERIFY, at=AT)
        assert list(opened.documents.values()) == [number(0)]
    finally:
        file.write_text(held)
        ring.cache_clear()
