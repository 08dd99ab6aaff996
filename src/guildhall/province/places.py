"""Where things are: counties and townships of Zhejiang, and how large each is in the province."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Final

from guildhall.kernel import divisions
from guildhall.province import words
from guildhall.province.seeds import Weighted

#: Share of organisations by county of Ningbo; constructed for the story, not a statistic.
STORY_COUNTIES: Final = {
    "330203": 13,
    "330205": 8,
    "330206": 8,
    "330211": 7,
    "330212": 21,
    "330213": 7,
    "330225": 6,
    "330226": 7,
    "330281": 10,
    "330282": 13,
}

_TOWNSHIP_ENDS: Final = ("街道", "镇", "乡")


@dataclass(frozen=True, slots=True)
class County:
    code: str
    name: str
    city: str
    city_name: str
    townships: tuple[str, ...]


@cache
def counties() -> dict[str, County]:
    """Return the counties of Zhejiang that have townships, by code."""
    found: dict[str, County] = {}
    for city in divisions.cities():
        for county in divisions.counties(city.code):
            townships = tuple(t.name for t in divisions.townships_of(county.code) if t.name.endswith(_TOWNSHIP_ENDS))
            if townships:  # one county-level city has none
                found[county.code] = County(county.code, county.name, city.code, city.name, townships)
    return found


class Geography:
    """Draws counties: those of the story's city, of other cities, or of the whole province."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        everything = counties()
        elsewhere = [c for c in everything if c not in STORY_COUNTIES]
        self._story = Weighted(list(STORY_COUNTIES), list(STORY_COUNTIES.values()))
        self._elsewhere = Weighted(elsewhere, [1.0] * len(elsewhere))
        self._all = Weighted(list(everything), [float(STORY_COUNTIES.get(c, 5)) for c in everything])

    def in_story_city(self) -> County:
        return counties()[self._story.draw(self._rng)]

    def elsewhere(self) -> County:
        return counties()[self._elsewhere.draw(self._rng)]

    def anywhere(self) -> County:
        return counties()[self._all.draw(self._rng)]

    def address(self, county: County, township: str) -> str:
        """Return an address as registers have it: city, county, township, road, number."""
        rng = self._rng
        road = rng.choice(words.ROADS) + rng.choice(words.ROAD_TAILS)
        return f"{county.city_name}{county.name}{township}{road}{rng.randrange(1, 999)}号{rng.choice(words.BUILDINGS)}"
