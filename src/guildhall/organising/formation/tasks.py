"""What the schedule does with cases of forming a union."""

from __future__ import annotations

from datetime import timedelta

from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running
from guildhall.organising.formation.operations.forgetting import forget_cases


@task("formation.forget_cases")
def forget(job: Running) -> None:
    """Retention: what is past its time goes."""
    forgotten = 0
    while found := forget_cases(at=job.clock.now()):
        forgotten += found
        job.report(forgotten)


repeat("formation.forget_cases", kind="formation.forget_cases", every=timedelta(hours=6))
