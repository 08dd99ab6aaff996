"""Queueing, claiming and ending jobs. Each function that ends in a write is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from guildhall.infra.bus import publish
from guildhall.infra.jobs.contracts import BROKEN, JobEnded, State
from guildhall.infra.jobs.registry import kind_of, repeating
from guildhall.infra.models import Job, Schedule
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.errors import Message


@operation
def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: datetime,
    after: datetime | None = None,
    key: str | None = None,
    account_id: UUID | None = None,
) -> UUID:
    """Queue a job in the caller's transaction: undone with it, seen by workers once it commits. Returns its id.

    `key`: a job with the same key is queued once, ever; the earlier one's id comes back. `after`: not before then.
    """
    if key is not None:
        earlier = Job.objects.filter(key=key).values_list("id", flat=True).first()
        if earlier is not None:
            return earlier
    job = Job(
        kind=kind_of(kind).name,
        payload=dict(payload),
        key=key,
        account_id=account_id,
        created_at=at,
        run_after=after or at,
    )
    if key is None:
        job.save(force_insert=True)
        return job.id
    Job.objects.bulk_create([job], ignore_conflicts=True)  # another may have queued it since we looked
    return Job.objects.values_list("id", flat=True).get(key=key)


@operation
def claim(worker: UUID, *, at: datetime) -> Job | None:
    """Take the job that is due longest: a queued one, or one whose worker has been silent past its lease.

    A worker that asks does nothing: what runs in its own name broke off with a database that was away.
    """
    due = models.Q(state=State.QUEUED.value, run_after__lte=at)
    due |= models.Q(state=State.RUNNING.value) & (models.Q(lease_until__lt=at) | models.Q(worker=worker))
    rows = Job.objects.filter(due).order_by("run_after", "id")
    job = _skipping_locked(rows).first()
    if job is None:
        return None
    kind = kind_of(job.kind)
    if job.cancel_asked:
        _end(job, State.CANCELLED, at=at)
        return None
    if job.attempts >= kind.attempts:
        _end(job, State.FAILED, at=at, messages=[BROKEN(attempts=job.attempts, job=str(job.id))])
        return None
    job.state, job.worker, job.attempts = State.RUNNING.value, worker, job.attempts + 1
    job.started_at, job.lease_until = job.started_at or at, at + kind.lease
    job.save(update_fields=["state", "worker", "attempts", "started_at", "lease_until"])
    return job


def _skipping_locked(rows: models.QuerySet[Job]) -> models.QuerySet[Job]:
    from django.db import connection

    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


@operation
def beat(job_id: UUID, worker: UUID, *, at: datetime) -> tuple[bool, bool]:
    """Prolong a lease. Returns (whether the job is still this worker's, whether cancelling was asked for)."""
    job = locked(Job.objects.filter(id=job_id)).first()
    if job is None or job.worker != worker or job.state != State.RUNNING.value:
        return False, False
    job.lease_until = at + kind_of(job.kind).lease
    job.save(update_fields=["lease_until"])
    return True, job.cancel_asked


@operation
def show_progress(job_id: UUID, worker: UUID, done: int, total: int, note: Message | None) -> None:
    """Write how far a job is, if it is still this worker's."""
    Job.objects.filter(id=job_id, worker=worker, state=State.RUNNING.value).update(
        done=done, total=total, note=note.as_dict() if note else None
    )


@operation
def ask_to_cancel(job_id: UUID, *, at: datetime) -> None:
    """Cancel a queued job now, a running one when it next looks. An ended job stays as it is."""
    job = locked(Job.objects.filter(id=job_id)).first()
    if job is None or job.state not in (State.QUEUED.value, State.RUNNING.value):
        return
    job.cancel_asked = True
    job.save(update_fields=["cancel_asked"])
    if job.state == State.QUEUED.value:
        _end(job, State.CANCELLED, at=at)


@operation
def give_up(job_id: UUID, worker: UUID, state: State, *, at: datetime, messages: Sequence[Message] = ()) -> bool:
    """End a job without effect, if it is still this worker's; returns whether it was."""
    job = locked(Job.objects.filter(id=job_id)).first()
    if job is None or job.worker != worker or job.state != State.RUNNING.value:
        return False
    _end(job, state, at=at, messages=messages)
    return True


@operation
def try_again(job_id: UUID, worker: UUID, *, at: datetime, after: datetime) -> None:
    """Put a job that broke off back into the queue, or end it as failed where it was tried often enough."""
    job = locked(Job.objects.filter(id=job_id)).first()
    if job is None or job.worker != worker or job.state != State.RUNNING.value:
        return
    if job.attempts >= kind_of(job.kind).attempts:
        _end(job, State.FAILED, at=at, messages=[BROKEN(attempts=job.attempts, job=str(job.id))])
        return
    job.state, job.worker, job.lease_until, job.run_after = State.QUEUED.value, None, None, after
    job.save(update_fields=["state", "worker", "lease_until", "run_after"])


def _end(job: Job, state: State, *, at: datetime, messages: Sequence[Message] = ()) -> None:
    job.state, job.finished_at, job.worker, job.lease_until = state.value, at, None, None
    job.messages = [message.as_dict() for message in messages]
    job.save(update_fields=["state", "finished_at", "worker", "lease_until", "messages"])
    publish(JobEnded(job.id, job.kind, state))


@operation
def queue_what_repeats(*, at: datetime) -> int:
    """Queue every repeating job that is due; returns how many. Missed times are made up for once, not one by one."""
    queued = 0
    for known in repeating():
        row = locked(Schedule.objects.filter(name=known.name)).first()
        if row is None:
            Schedule.objects.get_or_create(name=known.name, defaults={"next_at": known.due_after(at)})
        elif row.next_at <= at:
            enqueue(known.kind, {}, at=at, key=f"{known.name}@{row.next_at.isoformat()}")
            row.next_at = known.due_after(at)
            row.save(update_fields=["next_at"])
            queued += 1
    return queued
