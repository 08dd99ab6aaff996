"""What a job is to those who queue it and those who show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guildhall.kernel.errors import MessageKind, Refused


class State(StrEnum):
    """Stored. QUEUED → RUNNING → DONE, FAILED or CANCELLED; a dead worker's job is RUNNING until its lease ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job ended without effect: it failed or was cancelled. Published in the transaction that says so."""

    job_id: UUID
    kind: str
    state: State


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a page shows it. `share`: of the work done, None while its size is unknown. `account_id`: who asked."""

    id: UUID
    kind: str
    account_id: UUID | None
    state: State
    done: int
    total: int
    note: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    result: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
    cancel_asked: bool

    @property
    def share(self) -> float | None:
        return min(self.done / self.total, 1.0) if self.total else None

    @property
    def ended(self) -> bool:
        return self.state in ENDED


CANCELLED = MessageKind(
    "jobs.cancelled", "任务已取消，没有留下任何改动。", "The job was cancelled; nothing was changed."
)
OVERTAKEN = MessageKind(
    "jobs.overtaken",
    "另一个进程已接手这项任务；这一次的结果不写入。",
    "Another worker has taken this job over; what this one did is not written.",
)
BROKEN = MessageKind(
    "jobs.broken",
    "任务连续 {attempts} 次意外中断，已停止；系统管理员可凭编号 {job} 查日志。",
    "The job broke off unexpectedly {attempts} times and was stopped. An administrator finds it in the log as {job}.",
)


class Cancelled(Refused):
    """Somebody asked for the job to be cancelled."""


class Overtaken(Refused):
    """The lease ended and another worker has the job."""
