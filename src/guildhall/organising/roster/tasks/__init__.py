"""What the worker does for the roster: looking at files, comparing, accepting, handing out."""

from __future__ import annotations

from datetime import timedelta

from guildhall.infra.jobs.registry import task
from guildhall.infra.jobs.running import Running
from guildhall.organising.roster.operations.recognising import recognise
from guildhall.organising.roster.tasks import handing

__all__ = ["handing"]


@task("roster.recognise", lease=timedelta(minutes=5))
def look_at_file(job: Running) -> None:
    """How a file is understood, for the officer to check."""
    recognise(job)
