"""The places that come with the product: whole, dated, each on its own tile."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.base.audit.models import Entry
from guildhall.base.places import queries
from guildhall.base.places.contracts import PlaceKind
from guildhall.base.places.models import Code, Parent, Place, Succession
from guildhall.base.places.operations import load_places
from guildhall.base.places.rules.paths import lineage
from guildhall.base.places.rules.succession import leads_back
from guildhall.kernel import divisions
from tests.base.actors import AT, ON, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_all_are_there_once_and_a_second_load_changes_nothing(none_yet: None) -> None:
    assert load_places(at=AT) == 1504
    kinds = Counter(Place.objects.filter(ends_on=None).values_list("kind", flat=True))
    assert kinds == {"province": 1, "city": 11, "county": 90, "township": 1387}
    assert Place.objects.exclude(ends_on=None).count() == len(divisions.former_divisions()) == 15
    held = (Place.objects.count(), Parent.objects.count(), Code.objects.count(), Succession.objects.count())
    assert load_places(at=AT) == 0
    assert (
        Place.objects.count(), Parent.objects.count(), Code.objects.count(), Succession.objects.count()
    ) == held  # fmt: skip
    assert list(Entry.objects.values_list("action", "count")) == [("places.load", 1504)]


def test_paths_say_the_same_as_the_dated_parents() -> None:
    paths = dict(Place.objects.values_list("pk", "path"))
    parents = dict(Parent.objects.values_list("place_id", "parent_id"))
    for place_id, path in paths.items():
        expected = (*lineage(paths[parents[place_id]]), path) if place_id in parents else (path,)
        assert lineage(path) == expected


def test_every_city_and_county_has_a_tile_of_its_own() -> None:
    for kind, count, size in ((PlaceKind.CITY, 11, 5), (PlaceKind.COUNTY, 90, 12)):
        placed = queries.tiles(kind, on=ON)
        assert len(placed) == len({p.tile for p in placed}) == count
        assert all(p.tile is not None and p.tile.row < size and p.tile.column < size for p in placed)
    standing = Place.objects.filter(kind="county", ends_on=None)
    assert list(standing.filter(tile_row=None)) == []


def test_neighbours_keep_their_sides_on_the_map() -> None:
    found = {p.name: p.tile for p in queries.tiles(PlaceKind.COUNTY, on=ON)}
    east, west, north, south = (found[name] for name in ("普陀区", "开化县", "长兴县", "苍南县"))
    assert east and west and north and south  # noqa: PT018  # one thought
    assert west.column < north.column < east.column
    assert north.row < east.row < south.row


def test_succession_leads_on_in_time_and_ends_in_places_that_stand() -> None:
    steps = list(Succession.objects.values_list("predecessor_id", "successor_id"))
    assert len(steps) == 23
    assert not leads_back(steps)
    for former in Place.objects.exclude(ends_on=None):
        heirs = queries.heirs(former.id, on=ON)
        assert heirs
        assert all(heir.stands(ON) for heir in heirs)


@pytest.mark.parametrize(
    ("code", "day", "heirs"),
    [
        ("330103", date(2021, 3, 11), ["拱墅区"]),
        ("330104", date(2021, 3, 11), ["上城区", "钱塘区"]),
        ("330204", date(2016, 9, 14), ["鄞州区"]),
        ("330621", date(2013, 10, 18), ["柯桥区", "越城区"]),
    ],
)
def test_a_code_is_found_up_to_the_day_before(code: str, day: date, heirs: list[str]) -> None:
    before = queries.find_by_code(code, on=day - timedelta(days=1))
    assert before is not None
    assert before.name == divisions.name_of(code)
    assert queries.find_by_code(code, on=day) is None
    assert [p.name for p in queries.heirs(place(code), on=day - timedelta(days=1))] == [before.name]
    assert [p.name for p in queries.heirs(place(code), on=day)] == heirs


def test_a_founded_place_stands_from_its_day_on() -> None:
    assert queries.find_by_code("330113", on=date(2021, 3, 10)) is None
    found = queries.find_by_code("330113", on=date(2021, 3, 11))
    assert found is not None
    assert found.name == "临平区"
    assert [s.predecessor_id for s in queries.successions_of(found.id)] == [place("330110")]
    names = [p.name for p in queries.children(place("330100"), on=date(2021, 3, 10))]
    assert "江干区" in names
    assert "临平区" not in names


@given(st.dates(date(1995, 1, 1), date(2026, 1, 1)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_on_any_day_every_code_leads_to_a_place_that_stands(day: date) -> None:
    codes = [*divisions.divided(), "330203", "330203102"]
    found = queries.places_by_codes(codes, on=day)
    assert all(p.stands(day) for code, p in found.items() if p.starts_on is None or p.starts_on <= day)
    assert {"330203", "330203102"} <= set(found)
