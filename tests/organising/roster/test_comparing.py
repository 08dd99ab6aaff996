"""A pair's card: every field judged by what is known of it in clear and by the evidence."""

from __future__ import annotations

import pytest

from guildhall.infra.pieces.evidence import Verdict
from guildhall.linkage.engine.organisations.evidence import CATALOGUE as ORGANISATIONS
from guildhall.linkage.engine.persons.evidence import CATALOGUE as PERSONS
from guildhall.linkage.results.review import FIELD_WORDS
from guildhall.organising.roster.rules import comparing
from guildhall.organising.roster.rules.comparing import compared


@pytest.mark.parametrize(
    ("field", "left", "right", "agree", "codes", "verdict"),
    [
        ("name", "甲社", "甲社", {"name"}, [], Verdict.AGREES),
        ("name", "甲社", "乙社", set(), [], Verdict.DIFFERS),
        ("name", "甲社", "乙社", set(), ["organisations.one_character"], Verdict.CLOSE),
        ("name", "甲", "乙", set(), ["persons.name_sound"], Verdict.CLOSE),
        ("phone", "甲社", "乙社", set(), ["organisations.one_character"], Verdict.DIFFERS),
        ("number", "1", "2", set(), ["organisations.near_code"], Verdict.CLOSE),
        ("birth", "1980-01-02", "1980-02-01", set(), ["persons.birth_turned"], Verdict.CLOSE),
        ("name", "甲社", "", set(), ["organisations.one_character"], Verdict.LACKING),
        ("name", "", "甲社", set(), [], Verdict.LACKING),
    ],
)
def test_a_field_is_judged(
    field: str, left: str, right: str, agree: set[str], codes: list[str], verdict: Verdict
) -> None:
    (row,) = compared(FIELD_WORDS, {field: left}, {field: right}, agree, codes)
    assert (row.field, row.verdict, row.why) == (FIELD_WORDS[field], verdict, "")


def test_masked_values_that_look_alike_say_where_they_differ() -> None:
    (row,) = compared(FIELD_WORDS, {"phone": "199****01"}, {"phone": "199****01"}, set(), [])
    assert row.verdict is Verdict.DIFFERS
    assert row.why == comparing._HIDDEN


def test_fields_stand_in_their_order_and_those_that_nobody_has_are_left_out() -> None:
    rows = compared(FIELD_WORDS, {"address": "路", "name": "甲"}, {"phone": "1"}, set(), [])
    assert [row.field for row in rows] == [FIELD_WORDS[name] for name in ("name", "phone", "address")]


def test_every_code_that_makes_a_field_close_is_one_of_the_engines() -> None:
    known = {kind.code for kind in (*ORGANISATIONS, *PERSONS)}
    assert set().union(*comparing._CLOSE.values()) - known == set()
