"""What the roster hears of: a job of its own that ended without effect, organisations that gained or lost a union."""

from __future__ import annotations

from guildhall.infra.jobs.contracts import JobEnded, State
from guildhall.infra.jobs.operations import enqueue
from guildhall.organising.members.operations import move_memberships
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.events import RunAccepted
from guildhall.organising.roster.models import Insured, Run
from guildhall.organising.roster.operations.counting import recount
from guildhall.organising.unions.events import PresencesMoved, UnionSplit


def follow_job(event: JobEnded) -> None:
    """A run whose job failed or was cancelled says so; one whose acceptance did waits to be accepted again."""
    ended = RunState.CANCELLED if event.state is State.CANCELLED else RunState.FAILED
    Run.objects.filter(job_id=event.job_id, state=RunState.RUNNING.value).update(state=ended.value)
    Run.objects.filter(job_id=event.job_id, state=RunState.ACCEPTING.value).update(state=RunState.PROPOSED.value)


def count_again(event: PresencesMoved) -> None:
    """Coverage follows unions at once."""
    recount(event.organisation_ids)


def follow_split(event: UnionSplit) -> None:
    """Members of a union that was split go where their employer went: only registers say who works where."""
    for union_id in sorted({union for _, union in event.parts}):
        organisations = [organisation for organisation, union in event.parts if union == union_id]
        people = Insured.objects.filter(organisation__in=organisations).values_list("person_id", flat=True)
        move_memberships(
            [event.union_id], union_id, actor=event.actor, on=event.on, at=event.at, person_ids=list(people)
        )


def offer_after(event: RunAccepted) -> None:
    """Once a run is accepted, members who work elsewhere now are offered the way there, by a job of its own."""
    run = Run.objects.get(pk=event.run_id)
    if run.accepted_at is not None:
        account = run.accepted_by or run.created_by
        enqueue(
            "roster.offer", {"run": str(run.pk)}, at=run.accepted_at, key=f"roster.offer:{run.pk}", account_id=account
        )
