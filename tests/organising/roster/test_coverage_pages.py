"""Coverage: exact numbers by place, who sees which, the same queries whatever roles and rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden
from guildhall.organising.roster.contracts import Covered, Group, Tally
from guildhall.organising.roster.models import Unit
from guildhall.organising.roster.queries.coverage import CoverageView, coverage, coverage_of_own
from guildhall.organising.roster.queries.units import units
from guildhall.organising.roster.rules.filters import UNKNOWN, UnitFilters
from tests.base.actors import actor, at_places, place
from tests.organising.makers import AS_OF, rate, run, unit
from tests.organising.roster.clients import account, client, grant, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU, NANMEN, GULOU, JIANGBEI, NINGBO, PROVINCE = "330203", "330203001", "330203005", "330205", "330200", "330000"
ALL_FILTERS = UnitFilters(counts="1")


@pytest.fixture
def filled(places: None) -> dict[str, UUID]:
    """A small roster, every organisation under its name."""
    held = run()
    made = {
        "own": unit(held, "自建", NANMEN, covered=Covered.OWN),
        "joint": unit(held, "联合", NANMEN, covered=Covered.JOINT, kind=OrganisationKind.FOUNDATION),
        "none": unit(held, "无会", GULOU),
        "county": unit(held, "区级", HAISHU, industry=""),
        "small": unit(held, "小所", GULOU, insured=24, counts=False),
        "firm": unit(held, "企业", GULOU, kind=OrganisationKind.ENTERPRISE, industry="C", covered=Covered.OWN),
        "jiangbei": unit(held, "江北", JIANGBEI, covered=Covered.OWN),
        "abolished": unit(held, "江东", "330204"),
        "hangzhou": unit(held, "杭州", "330102"),
    }
    rate(held, HAISHU, 1, 4)
    rate(held, NANMEN, 1, 2)
    return made


def told(view: CoverageView) -> dict[str, Tally]:
    return {line.place.name if line.place else "": line.tally for line in view.lines if line.tally.whole}


def test_a_county_adds_up_by_township_with_what_lies_at_the_county_itself(filled: dict[str, UUID]) -> None:
    view = coverage(at_places(Role.OFFICER, HAISHU), place(HAISHU), Group.SOCIAL)
    assert told(view) == {"南门街道": Tally(1, 1, 0), "鼓楼街道": Tally(0, 0, 1), "": Tally(0, 0, 1)}
    assert view.total == Tally(1, 1, 2)
    assert sum((line.tally for line in view.lines), Tally()) == view.total
    assert view.by_kind == {
        OrganisationKind.SOCIAL_SERVICE: Tally(1, 0, 2),
        OrganisationKind.FOUNDATION: Tally(0, 1, 0),
    }
    assert view.by_industry == {"P": Tally(1, 1, 1), UNKNOWN: Tally(0, 0, 1)}


def test_groups_and_industries_choose_what_is_counted(filled: dict[str, UUID]) -> None:
    who = at_places(Role.OFFICER, HAISHU)
    assert coverage(who, place(HAISHU), Group.ENTERPRISE).total == Tally(own=1)
    assert coverage(who, place(HAISHU), Group.ALL).total == Tally(2, 1, 2)
    narrowed = coverage(who, place(HAISHU), Group.SOCIAL, UNKNOWN)
    assert (narrowed.total, told(narrowed), narrowed.automatic) == (Tally(none=1), {"": Tally(none=1)}, None)
    # Every industry stays to be chosen.
    assert set(narrowed.by_industry) == {"P", UNKNOWN}


def test_a_province_adds_up_by_city_and_maps_its_counties(filled: dict[str, UUID]) -> None:
    view = coverage(at_places(Role.LEADER, PROVINCE), place(PROVINCE), Group.SOCIAL)
    assert told(view) == {"宁波市": Tally(2, 1, 3), "杭州市": Tally(none=1)}
    counties = {line.place.name: line.tally for line in view.counties if line.place and line.tally.whole}
    assert counties == {"海曙区": Tally(1, 1, 2), "江北区": Tally(own=1), "上城区": Tally(none=1)}
    assert len(view.counties) == 90


def test_a_city_counts_what_lies_in_an_abolished_county(filled: dict[str, UUID]) -> None:
    view = coverage(at_places(Role.OFFICER, NINGBO), place(NINGBO), Group.SOCIAL)
    assert told(view) == {"海曙区": Tally(1, 1, 2), "江北区": Tally(own=1), "": Tally(none=1)}


def test_what_lies_nowhere_is_told_by_the_province_alone(filled: dict[str, UUID]) -> None:
    Unit.objects.filter(organisation=filled["none"]).update(place=None)
    view = coverage(at_places(Role.LEADER, PROVINCE), place(PROVINCE), Group.SOCIAL)
    assert told(view)[""] == Tally(none=1)
    assert coverage(at_places(Role.OFFICER, HAISHU), place(HAISHU), Group.SOCIAL).total == Tally(1, 1, 1)


def test_automatic_figures_are_those_of_the_newest_accepted_run(filled: dict[str, UUID]) -> None:
    newer = run(HAISHU, title="三月比对", accepted_at=datetime(2023, 3, 1, tzinfo=CHINA))
    rate(newer, HAISHU, 2, 5)
    rate(newer, HAISHU, 9, 9, "enterprise_coverage_25")
    waiting = run(HAISHU, title="四月比对", accepted_at=None)
    rate(waiting, HAISHU, 4, 4)
    view = coverage(at_places(Role.OFFICER, HAISHU), place(HAISHU), Group.SOCIAL)
    assert view.automatic is not None
    assert (view.automatic.numerator, view.automatic.denominator, view.automatic.title) == (2, 5, "三月比对")
    assert view.automatic.as_of == AS_OF
    # A township that only the older run counted keeps that run's figure.
    ran = {line.place.name: line.automatic for line in view.lines if line.place and line.automatic}
    assert {name: (a.numerator, a.denominator, a.title) for name, a in ran.items()} == {"南门街道": (1, 2, "二月比对")}


def test_several_places_stand_side_by_side(filled: dict[str, UUID]) -> None:
    view = coverage_of_own(at_places(Role.OFFICER, HAISHU, JIANGBEI, "330102"), Group.SOCIAL)
    assert told(view) == {"上城区": Tally(none=1), "海曙区": Tally(1, 1, 2), "江北区": Tally(own=1)}
    assert (view.place, view.total) == (None, Tally(2, 1, 3))


def test_threshold_comes_with_its_source_for_the_place(filled: dict[str, UUID]) -> None:
    view = coverage(at_places(Role.OFFICER, HAISHU), place(HAISHU), Group.SOCIAL)
    assert (view.threshold, view.source.jurisdiction) == (25, "330200")


@pytest.mark.parametrize(
    ("scopes", "asked", "refused"),
    [
        ([HAISHU], NINGBO, Absent),
        ([HAISHU], JIANGBEI, Absent),
        ([NANMEN], GULOU, Absent),
        ([], HAISHU, Absent),
    ],
)
def test_places_out_of_reach_are_as_if_absent(scopes: list[str], asked: str, refused: type[Exception]) -> None:
    who = at_places(Role.OFFICER, *scopes) if scopes else actor(Role.OFFICER)
    with pytest.raises(refused):
        coverage(who, place(asked), Group.SOCIAL)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER, Role.REVIEWER, Role.LEADER}))
def test_roles_without_the_function_are_told_so(role: Role) -> None:
    who = at_places(role, HAISHU)
    for ask in (lambda: coverage(who, place(HAISHU), Group.SOCIAL), lambda: units(who, ALL_FILTERS, size=3)):
        with pytest.raises(Forbidden):
            ask()


# --- the organisations behind a number ---------------------------------------------------------------------------


def names(who: Any, filters: UnitFilters, **options: Any) -> list[str]:
    return [row["organisation__name"] for row in units(who, filters, size=10, **options)[1].rows]


def test_behind_every_number_stand_as_many_organisations(filled: dict[str, UUID]) -> None:
    who = at_places(Role.OFFICER, HAISHU)
    view = coverage(who, place(HAISHU), Group.SOCIAL)
    for covered in Covered:
        for line in view.lines:
            if line.place:
                asked = UnitFilters(line.place.id, Group.SOCIAL, "", covered, "1")
                assert len(names(who, asked)) == getattr(line.tally, covered)
    assert len(names(who, UnitFilters(place(HAISHU), Group.SOCIAL, counts="1"))) == view.total.whole


@pytest.mark.parametrize(
    ("code", "seen"), [(HAISHU, {"区级"}), (NINGBO, {"江东"}), (PROVINCE, {"无会"}), (NANMEN, {"自建", "联合"})]
)
def test_behind_the_line_of_a_place_itself_stand_those_that_it_counts(
    filled: dict[str, UUID], code: str, seen: set[str]
) -> None:
    Unit.objects.filter(organisation=filled["none"]).update(place=None)
    who = at_places(Role.LEADER, code)
    rest = next(line for line in coverage(who, place(code), Group.SOCIAL).lines if line.place is None)
    asked = UnitFilters(place(code), Group.SOCIAL, counts="1", itself="1")
    assert (set(names(who, asked)), rest.tally.whole) == (seen, len(seen))
    there = f"/roster/organisations?place={place(code)}&amp;counts=1&amp;kind=social&amp;itself=1"
    assert there in html(client(Role.LEADER, code).get("/roster/coverage"))


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        (UnitFilters(), {"自建", "联合", "无会", "区级", "小所", "企业"}),
        (UnitFilters(counts="1"), {"自建", "联合", "无会", "区级", "企业"}),
        (UnitFilters(kind="foundation"), {"联合"}),
        (UnitFilters(kind="enterprise", covered="own"), {"企业"}),
        (UnitFilters(industry=UNKNOWN), {"区级"}),
        (UnitFilters(industry="P", covered="none"), {"无会", "小所"}),
        (UnitFilters(q="自"), {"自建"}),
    ],
)
def test_filters_choose(filled: dict[str, UUID], filters: UnitFilters, seen: set[str]) -> None:
    assert set(names(at_places(Role.LEADER, HAISHU), filters)) == seen


def test_what_lies_in_other_places_cannot_be_asked_for(filled: dict[str, UUID]) -> None:
    with pytest.raises(Absent):
        units(at_places(Role.LEADER, HAISHU), UnitFilters(place(JIANGBEI)), size=3)
    assert names(at_places(Role.LEADER, NINGBO, "330102"), UnitFilters(place(JIANGBEI))) == ["江北"]
    assert names(at_places(Role.LEADER, PROVINCE), UnitFilters(place(NANMEN), covered="own")) == ["自建"]


def test_pages_follow_each_other_both_ways(places: None) -> None:
    held = run()
    sizes = [40, 40, 40, 30, 30, None, None]
    for number, insured in enumerate(sizes):
        unit(held, f"甲{number}", insured=insured)
    who, walked, after, before = at_places(Role.OFFICER, HAISHU), [], None, None
    while True:
        window = units(who, UnitFilters(), size=3, after=after)[1]
        walked.append([row["organisation__name"] for row in window.rows])
        assert window.total.number == 7
        if window.after is None:
            before = window.before
            break
        after = window.after
    flat = [name for part in walked for name in part]
    assert sorted(flat) == [f"甲{n}" for n in range(7)]
    assert [set(part) for part in walked] == [{"甲0", "甲1", "甲2"}, {"甲3", "甲4", walked[1][2]}, {walked[2][0]}]
    back = [walked[-1]]
    while before is not None:
        window = units(who, UnitFilters(), size=3, before=before)[1]
        back.insert(0, [row["organisation__name"] for row in window.rows])
        before = window.before
    assert back == walked


# --- pages -------------------------------------------------------------------------------------------------------


def html(response: Any) -> str:
    assert response.status_code == 200, response.content
    return str(response.content, "utf-8")


def test_page_tells_live_and_automatic_apart_and_opens_what_it_counts(filled: dict[str, UUID]) -> None:
    shown = html(client(Role.OFFICER, HAISHU).get("/roster/coverage"))
    assert "50.0" in shown
    assert "2/4" in shown
    assert "25.0" in shown
    assert "1/4" in shown
    assert "实时" in shown
    assert "快照" in shown
    assert "二月比对" in shown
    assert f"/roster/organisations?place={place(HAISHU)}&amp;counts=1&amp;kind=social" in shown
    assert reverse("roster:coverage-of", args=[place(NANMEN)]) in shown
    assert "《浙江工人日报》2023 年 2 月 25 日" in shown


def test_page_without_places_or_rows_says_so(places: None) -> None:
    assert "您的岗位还没有分到地方" in html(client(Role.OFFICER, "339901").get("/roster/coverage"))
    empty = html(client(Role.OFFICER, HAISHU).get("/roster/coverage"))
    assert "还没有采纳过的比对" in empty
    assert "没有符合条件的单位" in html(client(Role.OFFICER, HAISHU).get("/roster/organisations"))


@pytest.mark.parametrize("address", ["/roster/coverage?kind=x&industry=!", "/roster/organisations?after=²_x&place=1"])
def test_addresses_that_mean_nothing_show_the_usual(filled: dict[str, UUID], address: str) -> None:
    html(client(Role.OFFICER, HAISHU).get(address))


def _three_grants_one_place() -> Any:
    held = account(Role.OFFICER, HAISHU)
    grant(held.id, Role.LEADER, HAISHU)
    grant(held.id, Role.REVIEWER, HAISHU)
    return signed_in(held)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "browser",
    [
        lambda: client(Role.OFFICER, HAISHU),
        lambda: client(Role.OFFICER, HAISHU, JIANGBEI, "330102"),
        _three_grants_one_place,
        lambda: client(Role.LEADER, PROVINCE),
    ],
    ids=["one", "three counties", "three roles", "province"],
)
def test_pages_cost_the_same_whatever_roles_and_rows(places: None, browser: Callable[[], Any], rows: int) -> None:
    held = run()
    for number in range(rows):
        unit(held, f"甲{number}", NANMEN)
    rate(held, HAISHU, 0, rows)
    signed = browser()
    for address, most in (("/roster/coverage", 8), ("/roster/organisations?counts=1", 7)):
        with CaptureQueriesContext(connection) as captured:
            html(signed.get(address))
        assert len(captured) <= most, [query["sql"] for query in captured]
