"""What an organisation's record must hold; which records may be one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.organisations.contracts import Facts, Insured, OrganisationKind
from guildhall.base.organisations.rules import records
from guildhall.kernel.errors import MessageKind
from tests.base.actors import ON
from tests.base.organisations.makers import credit_code

CODES = st.frozensets(st.sampled_from(["", "a", "b"]), max_size=3)


@given(CODES, CODES)
def test_whether_two_may_be_one_does_not_depend_on_the_order(own: frozenset[str], other: frozenset[str]) -> None:
    assert records.merge_objections(own, other) == records.merge_objections(other, own)
    assert records.merge_objections(own, own) == ()
    assert records.merge_objections(own, frozenset({""})) == ()


def test_two_codes_are_two_organisations() -> None:
    found = records.merge_objections(frozenset({"a", ""}), frozenset({"b"}))
    assert [message.kind for message in found] == [records.TWO_CODES]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (Facts("甲", credit_code=credit_code(1), industry="P", insured=Insured(0, "2023-02", "i"), closed_on=ON), {}),
        (Facts(""), {"name": records.NO_NAME}),
        (Facts("甲", industry="U"), {"industry": records.BAD_INDUSTRY}),
        (Facts("甲", insured=Insured(-1, "2023-02", "i")), {"insured": records.BAD_INSURED}),
        (Facts("甲", insured=Insured(1, "2023-13", "i")), {"insured": records.BAD_INSURED}),
        (Facts("甲", closed_on=date(2023, 2, 26)), {"closed_on": records.CLOSED_LATER}),
    ],
)
def test_facts_are_checked_at_their_fields(facts: Facts, fields: dict[str, MessageKind]) -> None:
    found = records.objections(facts, ON)
    assert {field: messages[0].kind for field, messages in found.items()} == fields


def test_a_wrong_credit_code_is_told_why() -> None:
    code = credit_code(1)
    found = records.objections(Facts("甲", credit_code=code[:-1] + ("0" if code[-1] != "0" else "1")), ON)
    assert [message.code for message in found["credit_code"]] == ["ids.credit_check"]


@pytest.mark.parametrize(
    ("start", "kind"),
    [("51", OrganisationKind.ASSOCIATION), ("91", OrganisationKind.ENTERPRISE), ("", OrganisationKind.OTHER)],
)
def test_the_code_says_the_legal_form(start: str, kind: OrganisationKind) -> None:
    assert records.kind_of_code(start) is kind


@pytest.mark.parametrize(
    ("end", "fields"), [(None, set()), (date(2023, 2, 26), set()), (ON, {"ends_on"}), (date(2023, 2, 24), {"ends_on"})]
)
def test_a_standing_lasts_a_day_at_least(end: date | None, fields: set[str]) -> None:
    assert set(records.standing_objections("5A", "民政局", ON, end)) == fields
    assert set(records.standing_objections("", "", ON, None)) == {"value", "source"}
