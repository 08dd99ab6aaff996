"""Handing out, or taking back, all that match: in one go or not at all."""

from __future__ import annotations

from uuid import UUID

from guildhall.base.accounts.queries import actor_for
from guildhall.infra.jobs.registry import task
from guildhall.infra.jobs.running import Running
from guildhall.kernel.clocks import CHINA
from guildhall.organising.roster.operations.work import HANDING, assign_matching, take_back_matching
from guildhall.organising.roster.rules.filters import work_filters


@task(HANDING)
def hand_out(job: Running) -> None:
    """What the account that asked may do is asked again: grants may have ended since."""
    at = job.clock.now()
    if job.account_id is None:
        raise ValueError(f"job {job.id} was queued by nobody")
    actor = actor_for(job.account_id, None, on=at.astimezone(CHINA).date())
    filters, place = work_filters(job.payload["filters"]), job.payload["place"]
    result: dict[str, int | bool] = {}
    with job.finishing(result):
        handed = (
            assign_matching(actor, filters, UUID(place), at=at) if place else take_back_matching(actor, filters, at=at)
        )
        result |= {"count": handed.count, "left": handed.left, "back": not place}
