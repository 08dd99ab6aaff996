"""What the schedule does with applications."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from guildhall.base.flows.operations.tending import escalate_overdue, forget_expired, recompute_deadlines
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running
from guildhall.kernel.working_days import working_days


@task("flows.escalate")
def escalate(job: Running) -> None:
    """Clocks that ran out: the office above is told, once."""
    told = 0
    while found := escalate_overdue(at=job.clock.now()):
        told += found
        job.report(told)


@task("flows.recompute")
def recompute(job: Running) -> None:
    """Provisional deadlines, by the holidays that this release knows."""
    after: UUID | None = None
    while after := recompute_deadlines(working_days(), after=after, at=job.clock.now()):
        job.check()


@task("flows.forget_expired")
def forget(job: Running) -> None:
    """Retention: what is past its time goes."""
    forgotten = 0
    while found := forget_expired(at=job.clock.now()):
        forgotten += found
        job.report(forgotten)


repeat("flows.escalate", kind="flows.escalate", every=timedelta(hours=1))
repeat("flows.recompute", kind="flows.recompute", every=timedelta(days=1))
repeat("flows.forget_expired", kind="flows.forget_expired", every=timedelta(hours=6))
