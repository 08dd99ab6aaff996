"""Changing places: loading those that are shipped; adding, moving, recoding, abolishing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from io import StringIO
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.access import place_for
from guildhall.base.places.contracts import Confidence, Heir, PlaceKind, Tile
from guildhall.base.places.events import PlaceAbolished, PlaceAdded, PlaceMoved
from guildhall.base.places.models import Code, Parent, Place, Succession
from guildhall.base.places.queries import NO_PLACE, within
from guildhall.base.places.rules import changes
from guildhall.base.places.rules.paths import WIDTH, child_path, contains, free_number, moved
from guildhall.base.places.rules.permissions import CHANGE
from guildhall.base.places.rules.shipped import shipped_id
from guildhall.base.places.rules.succession import objections
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel import divisions
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message, Refused
from guildhall.kernel.text import clean, clean_code

KIND: Final = "places.place"


@operation
def load_places(*, at: datetime) -> int:
    """Write the shipped places that are not there yet; returns how many.

    Run again at every upgrade. What is there is left as it is: an installation's own changes stand.
    """
    here = {place.id: place.path for place in Place.objects.all()}
    founded = {s.code: s.on for code in divisions.divided() for s in divisions.successors(code) if s.founded}
    paths = {str(place_id): path for place_id, path in here.items()}
    numbers: dict[str, int] = {}
    for path in here.values():
        parent, number = path[:-WIDTH], int(path[-WIDTH:])
        numbers[parent] = max(numbers.get(parent, 0), number)
    tiles = _tiles()
    places, parents, codes = [], [], []
    current = filter(None, map(divisions.by_code, divisions.all_codes()))
    for division in (*current, *divisions.former_divisions()):
        place_id = shipped_id(division.code)
        if place_id in here:
            continue
        above = paths[str(shipped_id(division.parent))] if division.parent else ""
        numbers[above] = numbers.get(above, 0) + 1
        path = paths[str(place_id)] = child_path(above, numbers[above])
        starts = founded.get(division.code)
        ends = divisions.successors(division.code)[0].on if division.former else None
        tile = tiles.get(division.code)
        places.append(
            Place(
                id=place_id, kind=PlaceKind(division.level.value).value, name=division.name, path=path,
                starts_on=starts, ends_on=ends,
                tile_row=tile.row if tile else None, tile_column=tile.column if tile else None,
            )
        )  # fmt: skip
        codes.append(Code(place_id=place_id, code=division.code, starts_on=starts, ends_on=ends))
        if division.parent:
            parent_id = shipped_id(division.parent)
            parents.append(Parent(place_id=place_id, parent_id=parent_id, starts_on=starts, ends_on=ends))
    Place.objects.bulk_create(places)
    Parent.objects.bulk_create(parents)
    Code.objects.bulk_create(codes)
    _load_successions()
    if places:
        record(None, "places.load", None, at=at, fields=["places"], count=len(places))
    return len(places)


def _load_successions() -> None:
    rows = [
        Succession(
            predecessor_id=shipped_id(code), successor_id=shipped_id(s.code), on=s.on, whole=s.whole, basis=s.basis,
            confidence=Confidence(s.confidence).value,
        )
        for code in divisions.divided()
        for s in divisions.successors(code)
    ]  # fmt: skip
    Succession.objects.bulk_create(rows, ignore_conflicts=True)


def _tiles() -> dict[str, Tile]:
    text = files("guildhall.base.places").joinpath("data", "tiles.csv").read_text(encoding="utf-8")
    return {r["code"]: Tile(int(r["row"]), int(r["column"])) for r in csv.DictReader(StringIO(text))}


@operation
def add_place(
    actor: Actor, parent_id: UUID, kind: PlaceKind, name: str, *, code: str = "", on: date, at: datetime
) -> UUID:
    """Add a village, a park, a new division below a place from a day on; returns its id."""
    parent = place_for(actor, CHANGE, parent_id)
    name, code = clean(name).value, clean_code(code).value
    _valid(
        name=changes.name_objections(name),
        code=changes.code_objections(code) or _code_taken(code),
        kind=() if kind in changes.BELOW[PlaceKind(parent.kind)] else (changes.NOT_BELOW(name=parent.name),),
        on=changes.day_objections(on, since=parent.starts_on, today=_day(at)),
    )
    _standing(parent)
    place = Place.objects.create(id=new_id(), kind=kind.value, name=name, path=_free_path(parent), starts_on=on)
    Parent.objects.create(place=place, parent=parent, starts_on=on)
    if code:
        Code.objects.create(place=place, code=code, starts_on=on)
    record(actor, CHANGE.code, Thing(KIND, place.id), at=at, fields=["name", "kind", "parent", "code"])
    publish(PlaceAdded(place.id, parent.id, on))
    return place.id


@operation
def move_place(actor: Actor, place_id: UUID, parent_id: UUID, *, on: date, at: datetime) -> None:
    """Put a place, with all below it, under another parent from a day on. The actor must reach both."""
    first, second = sorted((place_id, parent_id))
    both = {p.id: p for p in (place_for(actor, CHANGE, first), place_for(actor, CHANGE, second))}
    place, parent = both[place_id], both[parent_id]
    _standing(place)
    _standing(parent)
    held = Parent.objects.get(place=place, ends_on=None)
    _valid(
        parent=_parent_objections(place, parent),
        on=changes.day_objections(on, since=held.starts_on, today=_day(at)),
    )
    Parent.objects.filter(pk=held.pk).update(ends_on=on)
    Parent.objects.create(place=place, parent=parent, starts_on=on)
    old, new = place.path, _free_path(parent)
    below = list(locked(Place.objects.filter(within(old))))
    for row in below:
        row.path = moved(row.path, old, new)
    Place.objects.bulk_update(below, ["path"], batch_size=500)
    record(actor, CHANGE.code, Thing(KIND, place.id), at=at, fields=["parent", "path"], count=len(below))
    publish(PlaceMoved(place.id, parent.id, on))


@operation
def recode_place(actor: Actor, place_id: UUID, code: str, *, on: date, at: datetime) -> None:
    """Give a place another code from a day on; the one before stays findable on its days."""
    place = place_for(actor, CHANGE, place_id)
    _standing(place)
    code = clean_code(code).value
    held = Code.objects.filter(place=place, ends_on=None).first()
    since = held.starts_on if held else place.starts_on
    _valid(
        code=(changes.code_objections(code) if code else (changes.BAD_CODE(),)) or _code_taken(code),
        on=changes.day_objections(on, since=since, today=_day(at)),
    )
    Code.objects.filter(place=place, ends_on=None).update(ends_on=on)
    Code.objects.create(place=place, code=code, starts_on=on)
    record(actor, CHANGE.code, Thing(KIND, place.id), at=at, fields=["code"])


@operation
def abolish_place(actor: Actor, place_id: UUID, heirs: Sequence[Heir], *, basis: str, on: date, at: datetime) -> None:
    """End a place on a day (the first that it no longer stands) and say where its area went, by which paper.

    The places below it are moved first; the successors may lie anywhere.
    """
    place = place_for(actor, CHANGE, place_id)
    _standing(place)
    _valid(
        heirs=objections(place.id, heirs),
        on=changes.day_objections(on, since=place.starts_on, today=_day(at)),
    )
    if Place.objects.filter(pk__in=[h.place_id for h in heirs], ends_on=None).count() < len(heirs):
        raise Absent(NO_PLACE())
    held = Parent.objects.filter(parent=place, ends_on=None).count()
    if held:
        raise Refused(changes.STILL_HOLDS(name=place.name, count=held))
    Place.objects.filter(pk=place.pk).update(ends_on=on)
    Parent.objects.filter(place=place, ends_on=None).update(ends_on=on)
    Code.objects.filter(place=place, ends_on=None).update(ends_on=on)
    Succession.objects.bulk_create(
        Succession(
            predecessor=place, successor_id=heir.place_id, on=on, whole=heir.whole, basis=clean(basis).value,
            confidence=Confidence.OFFICIAL.value,
        )
        for heir in heirs
    )  # fmt: skip
    record(actor, CHANGE.code, Thing(KIND, place.id), at=at, fields=["ends_on", "successors"])
    sole = heirs[0].place_id if len(heirs) == 1 else None
    publish(PlaceAbolished(place.id, tuple(heir.place_id for heir in heirs), sole, on, at))


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)


def _standing(place: Place) -> None:
    if place.ends_on is not None:
        raise Refused(changes.GONE(name=place.name))


def _code_taken(code: str) -> tuple[Message, ...]:
    held = Code.objects.filter(code=code, ends_on=None).select_related("place").first() if code else None
    return (changes.CODE_TAKEN(code=code, name=held.place.name),) if held else ()


def _parent_objections(place: Place, parent: Place) -> tuple[Message, ...]:
    if contains(place.path, parent.path):
        return (changes.IN_ITSELF(),)
    fits = PlaceKind(place.kind) in changes.BELOW[PlaceKind(parent.kind)]
    return () if fits else (changes.NOT_BELOW(name=parent.name),)


def _free_path(parent: Place) -> str:
    siblings = Place.objects.filter(within(parent.path)).values_list("path", flat=True)
    length = len(parent.path) + WIDTH
    return child_path(parent.path, free_number({path[:length] for path in siblings if len(path) >= length}))
