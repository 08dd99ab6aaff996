"""Candidates, the meeting and the count: each test named after its article."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.periods import Period
from guildhall.kernel.working_days import WorkingDays
from guildhall.organising.formation.contracts import (
    Ballot,
    Body,
    Candidate,
    Counts,
    Finding,
    Form,
    Meeting,
    Next,
    Result,
    Standing,
    Tie,
)
from guildhall.organising.formation.rules import candidates, counting, meeting, terms
from guildhall.organising.formation.rules.committee import seats_for

ON = date(2026, 11, 24)
ENTERPRISE = OrganisationKind.ENTERPRISE
#: The first of October with its bridge is off; Saturday the 10th is worked to make up for it.
DAYS = WorkingDays(
    frozenset(date(2026, 10, day) for day in range(1, 8)), frozenset({date(2026, 10, 10)}), frozenset({2026})
)
#: As if every day were worked.
ALWAYS = WorkingDays(frozenset(), frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(150)), frozenset())


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.message.code.removeprefix("formation.") for finding in findings]


# --- who may stand --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tie", "committee", "chair"),
    [
        (Tie.PRINCIPAL, False, False), (Tie.LEGAL_REPRESENTATIVE, False, False), (Tie.PARTNER, False, False),
        (Tie.RELATIVE_OF_PRINCIPAL, False, False), (Tie.DEPUTY_HEAD, True, False),
        (Tie.RELATIVE_OF_DEPUTY, True, False), (Tie.HR_HEAD, True, False), (Tie.FOREIGN, True, False),
    ],
)  # fmt: skip
def test_election_regulations_11_and_chair_measures_6_who_may_not_stand(tie: Tie, committee: bool, chair: bool) -> None:
    one = Candidate("a", ties=frozenset({tie}))
    assert (candidates.committee_findings(one) == ()) is committee
    assert (candidates.chair_findings(one, ENTERPRISE, Form.SINGLE, ON) == ()) is chair
    # An organ's chair is bound by the Election Regulations alone (Chair Measures art. 2).
    assert (candidates.chair_findings(one, OrganisationKind.STATE_ORGAN, Form.SINGLE, ON) == ()) is committee


@pytest.mark.parametrize(
    ("kind", "run_as_enterprise", "apply"),
    [
        (OrganisationKind.ENTERPRISE, False, True), (OrganisationKind.SOCIAL_SERVICE, False, True),
        (OrganisationKind.PUBLIC_INSTITUTION, False, False), (OrganisationKind.PUBLIC_INSTITUTION, True, True),
        (OrganisationKind.STATE_ORGAN, True, False), (OrganisationKind.ASSOCIATION, False, False),
    ],
)  # fmt: skip
def test_chair_measures_2_where_they_apply(kind: OrganisationKind, run_as_enterprise: bool, apply: bool) -> None:
    assert candidates.chair_measures_apply(kind, run_as_enterprise) is apply


def test_election_regulations_4_members_whose_membership_is_retained_do_not_stand() -> None:
    for standing, code in ((Standing.RETAINED, "candidate_retained"), (Standing.NONE, "candidate_no_member")):
        one = Candidate("a", standing)
        assert codes(candidates.committee_findings(one)) == [code]
        assert codes(candidates.chair_findings(one, ENTERPRISE, Form.SINGLE, ON)) == [code]


@pytest.mark.parametrize(
    ("kind", "form", "public", "told"),
    [
        (ENTERPRISE, Form.SINGLE, False, []),
        (ENTERPRISE, Form.SINGLE, True, ["outsider_here"]),
        (OrganisationKind.STATE_ORGAN, Form.SINGLE, False, ["outsider_here"]),
        (OrganisationKind.STATE_ORGAN, Form.JOINT, False, []),
    ],
)
def test_chair_measures_12_an_outsider_may_be_chair_of_a_non_public_enterprise_or_joint_union(
    kind: OrganisationKind, form: Form, public: bool, told: list[str]
) -> None:
    one = Candidate("a", Standing.NONE, recommended=True)
    assert codes(candidates.chair_findings(one, kind, form, ON, public=public)) == told
    assert codes(candidates.committee_findings(one)) == ["outsider_committee"]


def test_election_regulations_14_an_untrained_chair_is_advised_against_after_a_year() -> None:
    def told(took_office: date) -> tuple[Finding, ...]:
        one = Candidate("a", untrained_since=took_office)
        return candidates.chair_findings(one, ENTERPRISE, Form.SINGLE, ON)

    assert told(date(2025, 11, 24)) == ()
    assert told(date(2025, 11, 23)) == (Finding(candidates.UNTRAINED(), "candidates", refuses=False),)


# --- how many, and for how long published -----------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (19, 20), (20, 21), (21, 23), (40, 42), (41, 44)])
def test_election_regulations_17_committee_candidates_exceed_the_seats_by_5_percent(seats: int, least: int) -> None:
    assert candidates.least_candidates(seats, Body.COMMITTEE, ON) == least
    assert candidates.surplus_findings(least, seats, Body.COMMITTEE, ON) == ()
    assert codes(candidates.surplus_findings(least - 1, seats, Body.COMMITTEE, ON)) == ["too_few_candidates"]


@pytest.mark.parametrize(
    ("body", "seats", "least"),
    [(Body.STANDING, 9, 10), (Body.STANDING, 11, 13), (Body.DELEGATES, 30, 35), (Body.CHAIR, 1, 1), (Body.WOMEN, 3, 3)],
)
def test_election_regulations_17_18_and_congress_regulations_17_other_bodies(
    body: Body, seats: int, least: int
) -> None:
    assert candidates.least_candidates(seats, body, ON) == least
    code = "fewer_than_seats" if body in (Body.CHAIR, Body.WOMEN) else "too_few_candidates"
    assert codes(candidates.surplus_findings(least - 1, seats, body, ON)) == [code]


def test_nobody_stands_twice() -> None:
    assert candidates.list_findings(["a", "b"]) == ()
    assert codes(candidates.list_findings(["a", "b", "a"])) == ["candidate_twice"]


@pytest.mark.parametrize(
    ("begins", "bodies", "until"),
    [
        (date(2026, 11, 23), {Body.COMMITTEE}, date(2026, 11, 30)),  # a Monday: Tue–Fri, then Mon
        (date(2026, 11, 20), {Body.COMMITTEE}, date(2026, 11, 27)),  # a Friday: Mon–Fri
        (date(2026, 11, 23), {Body.CHAIR}, date(2026, 11, 30)),
        (date(2026, 11, 23), {Body.COMMITTEE, Body.CHAIR}, date(2026, 11, 30)),
        (date(2026, 11, 21), {Body.CHAIR}, date(2026, 11, 30)),  # ends on a Saturday: the Monday after
        (date(2026, 9, 29), {Body.COMMITTEE}, date(2026, 10, 12)),  # over the holidays; 10 October is worked
        (date(2026, 9, 29), {Body.CHAIR}, date(2026, 10, 8)),
    ],
)
def test_election_regulations_15_and_chair_measures_10_days_of_publication(
    begins: date, bodies: set[Body], until: date
) -> None:
    assert candidates.published_until(begins, bodies, DAYS) == until


def test_chair_measures_10_seven_days_only_where_they_hold() -> None:
    begins = date(2026, 11, 24)
    assert candidates.published_until(begins, {Body.CHAIR}, DAYS) == date(2026, 12, 1)
    assert candidates.published_until(begins, {Body.CHAIR}, DAYS, chair_measures=False) == date(2026, 12, 1)
    always = candidates.published_until(begins, {Body.CHAIR}, ALWAYS, chair_measures=False)
    assert always == date(2026, 11, 29)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)))
def test_five_working_days_lie_between_and_the_last_is_one(begins: date) -> None:
    until = candidates.published_until(begins, {Body.COMMITTEE}, DAYS)
    worked = [begins + timedelta(days=n) for n in range(1, (until - begins).days + 1)]
    assert sum(DAYS.is_working(day) for day in worked) == 5
    assert DAYS.is_working(until)


def test_election_regulations_15_no_meeting_while_candidates_are_still_published() -> None:
    until = date(2026, 11, 30)
    assert codes(candidates.meeting_findings(until, until)) == ["meeting_too_early"]
    assert candidates.meeting_findings(candidates.earliest_meeting(until), until) == ()


# --- the meeting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "forms"),
    [(99, {Meeting.ALL}), (100, {Meeting.ALL, Meeting.CONGRESS}), (101, {Meeting.ALL, Meeting.CONGRESS})],
)
def test_congress_regulations_3_both_forms_at_exactly_100(members: int, forms: set[Meeting]) -> None:
    assert meeting.meetings_for(members, ON) == forms
    assert meeting.meeting_form_findings(Meeting.ALL, members, ON) == ()
    told = [] if Meeting.CONGRESS in forms else ["must_meet"]
    assert codes(meeting.meeting_form_findings(Meeting.CONGRESS, members, ON)) == told


@pytest.mark.parametrize(
    ("members", "delegates", "fine"),
    [(100, 29, False), (100, 30, True), (200, 40, True), (200, 41, False), (201, 40, True), (1001, 59, False),
     (1001, 60, True), (5001, 130, True), (10001, 131, True), (50001, 240, True), (50001, 241, False)],
)  # fmt: skip
def test_congress_regulations_10_delegates(members: int, delegates: int, fine: bool) -> None:
    assert (meeting.delegate_findings(members, delegates, 0, ON) == ()) is fine


@pytest.mark.parametrize(("managers", "told"), [(6, []), (7, ["delegate_managers"])])
def test_congress_regulations_9_a_fifth_of_managers_at_most(managers: int, told: list[str]) -> None:
    assert codes(meeting.delegate_findings(150, 30, managers, ON)) == told
    assert codes(meeting.delegate_findings(99, 30, managers, ON)) == ["must_meet"]


def test_congress_regulations_4_delegates_are_told_five_working_days_before() -> None:
    told_on = date(2026, 11, 23)
    assert codes(meeting.notice_findings(told_on, date(2026, 11, 27), DAYS)) == ["delegate_notice"]
    assert meeting.notice_findings(told_on, date(2026, 11, 30), DAYS) == ()


@pytest.mark.parametrize(("entitled", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (30, 20), (31, 21), (99, 66)])
def test_election_regulations_17_quorum_of_two_thirds_included(entitled: int, least: int) -> None:
    assert meeting.least_present(entitled, ON) == least
    assert meeting.quorum_findings(entitled, least, ON) == ()
    assert codes(meeting.quorum_findings(entitled, least - 1, ON)) == ["no_quorum"]


@given(st.integers(1, 100_000))
def test_the_quorum_is_the_least_number_that_is_two_thirds(entitled: int) -> None:
    least = meeting.least_present(entitled, ON)
    assert 3 * least >= 2 * entitled > 3 * (least - 1)


def test_election_regulations_22_scrutineers_do_not_stand() -> None:
    assert meeting.scrutineer_findings({"x"}, {"a", "b"}) == ()
    assert codes(meeting.scrutineer_findings({"a"}, {"a", "b"})) == ["scrutineer_stands"]
    assert codes(meeting.scrutineer_findings(set(), {"a"})) == ["no_scrutineer"]


@pytest.mark.parametrize(("asking", "may"), [(9, False), (10, True), (11, True)])
def test_law_17_a_third_of_the_members_calls_a_meeting(asking: int, may: bool) -> None:
    assert meeting.may_call_meeting(asking, 30, ON) is may
    assert not meeting.may_call_meeting(0, 0, ON)


# --- the count --------------------------------------------------------------------------------------------------------

GOOD = Counts(
    entitled=30, present=28, issued=28, collected=27, void=1, seats=3,
    votes={"a": 26, "b": 20, "c": 18, "d": 4}, against={"a": 0, "b": 5, "c": 8, "d": 20},
    abstained={"a": 0, "b": 1, "c": 0, "d": 2}, written_in={"e": 2},
)  # fmt: skip


def counted(counts: Counts) -> list[str]:
    return codes(counting.count_findings(counts, {"a", "b", "c", "d"}))


def test_election_regulations_26_counts_that_add_up() -> None:
    assert counted(GOOD) == []
    assert counting.result(GOOD, ON) == Result(("a", "b", "c"), (), 0, Next.NOTHING, False)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (replace(GOOD, present=31, issued=28), ["more_than_entitled"]),
        (replace(GOOD, issued=29), ["more_issued"]),
        (replace(GOOD, void=28), ["more_void"]),
        (replace(GOOD, void=0), ["votes_do_not_add_up"] * 4),
        (replace(GOOD, against={}, abstained={}, votes={"a": 27}), ["more_votes"]),
        (replace(GOOD, against={}, abstained={}, seats=2), ["more_than_seats"]),
        (replace(GOOD, written_in={"e": 34}), ["more_than_seats", "more_written_in"]),
        (replace(GOOD, void=-1), ["negative_count"]),
        (replace(GOOD, against={}, abstained={}, votes={"x": 1}), ["unknown_candidate"]),
    ],
)
def test_election_regulations_24_and_26_counts_that_do_not(changed: Counts, told: list[str]) -> None:
    assert counted(changed) == told


def test_election_regulations_26_more_collected_than_issued_is_a_void_vote() -> None:
    more = replace(GOOD, issued=26)
    assert counting.result(more, ON) == Result((), (), 3, Next.AGAIN, False)
    assert counting.result(replace(GOOD, issued=27), ON).next is Next.NOTHING


@pytest.mark.parametrize(("votes", "elected"), [(15, False), (16, True)])
def test_election_regulations_27_more_than_half_of_those_entitled_not_of_those_present(
    votes: int, elected: bool
) -> None:
    counts = Counts(entitled=30, present=20, issued=20, collected=20, void=0, seats=1, votes={"a": votes})
    assert (counting.result(counts, ON).elected == ("a",)) is elected


def votes_of(seats: int, **votes: int) -> Counts:
    return Counts(entitled=30, present=30, issued=30, collected=30, void=0, seats=seats, votes=votes)


def test_election_regulations_27_most_votes_win_and_a_tie_at_the_cut_is_voted_on_again() -> None:
    assert counting.result(votes_of(2, a=20, b=25, c=19), ON) == Result(("b", "a"), (), 0, Next.NOTHING, False)
    tied = counting.result(votes_of(2, a=25, b=20, c=20), ON)
    assert tied == Result(("a",), ("b", "c"), 1, Next.TIED, False)
    all_tied = counting.result(votes_of(2, a=20, b=20, c=20), ON)
    assert all_tied == Result((), ("a", "b", "c"), 2, Next.TIED, False)
    # A tie above the cut harms nobody.
    assert counting.result(votes_of(2, a=25, b=25, c=20), ON).next is Next.NOTHING


def test_election_regulations_27_too_few_lead_to_a_second_ballot_or_fewer_seats_within_the_band() -> None:
    band = seats_for(60, ON)
    four = counting.result(votes_of(5, a=20, b=19, c=18, d=17, e=3), ON, band=band)
    assert (four.open_seats, four.next, four.may_reduce) == (1, Next.SECOND, True)
    two = counting.result(votes_of(5, a=20, b=19, e=3), ON, band=band)
    assert (two.open_seats, two.next, two.may_reduce) == (3, Next.SECOND, False)
    odd = counting.result(votes_of(5, a=20, b=19, c=18, d=17), ON, band=seats_for(60, ON, "440304"))
    assert not odd.may_reduce
    nobody = counting.result(votes_of(3, a=3), ON, band=seats_for(20, ON))
    assert (nobody.elected, nobody.may_reduce) == ((), False)


def test_election_regulations_24_somebody_written_in_can_be_elected() -> None:
    counts = replace(votes_of(1, a=4), written_in={"x": 26})
    assert counting.result(counts, ON).elected == ("x",)


KEYS = st.sampled_from("abcdefg")
BALLOTS = st.lists(st.builds(Ballot, st.frozensets(KEYS, max_size=4), st.lists(KEYS, max_size=2).map(tuple)))


@given(BALLOTS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing_and_papers_add_up(
    ballots: list[Ballot], seats: int, random: Random
) -> None:
    stood = "abcde"
    votes, written, void = counting.tally(ballots, stood, seats)
    shuffled = list(ballots)
    random.shuffle(shuffled)
    assert counting.tally(shuffled, stood, seats) == (votes, written, void)
    assert set(votes) == set(stood)
    assert not set(written) & set(stood)
    valid = [ballot for ballot in ballots if counting.is_valid(ballot, seats)]
    assert void == len(ballots) - len(valid)
    assert votes.total() + written.total() <= len(valid) * seats
    counts = Counts(len(ballots) or 1, len(ballots), len(ballots), len(ballots), void, seats, votes, written_in=written)
    assert counting.count_findings(counts, stood) == ()


@given(BALLOTS, st.integers(1, 4), st.integers(0, 5))
def test_the_elected_stood_or_were_written_in_and_never_exceed_the_seats(
    ballots: list[Ballot], seats: int, absent: int
) -> None:
    votes, written, void = counting.tally(ballots, "abcde", seats)
    entitled = len(ballots) + absent or 1
    counts = Counts(entitled, len(ballots), len(ballots), len(ballots), void, seats, votes, written_in=written)
    result = counting.result(counts, ON)
    given_out = Counter(votes) + Counter(written)
    assert len(result.elected) + result.open_seats == seats
    assert all(2 * given_out[key] > entitled for key in (*result.elected, *result.tied))
    assert len(set(result.elected) | set(result.tied)) == len(result.elected) + len(result.tied)
    assert (result.next is Next.TIED) == bool(result.tied)
    assert not result.tied or len(result.tied) > result.open_seats > 0
    lowest = min((given_out[key] for key in result.elected), default=0)
    others = set(given_out) - set(result.elected)
    assert not result.elected or all(given_out[key] <= lowest for key in others)


@pytest.mark.parametrize(
    ("ballot", "valid"),
    [
        (Ballot(frozenset()), True),
        (Ballot(frozenset("ab")), True),
        (Ballot(frozenset("abc")), False),
        (Ballot(frozenset("ab"), ("x",)), False),
        (Ballot(frozenset("a"), ("a",)), False),
        (Ballot(frozenset("a"), ("x",)), True),
    ],
)
def test_election_regulations_26_a_ballot_that_names_more_than_the_seats_is_void(ballot: Ballot, valid: bool) -> None:
    assert counting.is_valid(ballot, 2) is valid


def test_a_result_needs_seats_and_voters() -> None:
    for counts in (replace(GOOD, seats=0), replace(GOOD, entitled=0)):
        with pytest.raises(ValueError, match="entitled to vote"):
            counting.result(counts, ON)


# --- terms and clocks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "fine"), [(2, False), (3, True), (4, False), (5, True), (6, False)])
def test_law_16_a_term_is_three_or_five_years(years: int, fine: bool) -> None:
    assert (terms.term_findings(years, ON) == ()) is fine


def test_election_regulations_29_the_term_begins_on_the_day_of_the_election() -> None:
    assert terms.term(date(2026, 11, 24), 3) == Period(date(2026, 11, 24), date(2029, 11, 25))
    assert terms.term(date(2024, 2, 29), 5) == Period(date(2024, 2, 29), date(2029, 3, 1))


def test_election_regulations_29_a_reply_within_15_days() -> None:
    assert terms.reply_due(date(2026, 11, 24), DAYS) == date(2026, 12, 9)
    assert terms.reply_due(date(2026, 9, 19), DAYS) == date(2026, 10, 8)  # 4 October is a holiday, and so on


@pytest.mark.parametrize(
    ("held_on", "approved", "told"),
    [
        (date(2026, 11, 23), False, ["early_election"]),
        (date(2026, 11, 23), True, []),
        (date(2026, 11, 24), False, []),
        (date(2026, 11, 25), False, ["late_election"]),
        (date(2027, 5, 24), True, []),
        (date(2027, 5, 25), True, ["election_too_late"]),
    ],
)
def test_election_regulations_30_early_and_late_elections(held_on: date, approved: bool, told: list[str]) -> None:
    assert codes(terms.reelection_findings(date(2026, 11, 24), held_on, approved)) == told


def test_legal_person_measures_10_and_12_sixty_days_to_apply_and_fifteen_to_examine() -> None:
    assert terms.legal_person_apply_by(date(2026, 11, 24), ALWAYS) == date(2027, 1, 23)
    assert terms.legal_person_examined_by(date(2026, 11, 24), ALWAYS) == date(2026, 12, 9)
