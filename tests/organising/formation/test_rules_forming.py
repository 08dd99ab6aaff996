"""Who forms what, with how many seats: each test named after its article."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import Confidence, Parameter
from guildhall.kernel.parameters.parameter import _book
from guildhall.organising.formation import parameters
from guildhall.organising.formation.contracts import Advice, Candidate, Duty, Employer, Finding, Form
from guildhall.organising.formation.rules import committee, forming
from guildhall.organising.formation.rules.committee import Seats, WomenBody, seats_for
from guildhall.organising.unions.contracts import UnionKind

ON = date(2026, 11, 24)
FUTIAN = "440304"
ENTERPRISE = OrganisationKind.ENTERPRISE


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, bool]]:
    return [(finding.message.code.removeprefix("formation."), finding.field, finding.refuses) for finding in findings]


def kinds(advice: Advice) -> list[MessageKind]:
    return [finding.message.kind for finding in advice.findings]


@pytest.mark.parametrize("one", parameters.ALL, ids=lambda p: p.key)
def test_every_value_has_a_source_and_says_how_sure_it_is(one: Parameter[object]) -> None:
    assert one.at(ON) is not None
    source = one.source(ON)
    assert (source.last_verified is None) == (source.confidence is Confidence.UNCONFIRMED)


def test_every_name_in_the_file_is_declared() -> None:
    assert set(_book(parameters._HERE, parameters._FILE)) == {one.key for one in parameters.ALL}


@pytest.mark.parametrize(
    ("members", "duty", "forms", "organiser"),
    [
        (0, Duty.MAY_NOT, (), False),
        (1, Duty.MAY, (Form.JOINT, Form.SINGLE), True),
        (24, Duty.MAY, (Form.JOINT, Form.SINGLE), True),
        (25, Duty.MUST, (Form.SINGLE,), False),
        (26, Duty.MUST, (Form.SINGLE,), False),
    ],
)
def test_law_11_counts_25_members_the_number_included(
    members: int, duty: Duty, forms: tuple[Form, ...], organiser: bool
) -> None:
    advice = forming.advise(Employer(ENTERPRISE, members=members, insured=300), ON)
    assert (advice.duty, advice.forms, advice.organiser) == (duty, forms, organiser)


def test_law_11_insured_persons_suggest_and_oblige_nobody() -> None:
    below = forming.advise(Employer(ENTERPRISE, insured=24), ON)
    at = forming.advise(Employer(ENTERPRISE, insured=25), ON)
    assert (below.duty, below.forms, below.organiser, kinds(below)) == (
        Duty.MAY, (Form.JOINT, Form.SINGLE), True, [],
    )  # fmt: skip
    assert (at.duty, at.forms, kinds(at)) == (Duty.MAY, (Form.SINGLE, Form.JOINT), [forming.INSURED_SUGGEST])


@pytest.mark.parametrize(
    ("employer", "kind"),
    [
        (Employer(ENTERPRISE, members=30, closed=True), forming.CLOSED),
        (Employer(ENTERPRISE, members=30, has_union=True), forming.HAS_UNION),
        (Employer(OrganisationKind.INDIVIDUAL_BUSINESS, members=30), forming.NOT_AN_EMPLOYER),
    ],
)
def test_law_3_and_11_who_may_not(employer: Employer, kind: MessageKind) -> None:
    assert forming.advise(employer, ON) == Advice(Duty.MAY_NOT, (), False, (Finding(kind()),))


@pytest.mark.parametrize("kind", sorted(set(OrganisationKind) - {OrganisationKind.INDIVIDUAL_BUSINESS}))
def test_law_3_every_employer_of_its_list_must_at_25(kind: OrganisationKind) -> None:
    assert forming.advise(Employer(kind, members=25), ON).duty is Duty.MUST


def test_a_covered_employer_is_told_that_it_leaves_the_joint_union() -> None:
    advice = forming.advise(Employer(ENTERPRISE, members=25, covered=True), ON)
    assert kinds(advice) == [forming.MUST_ALONE, forming.COVERED]
    assert not any(finding.refuses for finding in advice.findings)


def test_law_11_a_joint_union_takes_two_employers_none_of_which_must_stand_alone() -> None:
    small, large = Employer(ENTERPRISE, members=24), Employer(ENTERPRISE, members=25)
    assert forming.joint_findings([("甲", small), ("乙", small)], ON) == ()
    assert said(forming.joint_findings([("甲", small)], ON)) == [("too_few_units", "units", True)]
    assert said(forming.joint_findings([("甲", small), ("乙", large)], ON)) == [("unit_must_alone", "units", True)]
    taken, gone = Employer(ENTERPRISE, members=3, has_union=True), Employer(ENTERPRISE, closed=True)
    found = said(forming.joint_findings([("甲", taken), ("乙", gone), ("丙", small)], ON))
    assert found == [("unit_has_union", "units", True), ("employer_closed", "units", True)]


def test_legal_person_measures_2_a_federation_is_made_of_grassroots_unions() -> None:
    one, two = ("甲工会", UnionKind.SINGLE), ("乙工会", UnionKind.JOINT)
    assert forming.federation_findings([one, two], ON) == ()
    assert said(forming.federation_findings([one], ON)) == [("too_few_unions", "unions", True)]
    found = forming.federation_findings([one, two, ("丙", UnionKind.FEDERATION)], ON)
    assert said(found) == [("not_grassroots", "unions", True)]


@pytest.mark.parametrize(
    ("members", "low", "high", "alone"),
    [
        (1, 3, 5, True), (24, 3, 5, True), (25, 3, 7, False), (200, 3, 7, False), (201, 7, 15, False),
        (1000, 7, 15, False), (1001, 15, 21, False), (5000, 15, 21, False), (5001, 21, 29, False),
        (10000, 21, 29, False), (10001, 29, 37, False), (50000, 29, 37, False), (50001, 37, 45, False),
    ],
)  # fmt: skip
def test_election_regulations_8_size_of_the_committee(members: int, low: int, high: int, alone: bool) -> None:
    assert seats_for(members, ON) == Seats(low, high, False, alone)


@pytest.mark.parametrize(
    ("members", "low", "high", "alone"),
    [(10, 1, 1, True), (11, 3, 3, False), (25, 3, 3, False), (26, 3, 5, False), (100, 3, 5, False),
     (101, 5, 7, False), (200, 5, 7, False), (201, 7, 9, False), (500, 7, 9, False), (501, 9, 15, False)],
)  # fmt: skip
def test_futian_refines_the_bands_for_its_own_place_alone(members: int, low: int, high: int, alone: bool) -> None:
    assert seats_for(members, ON, FUTIAN) == Seats(low, high, True, alone)
    assert seats_for(members, ON, "330203") == seats_for(members, ON)


@given(st.integers(0, 60_000), st.sampled_from(["", FUTIAN]))
def test_more_members_never_make_a_smaller_committee(members: int, place: str) -> None:
    one, more = seats_for(members, ON, place), seats_for(members + 1, ON, place)
    assert (one.low, one.high) <= (more.low, more.high)


@given(st.integers(0, 60_000), st.integers(1, 60), st.sampled_from(["", FUTIAN]))
def test_seats_are_refused_exactly_where_the_band_does_not_allow_them(members: int, seats: int, place: str) -> None:
    refused = any(finding.refuses for finding in committee.seat_findings(seats, members, ON, place))
    assert refused != seats_for(members, ON, place).allows(seats)


def test_election_regulations_8_an_even_number_is_advised_against_and_refused_where_the_place_asks() -> None:
    assert said(committee.seat_findings(4, 30, ON)) == [("better_odd", "seats", False)]
    assert said(committee.seat_findings(4, 30, ON, FUTIAN)) == [("must_be_odd", "seats", True)]
    assert committee.seat_findings(1, 24, ON) == ()
    assert said(committee.seat_findings(1, 25, ON)) == [("outside_band", "seats", True)]
    assert said(committee.seat_findings(2, 24, ON)) == [("outside_band", "seats", True), ("or_alone", "seats", False)]


@pytest.mark.parametrize(("seats", "fine"), [(0, False), (1, True), (2, False), (3, True), (11, True), (12, False)])
def test_election_regulations_34_an_audit_committee_has_3_to_11_or_one_auditor(seats: int, fine: bool) -> None:
    assert (committee.audit_findings(seats, True, ON) == ()) is fine
    assert committee.audit_findings(0, False, ON) == ()


def test_election_regulations_36_who_handles_the_money_does_not_audit_it() -> None:
    assert committee.auditor_findings(Candidate("a"), {"chair"}) == ()
    assert said(committee.auditor_findings(Candidate("chair"), {"chair"})) == [("not_auditor", "candidates", True)]
    money = Candidate("b", handles_money=True)
    assert said(committee.auditor_findings(money, {"chair"})) == [("not_auditor", "candidates", True)]


@pytest.mark.parametrize(
    ("women", "needed"),
    [(0, WomenBody.NONE), (1, WomenBody.MEMBER), (9, WomenBody.MEMBER), (10, WomenBody.COMMITTEE)],
)
def test_womens_regulations_11_a_committee_from_10_women_members(women: int, needed: WomenBody) -> None:
    assert committee.women_body(women, ON) is needed
    assert committee.women_findings(women, needed, ON) == ()
    assert committee.women_findings(women, WomenBody.COMMITTEE, ON) == ()
    lacking = {WomenBody.NONE: [], WomenBody.MEMBER: ["women_member"], WomenBody.COMMITTEE: ["women_committee"]}
    assert [code for code, _, _ in said(committee.women_findings(women, WomenBody.NONE, ON))] == lacking[needed]


@pytest.mark.parametrize(("seats", "fine"), [(8, False), (9, True), (11, True), (12, False)])
def test_election_regulations_9_a_standing_committee_has_9_to_11(seats: int, fine: bool) -> None:
    assert (committee.standing_findings(seats, ON) == ()) is fine


@pytest.mark.parametrize(("employees", "told"), [(199, []), (200, [("full_time_chair", "", False)])])
def test_law_14_a_full_time_chair_from_200_employees(employees: int, told: list[tuple[str, str, bool]]) -> None:
    assert said(committee.full_time_advice(employees, ON)) == told


def test_numbers_below_nothing_are_mistakes_of_the_caller() -> None:
    with pytest.raises(ValueError, match="negative"):
        seats_for(-1, ON)
