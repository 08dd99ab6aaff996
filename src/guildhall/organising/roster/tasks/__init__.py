"""What the worker does for the roster: looking at files, comparing, accepting, handing out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from guildhall.base.accounts.queries import actor_for
from guildhall.infra.jobs.registry import repeat, task
from guildhall.infra.jobs.running import Running
from guildhall.kernel.clocks import CHINA
from guildhall.organising.roster.models import Run
from guildhall.organising.roster.operations.offering import offer_moved
from guildhall.organising.roster.tasks import handing
from guildhall.organising.roster.tasks.accepting import accept
from guildhall.organising.roster.tasks.recognising import recognise
from guildhall.organising.roster.tasks.running import run_engine
from guildhall.organising.roster.tasks.scratch import tidy

__all__ = ["handing"]


@task("roster.recognise", lease=timedelta(minutes=5))
def look_at_file(job: Running) -> None:
    """How a file is understood, for the officer to check."""
    recognise(job)


@task("roster.run", lease=timedelta(minutes=2))
def run_registers(job: Running) -> None:
    """Registers compared; proposals left to be decided and accepted."""
    run_engine(job)


@task("roster.accept", lease=timedelta(minutes=2))
def accept_proposals(job: Running) -> None:
    """Proposals written as records."""
    accept(job)


@task("roster.offer", lease=timedelta(minutes=2))
def offer(job: Running) -> None:
    """Members who are insured where another union stands, offered the way there."""
    run = Run.objects.select_related("place").get(pk=UUID(job.payload["run"]))
    at = job.clock.now()
    with job.finishing():
        actor = actor_for(run.accepted_by or run.created_by, None, on=at.astimezone(CHINA).date())
        offer_moved(actor, run.place.path, at=at)


@task("roster.tidy")
def tidy_up(job: Running) -> None:
    """What killed jobs left in clear goes."""
    job.report(tidy())


repeat("roster.tidy", kind="roster.tidy", every=timedelta(hours=1))
