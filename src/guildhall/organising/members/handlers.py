"""What memberships hear of: people's records made one, or two again; applications, unions, jobs that ended."""

from __future__ import annotations

from guildhall.base.flows.events import ApplicationMoved
from guildhall.base.people.events import PeopleMerged, PersonSplit
from guildhall.infra.jobs.contracts import JobEnded
from guildhall.organising.members.bulk import settle
from guildhall.organising.members.contracts import BatchState
from guildhall.organising.members.events import TransferClosed
from guildhall.organising.members.models import Batch, Transfer
from guildhall.organising.members.operations.applying import CODE, follow_transfer
from guildhall.organising.members.operations.moving import keep_memberships, move_memberships
from guildhall.organising.unions.events import UnionsEnded


def follow_merge(event: PeopleMerged) -> None:
    """Of two confirmed memberships of what is one person, the older stands; the other waits for somebody to end it."""
    settle({event.person_id, event.into_id})


def follow_split(event: PersonSplit) -> None:
    """Each record's membership stands for itself again."""
    settle({event.person_id, event.from_id})


def follow_job(event: JobEnded) -> None:
    """A file whose job failed or was cancelled says so; one that was being written may be confirmed again."""
    Batch.objects.filter(job_id=event.job_id, state=BatchState.LOOKING.value).update(state=BatchState.FAILED.value)
    Batch.objects.filter(job_id=event.job_id, state=BatchState.WRITING.value).update(state=BatchState.READY.value)


def follow_application(event: ApplicationMoved) -> None:
    """A transfer that an application asked for may have taken effect in that very act."""
    if event.kind == CODE and event.leads == "moving":
        transfer = Transfer.objects.filter(application_id=event.application_id).latest("asked_at")
        follow_transfer(event.application_id, transfer.id, at=event.at)


def follow_closed(event: TransferClosed) -> None:
    """An application waits for the transfer that it asked for."""
    transfer = Transfer.objects.get(pk=event.transfer_id)
    if transfer.application_id is not None and transfer.closed_at is not None:
        follow_transfer(transfer.application_id, transfer.id, at=transfer.closed_at)


def follow_ended_unions(event: UnionsEnded) -> None:
    """Merged: everybody is in the successor from that day. Dissolved: membership is kept (Trade Union Law art. 13)."""
    if event.successor_id is None:
        keep_memberships(event.union_ids, actor=event.actor, at=event.at)
    else:
        move_memberships(event.union_ids, event.successor_id, actor=event.actor, on=event.on, at=event.at)
