"""Employers' roster files: sent in, looked at, confirmed or put aside; the worker reads and writes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import BinaryIO, Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.contracts import FileKind
from guildhall.base.files.operations import forget_file, store_file
from guildhall.base.files.rules.intake import plain_name
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.operations import ask_to_cancel, enqueue
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.organising.members.access import batch_for, union_for
from guildhall.organising.members.contracts import BatchState
from guildhall.organising.members.models import Batch
from guildhall.organising.members.rules.permissions import BATCH

KIND: Final = "members.batch"
#: What employers send in: people's numbers in clear, so it is let go once it is written.
ROSTER_FILE: Final = FileKind("members.roster", frozenset({".xlsx", ".xls", ".csv"}), 128 * 2**20, timedelta(days=30))
NOT_READY: Final = MessageKind(
    "members.batch_not_ready",
    "这份名单现在不能确认：还在核对，或者已经办过。请刷新。",
    "This file cannot be confirmed now: it is still being checked, or was done already. Reload the page.",
)


@operation
def bring_batch(
    actor: Actor, union_id: UUID, name: str, content: BinaryIO, *, organisation_id: UUID | None = None, at: datetime
) -> UUID:
    """Take an employer's roster file in for a union and have it looked at; returns its id.

    Raises Forbidden, Absent; Invalid at `file`.
    """
    union = union_for(actor, BATCH, union_id)
    file_id = store_file(ROSTER_FILE, name, content, at=at, account_id=actor.account_id)
    batch = Batch.objects.create(
        id=new_id(),
        union=union,
        organisation_id=organisation_id,
        file_id=file_id,
        name=plain_name(name)[-240:],
        state=BatchState.LOOKING.value,
        made_by_id=actor.account_id,
        made_at=at,
    )
    batch.job_id = enqueue("members.look", {"batch": str(batch.id)}, at=at, account_id=actor.account_id)
    batch.save(update_fields=["job_id"])
    record(actor, BATCH.code, Thing(KIND, batch.id), at=at, fields=["file"])
    return batch.id


@operation
def confirm_batch(actor: Actor, batch_id: UUID, *, at: datetime) -> None:
    """Approve that all good rows of a file join; the worker writes them. Raises Forbidden, Absent, Refused."""
    batch = batch_for(actor, BATCH, batch_id, lock=True)
    if batch.state != BatchState.READY.value:
        raise Refused(NOT_READY())
    batch.state = BatchState.WRITING.value
    batch.job_id = enqueue("members.write", {"batch": str(batch.id)}, at=at, account_id=actor.account_id)
    batch.made_by_id = actor.account_id
    batch.save(update_fields=["state", "job_id", "made_by_id"])
    record(actor, BATCH.code, Thing(KIND, batch.id), at=at, fields=["state"])


@operation
def discard_batch(actor: Actor, batch_id: UUID, *, at: datetime) -> None:
    """Put a file aside and let its content go. Raises Forbidden, Absent; Refused once it is being written."""
    batch = batch_for(actor, BATCH, batch_id, lock=True)
    if batch.state not in (BatchState.LOOKING.value, BatchState.READY.value, BatchState.FAILED.value):
        raise Refused(NOT_READY())
    if batch.state == BatchState.LOOKING.value and batch.job_id is not None:
        ask_to_cancel(batch.job_id, at=at)
    batch.state = BatchState.DISCARDED.value
    batch.save(update_fields=["state"])
    forget_file(batch.file_id)
    record(actor, BATCH.code, Thing(KIND, batch.id), at=at, fields=["state"])
