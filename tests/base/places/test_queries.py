"""Looking places up: the same on both databases, in a fixed number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.places import queries
from guildhall.base.places.contracts import PlaceKind
from guildhall.base.places.models import Place
from guildhall.infra.ids import new_id
from guildhall.kernel.errors import Absent
from tests.base.actors import ON, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_ancestors_in_one_query_today_and_on_a_day() -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        today = [p.name for p in queries.ancestors(place("330203102"))]
    with CaptureQueriesContext(connection) as then:
        dated = [p.name for p in queries.ancestors_on(place("330203102"), on=ON)]
    assert today == dated == ["浙江省", "宁波市", "海曙区"]
    assert (len(captured), len(then)) == (1, 1)
    assert queries.ancestors(place("330000")) == ()


def test_the_abolished_keep_their_line() -> None:
    assert [p.name for p in queries.ancestors(place("330204"))] == ["浙江省", "宁波市"]
    assert [p.name for p in queries.ancestors_on(place("330204"), on=date(2016, 9, 13))] == ["浙江省", "宁波市"]
    assert queries.ancestors_on(place("330204"), on=date(2016, 9, 14)) == ()


@pytest.mark.parametrize(("code", "count"), [("330000", 1504), ("330200", 176), ("330203", 18), ("330203102", 1)])
def test_within_is_the_place_and_all_below(code: str, count: int) -> None:
    path = queries.paths_of([place(code)])[place(code)]
    found = set(Place.objects.filter(queries.within(path)).values_list("path", flat=True))
    assert found == {p for p in Place.objects.values_list("path", flat=True) if p.startswith(path)}
    assert len(found) == count


def test_within_any_of_nothing_is_nothing() -> None:
    assert Place.objects.filter(queries.within_any([])).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_look_ups_for_many_cost_the_same(count: int) -> None:
    codes = ["330204", "330104", "330203"][:count]
    with CaptureQueriesContext(connection) as captured:
        found = queries.places_by_codes(codes, on=ON)
    assert {code: p.name for code, p in found.items()} == dict(
        list({"330204": "鄞州区", "330104": "上城区", "330203": "海曙区"}.items())[:count]
    )
    assert len(captured) == 4
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.places_of([place(code) for code in codes])) == count
        assert len(queries.paths_of([place(code) for code in codes])) == count
    assert len(captured) == 2


def test_unknown_codes_and_ids_are_left_out() -> None:
    unknown = new_id()
    assert queries.places_by_codes(["339901"], on=ON) == {}
    assert (queries.places_of([unknown]), queries.paths_of([unknown]), queries.paths_of([])) == ({}, {}, {})
    assert queries.code_of(unknown, on=ON) == ""
    with pytest.raises(Absent):
        queries.get_place(unknown)


def test_search_by_name_widest_first_within_a_place() -> None:
    assert [p.name for p in queries.search("江东区", on=ON)] == []
    assert [p.name for p in queries.search("江东区", on=date(2016, 9, 13))] == ["江东区"]
    ningbo = queries.get_place(place("330200")).path
    found = queries.search("江北", on=ON, within_path=ningbo)
    assert [(p.name, p.kind) for p in found] == [("江北区", PlaceKind.COUNTY)]
    assert queries.search("江北", on=ON, kinds=[PlaceKind.CITY]) == ()
    assert len(queries.search("街道", on=ON)) == queries.FOUND


def test_codes_and_root() -> None:
    assert queries.root().name == "浙江省"
    assert queries.code_of(place("330203"), on=ON) == "330203"
    assert queries.code_of(place("330204"), on=ON) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("海曙区", ["330203"]),
        ("宁波市海曙区", ["330203"]),
        ("海曙区 南门街道", ["330203001"]),
        ("宁波市海曙区南门街道", ["330203001"]),
        ("宁波市南门街道", []),  # one above is left out
        ("曙区", []),
        ("", []),
    ],
)
def test_a_place_is_named_alone_or_after_those_it_lies_in(text: str, found: list[str]) -> None:
    path = queries.paths_of([place("330200")])[place("330200")]
    assert [p.id for p in queries.named(text, [path], on=ON)] == [place(code) for code in found]


def test_a_name_means_places_within_and_those_that_stand() -> None:
    ids = {city: queries.paths_of([place(city)])[place(city)] for city in ("330200", "330100")}
    assert queries.named("海曙区", [ids["330100"]], on=ON) == ()
    assert queries.named("江东区", [ids["330200"]], on=ON) == ()
    assert [p.id for p in queries.named("江东区", [ids["330200"]], on=date(2015, 1, 1))] == [place("330204")]
    assert queries.named("海曙区", [], on=ON) == ()
