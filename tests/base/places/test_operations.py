"""Changing places: what is written, what is told, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from guildhall.base.audit.models import Entry
from guildhall.base.places import queries
from guildhall.base.places.contracts import Confidence, Heir, PlaceKind
from guildhall.base.places.events import PlaceAbolished, PlaceAdded, PlaceMoved
from guildhall.base.places.models import Code, Parent, Place, Succession
from guildhall.base.places.operations import abolish_place, add_place, move_place, recode_place
from guildhall.base.places.rules import changes
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, MessageKind, Refused
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def _ningbo() -> Actor:
    return at_places(Role.ADMINISTRATOR, "330200")


def _state() -> list[object]:
    models = (Place, Parent, Code, Succession)
    return [sorted(map(repr, model.objects.values_list())) for model in models] + [Entry.objects.count()]


def test_a_park_is_added_below_its_county() -> None:
    who = _ningbo()
    with heard(PlaceAdded) as told:
        park = add_place(who, place("330206"), PlaceKind.PARK, " 甲园区 ", on=ON, at=AT)
    found = queries.get_place(park)
    county = queries.get_place(place("330206"))
    assert (found.name, found.kind, found.starts_on) == ("甲园区", PlaceKind.PARK, ON)
    assert found.path.startswith(county.path)
    assert [p.name for p in queries.ancestors(park)] == ["浙江省", "宁波市", "北仑区"]
    assert park in {p.id for p in queries.children(county.id, on=ON)}
    assert told == [PlaceAdded(park, county.id, ON)]
    entry = Entry.objects.latest("id")
    assert (entry.account_id, entry.action, entry.object_id) == (who.account_id, "places.change", park)
    assert entry.fields == ["name", "kind", "parent", "code"]


def test_children_get_paths_of_their_own() -> None:
    who = _ningbo()
    paths = {
        queries.get_place(
            add_place(who, place("330203102"), PlaceKind.VILLAGE, f"{n}村", code=f"33020310200{n}", on=ON, at=AT)
        ).path
        for n in range(1, 4)
    }
    town = queries.get_place(place("330203102")).path
    assert paths == {f"{town}{n:04d}" for n in range(1, 4)}
    found = queries.find_by_code("330203102002", on=ON)
    assert found is not None
    assert found.name == "2村"


def test_a_move_takes_along_everything_below() -> None:
    who = _ningbo()
    day = date(2023, 2, 1)
    below = {p.id for p in queries.children(place("330203"), on=ON)}
    village = add_place(who, place("330203102"), PlaceKind.VILLAGE, "甲村", on=day, at=AT)
    with heard(PlaceMoved) as told:
        move_place(who, place("330203102"), place("330212"), on=ON, at=AT)
    assert [p.name for p in queries.ancestors(village)] == ["浙江省", "宁波市", "鄞州区", "集士港镇"]
    assert [p.name for p in queries.ancestors_on(village, on=date(2023, 2, 24))] == [
        "浙江省", "宁波市", "海曙区", "集士港镇",
    ]  # fmt: skip
    assert {p.id for p in queries.children(place("330203"), on=date(2023, 2, 24))} == below
    assert place("330203102") in {p.id for p in queries.children(place("330212"), on=ON)}
    assert told == [PlaceMoved(place("330203102"), place("330212"), ON)]
    assert Entry.objects.latest("id").count == 2


def test_a_new_code_leaves_the_old_one_findable_on_its_days() -> None:
    recode_place(_ningbo(), place("330203102"), "330203199", on=ON, at=AT)
    assert queries.code_of(place("330203102"), on=ON) == "330203199"
    before = queries.find_by_code("330203102", on=date(2023, 2, 24))
    assert before is not None
    assert before.id == place("330203102")
    assert queries.find_by_code("330203102", on=ON) is None


def test_an_abolished_place_leads_to_its_successors() -> None:
    heirs = (Heir(place("330203103"), False), Heir(place("330203104"), False))
    with heard(PlaceAbolished) as told:
        abolish_place(_ningbo(), place("330203102"), heirs, basis="某函〔2023〕1号", on=ON, at=AT)
    assert [p.id for p in queries.heirs(place("330203102"), on=ON)] == [place("330203103"), place("330203104")]
    assert queries.find_by_code("330203102", on=ON) is None
    steps = queries.successions_of(place("330203102"))
    assert [(s.on, s.whole, s.basis, s.confidence) for s in steps] == [
        (ON, False, "某函〔2023〕1号", Confidence.OFFICIAL)
    ] * 2
    assert told == [PlaceAbolished(place("330203102"), (place("330203103"), place("330203104")), None, ON, AT)]


Change = Callable[[Actor], object]
LATER = date(2023, 2, 26)


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        (lambda who: add_place(who, place("330203"), PlaceKind.PARK, "　", on=ON, at=AT), "name", changes.NO_NAME),
        (lambda who: add_place(who, place("330203"), PlaceKind.CITY, "甲", on=ON, at=AT), "kind", changes.NOT_BELOW),
        (
            lambda who: add_place(who, place("330203"), PlaceKind.PARK, "甲", code="330205", on=ON, at=AT),
            "code",
            changes.CODE_TAKEN,
        ),
        (lambda who: add_place(who, place("330203"), PlaceKind.PARK, "甲", on=LATER, at=AT), "on", changes.NOT_YET),
        (lambda who: move_place(who, place("330200"), place("330203"), on=ON, at=AT), "parent", changes.IN_ITSELF),
        (lambda who: move_place(who, place("330203"), place("330205"), on=ON, at=AT), "parent", changes.NOT_BELOW),
        (lambda who: recode_place(who, place("330203"), "33", on=ON, at=AT), "code", changes.BAD_CODE),
        (lambda who: recode_place(who, place("330203"), "330205", on=ON, at=AT), "code", changes.CODE_TAKEN),
    ],
)  # fmt: skip
def test_what_does_not_do_changes_nothing(change: Change, field: str, kind: MessageKind) -> None:
    before = _state()
    with pytest.raises(Invalid) as refused:
        change(_ningbo())
    assert {name: [m.kind for m in found] for name, found in refused.value.fields.items()} == {field: [kind]}
    assert _state() == before


def test_a_place_that_still_holds_others_is_not_abolished() -> None:
    before = _state()
    with pytest.raises(Refused) as refused:
        abolish_place(_ningbo(), place("330203"), [Heir(place("330205"), True)], basis="", on=ON, at=AT)
    assert [m.kind for m in refused.value.messages] == [changes.STILL_HOLDS]
    assert _state() == before


def test_an_abolished_place_is_changed_no_more() -> None:
    with pytest.raises(Refused) as refused:
        recode_place(_ningbo(), place("330204"), "330299", on=ON, at=AT)
    assert [m.kind for m in refused.value.messages] == [changes.GONE]


@pytest.mark.parametrize("place_id", [place("330100"), place("330000"), new_id()])
def test_out_of_scope_is_as_if_absent(place_id: UUID) -> None:
    before = _state()
    with pytest.raises(Absent):
        add_place(_ningbo(), place_id, PlaceKind.PARK, "甲", on=ON, at=AT)
    assert _state() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_may_not_change_places(role: Role) -> None:
    with pytest.raises(Forbidden):
        add_place(at_places(role, "330200"), place("330203"), PlaceKind.PARK, "甲", on=ON, at=AT)
