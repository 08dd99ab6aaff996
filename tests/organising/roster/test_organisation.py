"""An organisation's page: what registers say beside what is held, what differs, what belongs to its history."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guildhall.base.organisations.contracts import Facts, OrganisationKind, StandingKind
from guildhall.base.organisations.contracts import Insured as Headcount
from guildhall.base.organisations.models import Organisation
from guildhall.base.organisations.operations import give_standing, merge_organisations
from guildhall.base.people.models import Person
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden
from guildhall.organising.members.models import Membership
from guildhall.organising.roster.contracts import Covered
from guildhall.organising.roster.models import Change, Insured, Source
from guildhall.organising.roster.queries.organisation import organisation
from guildhall.organising.roster.rules.sources import differs, held_by, shown
from guildhall.organising.unions.contracts import Relation, UnionKind
from guildhall.organising.unions.models import Presence, Union
from tests.base.actors import AT, actor, at_places, place
from tests.base.organisations.makers import organisation as registered
from tests.base.people.makers import person
from tests.organising.makers import run, unit, work_item
from tests.organising.roster.clients import client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU, NANMEN, JIANGBEI = "330203", "330203001", "330205"


# --- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "held", "told", "expected"),
    [
        ("name", "宁波（海曙）阳光中心", "宁波(海曙)阳光中心", False),
        ("name", "宁波阳光中心", "宁波阳光", True),
        ("credit_code", "52330203MJ8999999X", " 52330203mj8999999x", False),
        ("industry", "教育", "P83", False),
        ("industry", "教育", "制造业", True),
        ("legal_representative", "阿卜杜拉·买买提", "阿卜杜拉.买买提", False),
        ("phone", "057487654321", "0574-87654321", False),
        ("phone", "057487654321", "0574-87654322", True),
        ("insured_count", "30", "41", True),
        ("closed_on", "2023-01-31", "2023-01-31 00:00:00", False),
        ("closed_on", "2023-01-31", "2023-02-01", True),
        # What only one of them says is no difference, and what is told in other words is not compared.
        ("address", "", "公园路 1 号", False),
        ("address", "公园路 1 号", "", False),
        ("district", "海曙区", "330203", False),
        ("status", "", "正常", False),
    ],
)
def test_what_differs(field: str, held: str, told: str, expected: bool) -> None:
    assert differs(field, held, told) is expected


def test_telephone_numbers_are_masked_and_facts_told_as_registers_write_them() -> None:
    assert shown("phone", "057487654321") == "057*****4321"
    assert shown("address", " 公园路  1 号 ") == "公园路 1 号"
    facts = Facts(
        "甲", OrganisationKind.FOUNDATION, industry="P", insured=Headcount(30, "2023-01", "insurance"),
        closed_on=date(2023, 1, 31),
    )  # fmt: skip
    told = held_by(facts, "海曙区")
    assert {name: value for name, value in told.items() if value} == {
        "name": "甲", "org_type": "基金会", "district": "海曙区", "industry": "教育", "insured_count": "30",
        "month": "2023-01", "closed_on": "2023-01-31",
    }  # fmt: skip


def test_a_union_chair_is_named_to_those_who_may_read_people() -> None:
    held = run()
    made = unit(held, "海曙阳光中心", NANMEN)
    Source.objects.create(
        organisation_id=made, run=held, register="union", values={"leader": "甲乙丙"}, file="工会.xlsx", row=2, rows=1,
        method="exact_code",
    )  # fmt: skip
    address = reverse("roster:organisation", args=[made])
    seen = {
        role: "甲乙丙" in client(role, HAISHU).get(address).content.decode() for role in (Role.OFFICER, Role.LEADER)
    }
    assert seen == {Role.OFFICER: True, Role.LEADER: False}


# --- the whole of it ---------------------------------------------------------------------------------------------


def _filled(rows: int) -> UUID:
    """An organisation with so many of everything that hangs on one."""
    held = run()
    made = unit(held, "海曙阳光中心", NANMEN, covered=Covered.OWN, phone="057487654321")
    work_item("", NANMEN, organisation_id=made, handed_to=NANMEN)
    for number in range(rows):
        Source.objects.create(
            organisation_id=made, run=held, register="insurance" if number % 2 else "civil_affairs",
            values={"name": f"海曙阳光{number}", "phone": "0574-87654321"}, file="名单.xlsx", row=number + 2, rows=1,
            method="exact_code",
        )  # fmt: skip
        Change.objects.create(
            run=held, organisation_id=made, entity="O1", name="甲", field="insured", before="30", after=f"{number}"
        )
        standing = Union.objects.create(
            id=new_id(), name=f"第{number}工会", name_key=f"{number}", kind=UnionKind.SINGLE.value, code="",
            place_id=place(NANMEN), active=True, created_at=AT,
        )  # fmt: skip
        Presence.objects.create(union=standing, organisation_id=made, relation=Relation.OWN.value)
        somebody = person(f"丙{number}")
        Insured.objects.create(
            person=Person.objects.get(pk=somebody), organisation_id=made, month="2023-01", digest=b""
        )
        Membership.objects.create(person_id=somebody, union=standing, active=True, month="2023-01")
        give_standing(
            at_places(Role.OFFICER, HAISHU), made, StandingKind.QUALIFICATION, f"资质{number}",
            starts_on=date(2022, 1, 1), source="民政局", at=AT,
        )  # fmt: skip
    return made


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_it_costs_the_same_however_much_hangs_on_it(role: Role) -> None:
    costs = []
    for rows in (1, 3):
        made = _filled(rows)
        who = at_places(role, HAISHU)
        with CaptureQueriesContext(connection) as captured:
            view = organisation(who, made)
        costs.append(len(captured))
        found = (len(view.sources), len(view.presences), len(view.changes), view.insured.number)
        assert found == (rows, rows, rows, rows)
        assert list(view.members.values()) == [1] * rows
        assert view.work is not None
    assert costs[0] == costs[1] <= 16


def test_records_that_count_as_one_are_told_together() -> None:
    made = _filled(1)
    twin = registered("海曙阳光服务中心", NANMEN)
    merge_organisations(at_places(Role.OFFICER, HAISHU), twin, made, basis="同一地址", at=AT)
    view = organisation(at_places(Role.OFFICER, HAISHU), twin)
    assert (view.detail.summary.id, len(view.detail.records)) == (made, 2)
    assert [alias.basis for alias in view.detail.aliases] == ["同一地址"]
    assert len(view.sources) == 1


def test_what_a_run_only_proposed_is_no_history() -> None:
    made = _filled(1)
    waiting = run(accepted_at=None)
    Change.objects.create(run=waiting, organisation_id=made, entity="O1", name="甲", field="name", after="乙")
    changes = organisation(at_places(Role.OFFICER, HAISHU), made).changes
    assert [(change.field, change.after) for change in changes] == [("insured", "0")]


@pytest.mark.parametrize(
    ("role", "code", "refused"),
    [
        (Role.OFFICER, JIANGBEI, Absent),
        (Role.VISITOR, "330203005", Absent),
        (Role.MEMBER, HAISHU, Forbidden),
        (Role.AUDITOR, HAISHU, Forbidden),
    ],
)
def test_who_may_not_open_it(role: Role, code: str, refused: type[Exception]) -> None:
    made = _filled(1)
    with pytest.raises(refused):
        organisation(at_places(role, code), made)
    with pytest.raises(Forbidden):
        organisation(actor(Role.MEMBER), made)


def html(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content, "utf-8")


def test_a_street_sees_what_was_handed_to_it_and_no_name_of_a_worker() -> None:
    made = _filled(2)
    Organisation.objects.filter(pk=made).update(provenance={"name": ["civil_affairs", "x", 12]})
    shown_to = {
        role: html(client(role, code).get(reverse("roster:organisation", args=[made])))
        for role, code in ((Role.VISITOR, NANMEN), (Role.OFFICER, HAISHU))
    }
    for page in shown_to.values():
        assert "丙0" not in page
        assert "057487654321" not in page
        assert "0574-87654321" not in page
        assert "<mark>海曙阳光0</mark>" in page
        assert "民政登记 第 12 条" in page
        assert "2人" in page
    # Coverage is not a street's function: no link leads there.
    assert "/roster/coverage" not in shown_to[Role.VISITOR]
    assert f"/roster/coverage/{place(NANMEN)}" in shown_to[Role.OFFICER]
