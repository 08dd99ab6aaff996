"""What waits for an actor around the roster, for the first page: one query each."""

from __future__ import annotations

from guildhall.base.places.queries import within_any
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.organising.roster.access import paths, runs_in_reach
from guildhall.organising.roster.contracts import RunState, WorkState
from guildhall.organising.roster.models import WorkItem
from guildhall.organising.roster.rules.permissions import VISIT


def runs_to_accept(actor: Actor) -> CappedCount:
    """Runs whose proposals wait to be accepted."""
    return count_up_to(runs_in_reach(actor).filter(state=RunState.PROPOSED.value))


def visits_to_make(actor: Actor) -> CappedCount:
    """Organisations that were handed to the actor's places and not visited yet."""
    actor.require(VISIT)
    mine = WorkItem.objects.filter(within_any(paths(actor, VISIT), "assigned__path"), listed=True)
    return count_up_to(mine.filter(state=WorkState.ASSIGNED.value))
