"""An actor's places, loaded once for a page: what they narrow a list to, and what one may choose from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import NARROW, NO_PLACE, get_place, places_in, within_any
from guildhall.base.places.rules.paths import contains, is_root
from guildhall.kernel.errors import Absent

#: Levels that are loaded of a province: itself, cities, counties.
_UPPER: Final = 3


@dataclass(frozen=True, slots=True)
class Area:
    """Places of paths with those below them. `complete`: all of them are here; of a province the counties are."""

    paths: tuple[str, ...]
    places: tuple[PlaceSummary, ...]
    complete: bool

    def narrowed(self, paths: Collection[str], column: str = "place") -> Q:
        """As base.places.queries.narrowed, without asking again."""
        if not self.complete:
            return within_any(paths, f"{column}__path")
        ids = [place.id for place in self.places if any(contains(path, place.path) for path in paths)]
        return Q(**{f"{column}__in": ids})

    def find(self, place_id: UUID) -> PlaceSummary:
        """A place within the area. Raises Absent for any other; asks where the area is not complete."""
        held = next((place for place in self.places if place.id == place_id), None)
        if held is not None:
            return held
        if not self.complete:
            place = get_place(place_id)
            if any(contains(path, place.path) for path in self.paths):
                return place
        raise Absent(NO_PLACE())

    def standing_below(self) -> tuple[PlaceSummary, ...]:
        """Places strictly below the area's own that stand today, among those loaded."""
        return tuple(place for place in self.places if place.ends_on is None and place.path not in self.paths)


def area_of(paths: Collection[str]) -> Area:
    """The area of an actor's paths: one query, none for no paths."""
    widest: list[str] = []
    for path in sorted(paths):
        if not any(contains(kept, path) for kept in widest):
            widest.append(path)
    whole = any(is_root(path) for path in widest)
    places = places_in(widest, deepest=_UPPER) if whole else places_in(widest)
    return Area(tuple(widest), places, not whole and len(places) < NARROW)
