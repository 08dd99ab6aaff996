"""Which record an entity stands for, which township an address names, how records that are one count."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.organisations.contracts import Facts, Insured, OrganisationKind
from guildhall.organising.roster.contracts import Covered
from guildhall.organising.roster.rules.matching import Stands, stands_for
from guildhall.organising.roster.rules.townships import Townships
from guildhall.organising.roster.rules.units import Stance, counts, covered_by, is_open, one_of
from guildhall.organising.unions.contracts import Relation, UnionKind

A, B, C = (UUID(int=number) for number in (1, 2, 3))


def test_an_entity_lives_on_in_the_record_that_it_shares_most_with() -> None:
    assert stands_for({"o1": {A: 1, B: 3}}) == {"o1": Stands(B, (A,))}


def test_a_split_record_stays_with_the_larger_part_and_the_other_is_new() -> None:
    assert stands_for({"o1": {A: 2}, "o2": {A: 5}}) == {"o2": Stands(A)}


def test_ties_go_to_the_entity_that_comes_first_and_to_the_older_record() -> None:
    assert stands_for({"o2": {A: 1}, "o1": {A: 1, B: 1}}) == {"o1": Stands(A, (B,))}


claims = st.dictionaries(
    st.sampled_from(["o1", "o2", "o3", "o4"]),
    st.dictionaries(st.sampled_from([A, B, C]), st.integers(1, 4), min_size=1),
)


@given(claims)
def test_every_record_goes_to_exactly_one_entity_that_claims_it(made: dict[str, dict[UUID, int]]) -> None:
    found = stands_for(made)
    given_out = [record for stand in found.values() for record in (stand.record, *stand.others)]
    assert sorted(given_out) == sorted({record for counted in made.values() for record in counted})
    for entity, stand in found.items():
        assert {stand.record, *stand.others} <= set(made[entity])


@given(claims)
def test_the_order_in_which_claims_are_read_changes_nothing(made: dict[str, dict[UUID, int]]) -> None:
    turned = {entity: dict(reversed(list(counted.items()))) for entity, counted in reversed(list(made.items()))}
    assert stands_for(turned) == stands_for(made)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("海曙区横街镇工业西路156号",), "横街镇"),
        (("工业西路156号", "海曙区古林镇志愿者协会"), "古林镇"),
        (("古林镇横街镇交界处",), None),  # two of one length say nothing
        (("月湖街道与古林镇",), "月湖街道"),  # the longer name is the surer one
        (("月湖边",), None),
        ((), None),
    ],
)
def test_the_township_is_the_one_that_the_words_name(texts: tuple[str, ...], found: str | None) -> None:
    names = ("横街镇", "古林镇", "月湖街道")
    assert Townships((name, name) for name in names).find(*texts) == found


def test_a_county_without_townships_finds_none() -> None:
    assert Townships[str](()).find("横街镇") is None


@pytest.mark.parametrize(
    ("stances", "covered"),
    [
        ([], Covered.NONE),
        ([Stance(Relation.OWN, UnionKind.SINGLE, active=True)], Covered.OWN),
        ([Stance(Relation.OWN, UnionKind.UNKNOWN, active=True)], Covered.OWN),
        ([Stance(Relation.OWN, UnionKind.SINGLE, active=False)], Covered.NONE),
        ([Stance(Relation.COVERED, UnionKind.JOINT, active=True)], Covered.JOINT),
        ([Stance(Relation.HOST, UnionKind.JOINT, active=True)], Covered.NONE),
        ([Stance(Relation.OWN, UnionKind.FEDERATION, active=True)], Covered.NONE),
        (
            [
                Stance(Relation.COVERED, UnionKind.JOINT, active=True),
                Stance(Relation.OWN, UnionKind.SINGLE, active=True),
            ],
            Covered.OWN,
        ),
    ],
)
def test_trade_union_law_art_11_an_own_union_or_a_joint_one_covers(stances: list[Stance], covered: Covered) -> None:
    assert covered_by(stances) is covered


@pytest.mark.parametrize(("insured", "counted"), [(None, False), (24, False), (25, True), (26, True)])
def test_civil_code_art_1259_the_threshold_itself_counts(insured: int | None, *, counted: bool) -> None:
    assert counts(insured, is_open=True, threshold=25) is counted
    assert counts(insured, is_open=False, threshold=25) is False


@pytest.mark.parametrize(
    ("closed_on", "said_closed", "open_still"),
    [
        (None, False, True),
        (None, True, False),
        (date(2023, 1, 31), False, False),
        (date(2023, 2, 1), False, True),
    ],
)
def test_a_unit_closed_on_the_cut_off_day_no_longer_counts(
    closed_on: date | None, *, said_closed: bool, open_still: bool
) -> None:
    assert is_open(closed_on, said_closed=said_closed, as_of=date(2023, 1, 31)) is open_still


def test_records_that_are_one_say_what_the_first_of_them_knows() -> None:
    head = Facts("甲", credit_code="", insured=Insured(3, "2023-01", "insurance"))
    other = Facts(
        "乙", OrganisationKind.ASSOCIATION, "51339901", industry="P", insured=Insured(40, "2023-01", "insurance"),
        closed_on=date(2020, 1, 1),
    )  # fmt: skip
    found = one_of([head, other])
    assert (found.name, found.kind, found.credit_code, found.industry) == (
        "甲",
        OrganisationKind.ASSOCIATION,
        "51339901",
        "P",
    )
    assert found.insured == Insured(40, "2023-01", "insurance")
    assert found.closed_on is None  # the head goes on


def test_a_newer_month_says_more_than_a_larger_number() -> None:
    old, new = Insured(90, "2022-12", "insurance"), Insured(20, "2023-01", "insurance")
    assert one_of([Facts("甲", insured=old), Facts("甲", insured=new)]).insured == new
