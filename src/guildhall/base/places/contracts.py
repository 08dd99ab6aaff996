"""What other modules hold of a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.words import Words


class PlaceKind(StrEnum):
    """What a place is. Stored."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    PARK = "park"  # development zones and parks, which are no division of the state but have unions of their own


KIND_WORDS: Final[Mapping[PlaceKind, Words]] = MappingProxyType(
    {
        PlaceKind.PROVINCE: Words("省", "province"),
        PlaceKind.CITY: Words("设区的市", "city"),
        PlaceKind.COUNTY: Words("县（市、区）", "county"),
        PlaceKind.TOWNSHIP: Words("乡镇（街道）", "township"),
        PlaceKind.VILLAGE: Words("村（社区）", "village"),
        PlaceKind.PARK: Words("园区", "park"),
    }
)


class Confidence(StrEnum):
    """How sure a date and its paper are. Stored."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a place stands on the tile map of its kind, counted from the upper left."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """A place as pages and other modules use it. `ends_on`: the first day that it no longer stood."""

    id: UUID
    kind: PlaceKind
    name: str
    path: str
    starts_on: date | None
    ends_on: date | None
    tile: Tile | None

    def stands(self, on: date) -> bool:
        """Whether it stood on a day."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place, what it lies in (widest first), what lies directly in it, and its code; "" where it has none.

    `mapped`: of a province, all that have a tile, row by row.
    """

    place: PlaceSummary
    above: tuple[PlaceSummary, ...]
    below: tuple[PlaceSummary, ...]
    code: str
    mapped: tuple[PlaceSummary, ...]


@dataclass(frozen=True, slots=True)
class SuccessionSummary:
    """Area that went from one place to another. `whole`: all of it."""

    predecessor_id: UUID
    successor_id: UUID
    on: date
    whole: bool
    basis: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Heir:
    """A successor as an officer names it when a place is abolished."""

    place_id: UUID
    whole: bool
