"""What the schedule does with figures."""

from __future__ import annotations

from datetime import timedelta

from guildhall.base.figures.indicators import indicators
from guildhall.base.figures.models import Snapshot
from guildhall.base.figures.operations import take_snapshot
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running


@task("figures.take_due")
def take_due(job: Running) -> None:
    """A snapshot of every indicator at the end of each month; what was missed is made up for, newest month only."""
    now = job.clock.now()
    cut_off = now.date().replace(day=1) - timedelta(days=1)
    there = set(Snapshot.objects.filter(cut_off=cut_off).values_list("indicator", flat=True))
    due = [indicator.code for indicator in indicators() if indicator.code not in there]
    for done, code in enumerate(due, 1):
        take_snapshot(None, code, cut_off, at=now)
        job.report(done, len(due))


repeat("figures.take_due", kind="figures.take_due", every=timedelta(days=1))
