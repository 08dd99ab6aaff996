"""Files of people to join, as their pages show them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from guildhall.base.places.queries import narrowed
from guildhall.kernel.actor import Actor
from guildhall.organising.members.access import batch_for, paths
from guildhall.organising.members.contracts import BatchCounts, BatchState, BatchView
from guildhall.organising.members.models import Batch
from guildhall.organising.members.rules.permissions import BATCH
from guildhall.organising.unions.queries import summary


def batch_view(actor: Actor, batch_id: UUID) -> BatchView:
    """One file. Forbidden without the function, Absent where its union is out of reach."""
    return view_of(batch_for(actor, BATCH, batch_id))


def batches_of(actor: Actor) -> QuerySet[Batch]:
    """Files brought in for unions in reach, the newest first; unions are read along."""
    actor.require(BATCH)
    rows = Batch.objects.filter(narrowed(paths(actor, BATCH), "union__place"))
    return rows.select_related("union").order_by("-made_at", "pk")


def view_of(row: Batch) -> BatchView:
    """A file as lists and its page show it."""
    return BatchView(
        row.id, summary(row.union), row.name, BatchState(row.state), BatchCounts(**row.counts),
        tuple((number, message) for number, message in row.problems), row.job_id, row.made_at, row.written_at,
    )  # fmt: skip
