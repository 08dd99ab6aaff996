"""Facts that accounts publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GrantGiven:
    grant_id: UUID
    account_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class GrantEnded:
    """`on`: the first day that the grant no longer holds."""

    grant_id: UUID
    account_id: UUID
    on: date
