"""Live figures: exact values by place, the rows behind them, the same queries whatever the rows and grants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.figures.access import indicator_for, readable
from guildhall.base.figures.contracts import Breakdown, Cell, Indicator, Kind, PlaceCell, Side
from guildhall.base.figures.indicators import NO_INDICATOR, find_indicator, indicator_of, indicators, register
from guildhall.base.figures.queries import asked_filters, citations, live, own_total, rows_of
from guildhall.base.figures.queries.live import AT_ITSELF, BAD_FILTER
from guildhall.base.figures.rules.places import by_path, every_level, one_level_down
from guildhall.base.organisations.contracts import Facts, Insured, NewOrganisation, OrganisationKind
from guildhall.base.organisations.operations import register_organisation
from guildhall.base.places.rules.paths import lineage, parent_path
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden, UsageError
from tests.base.actors import AT, ON, at_places, place
from tests.base.figures.sample import COUNT, RATE, SUM
from tests.base.organisations.makers import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "sample")]
NINGBO, HAISHU, YINZHOU, HANGZHOU, ZHEJIANG = "330200", "330203", "330212", "330100", "330000"
XIMEN = "330203004"


def club(name: str, code: str, insured: int | None = None, **facts: Any) -> UUID:
    facts.setdefault("kind", OrganisationKind.ASSOCIATION)
    if insured is not None:
        facts["insured"] = Insured(insured, "2023-01", "tests")
    return organisation(name, code, **facts)


def _clubs() -> None:
    club("甲会", HAISHU, 30)
    club("乙会", HAISHU, 25, kind=OrganisationKind.FOUNDATION)
    club("丙会", HAISHU, 24)
    club("丁会", YINZHOU, 3)
    club("戊会", NINGBO)
    club("己会", HANGZHOU, 40)
    club("庚会", HAISHU, 50, closed_on=date(2023, 2, 1))
    organisation("辛厂", HAISHU, kind=OrganisationKind.ENTERPRISE)


def _named(found: Breakdown) -> dict[str, Cell]:
    """The places in which anything is counted."""
    return {
        row.name if isinstance(row.name, str) else "": row.cell
        for row in found.rows
        if row.cell not in (Cell(0), Cell(0, 0))
    }


def test_a_city_by_its_counties_and_what_is_recorded_at_itself() -> None:
    _clubs()
    found = live(at_places(Role.OFFICER, NINGBO), RATE, None, ON, {})
    assert found.place is not None
    assert (found.place.name, found.total) == ("宁波市", Cell(2, 5))
    assert _named(found) == {"海曙区": Cell(2, 3), "鄞州区": Cell(0, 1), "": Cell(0, 1)}
    assert found.rows[-1] == PlaceCell(None, found.place.path, AT_ITSELF, Cell(0, 1), is_rest=True)
    assert [row.cell for row in found.rows if row.name == "江北区"] == [Cell(0, 0)]


def test_counts_and_sums() -> None:
    _clubs()
    who = at_places(Role.LEADER, NINGBO)
    assert [live(who, one, None, ON, {}).total for one in (COUNT, SUM)] == [Cell(5), Cell(82)]
    assert live(who, SUM, place(HAISHU), ON, {"kind": "foundation"}).total == Cell(25)


def test_the_day_decides() -> None:
    _clubs()
    who = at_places(Role.OFFICER, HAISHU)
    days = (date(2023, 1, 31), date(2023, 2, 1), ON)
    assert [live(who, COUNT, None, day, {}).total for day in days] == [Cell(4), Cell(3), Cell(3)]


def test_several_places_of_ones_own_stand_side_by_side() -> None:
    _clubs()
    found = live(at_places(Role.OFFICER, HAISHU, YINZHOU, HANGZHOU, XIMEN), COUNT, None, ON, {})
    assert (found.place, found.total) == (None, Cell(5))
    assert _named(found) == {"海曙区": Cell(3), "鄞州区": Cell(1), "杭州市": Cell(1)}


def test_what_has_no_place_counts_at_the_uppermost() -> None:
    _clubs()
    register_organisation(None, NewOrganisation(Facts("壬会", OrganisationKind.ASSOCIATION)), at=AT)
    found = live(at_places(Role.OFFICER, ZHEJIANG), COUNT, None, ON, {})
    assert (found.total, _named(found)) == (Cell(7), {"杭州市": Cell(1), "宁波市": Cell(5), "": Cell(1)})
    assert live(at_places(Role.OFFICER, NINGBO), COUNT, None, ON, {}).total == Cell(5)


def test_nobody_reads_beyond_their_places_or_roles() -> None:
    who = at_places(Role.OFFICER, HAISHU)
    for code in (YINZHOU, NINGBO):
        with pytest.raises(Absent):
            live(who, COUNT, place(code), ON, {})
        with pytest.raises(Absent):
            rows_of(who, COUNT, place(code), ON, {}, Side.NUMERATOR, 0, 10)
    visitor = at_places(Role.VISITOR, HAISHU)
    assert readable(visitor) == ()
    with pytest.raises(Forbidden):
        indicator_for(visitor, COUNT.code)
    with pytest.raises(Absent) as raised:
        indicator_for(who, "tests.nothing")
    assert raised.value.messages == (NO_INDICATOR(),)


def test_rows_are_those_that_the_figure_counts_and_the_reader_may_see() -> None:
    _clubs()
    who = at_places(Role.OFFICER, NINGBO)
    shown, page = rows_of(who, RATE, place(HAISHU), ON, {}, Side.DENOMINATOR, 0, 2)
    assert shown is not None
    assert (shown.name, page.seen, page.withheld, len(page.rows)) == ("海曙区", 3, 0, 2)
    _, above = rows_of(who, RATE, place(HAISHU), ON, {}, Side.NUMERATOR, 0, 10)
    assert {tuple(row.cells) for row in above.rows} == {("乙会", "海曙区"), ("甲会", "海曙区")}
    _, last = rows_of(who, RATE, place(HAISHU), ON, {}, Side.DENOMINATOR, 2, 2)
    assert {row.id for row in page.rows} & {row.id for row in last.rows} == set()


def test_rows_that_the_reader_may_not_see_are_counted_as_withheld() -> None:
    _clubs()
    # Their token reads figures, and no list of organisations.
    who = replace(at_places(Role.OFFICER, NINGBO), only=frozenset({COUNT.permission.code}))
    _, page = rows_of(who, COUNT, place(NINGBO), ON, {}, Side.NUMERATOR, 0, 10)
    assert (page.rows, page.seen, page.withheld) == ((), 0, 5)


@pytest.mark.parametrize("clubs", [1, 3])
@pytest.mark.parametrize("codes", [(NINGBO,), (HAISHU, YINZHOU, HANGZHOU)], ids=len)
def test_queries_are_the_same_for_any_rows_and_grants(clubs: int, codes: tuple[str, ...]) -> None:
    for n in range(clubs):
        club(f"甲{n}", HAISHU, 30)
    who = at_places(Role.OFFICER, *codes)

    def queries(asked: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            asked()
        return len(captured)

    # Which places, the grouped value, the names of places; of one place: its own name, too, and those standing below.
    assert queries(lambda: live(who, RATE, None, ON, {})) == (4 if len(codes) == 1 else 3)
    assert queries(lambda: live(who, RATE, place(HAISHU), ON, {})) == 4
    assert queries(lambda: own_total(who, RATE, ON)) == 2


@pytest.mark.parametrize("clubs", [1, 3])
def test_a_page_of_rows_costs_the_same_whatever_its_rows(clubs: int) -> None:
    for n in range(clubs):
        club(f"甲{n}", HAISHU, 30)
    who = at_places(Role.OFFICER, HAISHU)
    with CaptureQueriesContext(connection) as captured:
        _, page = rows_of(who, RATE, place(HAISHU), ON, {}, Side.NUMERATOR, 0, 10)
    assert (page.seen, len(captured)) == (clubs, 8)


def test_filters_are_those_that_the_indicator_has() -> None:
    assert asked_filters(COUNT, {"kind": "foundation", "page": "2", "other": "x"}) == {"kind": "foundation"}
    assert asked_filters(COUNT, {"kind": ""}) == {}
    with pytest.raises(UsageError) as raised:
        asked_filters(COUNT, {"kind": "enterprise"})
    assert raised.value.messages == (BAD_FILTER(option="enterprise"),)


def test_parameters_are_cited_as_in_force() -> None:
    (one,) = citations(RATE, ON)
    assert (one.key, one.value, one.source.citation != "") == ("proxy_insured", 25, True)
    assert citations(COUNT, ON) == ()


def test_the_register_keeps_codes_apart() -> None:
    register(COUNT)
    assert [one.code for one in indicators() if one.code.startswith("tests.")] == [SUM.code, RATE.code, COUNT.code]
    assert (find_indicator("tests.nothing"), indicator_of(SUM.code)) == (None, SUM)
    with pytest.raises(ValueError, match=r"two indicators are called tests\.insured"):
        register(_copy(SUM, code=SUM.code, kind=Kind.COUNT))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "nothing"},
        {"code": "Tests.x"},
        {"kind": Kind.RATE},
        {"columns": ()},
    ],
    ids=str,
)
def test_an_indicator_must_hold_together(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"indicator|rate|rows"):
        _copy(COUNT, **wrong)


def _copy(one: Indicator, **other: object) -> Indicator:
    return replace(one, **other)  # type: ignore[arg-type]  # wrong on purpose


# --- adding up -------------------------------------------------------------------------------------------------------

_PATHS = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=0, max_size=3).map(
    lambda parts: "0001" + "".join(parts)
)
_CELLS = st.dictionaries(_PATHS, st.builds(Cell, st.integers(0, 50), st.integers(0, 50)), max_size=12)


@given(_CELLS)
def test_every_place_is_the_sum_of_what_lies_in_it(cells: dict[str, Cell]) -> None:
    found = every_level(cells)
    for (path, is_rest), cell in found.items():
        inside = [value for own, value in cells.items() if (own == path if is_rest else own.startswith(path))]
        assert cell == sum(inside[1:], inside[0])
    for path in {parent_path(path) for path, _ in found} - {""}:
        below = [
            cell
            for (own, rest), cell in found.items()
            if (own == path and rest) or (parent_path(own) == path and not rest)
        ]
        assert found[path, False] == sum(below[1:], below[0])
    assert {own for own, rest in found if not rest} == {up for path in cells for up in lineage(path)}


@given(_CELLS, _PATHS)
def test_one_level_down_loses_nothing(cells: dict[str, Cell], path: str) -> None:
    down = one_level_down(cells, path)
    inside = [cell for own, cell in cells.items() if own.startswith(path)]
    assert sum((cell.numerator for cell in down.values()), 0) == sum(cell.numerator for cell in inside)
    assert all(len(own) <= len(path) + 4 for own in down)
    assert by_path(cells, [path]) == ({path: sum(inside[1:], inside[0])} if inside else {})
