"""What a person's record must hold; which records may be one person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.people.contracts import DocumentNumber, Sex
from guildhall.base.people.rules import records
from guildhall.kernel.errors import MessageKind
from guildhall.kernel.identifiers import IdKind
from tests.base.actors import ON
from tests.base.people.makers import number, resident

BLINDS = st.lists(st.tuples(st.sampled_from(IdKind), st.binary(min_size=1, max_size=2)), max_size=4)


@given(BLINDS, BLINDS)
def test_whether_two_may_be_one_does_not_depend_on_the_order(
    own: list[tuple[IdKind, bytes]], other: list[tuple[IdKind, bytes]]
) -> None:
    assert records.merge_objections(own, other) == records.merge_objections(other, own)
    assert records.merge_objections(own, own) == ()
    assert records.merge_objections(own, []) == ()


@pytest.mark.parametrize(
    ("own", "other", "refused"),
    [
        ([(IdKind.RESIDENT_ID, b"1")], [(IdKind.RESIDENT_ID, b"2")], True),  # art. 3: one number, for life
        ([(IdKind.PRC_PASSPORT, b"1")], [(IdKind.PRC_PASSPORT, b"2")], False),  # passports are renewed
        ([(IdKind.RESIDENT_ID, b"1")], [(IdKind.PRC_PASSPORT, b"2")], False),
    ],
)
def test_two_resident_numbers_are_two_people(
    own: list[tuple[IdKind, bytes]], other: list[tuple[IdKind, bytes]], refused: bool
) -> None:
    found = [message.kind for message in records.merge_objections(own, other)]
    assert found == ([records.TWO_NUMBERS] if refused else [])


@pytest.mark.parametrize(
    ("name", "birth", "fields"),
    [
        ("甲", date(1980, 1, 1), {}),
        ("甲", ON, {}),
        ("甲", date(2023, 2, 26), {"birth_date": [records.BORN_LATER]}),
        ("", None, {"name": [records.NO_NAME]}),
    ],
)
def test_a_person_has_a_name_and_was_born(name: str, birth: date | None, fields: dict[str, list[MessageKind]]) -> None:
    found = records.person_objections(name, birth, ON)
    assert {field: [m.kind for m in messages] for field, messages in found.items()} == fields


def test_documents_are_checked_as_what_they_are_said_to_be() -> None:
    assert records.document_objections(resident(1), ON) == ()
    assert records.document_objections(DocumentNumber(IdKind.RESIDENT_ID, number(1)[:-1] + "?"), ON) != ()
    code = DocumentNumber(IdKind.CREDIT_CODE, "51330200MJ88888833")
    assert [m.kind for m in records.document_objections(code, ON)] == [records.NOT_A_PERSONS]


def test_sex_and_birth_date_come_from_a_number() -> None:
    assert records.facts_of([resident(1)], ON) == (Sex.MALE, date(1980, 1, 1))
    assert records.facts_of([resident(2)], ON) == (Sex.FEMALE, date(1980, 1, 1))
    assert records.facts_of([DocumentNumber(IdKind.PRC_PASSPORT, "E12345678")], ON) == (Sex.UNKNOWN, None)


def test_numbers_are_kept_in_one_form() -> None:
    typed = DocumentNumber(IdKind.RESIDENT_ID, " 33990119800101002ｘ")
    assert records.document_number(typed).number == "33990119800101002X"
