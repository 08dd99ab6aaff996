"""Facts that the roster publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.organising.roster.contracts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class RunAccepted:
    """A run's proposals are records now."""

    run_id: UUID
    place_id: UUID
    as_of: date | None


@dataclass(frozen=True, slots=True)
class PairDecided:
    decision_id: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DecisionUndone:
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class WorkAssigned:
    """Work was handed to a place, or taken back (None)."""

    place_id: UUID | None
    count: int


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    work_id: UUID
    outcome: Outcome
    on: date
