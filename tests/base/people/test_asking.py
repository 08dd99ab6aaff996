"""What one field of a search can mean."""

from __future__ import annotations

import pytest

from guildhall.base.people.contracts import Asked, DocumentNumber
from guildhall.base.people.rules.asking import what_is_asked
from guildhall.kernel.identifiers import IdKind
from tests.base.actors import ON
from tests.base.people.makers import number, phone


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (" 欧阳 ", Asked(name="欧阳")),
        ("买买提·吐尔逊", Asked(name="买买提·吐尔逊")),
        (number(1), Asked(documents=(DocumentNumber(IdKind.RESIDENT_ID, number(1)),))),
        (f" {number(1).lower()} ", Asked(documents=(DocumentNumber(IdKind.RESIDENT_ID, number(1)),))),
        (phone(1), Asked(phone=phone(1))),
        ("0574-87654321", Asked(phone="0574-87654321")),
    ],
)
def test_what_is_typed_is_understood(text: str, asked: Asked) -> None:
    assert what_is_asked(text, ON) == (asked, ())


def test_a_passport_may_be_of_several_kinds() -> None:
    asked, wrong = what_is_asked("E12345678", ON)
    assert wrong == ()
    assert asked is not None
    assert DocumentNumber(IdKind.PRC_PASSPORT, "E12345678") in asked.documents
    assert (asked.name, asked.phone) == ("", "")


@pytest.mark.parametrize("text", [number(1)[:-1], number(1)[:-1] + "é", "33 9"])
def test_a_number_that_is_none_is_told_why(text: str) -> None:
    asked, wrong = what_is_asked(text, ON)
    assert asked is None
    assert len(wrong) >= 1
