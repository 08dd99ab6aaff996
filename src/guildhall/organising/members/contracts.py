"""What other modules hold of a membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.organising.unions.contracts import UnionSummary


@dataclass(frozen=True, slots=True)
class NewMembership:
    """Somebody in a union. `month`: newest that the union's roster states, `YYYY-MM` or ""."""

    person_id: UUID
    union_id: UUID
    active: bool
    month: str


@dataclass(frozen=True, slots=True)
class MembershipSummary:
    """A membership as a person's record shows it. `active`: the roster says so and the union stands."""

    union: UnionSummary
    active: bool
    month: str
    ends_on: date | None
