"""Handing out, taking back, visits, saved views: what changes, what is refused and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from guildhall.base.audit.models import Entry
from guildhall.base.organisations.models import Organisation
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.contracts import State
from guildhall.infra.jobs.operations import ask_to_cancel
from guildhall.infra.jobs.queries import find_job
from guildhall.infra.jobs.worker import Worker
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import FixedClock
from guildhall.kernel.errors import Absent, Forbidden, GuildhallError, Invalid, Refused
from guildhall.organising.roster.contracts import Handed, Outcome, Purpose, Size, WorkState
from guildhall.organising.roster.events import VisitRecorded, WorkAssigned
from guildhall.organising.roster.models import SavedView, Visit, WorkItem
from guildhall.organising.roster.operations import exporting
from guildhall.organising.roster.operations import work as operations
from guildhall.organising.roster.operations.exporting import export_work
from guildhall.organising.roster.queries.work import saved_views, targets, work, work_area, work_item
from guildhall.organising.roster.rules.filters import EVERY, UNKNOWN, WorkFilters, asked_by, work_filters
from guildhall.organising.roster.rules.permissions import ASSIGN
from guildhall.organising.roster.rules.work import after_taking_back, after_visit, may_be_handed, size_of
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard
from tests.organising.makers import work_item as item
from tests.organising.roster.clients import account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU, NANMEN, GULOU, JIANGBEI, NINGBO, PROVINCE = "330203", "330203001", "330203005", "330205", "330200", "330000"
NONE = WorkFilters()


def state() -> list[tuple[Any, ...]]:
    """Everything that an operation of the worklist may change, and the audit."""
    return [
        *WorkItem.objects.order_by("pk").values_list(),
        *Visit.objects.order_by("pk").values_list(),
        *SavedView.objects.order_by("pk").values_list(),
        (Entry.objects.count(),),
    ]


def refused(kind: type[GuildhallError], act: Callable[[], object]) -> list[str]:
    """The codes of a refusal, which changed nothing and told nobody."""
    before = state()
    with heard(WorkAssigned, VisitRecorded) as events, pytest.raises(kind) as found:
        act()
    assert (state(), events) == (before, [])
    return [message.code for message in found.value.messages]


def held(*ids: UUID) -> list[tuple[str, UUID | None]]:
    rows = {row.pk: row for row in WorkItem.objects.filter(pk__in=ids)}
    return [(rows[one].state, rows[one].assigned_id) for one in ids]


# --- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.AGREED, WorkState.VISITED),
        (Outcome.THINKING, WorkState.VISITED),
        (Outcome.REFUSED, WorkState.VISITED),
        (Outcome.NOBODY, WorkState.VISITED),
        (Outcome.HAS_UNION, WorkState.SETTLED),
        (Outcome.FEWER, WorkState.SETTLED),
        (Outcome.CLOSED, WorkState.SETTLED),
    ],
)
def test_a_visit_settles_what_has_or_needs_no_union(outcome: Outcome, expected: WorkState) -> None:
    assert after_visit(outcome) is expected


def test_what_is_taken_back_is_in_nobodys_hands_unless_settled() -> None:
    assert {state: after_taking_back(state) for state in WorkState} == {
        WorkState.OPEN: WorkState.OPEN,
        WorkState.ASSIGNED: WorkState.OPEN,
        WorkState.VISITED: WorkState.OPEN,
        WorkState.SETTLED: WorkState.SETTLED,
    }


PATHS = st.sampled_from(["0001", "00010001", "000100010001", "000100010002", "000100020001"])


@given(PATHS, PATHS)
def test_work_goes_down_the_tree_and_never_across(holder: str, to: str) -> None:
    assert may_be_handed("", to)
    assert may_be_handed(holder, to) == to.startswith(holder)


@pytest.mark.parametrize(
    ("insured", "size"),
    [
        (0, Size.SMALL), (49, Size.SMALL), (50, Size.MIDDLE), (99, Size.MIDDLE), (100, Size.LARGE),
        (199, Size.LARGE), (200, Size.LARGEST), (10_000, Size.LARGEST),
    ],
)  # fmt: skip
def test_sizes_at_their_bounds(insured: int, size: Size) -> None:
    assert size_of(insured) is size


@given(st.dictionaries(st.sampled_from(["place", "kind", "industry", "size", "state", "reason", "q"]), st.text()))
def test_any_address_is_read_and_written_the_same_again(asked: dict[str, str]) -> None:
    filters = work_filters(asked)
    assert work_filters(asked_by(filters)) == filters


# --- handing out -------------------------------------------------------------------------------------------------


def test_handing_out_says_who_what_and_when() -> None:
    one, two = item("甲"), item("乙")
    who = at_places(Role.OFFICER, HAISHU)
    with heard(WorkAssigned) as events:
        assert operations.assign(who, [one, two, one], place(NANMEN), at=AT) == Handed(2, 0)
    assert held(one, two) == [("assigned", place(NANMEN))] * 2
    row = WorkItem.objects.get(pk=one)
    assert (row.assigned_by, row.assigned_at) == (who.account_id, AT)
    assert events == [WorkAssigned(place(NANMEN), 2)]
    entry = Entry.objects.get(action="roster.assign")
    assert (entry.account_id, entry.object_id, entry.count, entry.fields) == (
        who.account_id, place(NANMEN), 2, ["assigned"],
    )  # fmt: skip


def test_the_same_again_changes_nothing_and_down_the_tree_is_allowed() -> None:
    one = item("甲", handed_to=NANMEN)
    city = at_places(Role.OFFICER, NINGBO)
    before = state()
    assert operations.assign(city, [one], place(NANMEN), at=AT) == Handed(0, 1)
    assert state() == before
    two = item("乙")
    operations.assign(city, [two], place(HAISHU), at=AT)
    assert operations.assign(at_places(Role.OFFICER, HAISHU), [two], place(GULOU), at=AT) == Handed(1, 0)
    assert held(two) == [("assigned", place(GULOU))]


def test_what_others_hold_or_is_settled_is_refused_and_nothing_is_handed() -> None:
    free, other = item("甲"), item("乙", handed_to=NANMEN)
    settled = item("丙", state=WorkState.SETTLED)
    who = at_places(Role.OFFICER, HAISHU)
    assert refused(Refused, lambda: operations.assign(who, [free, other], place(GULOU), at=AT)) == ["roster.taken"]
    assert refused(Refused, lambda: operations.assign(who, [free, settled], place(GULOU), at=AT)) == ["roster.settled"]
    assert operations.take_back(who, [free, other], at=AT) == Handed(1, 1)
    assert operations.assign(who, [free, other], place(GULOU), at=AT) == Handed(2, 0)


@pytest.mark.parametrize("code", [HAISHU, JIANGBEI, "330205001", NINGBO, "330204", "339901"])
def test_work_goes_to_standing_places_below_ones_own_alone(code: str) -> None:
    one = item("甲")
    who = at_places(Role.OFFICER, HAISHU)
    assert refused(Invalid, lambda: operations.assign(who, [one], place(code), at=AT)) == ["roster.not_below"]


def test_work_out_of_reach_is_as_if_absent() -> None:
    mine, other = item("甲"), item("乙", JIANGBEI)
    who = at_places(Role.OFFICER, HAISHU)
    for ids in ([other], [mine, other], [mine, new_id()]):
        for act in (
            partial(operations.assign, who, ids, place(NANMEN), at=AT),
            partial(operations.take_back, who, ids, at=AT),
        ):
            assert refused(Absent, act) == ["roster.no_work"]
    assert refused(Invalid, lambda: operations.assign(who, [], place(NANMEN), at=AT)) == ["roster.none_chosen"]


def test_what_a_street_got_from_elsewhere_is_not_its_officers_to_hand_on() -> None:
    # Visiting reaches it, handing out does not: its place lies elsewhere.
    one = item("甲", JIANGBEI, handed_to=NANMEN)
    who = at_places(Role.OFFICER, HAISHU)
    assert work_item(who, one).name == "甲"
    assert refused(Absent, lambda: operations.take_back(who, [one], at=AT)) == ["roster.no_work"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_officers_hand_out(role: Role) -> None:
    one = item("甲", handed_to=HAISHU)
    who = at_places(role, HAISHU)
    for act in (
        lambda: operations.assign(who, [one], place(NANMEN), at=AT),
        lambda: operations.take_back(who, [one], at=AT),
        lambda: operations.assign_matching(who, NONE, place(NANMEN), at=AT),
        lambda: operations.take_back_matching(who, NONE, at=AT),
        lambda: operations.queue_handing(who, NONE, None, at=AT),
    ):
        assert refused(Forbidden, act) == ["actor.forbidden"]


def test_a_leader_of_the_province_hands_out_where_they_are_officer() -> None:
    one, other = item("甲"), item("乙", JIANGBEI)
    officer, leader = at_places(Role.OFFICER, HAISHU), at_places(Role.LEADER, PROVINCE)
    both = type(officer)(officer.account_id, (*officer.grants, *leader.grants), ON)
    assert operations.assign(both, [one], place(NANMEN), at=AT) == Handed(1, 0)
    assert refused(Absent, lambda: operations.assign(both, [other], place(NANMEN), at=AT)) == ["roster.no_work"]


def test_all_that_match_are_handed_and_the_rest_is_counted() -> None:
    free, taken, settled = item("甲"), item("乙", handed_to=GULOU), item("丙", state=WorkState.SETTLED)
    small, elsewhere = item("丁", insured=10), item("戊", JIANGBEI)
    who = at_places(Role.OFFICER, HAISHU)
    every = WorkFilters(state=EVERY)
    assert operations.assign_matching(who, WorkFilters(size="small", q="甲"), place(NANMEN), at=AT) == Handed(1, 0)
    assert operations.assign_matching(who, every, place(NANMEN), at=AT) == Handed(1, 3)
    assert held(free, taken, settled, small, elsewhere) == [
        ("assigned", place(NANMEN)), ("assigned", place(GULOU)), ("settled", None), ("assigned", place(NANMEN)),
        ("open", None),
    ]  # fmt: skip
    assert operations.take_back_matching(who, WorkFilters(assigned=str(place(NANMEN))), at=AT) == Handed(2, 0)
    assert held(free, taken) == [("open", None), ("assigned", place(GULOU))]


@pytest.mark.parametrize("code", [HAISHU, PROVINCE])
def test_a_job_hands_out_all_that_match_in_one_go(code: str) -> None:
    rows = [item(f"甲{n}") for n in range(4)]
    officer = account(Role.OFFICER, code)
    who = type(at_places(Role.OFFICER, code))(officer.id, at_places(Role.OFFICER, code).grants, ON)
    job_id = operations.queue_handing(who, NONE, place(NANMEN), at=AT)
    assert held(*rows) == [("open", None)] * 4
    assert Worker(FixedClock(AT)).work_once()
    done = find_job(job_id)
    assert done is not None
    assert (done.state, done.result, done.account_id) == (
        State.DONE, {"count": 4, "left": 0, "back": False}, officer.id,
    )  # fmt: skip
    assert held(*rows) == [("assigned", place(NANMEN))] * 4
    operations.queue_handing(who, NONE, None, at=AT)
    Worker(FixedClock(AT)).work_once()
    assert held(*rows) == [("open", None)] * 4


def test_a_job_asks_again_what_its_account_may_do_and_can_be_cancelled() -> None:
    one = item("甲")
    officer = account(Role.OFFICER, HAISHU)
    who = type(at_places(Role.OFFICER, HAISHU))(officer.id, at_places(Role.OFFICER, HAISHU).grants, ON)
    cancelled = operations.queue_handing(who, NONE, place(NANMEN), at=AT)
    ask_to_cancel(cancelled, at=AT)
    ended = operations.queue_handing(who, NONE, place(NANMEN), at=AT)
    officer.grants.update(ends_on=ON)
    while Worker(FixedClock(AT)).work_once():
        pass
    states = {job.state for job in (find_job(cancelled), find_job(ended)) if job}
    assert (states, held(one)) == ({State.CANCELLED, State.FAILED}, [("open", None)])


def test_targets_are_the_standing_places_below() -> None:
    who = at_places(Role.OFFICER, HAISHU)
    named = [one.name for one in targets(who, work_area(who, ASSIGN))]
    assert (named[0], len(named), "海曙区" in named) == ("南门街道", 17, False)


# --- visits ------------------------------------------------------------------------------------------------------


def test_a_visit_moves_its_item_and_is_kept() -> None:
    one = item("甲", handed_to=NANMEN)
    who = at_places(Role.VISITOR, NANMEN)
    with heard(VisitRecorded) as events:
        made = operations.record_visit(who, one, on=ON, outcome=Outcome.THINKING, note=" 下月再去 ", at=AT)
    assert events == [VisitRecorded(one, Outcome.THINKING, ON)]
    visit = Visit.objects.get(pk=made)
    assert (visit.note, visit.recorded_by, visit.recorded_at) == ("下月再去", who.account_id, AT)
    shown = work_item(who, one)
    assert (shown.state, shown.last_outcome, shown.last_visit_on) == (WorkState.VISITED, Outcome.THINKING, ON)
    assert Entry.objects.filter(action="roster.visit", object_id=one).count() == 1


def test_the_newest_visit_decides_whenever_it_was_recorded() -> None:
    one = item("甲", handed_to=NANMEN)
    who = at_places(Role.VISITOR, NANMEN)
    day = date(2023, 2, 20)
    for on, outcome in ((day, Outcome.CLOSED), (day - timedelta(1), Outcome.AGREED)):
        operations.record_visit(who, one, on=on, outcome=outcome, note="", at=AT)
    assert (work_item(who, one).state, work_item(who, one).last_visit_on) == (WorkState.SETTLED, day)
    operations.record_visit(who, one, on=day, outcome=Outcome.REFUSED, note="", at=AT)
    assert work_item(who, one).state is WorkState.VISITED
    assert [visit.outcome for visit in work_item(who, one).visits] == [
        Outcome.REFUSED, Outcome.CLOSED, Outcome.AGREED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "note", "field"), [(ON + timedelta(1), "", "on"), (ON, "字" * 501, "note"), (ON, "字" * 500, "")]
)
def test_visits_at_the_bounds_of_day_and_note(on: date, note: str, field: str) -> None:
    one = item("甲", handed_to=NANMEN)
    who = at_places(Role.VISITOR, NANMEN)

    def visit() -> object:
        return operations.record_visit(who, one, on=on, outcome=Outcome.NOBODY, note=note, at=AT)

    if not field:
        assert visit()
        return
    assert refused(Invalid, visit) == [{"on": "roster.visit_later", "note": "roster.long_note"}[field]]


@pytest.mark.parametrize(
    ("role", "code", "kind"),
    [
        (Role.VISITOR, GULOU, Absent),
        (Role.VISITOR, HAISHU, None),  # handed to a street of theirs
        (Role.OFFICER, JIANGBEI, Absent),
        (Role.OFFICER, HAISHU, None),
        (Role.LEADER, HAISHU, Forbidden),
        (Role.REVIEWER, HAISHU, Forbidden),
    ],
)
def test_who_may_record_a_visit(role: Role, code: str, kind: type[GuildhallError] | None) -> None:
    one = item("甲", handed_to=NANMEN)
    who = at_places(role, code)

    def visit() -> object:
        return operations.record_visit(who, one, on=ON, outcome=Outcome.NOBODY, note="", at=AT)

    if kind is None:
        assert visit()
    else:
        assert refused(kind, visit)


# --- seeing ------------------------------------------------------------------------------------------------------


def seen(who: Any, filters: WorkFilters = NONE) -> set[str]:
    return {row["organisation__name"] for row in work(who, filters, size=50)[1].rows}


def test_who_sees_what() -> None:
    item("未派"), item("南门", handed_to=NANMEN), item("外来", JIANGBEI, handed_to=NANMEN), item("江北", JIANGBEI)
    item("杭州", "330102"), item("下榜", listed=False, handed_to=NANMEN)
    everything = {"未派", "南门", "外来", "江北", "杭州"}
    expected = {
        (Role.OFFICER, HAISHU): {"未派", "南门", "外来"},
        (Role.LEADER, HAISHU): {"未派", "南门"},
        (Role.LEADER, PROVINCE): everything,
        (Role.OFFICER, PROVINCE): everything,
        (Role.VISITOR, NANMEN): {"南门", "外来"},
        (Role.VISITOR, GULOU): set(),
        (Role.VISITOR, PROVINCE): {"南门", "外来"},
    }
    assert {key: seen(at_places(*key)) for key in expected} == expected


def test_filters_choose() -> None:
    item("甲", NANMEN, insured=30)
    item("乙", GULOU, insured=250, large=True, handed_to=GULOU)
    item("丙", HAISHU, industry="", state=WorkState.SETTLED)
    item("丁", HAISHU, listed=False, state=WorkState.SETTLED)
    who = at_places(Role.OFFICER, HAISHU)
    operations.record_visit(
        who, WorkItem.objects.get(organisation__name="甲").pk, on=ON, outcome=Outcome.AGREED, note="", at=AT
    )
    expected: list[tuple[WorkFilters, set[str]]] = [
        (NONE, {"甲", "乙"}),
        (WorkFilters(state="settled"), {"丙", "丁"}),
        (WorkFilters(state=EVERY), {"甲", "乙", "丙", "丁"}),
        (WorkFilters(state="assigned"), {"乙"}),
        (WorkFilters(place=place(NANMEN)), {"甲"}),
        (WorkFilters(size="largest"), {"乙"}),
        (WorkFilters(reason="work.large"), {"乙"}),
        (WorkFilters(reason="work.joint_nearby"), {"甲", "乙"}),
        (WorkFilters(assigned=UNKNOWN), {"甲"}),
        (WorkFilters(assigned=str(place(HAISHU))), {"乙"}),
        (WorkFilters(outcome="agreed"), {"甲"}),
        (WorkFilters(industry=UNKNOWN, state=EVERY), {"丙"}),
        (WorkFilters(kind="social"), {"甲", "乙"}),
        (WorkFilters(kind="enterprise"), set()),
        (WorkFilters(q="乙"), {"乙"}),
    ]
    assert [(filters, seen(who, filters)) for filters, _ in expected] == expected
    for filters in (WorkFilters(place=place(JIANGBEI)), WorkFilters(assigned=str(place(JIANGBEI)))):
        with pytest.raises(Absent):
            work(who, filters, size=3)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("codes", [[HAISHU], [HAISHU, JIANGBEI, "330102"], [PROVINCE]], ids=len)
def test_the_list_costs_two_queries_and_an_item_four(codes: list[str], rows: int) -> None:
    made = [item(f"甲{n}", handed_to=NANMEN) for n in range(rows)]
    for role in (Role.OFFICER, Role.LEADER, Role.VISITOR):
        who = at_places(role, *codes)
        with CaptureQueriesContext(connection) as captured:
            assert len(work(who, NONE, size=50)[1].rows) == rows
        assert len(captured) == 2
        with CaptureQueriesContext(connection) as captured:
            work_item(who, made[0])
        assert len(captured) <= 4


# --- saved views -------------------------------------------------------------------------------------------------


def test_views_are_ones_own_and_a_name_is_used_once() -> None:
    who, other = at_places(Role.OFFICER, HAISHU), at_places(Role.OFFICER, HAISHU)
    first = operations.save_view(who, "work", " 大单位 ", {"size": "largest"}, at=AT)
    assert operations.save_view(who, "work", "大单位", {"size": "large", "q": "甲&b"}, at=AT) == first
    assert [(view.name, view.query) for view in saved_views(who, "work")] == [("大单位", "size=large&q=%E7%94%B2%26b")]
    assert saved_views(other, "work") == ()
    assert refused(Absent, lambda: operations.delete_view(other, first, at=AT)) == ["roster.no_work"]
    operations.delete_view(who, first, at=AT)
    assert saved_views(who, "work") == ()


@pytest.mark.parametrize(("name", "code"), [("  ", "roster.view_no_name"), ("长" * 41, "roster.view_long_name")])
def test_names_of_views_at_their_bounds(name: str, code: str) -> None:
    who = at_places(Role.VISITOR, NANMEN)
    assert refused(Invalid, lambda: operations.save_view(who, "work", name, {}, at=AT)) == [code]
    operations.save_view(who, "work", "长" * 40, {}, at=AT)
    assert [view.name for view in saved_views(who, "work")] == ["长" * 40]


# --- taking out --------------------------------------------------------------------------------------------------


def test_workbook_is_marked_neutral_and_in_the_audit(tmp_path: Path) -> None:
    one = item("=1+1", insured=250, large=True)
    Organisation.objects.filter(pk=WorkItem.objects.get(pk=one).organisation_id).update(phone="057412345678")
    item("乙", JIANGBEI)
    who = at_places(Role.OFFICER, HAISHU)
    path = tmp_path / "work.xlsx"
    assert export_work(who, NONE, purpose=Purpose.VISITS, account="haishu", path=path, at=AT) == 1
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    said = str(rows[2][9])
    assert rows[0][0] == "haishu · 2023-02-25 09:30 · 用途：安排走访建会 · 内部资料，不得外传"
    assert rows[2][:2] == ["'=1+1", 250.0]
    assert "057412345678" not in str(rows)
    assert said.startswith("参保250人，没有工会；职工200人以上")
    entry = Entry.objects.get(action="roster.export")
    assert (entry.act, entry.purpose, entry.count, entry.account_id) == ("read", "visits", 1, who.account_id)


def test_too_long_a_list_is_refused_and_visitors_take_nothing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item("甲", handed_to=NANMEN), item("乙", handed_to=NANMEN)
    path = tmp_path / "work.xlsx"
    monkeypatch.setattr(exporting, "MOST", 1)

    def take(role: Role) -> Callable[[], object]:
        who = at_places(role, NANMEN if role is Role.VISITOR else HAISHU)
        return lambda: export_work(who, NONE, purpose=Purpose.CHECK, account="x", path=path, at=AT)

    assert refused(Refused, take(Role.OFFICER)) == ["roster.too_long"]
    assert refused(Forbidden, take(Role.VISITOR)) == ["actor.forbidden"]
    assert not path.exists()
