"""Every address of coverage and work × every role × inside and outside their places: list, detail, export, search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.organising.roster.models import SavedView, Visit, WorkItem
from guildhall.organising.roster.operations.work import HANDING
from tests.base.actors import place
from tests.organising.makers import run, unit, work_item
from tests.organising.roster.clients import account, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
OK, SENT_ON, WRONG, FORBIDDEN, ABSENT = 200, 302, 422, 403, 404
#: A street in a county, and another county: where roles are given, and where they are not.
STREET, COUNTY, OTHER = "330203001", "330203", "330205"
READERS = {Role.OFFICER, Role.REVIEWER, Role.LEADER}
WORKERS = {Role.OFFICER, Role.LEADER, Role.VISITOR}


@dataclass(frozen=True)
class Ids:
    """What stands in a place, under one name everywhere."""

    place: UUID
    organisation: UUID
    work: UUID


def _made(name: str, code: str, handed_to: str) -> Ids:
    made = unit(run(), name, code)
    return Ids(place(code), made, work_item(name, code, organisation_id=made, handed_to=handed_to))


@pytest.fixture
def inside(places: None) -> Ids:
    return _made("海曙某所", STREET, STREET)


@pytest.fixture
def outside(places: None) -> Ids:
    return _made("江北某所", OTHER, "330205001")


def _client(role: Role) -> Client:
    return signed_in(account(role, STREET if role is Role.VISITOR else COUNTY))


def _expected(role: Role, roles: set[Role], answer: int) -> int:
    return answer if role in roles else FORBIDDEN


@pytest.mark.parametrize("role", list(Role))
def test_lists_and_searches_show_what_is_inside_alone(inside: Ids, outside: Ids, role: Role) -> None:
    asked = _client(role)
    for address, roles in (
        ("/roster/coverage", READERS),
        ("/roster/organisations", READERS),
        ("/roster/organisations?q=某所", READERS),
        ("/roster/work", WORKERS),
        ("/roster/work?q=某所", WORKERS),
        ("/roster/work?state=every&reason=work.joint_nearby", WORKERS),
        ("/roster/work/export?q=某所", {Role.OFFICER, Role.LEADER}),
    ):
        answer = asked.get(address)
        assert (address, answer.status_code) == (address, _expected(role, roles, OK))
        assert "江北" not in str(answer.content, "utf-8")
        if answer.status_code == OK and address.startswith(("/roster/org", "/roster/work?", "/roster/work/e")):
            assert ("海曙某所" if "export" not in address else "1家") in str(answer.content, "utf-8")


@pytest.mark.parametrize("role", list(Role))
def test_things_open_inside_and_are_as_if_absent_outside(inside: Ids, outside: Ids, role: Role) -> None:
    asked = _client(role)
    for ids, answer in ((inside, OK), (outside, ABSENT)):
        found = {
            "coverage": asked.get(reverse("roster:coverage-of", args=[ids.place])).status_code,
            "behind": asked.get(reverse("roster:organisations"), {"place": str(ids.place)}).status_code,
            "organisation": asked.get(reverse("roster:organisation", args=[ids.organisation])).status_code,
            "work": asked.get(reverse("roster:work-item", args=[ids.work])).status_code,
            "listed": asked.get(reverse("roster:work"), {"place": str(ids.place)}).status_code,
            "export": asked.get(reverse("roster:export-work"), {"place": str(ids.place)}).status_code,
        }
        assert found == {
            "coverage": _expected(role, READERS, answer),
            "behind": _expected(role, READERS, answer),
            "organisation": _expected(role, {*READERS, Role.VISITOR, Role.ADMINISTRATOR}, answer),
            "work": _expected(role, WORKERS, answer),
            "listed": _expected(role, WORKERS, answer),
            "export": _expected(role, {Role.OFFICER, Role.LEADER}, answer),
        }


def _changed() -> list[Any]:
    rows = WorkItem.objects.order_by("pk").values_list("pk", "state", "assigned", "last_outcome")
    return [*rows, Visit.objects.count(), SavedView.objects.count()]


@pytest.mark.parametrize("role", list(Role))
def test_acts_work_inside_and_change_nothing_elsewhere(inside: Ids, outside: Ids, role: Role) -> None:
    asked = _client(role)
    visit = {"on": "2023-02-20", "outcome": "thinking", "note": ""}

    def hand(ids: Ids, act: str) -> Mapping[str, Any]:
        return {"act": act, "chosen": str(ids.work), "confirmed": "1", "place": str(place("330203005"))}

    out = reverse("roster:hand-out")
    for ids, done in ((outside, ABSENT), (inside, SENT_ON)):
        before = _changed()
        found = {
            "back": asked.post(out, hand(ids, "take_back")).status_code,
            "assign": asked.post(out, hand(ids, "assign")).status_code,
            "visit": asked.post(reverse("roster:work-item", args=[ids.work]), visit).status_code,
            "export": asked.post(
                reverse("roster:export-work") + f"?place={ids.place}", {"purpose": "visits"}
            ).status_code,
        }
        # A visitor's item is no longer theirs after an officer took it; here nobody else acts.
        assert found == {
            "back": _expected(role, {Role.OFFICER}, done),
            "assign": _expected(role, {Role.OFFICER}, done),
            "visit": _visit(role, done),
            "export": _expected(role, {Role.OFFICER, Role.LEADER}, OK if done == SENT_ON else ABSENT),
        }
        if done == ABSENT or role not in {Role.OFFICER, Role.VISITOR}:
            assert _changed() == before


def _visit(role: Role, done: int) -> int:
    if role is Role.LEADER:
        # They see the item, and may not visit it; outside it is not there for them.
        return FORBIDDEN if done == SENT_ON else ABSENT
    return _expected(role, {Role.OFFICER, Role.VISITOR}, done)


def test_jobs_and_views_are_their_owners(inside: Ids) -> None:
    owner, other = _client(Role.OFFICER), _client(Role.OFFICER)
    owner.post(reverse("roster:save-view"), {"name": "大的", "filter_size": "large", "filter_state": "x"})
    view = SavedView.objects.get()
    assert (view.query, view.page) == ("size=large", "work")
    delete = reverse("roster:delete-view", args=[view.id])
    assert other.post(delete).status_code == ABSENT
    assert owner.post(delete).status_code == SENT_ON
    assert owner.post(reverse("roster:save-view"), {"name": ""}).status_code == WRONG
    assert owner.get(reverse("roster:handing", args=[new_id()])).status_code == ABSENT
    assert owner.post(reverse("roster:cancel-handing", args=[new_id()])).status_code == ABSENT


def test_many_are_handed_out_by_a_job_that_its_owner_watches(inside: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    from guildhall.infra.models import Job
    from guildhall.organising.roster.pages import handing

    monkeypatch.setattr(handing, "AT_ONCE", 0)
    owner = _client(Role.OFFICER)
    sent = {"act": "take_back", "all": "1"}
    asked = owner.post(reverse("roster:hand-out"), sent)
    assert "后台办理" in str(asked.content, "utf-8")
    done = owner.post(reverse("roster:hand-out"), {**sent, "confirmed": "1"})
    job = Job.objects.get(kind=HANDING)
    assert done["Location"] == reverse("roster:handing", args=[job.id])
    assert "排队中" in str(owner.get(done["Location"]).content, "utf-8")
    piece = str(owner.get(done["Location"], headers={"HX-Request": "true"}).content, "utf-8")
    assert piece.startswith("<section")
    assert _client(Role.OFFICER).get(done["Location"]).status_code == ABSENT
    owner.post(reverse("roster:cancel-handing", args=[job.id]))
    assert "已取消" in str(owner.get(done["Location"]).content, "utf-8")


def test_one_is_asked_where_work_goes_before_it_goes(inside: Ids) -> None:
    owner, out = _client(Role.OFFICER), reverse("roster:hand-out") + "?size=small"
    chosen = {"act": "assign", "chosen": str(inside.work)}
    asked = str(owner.post(out, chosen).content, "utf-8")
    assert "南门街道" in asked
    assert str(inside.work) in asked
    assert "/roster/work?size=small" in asked
    before = _changed()
    wrong = owner.post(out, {**chosen, "confirmed": "1", "place": str(place(OTHER))})
    assert (wrong.status_code, _changed()) == (WRONG, before)
    taken = owner.post(out, {**chosen, "confirmed": "1", "place": str(place("330203005"))})
    assert (taken.status_code, _changed()) == (409, before)
    assert owner.post(out, {"act": "assign"}).status_code == WRONG
    assert owner.post(out, {"act": "assign", "chosen": "x"}).status_code == ABSENT
    done = owner.post(out, {"act": "take_back", "chosen": str(inside.work), "confirmed": "1"})
    assert (done.status_code, done["Location"]) == (SENT_ON, "/roster/work?size=small")


def test_a_visit_filled_in_wrongly_keeps_what_was_typed(inside: Ids) -> None:
    asked = _client(Role.VISITOR)
    address = reverse("roster:work-item", args=[inside.work])
    answer = asked.post(address, {"on": "2999-01-01", "outcome": "agreed", "note": "谈过"})
    shown = str(answer.content, "utf-8")
    assert (answer.status_code, "走访日期晚于今天" in shown, "谈过</textarea>" in shown) == (WRONG, True, True)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("role", sorted(WORKERS))
def test_the_page_of_work_costs_eight_queries_at_most(
    inside: Ids, django_assert_max_num_queries: Any, role: Role
) -> None:
    asked = _client(role)
    with django_assert_max_num_queries(8):
        assert asked.get("/roster/work?state=every").status_code == OK
