"""Terms, committees, certificates: rules at their bounds, operations, reminders; on a refusal nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.audit.models import Entry
from guildhall.base.notices.models import Notice
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden, GuildhallError, Invalid, Refused
from guildhall.kernel.periods import add_months
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.contracts import Act, UnionKind
from guildhall.organising.unions.contracts.committees import (
    CommitteeKind,
    DueKind,
    Filing,
    Leaving,
    NewCommittee,
    NewOfficer,
    NewTerm,
    Post,
    Stage,
)
from guildhall.organising.unions.models import Certificate, Committee, Due, Officer, Term
from guildhall.organising.unions.operations import certificates, terms
from guildhall.organising.unions.operations.exporting import export_terms
from guildhall.organising.unions.operations.reminding import remind
from guildhall.organising.unions.queries.terms import certificates_due, count_terms_due, terms_due, terms_of
from guildhall.organising.unions.queries.union import union_view
from guildhall.organising.unions.rules import certificates as filing_rules
from guildhall.organising.unions.rules import committees as committee_rules
from guildhall.organising.unions.rules import terms as rules
from tests.base.actors import AT, ON, at_places, place
from tests.base.people.makers import person
from tests.organising.unions.makers import (
    BASIS,
    FOUNDED,
    HAISHU,
    JIANGBEI,
    NANMEN,
    NINGBO,
    PROVINCE,
    officer,
    term,
    territory,
    union,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
TABLES: tuple[Any, ...] = (Term, Committee, Officer, Certificate, Due, Notice)


def state() -> list[tuple[Any, ...]]:
    return [*(row for model in TABLES for row in model.objects.order_by("pk").values_list()), (Entry.objects.count(),)]


def refused(kind: type[GuildhallError], act: Callable[[], object]) -> list[str]:
    before = state()
    with pytest.raises(kind) as found:
        act()
    assert state() == before
    return [message.code for message in found.value.messages]


# --- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "years", "fits"),
    [
        (UnionKind.SINGLE, 3, True), (UnionKind.SINGLE, 4, False), (UnionKind.SINGLE, 5, True),
        (UnionKind.TOWN, 3, True), (UnionKind.COUNTY, 3, False), (UnionKind.COUNTY, 5, True),
        (UnionKind.INDUSTRIAL, 3, False), (UnionKind.PROVINCE, 5, True),
    ],
)  # fmt: skip
def test_law_16_years_of_a_term(kind: UnionKind, years: int, fits: bool) -> None:
    assert (rules.years_objections(kind, years, ON) == ()) is fits


def test_a_term_begins_on_election_day() -> None:
    assert rules.due_day(date(2020, 3, 1), 3) == date(2023, 3, 1)
    assert rules.due_day(date(2020, 2, 29), 3) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 8, 31), Stage.AMPLE), (date(2022, 9, 1), Stage.SIX), (date(2022, 11, 30), Stage.SIX),
        (date(2022, 12, 1), Stage.THREE), (date(2023, 1, 31), Stage.THREE), (date(2023, 2, 1), Stage.ONE),
        (date(2023, 3, 1), Stage.ONE), (date(2023, 3, 2), Stage.OVERDUE), (date(2023, 9, 1), Stage.OVERDUE),
        (date(2023, 9, 2), Stage.BEYOND),
    ],
)  # fmt: skip
def test_stages_of_a_term_at_their_bounds(today: date, expected: Stage) -> None:
    assert rules.stage(date(2023, 3, 1), date(2023, 3, 1), today) is expected


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 180), st.integers(0, 900))
def test_a_term_only_ever_grows_older_and_a_delay_makes_no_older(due: date, delay: int, passed: int) -> None:
    today = due - timedelta(days=300) + timedelta(days=passed)
    now = rules.stage(due, due, today)
    assert rules.stage(due, due, today + timedelta(days=1)) >= now
    assert rules.stage(due, due + timedelta(days=delay), today) <= now
    assert (now >= Stage.OVERDUE) == (today > due)


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        (date(2023, 3, 1), ["unions.delay_too_short"]), (date(2023, 3, 2), []), (date(2023, 9, 1), []),
        (date(2023, 9, 2), ["unions.delay_too_long"]),
    ],
)  # fmt: skip
def test_regulations_30_an_election_is_put_off_by_six_months_at_most(until: date, codes: list[str]) -> None:
    assert [one.code for one in rules.delay_objections(until, date(2023, 3, 1))] == codes


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (1, (1, 5)), (24, (1, 5)), (25, (3, 7)), (200, (3, 7)), (201, (7, 15)), (1000, (7, 15)), (1001, (15, 21)),
        (5001, (21, 29)), (10001, (29, 37)), (50000, (29, 37)), (50001, (37, 45)),
    ],
)  # fmt: skip
def test_regulations_8_seats_by_members(members: int, expected: tuple[int, int]) -> None:
    assert committee_rules.band(members, ON) == expected


def test_cautions_at_their_bounds() -> None:
    def codes(kind: CommitteeKind, seats: int, members: int | None = None) -> list[str]:
        return [one.code for one in committee_rules.seats_cautions(kind, seats, members, ON)]

    assert codes(CommitteeKind.UNION, 2, 25) == codes(CommitteeKind.UNION, 8, 25) == ["unions.seats"]
    assert (
        codes(CommitteeKind.UNION, 3, 25) == codes(CommitteeKind.UNION, 7, 25) == codes(CommitteeKind.UNION, 99) == []
    )
    assert codes(CommitteeKind.STANDING, 8) == codes(CommitteeKind.STANDING, 12) == ["unions.standing_seats"]
    assert codes(CommitteeKind.STANDING, 9) == codes(CommitteeKind.AUDIT, 1) == codes(CommitteeKind.AUDIT, 11) == []
    assert codes(CommitteeKind.AUDIT, 2) == codes(CommitteeKind.AUDIT, 12) == ["unions.audit_seats"]
    assert [one.code for one in committee_rules.women_cautions(10, False, ON)] == ["unions.women_committee"]
    assert committee_rules.women_cautions(9, False, ON) == committee_rules.women_cautions(10, True, ON) == ()
    assert committee_rules.joint_cautions(2, ON) == ()
    assert [one.code for one in committee_rules.joint_cautions(1, ON)] == ["unions.few_units"]


def test_law_18_a_leader_is_removed_by_more_than_half_of_all() -> None:
    def codes(post: Post, leaving: Leaving, **more: Any) -> list[str]:
        asked = {"committee_agrees": False, "upper_agrees": False, "votes": None, "entitled": None, **more}
        return [one.code for one in committee_rules.leaving_objections(post, leaving, **asked)]

    assert codes(Post.CHAIR, Leaving.REMOVED, votes=50, entitled=100) == ["unions.no_majority"]
    assert codes(Post.CHAIR, Leaving.REMOVED, votes=51, entitled=100) == []
    assert codes(Post.VICE_CHAIR, Leaving.TRANSFERRED, committee_agrees=True) == ["unions.consents"]
    assert codes(Post.VICE_CHAIR, Leaving.TRANSFERRED, committee_agrees=True, upper_agrees=True) == []
    assert codes(Post.MEMBER, Leaving.TRANSFERRED) == codes(Post.CHAIR, Leaving.RESIGNED) == []


def test_clocks_of_certificates_at_their_bounds() -> None:
    assert filing_rules.clock_after(Act.FOUNDED, date(2023, 1, 1)).due_on == date(2023, 3, 2)
    assert filing_rules.clock_after(Act.RENAMED, date(2023, 1, 1)).due_on == date(2023, 1, 31)
    assert filing_rules.clock_after(Act.DISSOLVED, date(2023, 1, 1)).kind is DueKind.END
    assert filing_rules.examination(date(2023, 1, 1)).due_on == date(2023, 1, 16)
    assert filing_rules.renewal(date(2023, 3, 31)).since == date(2023, 3, 1)

    def codes(until: date) -> list[str]:
        return [one.code for one in filing_rules.validity_objections(date(2023, 1, 1), until)]

    assert codes(date(2025, 12, 30)) == codes(date(2028, 1, 2)) == ["unions.bad_validity"]
    assert codes(date(2025, 12, 31)) == codes(date(2028, 1, 1)) == []


# --- elections ---------------------------------------------------------------------------------------------------


def test_an_election_begins_a_term_and_ends_the_one_before() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    first = terms.begin_term(officer(), one, term(), at=AT)
    second = terms.begin_term(officer(), one, term(date(2023, 2, 1), 5, chair="丙某"), at=AT)
    now, was = terms_of(one)
    assert ((now.id, now.due_on, now.closed_on), (was.id, was.due_on, was.closed_on)) == (
        (second, date(2028, 2, 1), None), (first, date(2023, 3, 1), date(2023, 2, 1)),
    )  # fmt: skip
    assert [(o.name, o.post, o.ends_on, o.leaving) for o in was.committees[0].officers] == [
        ("甲某", Post.CHAIR, date(2023, 2, 1), Leaving.TERM_ENDED),
        ("乙某", Post.VICE_CHAIR, date(2023, 2, 1), Leaving.TERM_ENDED),
    ]


def test_many_elections_are_recorded_as_one_by_one() -> None:
    made = territory()
    several = [union(f"甲{n}", below=made[NANMEN], code=NANMEN) for n in range(4)]
    for one in several[:2]:
        terms.begin_term(officer(), one, term(), at=AT)
    terms.begin_terms(officer(), [(one, term()) for one in several[2:]], at=AT)

    def told(union_id: Any) -> list[Any]:
        return [
            (
                (t.elected_on, t.years, t.due_on, t.expires_on, t.basis),
                [(c.kind, c.seats, [(o.name, o.post, o.starts_on) for o in c.officers]) for c in t.committees],
            )
            for t in terms_of(union_id)
        ]

    assert told(several[0]) == told(several[1]) == told(several[2]) == told(several[3])


def test_what_an_election_cannot_bring_is_said_at_its_field() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    auditor = NewCommittee(CommitteeKind.AUDIT, 3, (NewOfficer("甲某", Post.MEMBER),))

    def codes(new: NewTerm) -> list[str]:
        return refused(Invalid, lambda: terms.begin_term(officer(), one, new, at=AT))

    assert codes(term(years=4)) == ["unions.bad_term"]
    assert codes(term(ON + timedelta(days=1))) == ["unions.day_ahead"]
    assert codes(term(FOUNDED, 3, auditor)) == ["unions.audits_itself"]
    assert codes(NewTerm(FOUNDED, 3, (), BASIS)) == ["unions.no_union_committee"]
    crowd = NewCommittee(CommitteeKind.UNION, 1, (NewOfficer("甲", Post.CHAIR), NewOfficer("甲", Post.CHAIR)))
    assert codes(NewTerm(FOUNDED, 3, (crowd,), "")) == [
        "unions.more_than_seats", "unions.two_chairs", "unions.officer_twice", "unions.basis_missing",
    ]  # fmt: skip
    terms.begin_term(officer(), one, term(), at=AT)
    assert codes(term(FOUNDED)) == ["unions.election_before_last"]


def test_article_29_a_first_term_begins_on_election_day_before_the_union_is_approved() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(FOUNDED - timedelta(days=1)), at=AT)
    assert Term.objects.get().elected_on == FOUNDED - timedelta(days=1)


def test_an_officer_named_by_a_record_is_somebody_in_reach() -> None:
    made = territory()
    one, far = union("甲", below=made[NANMEN], code=NANMEN), union("乙", below=made[JIANGBEI], code=JIANGBEI)
    mine, other = person("甲某"), person("甲某")
    for who, where in ((mine, one), (other, far)):
        Membership.objects.create(person_id=who, union_id=where, active=True, month="2023-01")
    county = at_places(Role.OFFICER, HAISHU)

    def new(who: UUID) -> NewTerm:
        chair = NewOfficer("甲某", Post.CHAIR, person_id=who)
        return NewTerm(FOUNDED, 3, (NewCommittee(CommitteeKind.UNION, 3, (chair,)),), BASIS)

    assert refused(Absent, lambda: terms.begin_term(county, one, new(other), at=AT)) == ["people.absent"]
    terms.begin_term(county, one, new(mine), at=AT)
    assert Officer.objects.get().person_id == mine


def test_a_vacancy_is_filled_for_the_rest_of_the_term() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(), at=AT)
    chair = Officer.objects.get(post="chair")
    new, day = NewOfficer("丁某", Post.CHAIR), date(2022, 6, 1)

    def seat(who: NewOfficer, kind: CommitteeKind = CommitteeKind.UNION) -> None:
        terms.seat(officer(), one, kind, who, on=day, basis=BASIS, at=AT)

    assert refused(Invalid, lambda: seat(new)) == ["unions.chair_taken"]
    leave: Callable[..., None] = lambda how, **more: terms.unseat(  # noqa: E731 -- called with different consents
        officer(), one, chair.pk, how, on=date(2022, 5, 1), basis=BASIS, at=AT, **more
    )
    assert refused(Invalid, lambda: leave(Leaving.TRANSFERRED)) == ["unions.consents"]
    leave(Leaving.TRANSFERRED, committee_agrees=True, upper_agrees=True)
    assert refused(Refused, lambda: leave(Leaving.RESIGNED)) == ["unions.left_already"]
    assert union_view(officer(), one, on=ON, today=ON).vacant_until == date(2022, 11, 1)
    seat(NewOfficer("乙二", Post.ACTING_CHAIR))
    seat(new)
    assert union_view(officer(), one, on=ON, today=ON).vacant_until is None
    assert Officer.objects.get(post="acting_chair").ends_on == day
    seat(NewOfficer("戊某", Post.MEMBER))
    assert refused(Invalid, lambda: seat(NewOfficer("己某", Post.MEMBER))) == ["unions.seats_taken"]
    assert refused(Refused, lambda: seat(NewOfficer("己某", Post.MEMBER), CommitteeKind.WOMEN)) == ["unions.no_term"]


def test_an_election_is_put_off_with_approval() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    assert refused(Refused, lambda: terms.put_off(officer(), one, ON, basis=BASIS, at=AT)) == ["unions.no_term"]
    terms.begin_term(officer(), one, term(), at=AT)
    terms.put_off(officer(), one, date(2023, 8, 1), basis="区总〔2023〕3号", at=AT)
    row = Term.objects.get()
    assert (row.due_on, row.expires_on, row.delay_basis) == (date(2023, 3, 1), date(2023, 8, 1), "区总〔2023〕3号")


# --- certificates ------------------------------------------------------------------------------------------------


def test_a_certificate_from_application_to_renewal() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN, founded_on=date(2023, 1, 1))

    def due() -> list[tuple[str, date]]:
        return list(Due.objects.filter(union=one).order_by("kind").values_list("kind", "due_on"))

    assert due() == [("apply", date(2023, 3, 2))]
    certificates.apply_for(officer(), one, Filing.NEW, on=date(2023, 2, 1), at=AT)
    assert due() == [("examine", date(2023, 2, 16))]
    again = lambda: certificates.apply_for(officer(), one, Filing.NEW, on=ON, at=AT)  # noqa: E731 -- tried twice
    assert refused(Invalid, again) == ["unions.filing_open"]
    bad = lambda: certificates.grant(  # noqa: E731 -- tried once
        officer(), one, on=date(2023, 1, 31), number="", valid_from=ON, valid_until=ON, at=AT
    )
    assert refused(Invalid, bad) == [
        "unions.certificate_number", "unions.decided_before_applying", "unions.bad_validity",
    ]  # fmt: skip
    certificates.grant(
        officer(), one, on=date(2023, 2, 10), number="浙1", valid_from=date(2023, 2, 10),
        valid_until=date(2026, 2, 10), at=AT,
    )  # fmt: skip
    assert due() == [("renew", date(2026, 2, 10))]
    assert refused(Invalid, again) == ["unions.registered_already"]
    soon = lambda: certificates.apply_for(officer(), one, Filing.RENEWAL, on=ON, at=AT)  # noqa: E731 -- tried once
    assert refused(Invalid, soon) == ["unions.renewal_too_soon"]
    terms.begin_term(officer(), one, term(date(2023, 2, 15)), at=AT)
    assert due() == [("change", date(2023, 3, 17)), ("renew", date(2026, 2, 10))]


def test_a_refusal_has_its_reasons_and_some_unions_are_persons_by_law() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    no = lambda: certificates.refuse_filing(officer(), one, on=ON, reason="", at=AT)  # noqa: E731 -- tried twice
    assert refused(Refused, no) == ["unions.no_filing"]
    certificates.apply_for(officer(), one, Filing.NEW, on=ON, at=AT)
    assert refused(Invalid, no) == ["unions.refusal_reason"]
    certificates.refuse_filing(officer(), one, on=ON, reason="没有住所", at=AT)
    assert list(Certificate.objects.values_list("state", "reason")) == [("refused", "没有住所")]
    law = lambda: certificates.apply_for(officer(), made[HAISHU], Filing.NEW, on=ON, at=AT)  # noqa: E731 -- tried once
    assert refused(Invalid, law) == ["unions.person_by_law"]


# --- reminders and lists -----------------------------------------------------------------------------------------


def account(name: str, code: str, role: Role = Role.OFFICER) -> Any:
    one = Account.objects.create(username=name, display_name=name, password="!", created_at=AT)
    Grant.objects.create(
        account=one, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    return one.pk


def test_each_account_is_told_once_a_stage_of_all_that_it_answers_for() -> None:
    made = territory()
    city, county = account("市", NINGBO), account("区", HAISHU)
    account("北", JIANGBEI)
    account("领导", NINGBO, Role.LEADER)
    for number in range(3):
        one = union(f"甲{number}", below=made[NANMEN], code=NANMEN)
        terms.begin_term(officer(), one, term(), at=AT)  # ends on 1 March 2023
    moment = datetime(2022, 9, 1, 3, 0, tzinfo=CHINA)
    assert [remind(at=moment), remind(at=moment)] == [3, 0]
    told = {(row.account_id, row.kind, row.params["count"]) for row in Notice.objects.all()}
    assert told == {(city, "unions.term_six", 3), (county, "unions.term_six", 3)}
    assert remind(at=moment + timedelta(days=1)) == 0
    for day, kind in (
        (date(2022, 12, 1), "unions.term_three"), (date(2023, 2, 1), "unions.term_one"),
        (date(2023, 3, 2), "unions.term_overdue"), (date(2023, 9, 2), "unions.term_beyond"),
    ):  # fmt: skip
        on = datetime(day.year, day.month, day.day, 3, tzinfo=CHINA)
        Notice.objects.all().delete()
        assert remind(at=on) == 3
        assert {row.kind for row in Notice.objects.all()} == {kind}
    assert remind(at=datetime(2024, 9, 2, tzinfo=CHINA)) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_terms_due_by_visibility_stage_and_queries(rows: int, django_assert_max_num_queries: Any) -> None:
    made = territory()
    for number in range(rows):
        one = union(f"甲{number}", below=made[NANMEN], code=NANMEN)
        terms.begin_term(officer(), one, term(date(2020, 3, 1 + number)), at=AT)
    other = union("乙", below=made[JIANGBEI], code=JIANGBEI)
    terms.begin_term(officer(), other, term(), at=AT)
    mine = at_places(Role.LEADER, HAISHU)
    with django_assert_max_num_queries(3):
        found = terms_due(mine, today=ON, size=10)
    assert ([row.name for row in found.rows], found.total.number) == ([f"甲{n}" for n in range(rows)], rows)
    with django_assert_max_num_queries(4):
        listed = [row.name for row in certificates_due(mine, today=ON, size=10).rows]
    assert sorted(listed) == sorted(["南门街道总工会", *(f"甲{n}" for n in range(rows))])
    with django_assert_max_num_queries(1):
        assert count_terms_due(replace(mine, on=date(2023, 3, 2))).number == 1
    with pytest.raises(Forbidden):
        terms_due(at_places(Role.VISITOR, HAISHU), today=ON, size=10)
    assert refused(Forbidden, lambda: export_terms(mine, None, today=ON, at=AT)) == ["actor.forbidden"]


@pytest.mark.parametrize("days", range(-200, 200, 7))
def test_the_list_knows_the_stages_as_the_rule_does(days: int) -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(), at=AT)
    due = Term.objects.get().due_on
    for today in (due + timedelta(days=days), add_months(due, round(days / 30))):
        expected = rules.stage(due, due, today)
        listed = [
            stage
            for stage in Stage
            if stage is not Stage.AMPLE and terms_due(officer(), today=today, reached_stage=stage, size=1).rows
        ]
        assert listed == ([expected] if expected is not Stage.AMPLE else [])


def test_pages_of_terms_go_on_by_key() -> None:
    made = territory()
    for number in range(5):
        terms.begin_term(
            officer(),
            union(f"甲{number}", below=made[NANMEN], code=NANMEN),
            term(date(2020, 3, 1 + number // 2)),
            at=AT,
        )
    seen, after = [], None
    for _ in range(3):
        page = terms_due(officer(), today=ON, size=2, after=after)
        seen += [row.name for row in page.rows]
        after = page.after
    assert (sorted(seen), len(seen), after) == ([f"甲{n}" for n in range(5)], 5, None)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_officers_of_the_place_record(role: Role) -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    for who, kind in ((at_places(role, PROVINCE), Forbidden), (at_places(Role.OFFICER, JIANGBEI), Absent)):
        refused(kind, partial(terms.begin_term, who, one, term(), at=AT))
        refused(kind, partial(terms.put_off, who, one, ON, basis=BASIS, at=AT))
        refused(kind, partial(certificates.apply_for, who, one, Filing.NEW, on=ON, at=AT))
