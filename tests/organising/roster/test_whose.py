"""Whose list a file is: only where one register clearly fits, and read no further than need be."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from guildhall.linkage.contracts import Register, Shape
from guildhall.organising.roster.rules.whose import Read, register_of

UNITS = frozenset({"name", "credit_code"})


def _asked(**read: Collection[Read]) -> tuple[Register | None, list[Register]]:
    asked: list[Register] = []

    def reading(register: Register) -> Collection[Read]:
        asked.append(register)
        return read.get(register.value, ())

    return register_of(reading), asked


def test_a_list_of_unions_is_the_unions_and_is_read_once() -> None:
    assert _asked(union=[Read(Shape.UNIONS, frozenset({"union_name"}), "")]) == (Register.UNION, [Register.UNION])
    assert _asked(union=[Read(Shape.COVERED, frozenset({"unit_name"}), "")])[0] is Register.UNION


@pytest.mark.parametrize(
    ("fields", "register"),
    [
        ({"person_name", "id_number", "member_number"}, Register.UNION),
        ({"person_name", "id_number", "union_name"}, Register.UNION),
        ({"person_name", "id_number", "phone"}, None),
    ],
)
def test_people_are_members_where_a_column_says_so(fields: set[str], register: Register | None) -> None:
    assert _asked(union=[Read(Shape.MEMBERS, fields, "")])[0] is register


@pytest.mark.parametrize(
    ("shape", "fields", "register"),
    [
        (Shape.UNITS, UNITS | {"insured_count"}, Register.INSURANCE),
        (Shape.UNITS, UNITS | {"month"}, Register.INSURANCE),
        (Shape.PERSONS, {"person_name", "unit_number"}, Register.INSURANCE),
        (Shape.PERSONS, {"person_name", "month"}, Register.INSURANCE),
        (Shape.PERSONS, {"person_name", "status"}, None),
        (Shape.UNITS, UNITS, None),
    ],
)
def test_insurance_counts_by_the_month(shape: Shape, fields: set[str], register: Register | None) -> None:
    assert _asked(insurance=[Read(shape, fields, "")])[0] is register


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("社会组织名称 住所", Register.CIVIL_AFFAIRS),
        ("民办非企业单位名称", Register.CIVIL_AFFAIRS),  # 企业 within it says nothing
        ("名称 业务主管单位", Register.CIVIL_AFFAIRS),
        ("企业名称 经营范围", Register.MARKET),
        ("市监2月.csv 名称", Register.MARKET),
        ("社会组织名称 企业名称", None),
        ("名称 地址", None),
    ],
)
def test_other_units_are_told_apart_by_their_words(text: str, register: Register | None) -> None:
    found, asked = _asked(insurance=[Read(Shape.UNITS, UNITS, text)])
    assert (found, asked) == (register, [Register.UNION, Register.INSURANCE])


def test_what_reads_as_nothing_is_nobodys() -> None:
    assert _asked()[0] is None
