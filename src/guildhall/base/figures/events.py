"""Facts that figures publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    snapshot_id: UUID
    indicator: str
    cut_off: date


@dataclass(frozen=True, slots=True)
class SnapshotPublished:
    snapshot_id: UUID
    indicator: str
    cut_off: date
