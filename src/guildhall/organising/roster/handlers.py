"""What the roster hears of: a job of its own that ended without effect."""

from __future__ import annotations

from guildhall.infra.jobs.contracts import JobEnded, State
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import Run


def follow_job(event: JobEnded) -> None:
    """A run whose job failed or was cancelled says so; one whose acceptance did waits to be accepted again."""
    ended = RunState.CANCELLED if event.state is State.CANCELLED else RunState.FAILED
    Run.objects.filter(job_id=event.job_id, state=RunState.RUNNING.value).update(state=ended.value)
    Run.objects.filter(job_id=event.job_id, state=RunState.ACCEPTING.value).update(state=RunState.PROPOSED.value)
