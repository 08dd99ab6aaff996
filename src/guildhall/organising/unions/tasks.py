"""What the schedule does with unions."""

from __future__ import annotations

from datetime import timedelta

from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running
from guildhall.organising.unions.operations.reminding import remind


@task("unions.remind", lease=timedelta(minutes=5))
def remind_of_terms(job: Running) -> None:
    """Officers are told which terms end."""
    job.report(remind(at=job.clock.now()))


repeat("unions.remind", kind="unions.remind", every=timedelta(days=1))
