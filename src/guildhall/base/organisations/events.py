"""Facts that organisations publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.base.organisations.contracts import StandingKind


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class OrganisationsRegistered:
    """Many at once (bulk_register)."""

    count: int


@dataclass(frozen=True, slots=True)
class OrganisationsMerged:
    """Records of `organisation_id` count as those of `into_id` from now on."""

    organisation_id: UUID
    into_id: UUID


@dataclass(frozen=True, slots=True)
class OrganisationSplit:
    """`organisation_id` stands for itself again; it had counted as `from_id`."""

    organisation_id: UUID
    from_id: UUID


@dataclass(frozen=True, slots=True)
class OrganisationClosed:
    organisation_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class StandingGiven:
    organisation_id: UUID
    kind: StandingKind
    value: str
    on: date


@dataclass(frozen=True, slots=True)
class StandingEnded:
    organisation_id: UUID
    kind: StandingKind
    value: str
    on: date
