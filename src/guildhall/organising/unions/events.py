"""Facts that unions publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class UnionsFounded:
    union_ids: tuple[UUID, ...]
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class UnionMoved:
    """A union, with all below it, has another parent; paths changed."""

    union_id: UUID
    parent_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class UnionsEnded:
    """Unions stand no more. `successor_id`: the one that they merged into; None: memberships are kept, not moved."""

    union_ids: tuple[UUID, ...]
    successor_id: UUID | None
    on: date
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class UnionSplit:
    """A union gave organisations to new ones. `parts`: organisation → the union that it went to."""

    union_id: UUID
    parts: tuple[tuple[UUID, UUID], ...]
    on: date
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class PresencesMoved:
    """Organisations gained or lost a union: what is counted from it is counted again."""

    organisation_ids: tuple[UUID, ...]
