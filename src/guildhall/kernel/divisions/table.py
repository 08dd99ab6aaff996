"""The tables of divisions, loaded once. Sources and dates: SOURCE.md beside this file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType
from typing import Final

PROVINCE: Final = "330000"


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Division:
    """One place. `parent` is "" for the province. `former`: abolished; its name and code live on in old papers."""

    code: str
    name: str
    level: Level
    parent: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class Successor:
    """Where a division's area went, and when; `whole`: all of it; `founded`: the successor came into being by it.

    `on` is the day of the reply or notice. `basis` cites it ("" where this project has not seen it); `confidence` as in
    parameters: official, secondary, unconfirmed.
    """

    code: str
    year: int
    whole: bool
    on: date
    founded: bool
    confidence: str
    basis: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


@cache
def _current() -> Mapping[str, Division]:
    rows = (Division(r["code"], r["name"], Level(r["level"]), r["parent"]) for r in _rows("divisions.csv"))
    return MappingProxyType({division.code: division for division in rows})


@cache
def _former() -> Mapping[str, Division]:
    rows = [Division(r["code"], r["name"], Level.COUNTY, r["parent"], former=True) for r in _rows("former.csv")]
    return MappingProxyType({division.code: division for division in rows if division.code not in _current()})


@cache
def _successors() -> Mapping[str, tuple[Successor, ...]]:
    found: dict[str, tuple[Successor, ...]] = {}
    for r in _rows("former.csv"):
        on = date.fromisoformat(r["on"])
        successor = Successor(
            r["successor"], on.year, r["whole"] == "1", on, r["founded"] == "1", r["confidence"], r["basis"]
        )
        found[r["code"]] = (*found.get(r["code"], ()), successor)
    return MappingProxyType(found)


def by_code(code: str) -> Division | None:
    """The division of that code, a former one included; None if the table does not know it."""
    return _current().get(code) or _former().get(code)


def name_of(code: str) -> str:
    """Its name, or "" for an unknown code."""
    division = by_code(code)
    return division.name if division else ""


def level_of(code: str) -> Level | None:
    division = by_code(code)
    return division.level if division else None


def ancestors(code: str) -> tuple[Division, ...]:
    """From the province down to the parent; empty for the province and for unknown codes."""
    chain: list[Division] = []
    division = by_code(code)
    while division and division.parent:
        division = by_code(division.parent)
        if division:
            chain.append(division)
    return tuple(reversed(chain))


def path_name(code: str) -> str:
    """`浙江省宁波市海曙区`; "" for an unknown code."""
    return "".join(division.name for division in ancestors(code)) + name_of(code)


def county_of(code: str) -> str:
    """The county-level code that a county or township code lies in; "" for wider and unknown ones."""
    return code[:6] if level_of(code) in (Level.COUNTY, Level.TOWNSHIP) else ""


def all_codes() -> tuple[str, ...]:
    """Every code that stands today, wider places first."""
    return tuple(_current())


def _of_level(level: Level) -> tuple[Division, ...]:
    return tuple(division for division in _current().values() if division.level is level)


def cities() -> tuple[Division, ...]:
    return _of_level(Level.CITY)


def counties(city: str = "") -> tuple[Division, ...]:
    """All counties, districts and county-level cities, or those of one city, by code."""
    return tuple(division for division in _of_level(Level.COUNTY) if not city or division.parent == city)


def townships_of(county: str) -> tuple[Division, ...]:
    return tuple(division for division in _of_level(Level.TOWNSHIP) if division.parent == county)


def former_divisions() -> tuple[Division, ...]:
    """Abolished county-level divisions, by code."""
    return tuple(_former()[code] for code in sorted(_former()))


def divided() -> tuple[str, ...]:
    """The codes of all divisions, former or standing, whose area went elsewhere as a whole or in part."""
    return tuple(_successors())


def successors(code: str) -> tuple[Successor, ...]:
    """Where the area of a former (or divided) division went; empty if nothing is recorded."""
    return _successors().get(code, ())


def current_code(code: str) -> str:
    """The code that stands today for one that does not: the first successor named, which took all or most of it.

    A code that stands is its own answer, also where it gave up a part; an unknown one comes back unchanged.
    """
    if code in _current():
        return code
    found = successors(code)
    return found[0].code if found else code
