"""What the worker does with files."""

from __future__ import annotations

from datetime import timedelta

from guildhall.base.files.operations import forget_expired
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running


@task("files.forget_expired")
def forget(job: Running) -> None:
    """Retention: files past their time go."""
    forgotten = 0
    while found := forget_expired(at=job.clock.now()):
        forgotten += found
        job.report(forgotten)


repeat("files.forget_expired", kind="files.forget_expired", every=timedelta(hours=1))
