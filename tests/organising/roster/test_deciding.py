"""Decisions and what hangs on them: exact records before and after, and nothing changed by a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guildhall.base.audit.contracts import Act
from guildhall.base.audit.models import Entry
from guildhall.base.organisations.contracts import Insured
from guildhall.base.organisations.models import Organisation, OrganisationAlias
from guildhall.base.organisations.operations import merge_organisations, split_organisation
from guildhall.base.organisations.queries import canonical_of
from guildhall.base.organisations.rules.records import CODE_TAKEN, TWO_CODES
from guildhall.base.people import queries as people
from guildhall.base.people.models import PersonAlias
from guildhall.base.people.rules.records import TWO_NUMBERS
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, MessageKind, Refused
from guildhall.organising.members.contracts import NewMembership
from guildhall.organising.members.models import Membership
from guildhall.organising.members.operations import set_memberships
from guildhall.organising.members.queries import members_by_union, memberships_of_person
from guildhall.organising.roster.access import NO_DECISION, NO_PAIR
from guildhall.organising.roster.contracts import Kind, RunState
from guildhall.organising.roster.events import DecisionUndone, PairDecided
from guildhall.organising.roster.models import Decision, Pair, Run, Unit, WorkItem
from guildhall.organising.roster.operations import deciding
from guildhall.organising.roster.operations.counting import Known, count_all
from guildhall.organising.roster.operations.deciding import (
    close_decided_pairs,
    decide,
    follow_decisions,
    look_at_pair,
    undo,
    undo_several,
)
from guildhall.organising.unions import queries as union_queries
from guildhall.organising.unions.contracts import NewPresence, Relation
from guildhall.organising.unions.models import Presence, Union, UnionAlias
from guildhall.organising.unions.operations import TWO_CODES as TWO_UNION_CODES
from guildhall.organising.unions.operations import set_presences
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard
from tests.base.organisations.makers import organisation
from tests.base.people.makers import person
from tests.organising.pair_makers import (
    DIFFERENT,
    SAME,
    as_somebody,
    in_force,
    pair,
    run,
    somebody,
    stands_for,
    verdict_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU = "330203"


def reviewer(code: str = HAISHU) -> Actor:
    return at_places(Role.REVIEWER, code)


def known(fingerprint: str, serial: int | None = None, **facts: Any) -> UUID:
    """An organisation that a fingerprint stands for."""
    made = organisation(f"甲{fingerprint}", HAISHU, serial, **facts)
    stands_for(fingerprint, made)
    return made


def heads(*ids: UUID) -> list[UUID]:
    return [canonical_of(ids)[one] for one in ids]


def state() -> list[object]:
    """Everything that a decision may touch."""
    return [
        *Decision.objects.order_by("id").values_list(),
        *Pair.objects.order_by("id").values_list("id", "verdict"),
        *Organisation.objects.order_by("id").values_list("id", "canonical"),
        *OrganisationAlias.objects.order_by("id").values_list("own", "into", "ends_at"),
        Entry.objects.count(),
    ]


def refused(act: Callable[[], object], kind: MessageKind) -> Refused:
    before = state()
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.messages[0].kind is kind
    assert state() == before
    return caught.value


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_officers_and_reviewers_of_its_place_decide_a_pair(role: Role) -> None:
    one = pair("a", "b", of=run())
    may = role in {Role.OFFICER, Role.REVIEWER}
    for code, inside in ((HAISHU, True), ("330200", True), ("330205", False)):
        if may and inside:
            made = decide(at_places(role, code), one.id, SAME, at=AT)
            undo(at_places(role, code), made.decision_id, at=AT)
        else:
            with pytest.raises(Absent if may else Forbidden):
                decide(at_places(role, code), one.id, SAME, at=AT)
    assert in_force() == set()


def test_a_decision_out_of_reach_cannot_be_taken_back() -> None:
    made = decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    refused(lambda: undo(reviewer("330205"), made.decision_id, at=AT), NO_DECISION)
    refused(lambda: undo(reviewer(), new_id(), at=AT), NO_DECISION)
    refused(lambda: decide(reviewer(), new_id(), SAME, at=AT), NO_PAIR)


# --- decisions ---------------------------------------------------------------------------------------------------


def test_a_decision_is_kept_in_order_of_fingerprints_and_other_runs_follow() -> None:
    first, second = pair("b", "a", of=run()), pair("a", "b", of=run("三月"))
    other, person_pair = pair("a", "c", of=run()), pair("a", "b", of=run(), kind=Kind.PERSON)
    who = reviewer()
    with heard(PairDecided) as events:
        made = decide(who, first.id, DIFFERENT, at=AT)
    assert in_force() == {("a", "b", "different")}
    assert [verdict_of(one) for one in (first, second, other, person_pair)] == ["different", "different", "", ""]
    assert events == [PairDecided(made.decision_id, DIFFERENT)]
    assert (made.moved, made.notes) == (False, ())
    entry = Entry.objects.filter(object_kind="roster.decision").get()
    assert (entry.action, entry.account_id, entry.object_id, entry.fields) == (
        "roster.decide", who.account_id, made.decision_id, ["verdict"],
    )  # fmt: skip


def test_the_second_reviewer_is_told_who_decided_what() -> None:
    one = pair("a", "b", of=run())
    account = somebody("王某")
    decide(as_somebody(account, Role.REVIEWER, reviewer().grants[0].scope.path, place(HAISHU)), one.id, SAME, at=AT)
    error = refused(lambda: decide(reviewer(), one.id, DIFFERENT, at=AT), deciding.DECIDED)
    assert error.messages[0].zh == "王某 已于 2023-02-25 09:30 判定这一对“同一”，您的判定没有记下。"
    assert error.messages[0].en == (
        "王某 decided on 2023-02-25 09:30 that these two are the same; your decision was not kept."
    )


def test_contradictions_are_refused_and_name_the_earlier_decisions() -> None:
    of = run()
    ab, bc, ac = pair("a", "b", of=of), pair("b", "c", of=of), pair("c", "a", of=of)
    account = somebody("王某")
    who = as_somebody(account, Role.REVIEWER, reviewer().grants[0].scope.path, place(HAISHU))
    decide(who, ab.id, SAME, at=AT)
    decide(who, bc.id, SAME, at=AT + timedelta(minutes=1))
    error = refused(lambda: decide(reviewer(), ac.id, DIFFERENT, at=AT), deciding.CONTRADICTION)
    assert error.messages[0].zh == (
        "与已有的判定矛盾，没有记下：王某 2023-02-25 09:30 判定“甲a”与“乙b”同一；"
        "王某 2023-02-25 09:31 判定“甲b”与“乙c”同一。要改，请先撤销其中一个。"
    )
    decide(reviewer(), ac.id, SAME, at=AT)
    assert in_force() == {("a", "b", "same"), ("b", "c", "same"), ("a", "c", "same")}


def test_same_after_different_by_way_of_records_is_refused() -> None:
    of = run()
    one, _ = known("a"), known("b")
    stands_for("a2", one)
    decide(reviewer(), pair("a2", "b", of=of).id, DIFFERENT, at=AT)
    late = pair("a", "b", of=of)
    refused(lambda: decide(reviewer(), late.id, SAME, at=AT), deciding.CONTRADICTION)


# --- records -----------------------------------------------------------------------------------------------------


def test_same_merges_records_at_once_and_undoing_parts_them() -> None:
    a, b = known("a"), known("b", 1)
    one = pair("a", "b", of=run())
    made = decide(reviewer(), one.id, SAME, at=AT)
    # Into the one with a credit code, though it is the younger.
    assert made.moved
    assert heads(a, b) == [b, b]
    row = Decision.objects.get()
    assert (row.merged, row.into) == (a, b)
    assert {e.action for e in Entry.objects.filter(object_kind="organisations.organisation", object_id=a)} == {
        "organisations.change", "roster.decide",
    }  # fmt: skip
    with heard(DecisionUndone) as events:
        gone = undo(reviewer(), made.decision_id, at=AT + timedelta(hours=1))
    assert heads(a, b) == [a, b]
    assert (verdict_of(one), in_force()) == ("", set())
    assert (gone.pair_id, gone.moved, gone.notes) == (one.id, True, (deciding.PARTED(),))
    assert events == [DecisionUndone(made.decision_id)]
    refused(lambda: undo(reviewer(), made.decision_id, at=AT), deciding.UNDONE)
    again = decide(reviewer(), one.id, SAME, at=AT + timedelta(hours=2))
    assert (again.moved, heads(a, b)) == (True, [b, b])


def test_of_two_without_a_code_the_older_stays() -> None:
    a, b = known("a"), known("b")
    decide(reviewer(), pair("b", "a", of=run()).id, SAME, at=AT)
    assert heads(a, b) == [a, a]


def test_records_that_lie_elsewhere_follow_what_was_decided_here() -> None:
    far = organisation("甲", "330100")
    stands_for("far", far)
    near = known("near")
    decide(reviewer(), pair("far", "near", of=run()).id, SAME, at=AT)
    assert heads(far, near) == [far, far]


def test_a_hindrance_is_kept_and_told_and_is_no_error() -> None:
    a, b = known("a", 1), known("b", 2)
    one = pair("a", "b", of=run())
    made = decide(reviewer(), one.id, SAME, at=AT)
    assert (made.moved, made.notes) == (False, (TWO_CODES(),))
    row = Decision.objects.get()
    assert (row.merged, row.hindered and row.hindered["code"]) == (None, TWO_CODES.code)
    assert (heads(a, b), verdict_of(one)) == ([a, b], "same")
    gone = undo(reviewer(), made.decision_id, at=AT)
    assert (gone.moved, gone.notes, heads(a, b)) == (False, (), [a, b])


def test_people_are_merged_and_parted_and_two_numbers_hinder() -> None:
    a, b, c = person("甲"), person("甲", 1), person("甲", 2)
    for name, one in (("a", a), ("b", b), ("c", c)):
        stands_for(name, one, Kind.PERSON)
    of = run()
    made = decide(reviewer(), pair("a", "b", of=of, kind=Kind.PERSON).id, SAME, at=AT)
    assert people.canonical_of([a, b]) == {a: a, b: a}
    hindered = decide(reviewer(), pair("b", "c", of=of, kind=Kind.PERSON).id, SAME, at=AT)
    assert (hindered.moved, hindered.notes) == (False, (TWO_NUMBERS(),))
    undo(reviewer(), made.decision_id, at=AT)
    assert people.canonical_of([a, b]) == {a: a, b: b}
    assert PersonAlias.objects.filter(ends_at=None).count() == 0


def test_later_merges_go_with_the_record_that_they_hang_on() -> None:
    a, b, c = known("a", 1), known("b"), known("c")
    of = run()
    officer = at_places(Role.OFFICER, HAISHU)
    merge_organisations(officer, c, b, basis="", at=AT)
    made = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    assert heads(a, b, c) == [a, a, a]
    gone = undo(reviewer(), made.decision_id, at=AT)
    assert heads(a, b, c) == [a, b, b]
    assert gone.notes == (deciding.PARTED(), deciding.FOLLOWED(count=1))


def test_a_decision_made_by_way_of_another_still_holds_after_that_is_undone() -> None:
    a, b, c = known("a"), known("b", 1), known("c")
    of = run()
    first = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    decide(reviewer(), pair("a", "c", of=of).id, SAME, at=AT + timedelta(minutes=1))
    assert heads(a, b, c) == [b, b, b]
    gone = undo(reviewer(), first.decision_id, at=AT + timedelta(minutes=2))
    assert heads(a, b, c) == [a, b, a]
    assert deciding.JOINED_ANEW(count=1) in gone.notes
    row = Decision.objects.get(undone_at=None)
    assert (row.merged, row.into) == (c, a)
    undo(reviewer(), row.id, at=AT + timedelta(minutes=3))
    assert heads(a, b, c) == [a, b, c]


def test_undoing_a_decision_that_another_repeats_changes_no_record() -> None:
    a, b = known("a"), known("b")
    stands_for("a2", a)
    of = run()
    first = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    again = decide(reviewer(), pair("a2", "b", of=of).id, SAME, at=AT + timedelta(minutes=1))
    assert not again.moved
    undo(reviewer(), first.decision_id, at=AT + timedelta(minutes=2))
    assert heads(a, b) == [a, a]
    undo(reviewer(), again.decision_id, at=AT + timedelta(minutes=3))
    assert heads(a, b) == [a, b]


def test_different_parts_what_a_run_made_one_and_undoing_joins_it_again() -> None:
    a, b = known("a"), known("b")
    merge_organisations(at_places(Role.OFFICER, HAISHU), b, a, basis="run", at=AT)
    one = pair("a", "b", of=run())
    made = decide(reviewer(), one.id, DIFFERENT, at=AT)
    assert (made.moved, heads(a, b)) == (True, [a, b])
    gone = undo(reviewer(), made.decision_id, at=AT)
    assert (gone.notes, heads(a, b)) == ((deciding.JOINED_AGAIN(),), [a, a])


def test_what_another_decision_keeps_apart_stays_apart_until_that_goes_too() -> None:
    a, b = known("a"), known("b")
    stands_for("a2", a)
    merge_organisations(at_places(Role.OFFICER, HAISHU), b, a, basis="run", at=AT)
    of = run()
    first = decide(reviewer(), pair("a", "b", of=of).id, DIFFERENT, at=AT)
    second = decide(reviewer(), pair("a2", "b", of=of).id, DIFFERENT, at=AT)
    gone = undo(reviewer(), first.decision_id, at=AT)
    assert (gone.moved, gone.notes, heads(a, b)) == (False, (deciding.STILL_APART(),), [a, b])
    undo(reviewer(), second.decision_id, at=AT)
    assert heads(a, b) == [a, a]


def test_what_joins_by_way_of_a_decision_is_not_cut_but_the_merge_of_another_origin_is() -> None:
    a, b, h = known("a"), known("b"), known("h")
    merge_organisations(at_places(Role.OFFICER, HAISHU), a, h, basis="run", at=AT)
    of = run()
    decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    assert len(set(heads(a, b, h))) == 1
    decide(reviewer(), pair("h", "b", of=of).id, DIFFERENT, at=AT)
    assert heads(a, b) == [a, a]
    assert heads(h) == [h]


def test_one_record_cannot_be_parted_and_that_is_told() -> None:
    a = known("a")
    stands_for("b", a)
    made = decide(reviewer(), pair("a", "b", of=run()).id, DIFFERENT, at=AT)
    assert (made.moved, made.notes) == (False, (deciding.ONE_RECORD(),))
    assert in_force() == {("a", "b", "different")}


def test_a_record_whose_code_another_took_cannot_be_parted() -> None:
    a, b = known("a", 1), known("b", 1000)
    Organisation.objects.filter(pk=b).update(credit_code="")
    merge_organisations(at_places(Role.OFFICER, HAISHU), a, b, basis="", at=AT)
    split_organisation(at_places(Role.OFFICER, HAISHU), a, at=AT)
    made = decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    assert heads(a, b) == [a, a]
    # b has got the code of a meanwhile: as a head of its own it would stand twice.
    code = Organisation.objects.get(pk=a).credit_code
    Organisation.objects.filter(pk=b).update(credit_code=code)
    refused(lambda: undo(reviewer(), made.decision_id, at=AT), CODE_TAKEN)


def test_several_are_taken_back_all_or_none() -> None:
    of = run()
    ids = [decide(reviewer(), pair(f"a{n}", f"b{n}", of=of).id, SAME, at=AT).decision_id for n in range(3)]
    undo(reviewer(), ids[1], at=AT)
    refused(lambda: undo_several(reviewer(), ids, at=AT), deciding.UNDONE)
    assert [one.decision_id for one in undo_several(reviewer(), [ids[0], ids[2]], at=AT)] == [ids[2], ids[0]]
    assert in_force() == set()


def test_a_pair_of_a_run_that_is_gone_can_still_be_taken_back() -> None:
    a, b = known("a"), known("b")
    of = run()
    made = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    of.pairs.all().delete()
    gone = undo(reviewer(), made.decision_id, at=AT)
    assert (gone.pair_id, heads(a, b)) == (None, [a, b])


def test_pairs_of_a_new_run_that_were_decided_before_are_closed() -> None:
    made = decide(reviewer(), pair("a", "b", of=run()).id, DIFFERENT, at=AT)
    of = run("三月")
    again, other, person_pair = pair("a", "b", of=of), pair("a", "c", of=of), pair("a", "b", of=of, kind=Kind.PERSON)
    elsewhere = pair("a", "b", of=run("四月"))
    assert close_decided_pairs(of.pk) == 1
    assert [verdict_of(one) for one in (again, other, person_pair, elsewhere)] == ["different", "", "", ""]
    undo(reviewer(), made.decision_id, at=AT)
    assert verdict_of(again) == ""


def test_decisions_made_before_there_were_records_are_followed_when_these_come() -> None:
    of = run()
    for left, right in (("a", "b"), ("c", "d"), ("e", "f"), ("g", "union")):
        decide(reviewer(), pair(left, right, of=of).id, SAME if left != "e" else DIFFERENT, at=AT)
    a, b, c, d, e, f = (known(p, n if p in "cd" else None) for n, p in enumerate("abcdef"))
    known("g")
    stands_for("union", new_id())  # a union's record: no organisation
    assert follow_decisions(at_places(Role.OFFICER, HAISHU), at=AT) == 2
    assert heads(a, b, c, d, e, f) == [a, a, c, d, e, f]
    codes = {row.left_fingerprint: row.hindered and row.hindered["code"] for row in Decision.objects.all()}
    assert codes == {"a": None, "c": TWO_CODES.code, "e": None, "g": None}
    assert follow_decisions(at_places(Role.OFFICER, HAISHU), at=AT) == 0
    with pytest.raises(Forbidden):
        follow_decisions(at_places(Role.LEADER, HAISHU), at=AT)


def test_while_a_run_is_accepted_records_are_left_to_it() -> None:
    of = run()
    a, b, c, d = (known(p) for p in "abcd")
    officer = at_places(Role.OFFICER, HAISHU)
    merge_organisations(officer, d, c, basis="run", at=AT)
    before = decide(reviewer(), pair("c", "e", of=of).id, SAME, at=AT)
    ab, cd, one_more = pair("a", "b", of=of), pair("c", "d", of=of), pair("x", "y", of=of)
    at_work = run("采纳中", state=RunState.ACCEPTING)
    made = decide(reviewer(), ab.id, SAME, at=AT)
    assert (made.moved, made.notes, heads(a, b)) == (False, (deciding.FOLLOWS(),), [a, b])
    assert Decision.objects.get(pk=made.decision_id).hindered is None
    refused(lambda: decide(reviewer(), cd.id, DIFFERENT, at=AT), deciding.ACCEPTING)
    assert decide(reviewer(), one_more.id, DIFFERENT, at=AT).notes == ()
    undo(reviewer(), before.decision_id, at=AT)
    assert follow_decisions(officer, at=AT) == 2
    assert heads(a, b) == [a, a]
    refused(lambda: undo(reviewer(), made.decision_id, at=AT), deciding.ACCEPTING)
    Run.objects.filter(pk=at_work.pk).update(state=RunState.ACCEPTED.value)
    assert undo(reviewer(), made.decision_id, at=AT).moved
    assert decide(reviewer(), cd.id, DIFFERENT, at=AT).moved


def union(fingerprint: str, *, code: str = "", active: bool = True) -> UUID:
    """A union for which a fingerprint stands."""
    made = Union.objects.create(
        id=new_id(), name=f"工会{fingerprint}", name_key=f"工会{fingerprint}", kind="joint", code=code, active=active,
        place_id=place(HAISHU), created_at=AT,
    )  # fmt: skip
    stands_for(fingerprint, made.pk)
    return made.pk


def test_two_unions_become_one_and_two_again() -> None:
    a, b = union("a"), union("b", code="81339901MJ0000011X")
    of = run()
    made = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    assert (made.moved, made.notes, union_queries.canonical_of([a, b])) == (True, (), {a: b, b: b})
    assert list(union_queries.standing_unions().values_list("pk", flat=True)) == [b]
    assert list(union_queries.unions_visible_to(at_places(Role.OFFICER, HAISHU))) == [Union.objects.get(pk=b)]
    assert undo(reviewer(), made.decision_id, at=AT).moved
    assert union_queries.canonical_of([a, b]) == {a: a, b: b}
    assert UnionAlias.objects.filter(ends_at=AT).count() == 1
    assert union_queries.standing_unions().count() == 2


def test_two_unions_with_different_codes_stay_two_and_that_is_told() -> None:
    a, b = union("a", code="81339901MJ0000012X"), union("b", code="81339901MJ0000011X")
    made = decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    assert (made.moved, [note.kind for note in made.notes]) == (False, [TWO_UNION_CODES])
    assert union_queries.canonical_of([a, b]) == {a: a, b: b}


def test_an_organisation_and_a_union_are_never_one() -> None:
    a, b = known("a"), union("b")
    made = decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    assert (made.moved, made.notes) == (False, ())
    assert union_queries.canonical_of([a, b]) == {b: b}


def test_members_and_presences_of_two_unions_are_read_as_one_and_part_again() -> None:
    a, b, c = union("a"), union("b"), union("c")
    unit = organisation("甲协会", HAISHU)
    for one in (a, b, c):
        Presence.objects.create(union_id=one, organisation_id=unit, relation="covered")
    both, only = person("甲乙", 1), person("丙丁", 2)
    for who, one, month in ((both, a, "2023-01"), (both, b, "2022-12"), (only, b, "2023-01")):
        Membership.objects.create(person_id=who, union_id=one, active=True, month=month)
    actor = at_places(Role.OFFICER, HAISHU)

    def read() -> tuple[list[tuple[UUID, str]], dict[UUID, int], list[UUID]]:
        told = [(one.union.id, one.month) for one in memberships_of_person(actor, both)]
        counted = dict(members_by_union([a, b, c]))
        return told, counted, [one.union.id for one in union_queries.presences_of([unit])]

    apart = ([(a, "2023-01"), (b, "2022-12")], {a: 1, b: 2}, [a, b, c])
    assert read() == apart
    made = decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    assert read() == ([(a, "2023-01")], {a: 2}, [a, c])
    other = decide(reviewer(), pair("b", "c", of=run()).id, SAME, at=AT)
    assert read() == ([(a, "2023-01")], {a: 2}, [a])
    undo(reviewer(), made.decision_id, at=AT)
    assert read() == (apart[0], apart[1], [a, b])
    undo(reviewer(), other.decision_id, at=AT)
    assert read() == apart


def test_a_register_sees_two_unions_that_are_one_as_one() -> None:
    a, b = union("a"), union("b")
    unit = organisation("甲协会", HAISHU)
    Presence.objects.create(union_id=b, organisation_id=unit, relation="own")
    both = person("甲乙", 1)
    for one in (a, b):
        Membership.objects.create(person_id=both, union_id=one, active=True, month="2023-01")
    decide(reviewer(), pair("a", "b", of=run()).id, SAME, at=AT)
    officer = at_places(Role.OFFICER, HAISHU)
    told = [NewMembership(both, a, active=True, month="2023-02")]
    assert set_memberships([a], told, actor=officer, on=ON, at=AT) == (0, 1, 1)
    assert members_by_union([a]) == {a: 1}
    kept = [NewPresence(a, unit, Relation.OWN, None)]
    assert set_presences([a], kept, actor=officer, on=ON, at=AT) == (frozenset(), 0, 0)
    assert set_presences([a], [], actor=officer, on=ON, at=AT) == (frozenset({unit}), 0, 1)


def test_coverage_follows_a_union_that_turns_out_to_stand() -> None:
    gone, stands = union("a", active=False), union("b")
    unit = known("u", insured=Insured(30, "2023-01", "insurance"))
    Presence.objects.create(union_id=gone, organisation_id=unit, relation="covered")
    of = run()
    Run.objects.filter(pk=of.pk).update(as_of=ON)
    count_all({unit: Known(of.pk)}, actor=at_places(Role.OFFICER, HAISHU), at=AT)

    def covered() -> str:
        return Unit.objects.get(organisation=unit).covered

    before = covered()
    made = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    assert union_queries.canonical_of([gone]) == {gone: stands}
    assert (before, covered()) == ("none", "joint")
    undo(reviewer(), made.decision_id, at=AT)
    assert covered() == "none"


# --- coverage ----------------------------------------------------------------------------------------------------


def test_what_is_counted_follows_a_merge_and_its_undoing() -> None:
    a, b = (known(p, insured=Insured(n, "2023-01", "insurance")) for p, n in (("a", 30), ("b", 26)))
    of = run()
    Run.objects.filter(pk=of.pk).update(as_of=ON)
    officer = at_places(Role.OFFICER, HAISHU)
    count_all({one: Known(of.pk) for one in (a, b)}, actor=officer, at=AT)

    def counted() -> list[tuple[UUID, bool]]:
        return list(Unit.objects.order_by("organisation").values_list("organisation", "counts"))

    assert counted() == [(a, True), (b, True)]
    made = decide(reviewer(), pair("a", "b", of=of).id, SAME, at=AT)
    assert counted() == [(a, True)]
    assert set(WorkItem.objects.filter(listed=True).values_list("organisation", flat=True)) == {a}
    undo(reviewer(), made.decision_id, at=AT)
    assert counted() == [(a, True), (b, True)]


# --- looks -------------------------------------------------------------------------------------------------------


def test_who_was_shown_can_see_who_looked() -> None:
    someone = person("甲", 1)
    stands_for("a", someone, Kind.PERSON)
    of = run()
    shown, unknown = pair("a", "b", of=of, kind=Kind.PERSON), pair("x", "y", of=of, kind=Kind.PERSON)
    for one in (shown, unknown, pair("o", "p", of=of)):
        look_at_pair(reviewer(), one.id, at=AT)
    looks = Entry.objects.filter(act=Act.READ.value).values_list("object_id", "person_id", "fields", "action")
    assert list(looks) == [
        (shown.id, someone, ["name"], "roster.decide"),
        (unknown.id, None, ["name"], "roster.decide"),
    ]
    with pytest.raises(Absent):
        look_at_pair(reviewer("330205"), shown.id, at=AT)
