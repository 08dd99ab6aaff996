"""Facts that formation publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnionFormed:
    """A union that was applied for stands, with its first members. `organisation_ids`: where it stands or covers."""

    application_id: UUID
    union_id: UUID
    organisation_ids: tuple[UUID, ...]
    on: date
