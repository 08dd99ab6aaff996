"""Facts that places publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlaceAdded:
    place_id: UUID
    parent_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class PlaceMoved:
    """A place, with all below it, has another parent; paths changed."""

    place_id: UUID
    parent_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class PlaceAbolished:
    """`sole_successor_id`: the place that all of it went to; None where it was divided. `at`: when it was recorded."""

    place_id: UUID
    successor_ids: tuple[UUID, ...]
    sole_successor_id: UUID | None
    on: date
    at: datetime
