"""What the schedule does with notices."""

from __future__ import annotations

from datetime import timedelta

from guildhall.base.notices.operations import forget_expired
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running


@task("notices.forget_expired")
def forget(job: Running) -> None:
    """Retention: notices past their time go."""
    forgotten = 0
    while found := forget_expired(at=job.clock.now()):
        forgotten += found
        job.report(forgotten)


repeat("notices.forget_expired", kind="notices.forget_expired", every=timedelta(hours=6))
