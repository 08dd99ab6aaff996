"""What each step refuses, at which field, and that nothing changes by it; joint unions, federations, workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.operations import forget_expired
from guildhall.base.organisations.models import Organisation
from guildhall.infra.documents import Text
from guildhall.kernel.errors import Absent, Forbidden, GuildhallError, Invalid, Refused
from guildhall.kernel.identifiers import IdKind
from guildhall.organising.formation.contracts import Body, Counts, Form, Tie
from guildhall.organising.formation.contracts.cases import MeetingHeld, Nominee
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.models import Case, Paper, Vote
from guildhall.organising.formation.operations import desk
from guildhall.organising.formation.operations.forgetting import forget_cases
from guildhall.organising.formation.operations.papers import read_own_paper, read_paper
from guildhall.organising.formation.operations.reading import look_at_case
from guildhall.organising.formation.rules.filling import read_roll
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.models import Presence, Union
from tests.base.actors import AT, ON
from tests.base.flows.sample import officer
from tests.base.organisations.makers import credit_code, organisation
from tests.base.people.makers import number, phone
from tests.organising.formation.makers import (
    APPROVED,
    COUNTED,
    MEETING_ON,
    OTHER_COUNTY,
    PLAN,
    SINGLE,
    STREET,
    Forming,
    key,
    lines,
)
from tests.organising.unions.makers import presence, territory, union

pytestmark = pytest.mark.usefixtures("places")


def said(act: Callable[[], object]) -> dict[str, list[str]]:
    """What an act is refused for, by field."""
    with pytest.raises(GuildhallError) as caught:
        act()
    fields = caught.value.fields if isinstance(caught.value, Invalid) else {"": caught.value.messages}
    return {name: [one.code.removeprefix("formation.") for one in messages] for name, messages in fields.items()}


def test_an_employer_with_a_union_or_closed_is_refused_at_its_code() -> None:
    held = organisation("甲幼儿园", serial=1)
    presence(union("甲幼儿园工会", founded_on=None, below=territory()[STREET]), held)
    assert said(lambda: Forming().apply()) == {"unit_code": ["has_union"]}
    Presence.objects.all().delete()
    Organisation.objects.filter(pk=held).update(closed_on=ON)
    assert said(lambda: Forming().apply()) == {"unit_code": ["employer_closed"]}
    assert (Case.objects.count(), Paper.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"women": "29"}, {"women": ["more_women"]}),
        ({"members": "31"}, {"members": ["more_members"]}),
        ({"unit_code": credit_code(1, "92")}, {"unit_code": ["not_an_employer"]}),
    ],
)
def test_an_application_is_refused_at_the_field_that_is_wrong(
    changed: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert said(lambda: Forming().apply(values={**SINGLE, **changed})) == told
    assert Case.objects.count() == 0


def test_a_roll_is_refused_line_by_line() -> None:
    text = "\n".join(
        [f"甲 {number(2)} {phone(1)}", "乙", f"丙 123 {phone(2)}", f"丁 {number(4)} 123", f"戊 {number(2)} {phone(3)}"]
    )
    roll, wrong = read_roll(text, (), ON)
    assert [(one.key, one.name, one.kind, one.woman) for one in roll] == [("m0001", "甲", IdKind.RESIDENT_ID, True)]
    assert [(one.code, one.params["line"]) for one in wrong] == [
        ("formation.bad_person", 2), ("formation.bad_number", 3), ("formation.bad_phone", 4),
        ("formation.person_twice", 5),
    ]  # fmt: skip


def test_a_number_that_may_be_another_code_still_tells_whose_it_is() -> None:
    roll, wrong = read_roll(f"甲 33990119770909676X {phone(1)}\n乙 {number(1)} {phone(2)} 女", (), ON)
    assert (wrong, [one.woman for one in roll]) == ((), [True, True])


def test_a_roll_in_a_joint_union_names_its_employers() -> None:
    _, wrong = read_roll(f"甲 {number(2)} {phone(1)} 丙公司", ["甲公司", "乙公司"], ON)
    assert [one.code for one in wrong] == ["formation.unknown_unit"]


def test_nobody_is_put_up_before_the_plan_and_the_barred_are_refused_with_their_article() -> None:
    case = Forming().enrolled()
    assert said(lambda: desk.nominate(case.by, case.id, Nominee(key(1), "", frozenset({Body.AUDIT})), at=AT)) == {
        "": ["no_plan"]
    }
    plan = replace(PLAN, seats=8, women_seats=0, audit_seats=0, term_years=4)
    assert said(lambda: desk.save_plan(case.by, case.id, plan, at=AT)) == {
        "seats": ["outside_band"], "audit_seats": ["audit_missing"], "term_years": ["term_length"],
        "women_seats": ["women_committee"],
    }  # fmt: skip
    assert case.view.plan is None
    desk.save_plan(case.by, case.id, PLAN, at=AT)
    head = Nominee(key(1), "", frozenset({Body.COMMITTEE}), frozenset({Tie.LEGAL_REPRESENTATIVE}))
    hr = Nominee(key(2), "", frozenset({Body.COMMITTEE, Body.CHAIR}), frozenset({Tie.HR_HEAD}))
    for nominee, told in (
        (head, ["not_committee"]), (hr, ["not_chair"]),
        (Nominee(key(99), "", frozenset({Body.AUDIT})), None),
        (Nominee(key(3), "", frozenset({Body.CHAIR})), ["chair_not_on_committee"]),
        (Nominee(key(4), "", frozenset({Body.AUDIT}), handles_money=True), ["not_auditor"]),
    ):  # fmt: skip
        found = said(lambda nominee=nominee: desk.nominate(case.by, case.id, nominee, at=AT))  # type: ignore[misc]  # bound now
        assert found == ({"member": ["nobody"]} if told is None else {"bodies": told})
    assert case.view.nominees == ()
    assert said(lambda: desk.send_candidates(case.by, case.id, at=AT)) == {"candidates": ["flows.missing"]}
    desk.nominate(case.by, case.id, Nominee(key(1), "", frozenset({Body.COMMITTEE, Body.CHAIR})), at=AT)
    lacking = said(lambda: desk.send_candidates(case.by, case.id, at=AT))
    assert lacking == {"": ["too_few_candidates", "fewer_than_seats"]}
    assert case.state == steps.NOMINATING


def test_the_meeting_comes_after_the_publication_with_enough_people_and_its_own_scrutineers() -> None:
    case = Forming().published()
    assert case.view.published_until == date(2023, 3, 6)
    early = MeetingHeld(date(2023, 3, 6), "厅", 28, 18, (key(1),))
    assert said(lambda: desk.record_meeting(case.by, case.id, early, at=COUNTED)) == {
        "held_on": ["meeting_too_early"], "present": ["no_quorum"], "scrutineers": ["scrutineer_stands"],
    }  # fmt: skip
    wrong = MeetingHeld(MEETING_ON, " ", 30, 31, (key(20),))
    assert said(lambda: desk.record_meeting(case.by, case.id, wrong, at=AT)) == {
        "held_on": ["day_ahead"], "entitled": ["entitled"], "present": ["more_present"], "venue": ["no_venue"],
    }  # fmt: skip
    assert case.view.meeting is None


def test_ballots_add_up_come_in_their_turn_and_are_recorded_once() -> None:
    case = Forming().met()
    assert said(lambda: case.count(Body.CHAIR, {key(1): 25})) == {"": ["committee_first"]}
    votes = {key(n): 24 if n <= 5 else 4 for n in range(1, 8)}
    bad = Counts(0, 0, 27, 26, 0, 0, votes, dict.fromkeys(votes, 0), dict.fromkeys(votes, 0))
    found = said(lambda: desk.record_ballot(case.by, case.id, Body.COMMITTEE, bad, round_=1, at=COUNTED))
    assert found == {"issued": ["more_issued"], **{f"votes.{k}": ["votes_do_not_add_up"] for k in votes}}
    assert Vote.objects.count() == 0
    case.count(Body.COMMITTEE, votes)
    assert said(lambda: case.count(Body.COMMITTEE, votes)) == {"": ["body_settled"]}
    assert said(lambda: case.step(steps.REPORT, COUNTED)) == {"": ["not_elected"] * 3}
    desk.take_back_ballot(case.by, case.id, Body.COMMITTEE, at=COUNTED)
    assert Vote.objects.count() == 0


def test_a_second_ballot_takes_the_seats_left_or_the_meeting_rests_at_fewer() -> None:
    case = Forming().met()
    case.count(Body.COMMITTEE, {key(n): 20 if n <= 4 else 8 for n in range(1, 8)})
    assert said(lambda: case.count(Body.COMMITTEE, {key(5): 20})) == {"": ["counted_already"]}
    case.count(Body.COMMITTEE, {key(5): 14, key(6): 8, key(7): 3}, 2)  # 14 of 28 entitled is no majority
    assert said(lambda: case.count(Body.CHAIR, {key(1): 25})) == {"": ["committee_first"]}
    desk.take_back_ballot(case.by, case.id, Body.COMMITTEE, at=COUNTED)
    desk.reduce_seats(case.by, case.id, Body.COMMITTEE, at=COUNTED)
    case.count(Body.CHAIR, {key(1): 25})
    assert [one.result.elected for one in case.view.ballots] == [tuple(key(n) for n in range(1, 5)), (key(1),)]


def test_a_result_sent_back_is_elected_anew() -> None:
    case = Forming().reported()
    case.decide(steps.ELECT_AGAIN, COUNTED, reason="procedure")
    view = case.view
    assert (view.state, view.meeting, view.ballots, view.published_until) == (steps.NOMINATING, None, (), None)
    assert len(view.nominees) == 13
    assert Union.objects.count() == 0


def test_another_browser_and_another_office_see_nothing() -> None:
    case = Forming().prepared()
    stranger = Applicant(browser="another-browser-altogether")
    with pytest.raises(Absent):
        desk.save_roll(stranger, case.id, lines(3), at=AT)
    assert look_at_case(case.street, case.id, at=AT)[0].union_name == SINGLE["union_name"]
    with pytest.raises(Absent):
        look_at_case(officer(OTHER_COUNTY), case.id, at=AT)
    assert case.view.members == 0


def test_a_member_elsewhere_keeps_that_membership_until_it_is_transferred() -> None:
    territory()
    first = Forming().approved()
    Union.objects.filter(name="甲幼儿园工会委员会").update(name="前")
    second = Forming()
    second.apply(values={**SINGLE, "unit_code": credit_code(2)}).decide(steps.APPROVE_PREPARATION)
    desk.save_roll(second.by, second.id, lines(28), at=AT)
    assert look_at_case(second.street, second.id, at=AT)[1].elsewhere == 28
    assert Membership.objects.filter(union=first.view.union_id).count() == 28


JOINT = {
    "units": f"{credit_code(11)} 甲店 12\n{credit_code(12)} 乙店 9", "union_name": "南门商圈联合工会委员会",
    "employees": "40", "women": "10", "side": "workers", "party": "no", "contact": "张甲", "phone": phone(1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (f"{credit_code(11)} 甲店 12", ["too_few_units"]),
        (f"{credit_code(11)} 甲店 25\n{credit_code(12)} 乙店 9", ["unit_must_alone"]),
        (f"{credit_code(11)} 甲店 12\n{credit_code(11)} 甲店 9", ["unit_twice"]),
        (f"{credit_code(11)} 甲店\n123 乙店 9", ["bad_unit", "bad_unit_code"]),
    ],
)
def test_law_11_a_joint_union_is_refused_at_its_employers(units: str, told: list[str]) -> None:
    assert said(lambda: Forming().apply(Form.JOINT, {**JOINT, "units": units})) == {"units": told}


def test_a_joint_union_registers_its_employers_and_counts_them_one_by_one() -> None:
    case = Forming().apply(Form.JOINT, JOINT)
    case.decide(steps.APPROVE_PREPARATION)
    assert [unit.name for unit in case.view.units] == ["甲店", "乙店"]
    assert Organisation.objects.filter(credit_code__in=[credit_code(11), credit_code(12)]).count() == 2
    roll = f"{lines(25, unit='甲店')}\n{lines(3, first=30, unit='乙店')}"
    desk.save_roll(case.by, case.id, roll, at=AT)
    assert said(lambda: case.step(steps.ENROLLED)) == {"roll": ["unit_must_alone"]}


def test_a_federation_is_made_of_unions_that_stand() -> None:
    above = territory()
    for name in ("甲公司工会", "乙公司工会"):
        union(name, below=above[STREET])
    values = {
        "unions": "甲公司工会\n丙公司工会", "union_name": "南门物流行业工会联合会", "members": "50", "women": "10",
        "contact": "张甲", "phone": phone(1),
    }  # fmt: skip
    assert said(lambda: Forming().apply(Form.FEDERATION, values)) == {"unions": ["no_such_union", "too_few_unions"]}
    case = Forming().apply(Form.FEDERATION, {**values, "unions": "甲公司工会\n乙公司工会"})
    assert [name for _, name in case.view.member_unions] == ["乙公司工会", "甲公司工会"]


def test_workers_without_an_employer_apply_for_a_union_of_the_street() -> None:
    values = {
        "workers": "外卖配送员", "union_name": "南门街道新就业形态劳动者联合工会", "members": "40", "women": "3",
        "contact": "张甲", "phone": phone(1),
    }  # fmt: skip
    case = Forming().apply(Form.WORKERS, values)
    assert (case.view.units, case.state) == ((), steps.APPLIED)


def test_what_a_case_holds_of_people_goes_with_its_application() -> None:
    case = Forming().enrolled()
    case.step("withdraw")
    assert forget_cases(at=AT) == 0
    later = AT + timedelta(days=11 * 366)
    assert forget_expired(at=later) == 1
    assert forget_cases(at=later) == 1
    assert forget_cases(at=later) == 0
    held = Case.objects.get()
    assert (held.key, held.sealed_roll, held.members) == (None, None, 28)
    with pytest.raises(Refused, match="erased"):
        read_paper(case.street, case.id, Paper.objects.filter(kind="roll").get().pk, at=later)


def test_the_office_alone_decides() -> None:
    case = Forming().apply()
    with pytest.raises((Forbidden, Absent)):
        case.decide(steps.APPROVE_PREPARATION, actor=officer(OTHER_COUNTY))
    case.decide("refuse_application", reason="not_willing")
    assert case.state == steps.REFUSED
    with pytest.raises(Refused):
        case.decide(steps.APPROVE_PREPARATION, APPROVED)


def test_the_request_of_one_employer_says_nothing_of_a_joint_union() -> None:
    def texts(case: Forming) -> list[str]:
        _, document = read_own_paper(case.by, case.id, case.view.documents[0].id)
        return [block.text for block in document.blocks if isinstance(block, Text)]

    named = "参加联合建会的单位如下："
    assert named not in texts(Forming().apply())
    assert named in texts(Forming().apply(Form.JOINT, JOINT))
