"""The tree: what may stand where, moves, history, merges, splits, ends; on a refusal nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.audit.models import Entry
from guildhall.base.organisations.models import Organisation
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden, GuildhallError, Invalid, Refused
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.contracts import Act, Founding, Ground, Part, Relation, UnionKind
from guildhall.organising.unions.events import PresencesMoved, UnionMoved, UnionsEnded, UnionsFounded, UnionSplit
from guildhall.organising.unions.models import Due, Former, Presence, Succession, Union
from guildhall.organising.unions.operations import ending, placing, tree
from guildhall.organising.unions.operations.registering import bulk_register, bulk_renew
from guildhall.organising.unions.queries.history import history_of, stood_on
from guildhall.organising.unions.rules import tree as rules
from guildhall.organising.unions.rules.paths import LAST, child_path, contains, lineage, next_path, number_after
from guildhall.organising.unions.rules.placing import over
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard
from tests.base.organisations.makers import organisation
from tests.base.people.makers import person
from tests.organising.unions.makers import (
    BASIS,
    FOUNDED,
    GULOU,
    HAISHU,
    JIANGBEI,
    NANMEN,
    NINGBO,
    PROVINCE,
    new,
    officer,
    presence,
    territory,
    told,
    union,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
K = UnionKind
TABLES: tuple[Any, ...] = (Union, Former, Presence, Succession, Due, Membership)


def state() -> list[tuple[Any, ...]]:
    """Everything that an operation of the tree may change, and the audit."""
    return [
        *(row for model in TABLES for row in model.objects.order_by("pk").values_list()),
        (Entry.objects.count(),),
    ]


def refused(kind: type[GuildhallError], act: Callable[[], object]) -> list[str]:
    """The codes of a refusal, which changed nothing and told nobody."""
    before = state()
    kinds = (UnionsFounded, UnionMoved, UnionsEnded, UnionSplit, PresencesMoved)
    with heard(*kinds) as events, pytest.raises(kind) as found:
        act()
    assert (state(), events) == (before, [])
    return [message.code for message in found.value.messages]


def path(union_id: UUID) -> str | None:
    return Union.objects.get(pk=union_id).path


# --- rules -------------------------------------------------------------------------------------------------------


def test_law_11_each_kind_stands_below_its_own() -> None:
    below = {kind: {low for low in K if kind in rules.ABOVE[low]} for kind in K}
    assert rules.ABOVE[K.PROVINCE] == frozenset()
    assert below[K.PROVINCE] == {K.CITY, K.COUNTY, K.INDUSTRIAL, K.PARK, K.SINGLE, K.JOINT, K.UNKNOWN}
    assert K.TOWN in below[K.COUNTY]
    assert below[K.SINGLE] == {K.BRANCH, K.GROUP}
    assert below[K.GROUP] == set()
    assert {K.SINGLE, K.JOINT} <= below[K.INDUSTRY]


@pytest.mark.parametrize(
    ("kind", "parent", "codes"),
    [
        (K.PROVINCE, None, []),
        (K.CITY, None, ["unions.no_parent"]),
        (K.TOWN, K.COUNTY, []),
        (K.TOWN, K.PROVINCE, ["unions.not_below"]),
        (K.COUNTY, K.TOWN, ["unions.not_below"]),
        (K.SINGLE, K.SINGLE, ["unions.not_below"]),
        (K.BRANCH, K.SINGLE, []),
        (K.BRANCH, K.TOWN, ["unions.not_below"]),
    ],
)
def test_parents_by_kind(kind: UnionKind, parent: UnionKind | None, codes: list[str]) -> None:
    assert [one.code for one in rules.parent_objections(kind, parent, "某")] == codes


@given(st.lists(st.integers(1, LAST), min_size=1, max_size=9), st.integers(1, LAST))
def test_a_path_holds_what_lies_below_it_and_nothing_else(numbers: list[int], other: int) -> None:
    whole = ""
    for number in numbers:
        whole = child_path(whole, number)
    child = child_path(whole, other)
    assert contains(whole, whole)
    assert contains(whole, child)
    assert not contains(child, whole)
    assert not contains(whole, next_path(whole))
    assert len(lineage(whole)) == len(numbers)
    assert number_after(child, whole) == other + 1
    assert number_after("", whole) == 1


def test_days_of_changes_at_their_bounds() -> None:
    def codes(on: date) -> list[str]:
        return [one.code for one in rules.day_objections(on, since=date(2022, 5, 1), today=date(2022, 6, 1))]

    assert codes(date(2022, 4, 30)) == ["unions.day_before"]
    assert codes(date(2022, 5, 1)) == codes(date(2022, 6, 1)) == []
    assert codes(date(2022, 6, 2)) == ["unions.day_ahead"]


def test_the_nearest_union_of_a_place_that_may_stand_above() -> None:
    unions = {"0001": (K.PROVINCE,), "00010001": (K.CITY,), "0001000100010001": (K.TOWN,)}
    assert over("0001000100010001", K.SINGLE, unions) == ("0001000100010001", K.TOWN)
    assert over("0001000100010002", K.SINGLE, unions) == ("00010001", K.CITY)
    assert over("0001000100010001", K.TOWN, unions, own=False) == ("00010001", K.CITY)
    assert over("0002", K.SINGLE, unions) is None


# --- founding ----------------------------------------------------------------------------------------------------


def test_founding_gives_a_path_a_clock_and_a_trace() -> None:
    made = territory()
    with heard(UnionsFounded) as events:
        one = union("甲公司工会", below=made[NANMEN], code=NANMEN)
    assert (path(made[PROVINCE]), path(one)) == ("000001", "000001" * 5)
    assert events == [UnionsFounded((one,), FOUNDED, AT)]
    # Legal-person Measures: 60 days from the founding, which is not counted itself.
    assert [(row.kind, row.due_on) for row in Due.objects.filter(union=one)] == [("apply", date(2020, 4, 30))]
    assert not Due.objects.filter(union=made[HAISHU]).exists()  # a legal person by law (TUL 15)
    assert Entry.objects.filter(object_id=one, action="unions.change").count() == 1


def test_many_at_once_are_founded_as_one_by_one() -> None:
    made = territory()
    names = [f"第{n}工会" for n in range(3)]
    for name in names:
        union(name, below=made[HAISHU])
    many = [Founding(new(name), made[JIANGBEI]) for name in names]
    branch = Founding(new("分会", K.BRANCH), many[0].union.id)
    assert tree.found_unions(officer(), [*many, branch], basis=BASIS, at=AT) == 4

    def held(parent: UUID) -> list[tuple[Any, ...]]:
        rows = Union.objects.filter(parent=parent).order_by("path")
        return [(row.name, row.kind, row.founded_on, row.active, (row.path or "")[-6:], row.proposed) for row in rows]

    single = [row for row in held(made[HAISHU]) if row[1] == "single"]
    assert [row[:4] for row in single] == [row[:4] for row in held(made[JIANGBEI])]
    assert path(branch.union.id) == f"{path(many[0].union.id)}000001"
    assert Due.objects.filter(union__parent=made[JIANGBEI]).count() == 3


@pytest.mark.parametrize(
    ("kind", "code", "below", "field"),
    [
        (K.TOWN, NANMEN, HAISHU, "place"),  # the street has its union already
        (K.TOWN, GULOU, NANMEN, "kind"),
        (K.SINGLE, HAISHU, None, "kind"),
    ],
)
def test_what_cannot_be_founded_is_said_at_its_field(kind: UnionKind, code: str, below: str | None, field: str) -> None:
    made = territory()
    parent = made[below] if below else None
    with pytest.raises(Invalid) as found:
        tree.found_union(officer(), new("乙", kind, code), parent, basis=BASIS, at=AT)
    assert set(found.value.fields) == {field}
    refused(Invalid, lambda: tree.found_union(officer(), new("乙", kind, code), parent, basis=BASIS, at=AT))
    assert refused(
        Invalid, lambda: tree.found_union(officer(), new("", code=NANMEN), made[NANMEN], basis="", at=AT)
    ) == ["unions.name_missing", "unions.basis_missing"]


# --- moving ------------------------------------------------------------------------------------------------------


def test_a_move_takes_along_all_below_and_keeps_what_was() -> None:
    made = territory()
    one = union("甲公司工会", below=made[NANMEN], code=NANMEN)
    branch = union("甲一分会", K.BRANCH, NANMEN, one)
    with heard(UnionMoved) as events:
        tree.move_union(officer(), one, made[JIANGBEI], on=date(2022, 1, 1), basis=BASIS, at=AT)
    assert events == [UnionMoved(one, made[JIANGBEI], date(2022, 1, 1))]
    assert (path(one), path(branch)) == (f"{path(made[JIANGBEI])}000001", f"{path(made[JIANGBEI])}000001000001")
    before, after = stood_on(one, date(2021, 12, 31)), stood_on(one, date(2022, 1, 1))
    assert (before and before.parent_id, after and after.parent_id) == (made[NANMEN], made[JIANGBEI])
    assert stood_on(one, date(2020, 2, 29)) is None
    assert [(row.parent_id, row.starts_on, row.ends_on, row.act) for row in history_of(one)] == [
        (made[NANMEN], FOUNDED, date(2022, 1, 1), Act.MOVED),
        (made[JIANGBEI], date(2022, 1, 1), None, None),
    ]


def test_no_union_stands_below_itself() -> None:
    made = territory()
    one = union("甲公司工会", below=made[NANMEN], code=NANMEN)
    branch = union("甲一分会", K.BRANCH, NANMEN, one)
    two = union("甲一一分会", K.BRANCH, NANMEN, branch)
    for target in (branch, two):
        act = partial(tree.move_union, officer(), branch, target, on=ON, basis=BASIS, at=AT)
        assert refused(Invalid, act) == ["unions.in_itself"]
    back = lambda: tree.move_union(officer(), one, made[NANMEN], on=ON, basis=BASIS, at=AT)  # noqa: E731 -- tried twice
    assert refused(Invalid, back) == ["unions.already_below"]


def test_a_move_needs_both_ends_in_reach_and_the_function() -> None:
    made = territory()
    one = union("甲公司工会", below=made[HAISHU])
    mine = at_places(Role.OFFICER, HAISHU)
    for who, kind in (
        (mine, Absent), (at_places(Role.OFFICER, JIANGBEI), Absent), (at_places(Role.LEADER, PROVINCE), Forbidden)
    ):  # fmt: skip
        refused(kind, partial(tree.move_union, who, one, made[JIANGBEI], on=ON, basis=BASIS, at=AT))
    tree.move_union(mine, one, made[NANMEN], on=ON, basis=BASIS, at=AT)
    assert Union.objects.get(pk=one).parent_id == made[NANMEN]


def test_two_changes_on_one_day_leave_one_row_of_history() -> None:
    made = territory()
    one = union("甲公司工会", below=made[NANMEN], code=NANMEN)
    day = date(2022, 1, 1)
    tree.move_union(officer(), one, made[HAISHU], on=day, basis=BASIS, at=AT)
    tree.rename_union(officer(), one, "乙公司工会", on=day, basis=BASIS, at=AT)
    assert [(row.name, row.ends_on) for row in history_of(one)] == [("甲公司工会", day), ("乙公司工会", None)]
    early = lambda: tree.rename_union(officer(), one, "丙", on=date(2021, 12, 31), basis=BASIS, at=AT)  # noqa: E731 -- tried once
    assert refused(Invalid, early) == ["unions.day_before"]


def test_another_kind_must_fit_above_and_below() -> None:
    made = territory()
    one = union("甲公司工会", K.JOINT, NANMEN, made[NANMEN])
    union("分会", K.BRANCH, NANMEN, one)
    wrong = lambda: tree.change_kind(officer(), one, K.INDUSTRY, on=ON, basis=BASIS, at=AT)  # noqa: E731 -- tried once
    assert refused(Invalid, wrong) == ["unions.not_below"]  # a branch does not stand below a federation
    tree.change_kind(officer(), one, K.SINGLE, on=ON, basis=BASIS, at=AT)
    assert [row.kind for row in history_of(one)] == [K.JOINT, K.SINGLE]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_after_any_moves_the_tree_is_one_and_paths_tell_it(moves: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        top = union("省", K.PROVINCE, PROVINCE)
        firm = union("甲", K.SINGLE, PROVINCE, top)
        branches = [union(f"分{n}", K.BRANCH, PROVINCE, firm) for n in range(6)]
        for one, to in moves:
            with suppress(Invalid):
                tree.move_union(officer(), branches[one], branches[to], on=ON, basis=BASIS, at=AT)
        rows = {row.pk: row for row in Union.objects.all()}
        for row in rows.values():
            above = rows[row.parent_id].path if row.parent_id else ""
            assert (row.path or "")[:-6] == above
        assert len({row.path for row in rows.values()}) == 8
        transaction.set_rollback(True)


# --- found by place ----------------------------------------------------------------------------------------------


def test_what_stands_nowhere_is_placed_by_its_place_and_marked() -> None:
    made = territory()
    street, county, other = told("甲", NANMEN), told("乙", GULOU), told("丙", JIANGBEI)
    who = at_places(Role.OFFICER, HAISHU)
    assert placing.place_unions(who, at=AT) == placing.Placed(2, 0)
    rows = {row.pk: row for row in Union.objects.filter(pk__in=[street, county, other])}
    assert [(rows[one].parent_id, rows[one].proposed) for one in (street, county, other)] == [
        (made[NANMEN], True), (made[HAISHU], True), (None, False),
    ]  # fmt: skip
    assert rows[county].path == f"{path(made[HAISHU])}000002"
    assert placing.place_unions(who, at=AT) == placing.Placed(0, 0)
    # What somebody decides is no proposal any more, and held from the beginning.
    tree.move_union(who, county, made[NANMEN], on=FOUNDED, basis=BASIS, at=AT)
    row = Union.objects.get(pk=county)
    assert (row.parent_id, row.proposed, history_of(county)[0].starts_on) == (made[NANMEN], False, FOUNDED)
    assert refused(Absent, lambda: placing.place_unions(who, place_id=place(JIANGBEI), at=AT)) == ["places.absent"]


def test_where_no_union_stands_above_nothing_is_proposed() -> None:
    told("甲", NANMEN)
    assert placing.place_unions(officer(), at=AT) == placing.Placed(0, 1)


def test_a_register_keeps_what_was_entered_and_what_was() -> None:
    made = territory()
    one = new("甲", K.FEDERATION, NANMEN)
    bulk_register([one], actor=officer(), at=AT)
    placing.place_unions(officer(), at=AT)
    tree.change_kind(officer(), one.id, K.REGIONAL, on=date(2022, 1, 1), basis=BASIS, at=AT)
    bulk_renew([replace(one, name="甲新名")], actor=officer(), at=AT)
    row = Union.objects.get(pk=one.id)
    assert (row.kind, row.name, row.parent_id) == ("regional", "甲新名", made[NANMEN])
    assert [(was.name, was.act) for was in history_of(one.id)] == [
        ("甲", Act.KIND), ("甲", Act.TOLD), ("甲新名", None),
    ]  # fmt: skip


# --- ends --------------------------------------------------------------------------------------------------------


def member(union_id: UUID) -> UUID:
    one = person("甲某")
    Membership.objects.create(person_id=one, union_id=union_id, active=True, month="2023-01")
    return one


def test_law_13_a_merger_takes_along_employers_members_and_parts() -> None:
    made = territory()
    one, into = union("甲", below=made[NANMEN], code=NANMEN), union("联合", K.JOINT, NANMEN, made[NANMEN])
    branch = union("分会", K.BRANCH, NANMEN, one)
    firm = organisation("甲公司", HAISHU)
    presence(one, firm)
    who = member(one)
    day = date(2023, 1, 1)
    with heard(UnionsEnded, PresencesMoved) as events:
        ending.merge_unions(officer(), [one], into, on=day, basis=BASIS, at=AT)
    ended = events[0]
    assert isinstance(ended, UnionsEnded)
    assert (ended.union_ids, ended.successor_id, events[1]) == ((one, branch), into, PresencesMoved((firm,)))
    assert [(r.union_id, r.relation, r.ends_on) for r in Presence.objects.order_by("pk")] == [
        (one, "own", day), (into, "covered", None),
    ]  # fmt: skip
    assert [(m.union_id, m.active, m.ends_on) for m in Membership.objects.filter(person=who).order_by("pk")] == [
        (one, False, day), (into, True, None),
    ]  # fmt: skip
    assert set(Union.objects.filter(active=False, ended_on=day).values_list("pk", flat=True)) == {one, branch}
    assert Succession.objects.get().successor_id == into
    was = stood_on(one, date(2022, 12, 31))
    assert was is not None
    assert was.active
    now = stood_on(one, day)
    assert now is not None
    assert not now.active


def test_law_13_a_union_is_dissolved_with_its_employer_or_by_resolution_alone() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    firm = organisation("甲公司", HAISHU)
    presence(one, firm)
    who = member(one)

    def dissolve(ground: Ground, **more: str) -> None:
        ending.dissolve_union(officer(), one, ground, on=ON, at=AT, **more)

    assert refused(Invalid, lambda: dissolve(Ground.EMPLOYER_ENDED)) == ["unions.employer_stands"]
    assert refused(Invalid, lambda: dissolve(Ground.RESOLVED, resolution="大会决议")) == ["unions.resolution_missing"]
    assert refused(Refused, lambda: ending.dissolve_union(officer(), made[HAISHU], Ground.RESOLVED, on=ON, at=AT)) in (
        ["unions.still_above"],
        ["unions.resolution_missing"],
    )
    Organisation.objects.filter(pk=firm).update(closed_on=ON)
    dissolve(Ground.EMPLOYER_ENDED)
    assert not Union.objects.get(pk=one).active
    assert [(m.active, m.ends_on) for m in Membership.objects.filter(person=who)] == [(False, None)]  # kept
    assert refused(Refused, lambda: dissolve(Ground.EMPLOYER_ENDED)) == ["unions.ended_already"]


def test_a_split_founds_unions_with_what_they_take_along() -> None:
    made = territory()
    one = union("联合", K.JOINT, NANMEN, made[NANMEN])
    firms = [organisation(f"甲{n}公司", HAISHU) for n in range(3)]
    for firm in firms:
        presence(one, firm, Relation.COVERED)
    day = date(2023, 1, 1)
    parts = [Part("甲零公司工会", K.SINGLE, (firms[0],))]
    with heard(UnionSplit) as events:
        (apart,) = ending.split_union(officer(), one, parts, on=day, basis=BASIS, at=AT)
    assert [event.parts for event in events if isinstance(event, UnionSplit)] == [((firms[0], apart),)]
    held = [(r.union_id, r.organisation_id, r.relation) for r in Presence.objects.filter(ends_on=None).order_by("pk")]
    assert held == [(one, firms[1], "covered"), (one, firms[2], "covered"), (apart, firms[0], "own")]
    row = Union.objects.get(pk=apart)
    assert (row.parent_id, row.founded_on) == (made[NANMEN], day)
    again = lambda: ending.split_union(officer(), one, parts, on=ON, basis=BASIS, at=AT)  # noqa: E731 -- tried once
    assert refused(Invalid, again) == ["unions.not_its_own"]


def test_covering_again_changes_nothing_and_what_ended_the_same_day_never_was() -> None:
    made = territory()
    one = union("联合", K.JOINT, NANMEN, made[NANMEN])
    firm = organisation("甲公司", HAISHU)
    ending.cover(officer(), one, firm, on=ON, at=AT)
    before = state()
    ending.cover(officer(), one, firm, on=ON, at=AT)
    assert state() == before
    ending.uncover(officer(), one, firm, on=ON, at=AT)
    assert not Presence.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_officers_change_unions(role: Role) -> None:
    made = territory()
    who = at_places(role, PROVINCE)
    for act in (
        lambda: tree.found_union(who, new("乙"), made[HAISHU], basis=BASIS, at=AT),
        lambda: tree.move_union(who, made[NANMEN], made[NINGBO], on=ON, basis=BASIS, at=AT),
        lambda: tree.rename_union(who, made[NANMEN], "乙", on=ON, basis=BASIS, at=AT),
        lambda: tree.change_kind(who, made[NANMEN], K.VILLAGE, on=ON, basis=BASIS, at=AT),
        lambda: ending.dissolve_union(who, made[NANMEN], Ground.RESOLVED, on=ON, at=AT),
        lambda: ending.merge_unions(who, [made[NANMEN]], made[HAISHU], on=ON, basis=BASIS, at=AT),
        lambda: ending.split_union(who, made[NANMEN], [], on=ON, basis=BASIS, at=AT),
        lambda: placing.place_unions(who, at=AT),
    ):
        assert refused(Forbidden, act) == ["actor.forbidden"]


def test_what_is_out_of_reach_is_absent() -> None:
    made = territory()
    who = at_places(Role.OFFICER, JIANGBEI)
    later = datetime(2023, 3, 1, tzinfo=CHINA)
    for act in (
        lambda: tree.rename_union(who, made[HAISHU], "乙", on=ON, basis=BASIS, at=later),
        lambda: tree.found_union(who, new("乙"), made[JIANGBEI], basis=BASIS, at=later),
        lambda: ending.dissolve_union(who, new_id(), Ground.RESOLVED, on=ON, at=later),
    ):
        refused(Absent, act)


def test_a_register_moves_no_place_of_a_places_own_union() -> None:
    made = territory()
    one = replace(new("南门街道工会", K.UNKNOWN, GULOU), id=made[NANMEN], active=False)
    bulk_renew([one], actor=officer(), at=AT)
    row = Union.objects.get(pk=made[NANMEN])
    assert (row.name, row.kind, row.place_id, row.active) == ("南门街道工会", "town", place(NANMEN), True)
