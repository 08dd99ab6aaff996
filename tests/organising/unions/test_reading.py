"""Pages, lists and queries of unions: by visibility, by query count, by key; groups of companies and key lists."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.base.organisations.models import Organisation
from guildhall.base.people.contracts import Sex
from guildhall.base.people.models import Person
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.contracts import Relation, UnionKind
from guildhall.organising.unions.contracts.companies import Standing, Tie
from guildhall.organising.unions.models import CompanyGroup, CompanyLink, KeyEntry, KeyList, Union
from guildhall.organising.unions.operations import companies as operations
from guildhall.organising.unions.operations import terms
from guildhall.organising.unions.queries import companies
from guildhall.organising.unions.queries.tree import found_unions_by, level, tops
from guildhall.organising.unions.queries.union import union_view
from guildhall.organising.unions.rules.coverage import standing
from tests.base.actors import AT, ON, at_places, place
from tests.base.organisations.makers import organisation
from tests.base.people.makers import person
from tests.organising.roster.clients import client
from tests.organising.unions.makers import (
    BASIS,
    HAISHU,
    JIANGBEI,
    NANMEN,
    NINGBO,
    PROVINCE,
    officer,
    presence,
    term,
    territory,
    told,
    union,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
K = UnionKind


# --- the tree ----------------------------------------------------------------------------------------------------


def test_a_tree_begins_at_ones_own_places() -> None:
    made = territory()
    assert [one.id for one in tops(at_places(Role.LEADER, HAISHU))] == [made[HAISHU]]
    assert [one.id for one in tops(at_places(Role.LEADER, HAISHU, JIANGBEI))] == [made[HAISHU], made[JIANGBEI]]
    assert [one.id for one in tops(officer())] == [made[PROVINCE]]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_level_shows_what_stands_below_in_constant_queries(rows: int, django_assert_max_num_queries: Any) -> None:
    made = territory()
    for number in range(rows):
        one = union(f"甲{number}", below=made[NANMEN], code=NANMEN)
        union(f"分{number}", K.BRANCH, NANMEN, one)
        Membership.objects.create(person_id=person(f"乙{number}"), union_id=one, active=True, month="2023-01")
    mine = at_places(Role.REVIEWER, HAISHU)
    with django_assert_max_num_queries(6):
        found = level(mine, made[NANMEN], size=10)
    assert [one.name for one in found.above] == ["浙江省总工会", "宁波市总工会", "海曙区总工会"]
    assert [(node.union.name, node.below.number, node.members, node.place) for node in found.page.rows] == [
        (f"甲{number}", 1, 1, "南门街道") for number in range(rows)
    ]
    assert found.page.total.number == rows
    with pytest.raises(Absent):
        level(at_places(Role.OFFICER, JIANGBEI), made[NANMEN], size=10)
    with pytest.raises(Forbidden):
        level(at_places(Role.VISITOR, HAISHU), made[NANMEN], size=10)


def test_below_a_union_one_sees_ones_own_places_alone() -> None:
    made = territory()
    top = union("产业工会", K.INDUSTRIAL, HAISHU, made[NINGBO])
    mine, other = union("甲", below=top), union("乙", below=top, code=JIANGBEI)
    seen = [node.union.id for node in level(at_places(Role.OFFICER, HAISHU), top, size=10).page.rows]
    assert (seen, other in seen) == ([mine], False)


def test_long_branches_go_on_by_key_and_back() -> None:
    made = territory()
    names = [f"甲{number}" for number in range(7)]
    for name in names:
        union(name, below=made[NANMEN], code=NANMEN)
    seen, after = [], None
    for _ in range(3):
        page = level(officer(), made[NANMEN], size=3, after=after).page
        seen.append([node.union.name for node in page.rows])
        after = page.after
    assert (seen, after) == ([names[:3], names[3:6], names[6:]], None)
    back = level(officer(), made[NANMEN], size=3, before=page.before).page
    assert [node.union.name for node in back.rows] == names[3:6]


def test_finding_by_name_code_and_what_stands_nowhere() -> None:
    made = territory()
    one, lost = union("甲公司工会", below=made[NANMEN], code=NANMEN), told("乙公司工会", NANMEN)
    Union.objects.filter(pk=one).update(code="81330203MC1234566K")
    told("公司在外", JIANGBEI)
    mine = at_places(Role.OFFICER, HAISHU)

    def found(**asked: Any) -> list[UUID]:
        return [node.union.id for node in found_unions_by(mine, size=10, **asked).rows]

    assert set(found(text="公司")) == {one, lost}
    assert found(text="81330203mc1234566k") == [one]
    assert found(placed=False) == [lost]
    with pytest.raises(Forbidden):
        found_unions_by(at_places(Role.MEMBER, HAISHU), size=10)


def test_a_union_of_any_size_takes_the_same_queries(django_assert_max_num_queries: Any) -> None:
    made = territory()
    one = union("联合", K.JOINT, NANMEN, made[NANMEN])
    for number in range(3):
        presence(one, organisation(f"甲{number}公司", HAISHU), Relation.COVERED)
    terms.begin_term(officer(), one, term(), at=AT)
    terms.begin_term(officer(), one, term(date(2023, 2, 1)), at=AT)
    with django_assert_max_num_queries(18):
        view = union_view(at_places(Role.LEADER, HAISHU), one, on=ON, today=ON)
    assert (len(view.employers), len(view.terms), view.cautions) == (3, 2, ())
    with pytest.raises(Absent):
        union_view(at_places(Role.LEADER, JIANGBEI), one, on=ON, today=ON)


def test_womens_regulations_11_ten_women_have_a_committee() -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(), at=AT)

    def cautions() -> list[str]:
        return [caution.code for caution in union_view(officer(), one, on=ON, today=ON).cautions]

    for number in range(10):
        assert "unions.women_committee" not in cautions()
        who = person(f"乙{number}")
        Person.objects.filter(pk=who).update(sex=Sex.FEMALE.value)
        Membership.objects.create(person_id=who, union_id=one, active=True, month="2023-01")
    assert "unions.women_committee" in cautions()


# --- companies ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has_union", "insured", "closed_on", "expected"),
    [
        (True, 10, None, Standing.HAS), (False, 24, None, Standing.COULD), (False, 25, None, Standing.MUST),
        (False, None, None, Standing.UNKNOWN), (True, 30, ON, Standing.CLOSED), (False, 0, None, Standing.COULD),
    ],
)  # fmt: skip
def test_how_an_employer_stands(
    has_union: bool, insured: int | None, closed_on: date | None, expected: Standing
) -> None:
    assert standing(has_union=has_union, insured=insured, closed_on=closed_on, on=ON) is expected


def companies_of(*insured: int, code: str = HAISHU) -> list[UUID]:
    made = [organisation(f"甲{code}{number}公司", code) for number in range(len(insured))]
    for one, count in zip(made, insured, strict=True):
        Organisation.objects.filter(pk=one).update(insured_count=count, insured_month="2023-01")
    return made


def test_a_group_says_who_has_a_union_could_and_must(django_assert_max_num_queries: Any) -> None:
    made = territory()
    head, small, outside = *companies_of(100, 10), *companies_of(50, code=JIANGBEI)
    one = union("甲公司工会", below=made[HAISHU])
    presence(one, head)
    Membership.objects.create(person_id=person("乙"), union_id=one, active=True, month="2023-01")
    city = at_places(Role.OFFICER, NINGBO)
    group = operations.open_group(city, place(HAISHU), "某快递", head, on=ON, at=AT)
    operations.link_companies(city, group, [small], Tie.BRANCH, on=ON, at=AT)
    operations.link_companies(city, group, [outside], Tie.STATION, on=ON, at=AT)
    with django_assert_max_num_queries(9):
        view = companies.group(at_places(Role.LEADER, HAISHU), group)
    assert [(row.organisation_id, row.tie, row.standing, row.members) for row in view.rows] == [
        (head, Tie.HEAD, Standing.HAS, 1), (small, Tie.BRANCH, Standing.COULD, None),
    ]  # fmt: skip
    assert (view.withheld, dict(view.counts), view.total) == (
        1, {Standing.HAS: 1, Standing.COULD: 1, Standing.MUST: 1}, 3,
    )  # fmt: skip
    (listed,) = companies.groups(city)
    assert (listed.covered, listed.total) == (1, 3)
    assert companies.groups(at_places(Role.OFFICER, JIANGBEI)) == ()
    with pytest.raises(Absent):
        companies.group(at_places(Role.OFFICER, JIANGBEI), group)


def test_what_a_group_refuses_changes_nothing() -> None:
    territory()
    head, other = companies_of(100, 10)
    (far,) = companies_of(10, code=JIANGBEI)
    mine = at_places(Role.OFFICER, HAISHU)
    group = operations.open_group(mine, place(HAISHU), "某快递", head, on=ON, at=AT)

    def state() -> list[Any]:
        return [
            Entry.objects.count(), *CompanyLink.objects.values_list(), *CompanyGroup.objects.values_list(),
        ]  # fmt: skip

    def refused(kind: type[Exception], act: Any) -> None:
        before = (
            Entry.objects.count(),
            list(CompanyLink.objects.values_list()),
            list(CompanyGroup.objects.values_list()),
        )
        with pytest.raises(kind):
            act()
        after = (
            Entry.objects.count(),
            list(CompanyLink.objects.values_list()),
            list(CompanyGroup.objects.values_list()),
        )
        assert after == before

    refused(Invalid, lambda: operations.link_companies(mine, group, [head], Tie.BRANCH, on=ON, at=AT))
    refused(Invalid, lambda: operations.link_companies(mine, group, [other], Tie.HEAD, on=ON, at=AT))
    refused(Absent, lambda: operations.link_companies(mine, group, [far], Tie.BRANCH, on=ON, at=AT))
    refused(Absent, lambda: operations.link_companies(mine, new_id(), [other], Tie.BRANCH, on=ON, at=AT))
    refused(Absent, lambda: operations.open_group(mine, place(JIANGBEI), "某", head, on=ON, at=AT))
    refused(Invalid, lambda: operations.open_group(mine, place(HAISHU), "", head, on=ON, at=AT))
    leader = at_places(Role.LEADER, HAISHU)
    refused(Forbidden, lambda: operations.link_companies(leader, group, [other], Tie.BRANCH, on=ON, at=AT))
    operations.unlink_companies(mine, group, [head], on=ON, at=AT)
    assert not CompanyLink.objects.exists()  # it began on the same day


def test_a_key_list_tells_its_progress() -> None:
    made = territory()
    one, two = companies_of(100, 200)
    mine = at_places(Role.OFFICER, HAISHU)
    target = date(2023, 12, 31)
    held = operations.open_key_list(mine, place(HAISHU), "重点", target_share=80, target_on=target, at=AT)
    assert operations.add_to_list(mine, held, [one, two], on=ON, at=AT) == 2
    presence(union("甲", below=made[HAISHU]), one)
    (listed,) = companies.key_lists(mine)
    assert (listed.covered, listed.total, listed.target_share, listed.target_on) == (1, 2, 80, target)
    view = companies.key_list(mine, held)
    assert [(row.organisation_id, row.standing) for row in view.rows] == [(two, Standing.MUST), (one, Standing.HAS)]
    for share, day in ((0, target), (101, target), (80, ON)):
        with pytest.raises(Invalid):
            operations.open_key_list(mine, place(HAISHU), "重点", target_share=share, target_on=day, at=AT)
    operations.take_off_list(mine, held, [two], on=ON, at=AT)
    assert KeyEntry.objects.filter(removed_on=None).count() == 1
    assert KeyList.objects.count() == 1


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk() -> Client:
    return client(Role.OFFICER, HAISHU)


def test_the_pages_of_a_county(desk: Client) -> None:
    made = territory()
    one = union("甲公司工会", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(), at=AT)
    for address, said in (
        ("/unions/", "南门街道总工会"), (f"/unions/{made[NANMEN]}/tree", "甲公司工会"),
        ("/unions/find?q=甲公司", "甲公司工会"), (f"/unions/{one}", "乙某"),
        (f"/unions/{one}?on=2019-01-01", "这一天还没有记载"), ("/unions/terms", "甲公司工会"),
        ("/unions/certificates", "甲公司工会"),
    ):  # fmt: skip
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert said in answer.content.decode(), address
    assert desk.get(f"/unions/{made[JIANGBEI]}").status_code == 404


def test_a_form_does_its_act_or_says_what_is_wrong_at_its_field(desk: Client) -> None:
    made = territory()
    one = union("甲公司工会", below=made[HAISHU])
    sent = {"parent": "南门街道总工会", "on": "2023-02-01", "basis": BASIS}
    wrong = desk.post(f"/unions/{one}/move", {**sent, "on": "2019-02-01"})
    assert wrong.status_code == 422
    assert "日期不能早于" in wrong.content.decode()
    lost = desk.post(f"/unions/{one}/move", {**sent, "parent": "没有这个"})
    assert (lost.status_code, "您的范围内没有找到" in lost.content.decode()) == (422, True)
    right = desk.post(f"/unions/{one}/move", sent)
    assert (right.status_code, right["Location"]) == (302, f"/unions/{one}")
    assert Union.objects.get(pk=one).parent_id == made[NANMEN]


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("found", {"name": "新工会", "kind": "single", "founded_on": "2023-02-01", "basis": BASIS}),
        ("rename", {"name": "新名称", "on": "2023-02-01", "basis": BASIS}),
        ("kind", {"kind": "park", "on": "2023-02-01", "basis": BASIS}),
        ("term", {"elected_on": "2023-02-01", "years": "5", "seats": "5", "chair": "甲", "vice_chairs": "乙\n丙",
                  "members": "丁", "funds": "乙", "audit": "戊", "women": "己", "basis": BASIS}),
        ("apply", {"filing": "new", "on": "2023-02-01"}),
    ],
)  # fmt: skip
def test_acts_by_their_forms(act: str, data: dict[str, str], desk: Client) -> None:
    made = territory()
    assert desk.get(f"/unions/{made[NANMEN]}/{act}").status_code == 200
    before = Entry.objects.count()
    assert desk.post(f"/unions/{made[NANMEN]}/{act}", data).status_code == 302
    assert Entry.objects.count() == before + 1


def test_a_term_from_its_end_to_its_certificate_by_forms(desk: Client) -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    organisation("甲公司", HAISHU)
    terms.begin_term(officer(), one, term(), at=AT)
    for act, data in (
        ("delay", {"until": "2023-08-01", "basis": BASIS}),
        ("cover", {"organisation": "甲公司", "on": "2023-02-01"}),
        ("seat", {"committee": "union", "name": "丁", "post": "member", "on": "2023-02-01", "basis": BASIS}),
        ("apply", {"filing": "new", "on": "2023-02-01"}),
        ("decide", {"verdict": "refuse", "on": "2023-02-02", "reason": "没有住所"}),
        ("uncover", {"organisation": "甲公司", "on": "2023-02-10"}),
    ):
        assert desk.post(f"/unions/{one}/{act}", data).status_code == 302, act
    sitting = union_view(officer(), one, on=ON, today=ON).terms[0].committees[0].officers[-1]
    sent = {"officer": str(sitting.id), "leaving": "resigned", "on": "2023-02-20", "basis": BASIS}
    assert desk.post(f"/unions/{one}/unseat", sent).status_code == 302


def test_unions_merge_split_and_end_by_forms(desk: Client) -> None:
    made = territory()
    one, into = union("甲", below=made[NANMEN], code=NANMEN), union("联合", K.JOINT, NANMEN, made[NANMEN])
    for number in range(2):
        presence(into, organisation(f"甲{number}公司", HAISHU), Relation.COVERED)
    day = {"on": "2023-02-01", "basis": BASIS}
    assert desk.post(f"/unions/{one}/merge", {"into": "联合", **day}).status_code == 302
    sent = {"name": "甲零工会", "kind": "single", "organisations": "甲0公司", **day}
    assert desk.post(f"/unions/{into}/split", sent).status_code == 302
    sent = {"ground": "resolved", "on": "2023-02-02", "resolution": "大会", "approval": "批复"}
    assert desk.post(f"/unions/{into}/dissolve", sent).status_code == 302
    assert not Union.objects.get(pk=into).active


def test_groups_and_lists_by_their_forms(desk: Client) -> None:
    territory()
    head, other = companies_of(100, 10)
    names = dict(Organisation.objects.values_list("pk", "name"))
    sent = {"place": str(place(HAISHU)), "name": "某快递", "head": names[head], "on": "2023-02-01"}
    made = desk.post("/unions/groups/new", sent)
    assert made.status_code == 302
    page = desk.get(made["Location"]).content.decode()
    assert names[head] in page
    assert (
        desk.post(made["Location"], {"organisation": names[other], "tie": "branch", "on": "2023-02-01"}).status_code
        == 302
    )
    assert desk.post(f"{made['Location']}/off", {"chosen": [str(other)]}).status_code == 302
    sent = {"place": str(place(HAISHU)), "name": "重点", "target_share": "80", "target_on": "2099-12-31"}
    listed = desk.post("/unions/lists/new", sent)
    assert desk.post(listed["Location"], {"organisation": names[head], "on": "2023-02-01"}).status_code == 302
    assert names[head] in desk.get(listed["Location"]).content.decode()
    assert desk.post(f"{listed['Location']}/off", {"chosen": [str(head)]}).status_code == 302
    for address in ("/unions/groups", "/unions/lists"):
        assert desk.get(address).status_code == 200


def test_terms_are_taken_out_as_a_workbook_and_that_is_recorded(desk: Client) -> None:
    made = territory()
    one = union("甲", below=made[NANMEN], code=NANMEN)
    terms.begin_term(officer(), one, term(), at=AT)
    answer = desk.post("/unions/terms/export?stage=beyond")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert Entry.objects.filter(fields=["terms"], count=1).count() == 1


def test_the_tree_page_takes_the_same_queries_with_one_row_and_with_three(desk: Client) -> None:
    made = territory()
    counts = []
    for number in range(2):
        for more in range(2 * number + 1):
            union(f"甲{number}{more}", below=made[NANMEN], code=NANMEN)
        with CaptureQueriesContext(
            connection,
        ) as found:
            desk.get(f"/unions/{made[NANMEN]}/tree")
        counts.append(len(found))
    assert counts[0] == counts[1] <= 14


def test_unions_without_a_parent_are_placed_from_the_list(desk: Client) -> None:
    made = territory()
    lost = told("甲", NANMEN)
    assert "按地方推定上级" in desk.get("/unions/find").content.decode()
    assert desk.post("/unions/place").status_code == 302
    assert Union.objects.get(pk=lost).parent_id == made[NANMEN]
    assert "按地方推定" in desk.get("/unions/find?open=1").content.decode()
