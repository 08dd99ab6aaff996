"""Rules of membership, by article: Membership Measures (MM), Charter, labour law, funds."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.errors import Refused
from guildhall.kernel.money import Money
from guildhall.kernel.parameters import Confidence, Parameter
from guildhall.kernel.periods import add_months
from guildhall.kernel.working_days import working_days
from guildhall.organising.members import parameters
from guildhall.organising.members.contracts import (
    CHANGE_WORDS,
    EIGHT_GROUPS,
    FOUR_GROUPS,
    NEW_EMPLOYMENT_WORDS,
    REASON_WORDS,
    Change,
    NewEmployment,
    Reason,
    Status,
    Tie,
    Transferred,
    TransferState,
)
from guildhall.organising.members.rules import leaving, standing, transferring
from guildhall.organising.members.rules.dues import contribution_line, dues_base, dues_line, dues_statement, months_of
from guildhall.organising.members.rules.history import Step, status_now, status_on
from guildhall.organising.members.rules.joining import (
    Candidate,
    Home,
    Work,
    begins_on,
    homes_for,
    is_provisional,
    join_objections,
    join_warnings,
)
from guildhall.organising.members.rules.retirement import Track, is_of_retirement_age, retires_on

ON = date(2023, 2, 25)


def codes(found: object) -> list[str]:
    messages = [m for value in found.values() for m in value] if hasattr(found, "values") else list(found)  # type: ignore[call-overload]  # either form
    return [message.code.removeprefix("members.") for message in messages]


# --- joining -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wages", "relation", "wrong"),
    [(True, True, []), (True, False, []), (False, True, []), (False, False, ["not_a_worker"])],
)
def test_mm_4_wages_or_a_relation_is_enough(wages: bool, relation: bool, wrong: list[str]) -> None:
    assert codes(join_objections(Candidate(lives_on_wages=wages, has_relation=relation))) == wrong


def test_mm_4_the_charter_is_accepted() -> None:
    assert list(join_objections(Candidate(accepts_charter=False))) == ["charter"]


def test_mm_17_who_has_retired_does_not_join_anew() -> None:
    assert codes(join_objections(Candidate(has_retired=True))) == ["retired_already"]


def test_mm_3_and_8_nobody_joins_twice() -> None:
    assert codes(join_objections(Candidate(is_member=True))) == ["member_already"]
    assert codes(join_objections(Candidate(is_member=True, is_here=True))) == ["member_here"]


@given(st.builds(Candidate))
def test_objections_are_one_a_field_and_cite_their_rule(candidate: Candidate) -> None:
    found = join_objections(candidate)
    assert all(len(messages) == 1 and messages[0].kind.rule for messages in found.values())
    bars = not (candidate.lives_on_wages or candidate.has_relation) or not candidate.accepts_charter
    assert bool(found) == (bars or candidate.has_retired or candidate.is_member or candidate.is_here)


@pytest.mark.parametrize(
    ("birth", "wrong"),
    [(date(2007, 2, 26), ["too_young"]), (date(2007, 2, 25), []), (None, []), (date(2024, 1, 1), [])],
)
def test_labour_law_15_under_sixteen_is_told_and_not_refused(birth: date | None, wrong: list[str]) -> None:
    candidate = Candidate(birth_date=birth)
    assert codes(join_warnings(candidate, ON)) == wrong
    assert join_objections(candidate) == {}


@pytest.mark.parametrize(
    ("birth", "is_woman", "wrong"),
    [
        (date(1963, 2, 25), False, ["retirement_age"]),
        (date(1963, 2, 26), False, []),
        (date(1968, 2, 25), True, ["retirement_age"]),
        (date(1968, 2, 26), True, []),  # a worker would be past it, staff not yet: not told
        (date(1973, 2, 25), None, []),
    ],
)
def test_of_retirement_age_is_told(birth: date, is_woman: bool | None, wrong: list[str]) -> None:
    assert codes(join_warnings(Candidate(birth_date=birth, is_woman=is_woman), ON)) == wrong


@pytest.mark.parametrize(
    ("birth", "track", "day"),
    [
        (date(1964, 12, 31), Track.MAN, date(2024, 12, 31)),  # the last whom the raise does not touch
        (date(1965, 1, 5), Track.MAN, date(2025, 2, 5)),
        (date(1965, 4, 5), Track.MAN, date(2025, 5, 5)),
        (date(1965, 5, 5), Track.MAN, date(2025, 7, 5)),
        (date(1976, 9, 1), Track.MAN, date(2039, 9, 1)),  # 63
        (date(1990, 1, 1), Track.MAN, date(2053, 1, 1)),
        (date(1970, 1, 1), Track.WOMAN_STAFF, date(2025, 2, 1)),
        (date(1990, 1, 1), Track.WOMAN_STAFF, date(2048, 1, 1)),  # 58
        (date(1975, 1, 1), Track.WOMAN_WORKER, date(2025, 2, 1)),
        (date(1975, 3, 1), Track.WOMAN_WORKER, date(2025, 5, 1)),
        (date(1990, 1, 1), Track.WOMAN_WORKER, date(2045, 1, 1)),  # 55
    ],
)
def test_the_retirement_age_rises_month_by_month(birth: date, track: Track, day: date) -> None:
    assert retires_on(birth, track) == day


@given(st.dates(date(1950, 1, 1), date(2005, 12, 31)), st.sampled_from(Track))
def test_who_is_born_later_never_retires_earlier(birth: date, track: Track) -> None:
    assert retires_on(birth, track) <= retires_on(birth + timedelta(days=31), track)


@given(st.dates(date(1950, 1, 1), date(1990, 12, 31)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_a_woman_is_of_age_where_both_her_rules_say_so(birth: date, on: date) -> None:
    both = max(retires_on(birth, Track.WOMAN_STAFF), retires_on(birth, Track.WOMAN_WORKER)) <= on
    assert is_of_retirement_age(birth, True, on) == both


def test_charter_2_a_membership_begins_with_the_approval() -> None:
    assert begins_on(ON) == ON


@pytest.mark.parametrize(
    ("work", "homes"),
    [
        (Work(Tie.EMPLOYED, has_union=True), (Home.EMPLOYER,)),
        (Work(Tie.EMPLOYED), (Home.UPPER, Home.STREET)),  # art. 6
        (Work(Tie.INDEPENDENT), (Home.STREET, Home.UPPER)),  # art. 7
        (Work(Tie.UNKNOWN), (Home.STREET, Home.UPPER)),
        (Work(Tie.AFFILIATED, has_union=True), (Home.EMPLOYER,)),
        (Work(Tie.AFFILIATED), (Home.STREET, Home.UPPER)),
        (Work(Tie.DISPATCHED, has_union=True, user_has_union=True), (Home.AGENCY, Home.USER_UNIT)),  # art. 9
        (Work(Tie.DISPATCHED, has_union=True), (Home.AGENCY,)),
        (Work(Tie.DISPATCHED, user_has_union=True), (Home.USER_UNIT,)),
        (Work(Tie.DISPATCHED), (Home.UPPER,)),
    ],
)
def test_mm_6_7_9_where_somebody_joins(work: Work, homes: tuple[Home, ...]) -> None:
    assert homes_for(work) == homes


@given(st.builds(Work, st.sampled_from(Tie), st.booleans(), st.booleans()))
def test_everybody_has_a_union_to_join(work: Work) -> None:
    assert homes_for(work)


def test_mm_6_only_the_upper_union_is_for_the_time_being() -> None:
    assert [home for home in Home if is_provisional(home)] == [Home.UPPER]


# --- standing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_mm_16_and_21_only_the_active_vote_pay_and_count(status: Status) -> None:
    is_active = status is Status.ACTIVE
    assert standing.effect_of(status, ON) == standing.Effect(is_active, is_active, is_active, is_active)


@pytest.mark.parametrize(
    ("event", "outcome", "reason"),
    [
        (standing.Event.RETIREMENT, standing.Outcome.RETAINED, Reason.RETIRED),  # art. 17
        (standing.Event.EARLY_RETIREMENT, standing.Outcome.RETAINED, Reason.RETIRED),
        (standing.Event.REHIRED, standing.Outcome.UNCHANGED, Reason.NONE),
        (standing.Event.INTERNAL_RETIREMENT, standing.Outcome.UNCHANGED, Reason.NONE),  # art. 18
        (standing.Event.UNEMPLOYMENT, standing.Outcome.RETAINED, Reason.UNEMPLOYED),  # art. 19
        (standing.Event.BANKRUPTCY, standing.Outcome.RETAINED, Reason.BANKRUPT),
        (standing.Event.MILITARY, standing.Outcome.RETAINED, Reason.MILITARY),  # art. 20
        (standing.Event.STUDY, standing.Outcome.UNCHANGED, Reason.NONE),  # art. 14
        (standing.Event.NEW_EMPLOYER, standing.Outcome.TRANSFERRED, Reason.RELATION_CHANGED),  # art. 12
        (standing.Event.NEW_EMPLOYER_WITHOUT, standing.Outcome.KEPT_AT_RESIDENCE, Reason.RELATION_CHANGED),  # art. 13
    ],
)
def test_mm_12_to_20_what_becomes_of_a_membership(
    event: standing.Event, outcome: standing.Outcome, reason: Reason
) -> None:
    assert standing.OUTCOME_OF[event][:2] == (outcome, reason)


def test_every_event_has_an_outcome_that_its_change_may_have() -> None:
    assert set(standing.OUTCOME_OF) == set(standing.Event)
    for outcome, reason, article in standing.OUTCOME_OF.values():
        assert article
        if outcome is standing.Outcome.RETAINED:
            assert reason in standing.REASONS[Change.RETAINED]


def test_mm_19_the_union_of_the_residence_keeps_only_where_the_employer_is_gone() -> None:
    kept = {reason for reason in Reason if standing.keeper_of(reason) is standing.Keeper.RESIDENCE}
    assert kept == {Reason.BANKRUPT}


@pytest.mark.parametrize(("months", "may"), [(0, False), (5, False), (6, True), (7, True)])
def test_mm_14_a_secondment_of_six_months_moves_a_membership(months: int, may: bool) -> None:
    assert standing.may_move_on_secondment(months, ON) is may


@pytest.mark.parametrize("change", list(Change))
@pytest.mark.parametrize("status", list(Status))
def test_a_change_starts_only_from_the_standings_it_may(change: Change, status: Status) -> None:
    if change not in standing.STARTS:
        return
    reason = min(standing.REASONS[change])
    found = standing.change_objections(change, reason, status=status, on=ON, last=None, today=ON)
    assert (codes(found) == []) is (status in standing.STARTS[change])


@given(st.sampled_from(sorted(standing.STARTS)), st.sampled_from(Reason))
def test_a_change_has_one_of_its_own_reasons(change: Change, reason: Reason) -> None:
    status = min(standing.STARTS[change])
    found = standing.change_objections(change, reason, status=status, on=ON, last=None, today=ON)
    assert ("reason" in found) is (reason not in standing.REASONS[change])


@pytest.mark.parametrize(
    ("on", "wrong"),
    [
        (ON, []),
        (ON + timedelta(days=1), ["in_future"]),
        (date(2023, 1, 31), []),
        (date(2023, 1, 30), ["too_early"]),
    ],
)
def test_a_change_lies_between_the_last_one_and_today(on: date, wrong: list[str]) -> None:
    found = standing.change_objections(
        Change.RETAINED, Reason.RETIRED, status=Status.ACTIVE, on=on, last=date(2023, 1, 31), today=ON
    )
    assert codes(found) == wrong


def test_codes_one_to_six_are_those_that_are_exchanged() -> None:
    assert [(int(c), CHANGE_WORDS[c].zh) for c in Change if c.is_exchanged] == [
        (1, "入会"), (2, "转入"), (3, "保留会籍"), (4, "转出"), (5, "除名"), (6, "退会"),
    ]  # fmt: skip
    assert set(CHANGE_WORDS) == set(Change) == set(standing.REASONS)
    assert set(REASON_WORDS) == set(Reason)


def test_the_four_groups_are_not_part_of_the_eight() -> None:
    assert {NewEmployment.RIDE_HAILING} == FOUR_GROUPS - EIGHT_GROUPS
    assert (len(FOUR_GROUPS), len(EIGHT_GROUPS), set(NEW_EMPLOYMENT_WORDS)) == (4, 8, set(NewEmployment))


# --- leaving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "months"),
    [(date(2022, 8, 25), 6), (date(2022, 8, 26), 5), (date(2022, 8, 31), 5), (ON, 0), (ON + timedelta(days=9), 0)],
)
def test_charter_6_months_without_are_counted_whole(last: date, months: int) -> None:
    assert leaving.months_without(leaving.NoPart(last, None, date(2020, 1, 1), False, True), ON) == months


@pytest.mark.parametrize(
    ("dues", "part", "reason", "persuaded", "wrong"),
    [
        (date(2022, 8, 25), date(2022, 8, 25), False, True, []),
        (date(2022, 8, 26), date(2022, 8, 25), False, True, ["too_short"]),
        (date(2022, 8, 25), date(2022, 8, 26), False, True, ["too_short"]),
        (None, None, False, True, []),
        (None, None, True, True, ["good_reason"]),
        (None, None, False, False, ["not_persuaded"]),
        (ON, ON, True, False, ["too_short", "good_reason", "not_persuaded"]),
    ],
)
def test_charter_6_six_months_without_both_no_good_reason_and_persuaded(
    dues: date | None, part: date | None, reason: bool, persuaded: bool, wrong: list[str]
) -> None:
    found = leaving.NoPart(dues, part, date(2020, 1, 1), reason, persuaded)
    assert codes(leaving.deemed_exit_objections(found, ON)) == wrong


@given(st.integers(0, 40), st.integers(0, 40))
def test_charter_6_the_shorter_lack_decides(dues: int, part: int) -> None:
    found = leaving.NoPart(add_months(ON, -dues), add_months(ON, -part), date(2000, 1, 1), False, True)
    assert leaving.months_without(found, ON) == min(dues, part)


DAY = date(2023, 1, 10)


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ((True, DAY, DAY, DAY), []),
        ((False, DAY, DAY, DAY), ["was_sentenced"]),
        ((True, None, DAY, DAY), ["group_on"]),
        ((True, DAY, None, DAY), ["decided_on"]),
        ((True, DAY, DAY - timedelta(days=1), DAY), ["decided_on"]),
        ((True, DAY, DAY, None), ["filed_on"]),
        ((True, DAY, DAY, DAY - timedelta(days=1)), ["filed_on"]),
        ((False, None, None, None), ["was_sentenced", "group_on", "decided_on", "filed_on"]),
    ],
)
def test_charter_7_sentence_group_committee_filing(
    steps: tuple[bool, date | None, date | None, date | None], wrong: list[str]
) -> None:
    assert list(leaving.expulsion_objections(leaving.Expulsion(*steps))) == wrong


# --- transfers and history ---------------------------------------------------------------------------------------


def test_mm_12_both_sides_agree_once_while_it_is_open() -> None:
    both = set(Transferred)
    assert [transferring.is_complete(agreed) for agreed in (set(), {Transferred.OLD}, {Transferred.NEW}, both)] == [
        False, False, False, True,
    ]  # fmt: skip
    open_, done = TransferState.OPEN, TransferState.DONE
    assert codes(transferring.agreement_objections(open_, set(), Transferred.OLD)) == []
    assert codes(transferring.agreement_objections(open_, {Transferred.OLD}, Transferred.OLD)) == ["agreed_already"]
    assert codes(transferring.agreement_objections(done, set(), Transferred.OLD)) == ["transfer_closed"]
    assert codes(transferring.objections(1, 1)) == ["same_union"]
    assert codes(transferring.objections(1, 2)) == []


def test_silence_is_counted_in_working_days() -> None:
    # Saturday, 25 February 2023: ten working days from Monday on end on Friday, 10 March.
    assert transferring.tacit_on(ON, working_days()) == date(2023, 3, 10)


STEPS = [
    Step(date(2020, 1, 1), Change.JOINED),
    Step(date(2021, 1, 1), Change.RETAINED),
    Step(date(2022, 1, 1), Change.RESUMED),
    Step(date(2022, 1, 1), Change.CORRECTED),
    Step(date(2023, 1, 1), Change.TRANSFERRED_OUT),
]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), Status.ACTIVE),
        (date(2020, 12, 31), Status.ACTIVE),
        (date(2021, 1, 1), Status.RETAINED),
        (date(2022, 1, 1), Status.ACTIVE),
        (date(2022, 12, 31), Status.ACTIVE),
        (date(2023, 1, 1), Status.ENDED),
    ],
)
def test_history_tells_any_day(day: date, status: Status | None) -> None:
    assert status_on(STEPS, day) is status


@given(st.permutations(STEPS[:3]), st.dates(date(2019, 1, 1), date(2024, 1, 1)))
def test_history_does_not_depend_on_the_order_of_days(steps: list[Step], day: date) -> None:
    assert status_on(steps, day) is status_on(STEPS[:3], day)


@given(st.booleans(), st.booleans(), st.booleans(), st.none() | st.just(ON))
def test_what_stands_now_is_one_thing(active: bool, retained: bool, overruled: bool, ends: date | None) -> None:
    status = status_now(is_active=active, is_retained=retained, is_overruled=overruled, ends_on=ends)
    assert (status is Status.ENDED) == (ends is not None)
    assert (status is Status.ACTIVE) == (ends is None and active and not retained and not overruled)


# --- dues --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wage", "base", "due"),
    [
        ("5238", "5230", "26.15"),
        ("5230", "5230", "26.15"),
        ("5229.99", "5220", "26.10"),
        ("9.99", "0", "0"),
        ("10", "10", "0.05"),
        ("0", "0", "0"),
    ],
)
def test_dues_are_half_a_per_cent_of_the_tens(wage: str, base: str, due: str) -> None:
    line = dues_line(Money.yuan(wage), "2023-01", Status.ACTIVE)
    assert (line.base, line.due, line.rate) == (Money.yuan(base), Money.yuan(due), Fraction(1, 200))
    assert [source.citation for source in line.sources if not source.citation] == []


def test_charter_8_the_retained_pay_no_dues() -> None:
    assert dues_line(Money.yuan("5238"), "2023-01", Status.RETAINED).due == Money(0)


@given(st.integers(0, 10**9))
def test_dues_never_pass_the_rate_and_miss_it_by_less_than_a_step(fen: int) -> None:
    base = dues_base(Money(fen), ON)
    assert base.fen <= fen < base.fen + 1000
    assert base.fen % 1000 == 0


def test_a_statement_adds_up_in_the_order_of_months() -> None:
    wages = [("2023-02", Money.yuan(6000), Status.RETAINED), ("2023-01", Money.yuan(6000), Status.ACTIVE)]
    statement = dues_statement(wages)
    assert [line.month for line in statement.lines] == ["2023-01", "2023-02"]
    assert statement.total == Money.yuan(30)


@pytest.mark.parametrize(
    ("wages", "has_union", "expected"),
    [("100000", True, ("2000", "1200", "800")), ("100000", False, ("2000", "0", "2000")), ("0", True, ("0", "0", "0"))],
)
def test_tul_43_two_per_cent_of_all_wages(wages: str, has_union: bool, expected: tuple[str, str, str]) -> None:
    line = contribution_line(Money.yuan(wages), "2023-01", has_union=has_union)
    assert (line.due, line.kept, line.passed_up) == tuple(Money.yuan(one) for one in expected)
    assert line.is_preparation is not has_union


@given(st.integers(0, 10**12), st.booleans())
def test_tul_43_the_parts_add_up(fen: int, has_union: bool) -> None:
    line = contribution_line(Money(fen), "2023-01", has_union=has_union)
    assert line.kept + line.passed_up == line.due == Money(fen).share(Fraction(2, 100))


@pytest.mark.parametrize("line", [dues_base, lambda wage, on: contribution_line(wage, "2023-01", has_union=True)])
def test_wages_below_zero_are_refused(line: object) -> None:
    with pytest.raises(Refused):
        line(Money(-1), ON)  # type: ignore[operator]  # either statement


def test_months_go_over_the_year() -> None:
    assert months_of("2022-11", "2023-02") == ("2022-11", "2022-12", "2023-01", "2023-02")
    assert months_of("2023-02", "2023-01") == ()


@pytest.mark.parametrize("one", parameters.ALL, ids=lambda one: one.key)
def test_every_parameter_has_a_value_a_source_and_a_type(one: Parameter[object]) -> None:
    day = date(2026, 1, 1)
    assert one.at(day) is not None
    source = one.source(day)
    assert source.citation
    assert (source.last_verified is None) == (source.confidence is Confidence.UNCONFIRMED)
