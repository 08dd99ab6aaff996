"""What happened to applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """A draft was sent in and has a number now."""

    application_id: UUID
    kind: str
    place_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationMoved:
    """A transition was made. `outcome`: "" while it goes on, else how it ended."""

    application_id: UUID
    kind: str
    transition: str
    leaves: str
    leads: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationOverdue:
    """A clock ran out before anybody decided, and the office above was told."""

    application_id: UUID
    kind: str
    clock: str
    at: datetime
