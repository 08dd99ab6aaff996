"""A job at work: how its function reports, hears that it is to stop, and finishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from guildhall.infra.jobs.contracts import CANCELLED, OVERTAKEN, Cancelled, Overtaken, State
from guildhall.infra.models import Job
from guildhall.infra.transactions import locked
from guildhall.kernel.clocks import Clock
from guildhall.kernel.errors import Message


class Running:
    """Handed to the work of a job. `account_id`: who asked for it."""

    def __init__(self, job: Job, worker: UUID, clock: Clock) -> None:
        self.id, self.payload, self.account_id, self.attempt = job.id, job.payload, job.account_id, job.attempts
        self.clock = clock
        self._worker = worker
        self._stop: Cancelled | Overtaken | None = None
        self._told: tuple[int, int, Message | None] | None = None
        self.finished = False

    def report(self, done: int, total: int = 0, note: Message | None = None) -> None:
        """Say how far the work is. Raises Cancelled or Overtaken where it should stop."""
        self.check()
        Job.objects.filter(id=self.id, worker=self._worker).update(
            done=done, total=total, note=note.as_dict() if note else None
        )

    def check(self) -> None:
        """Raise Cancelled or Overtaken where the work should stop."""
        if self._stop is not None:
            raise self._stop

    def heard(self, *, mine: bool, cancel: bool) -> None:
        """What the heartbeat learnt; the work sees it at its next `report` or `check`."""
        if not mine:
            self._stop = Overtaken(OVERTAKEN())
        elif cancel:
            self._stop = Cancelled(CANCELLED())

    def tell(self, done: int, total: int = 0, note: Message | None = None) -> None:
        """As `report`, from within the transaction of `finishing`: the heartbeat writes it on its own connection."""
        self.check()
        self._told = (done, total, note)

    def take_told(self) -> tuple[int, int, Message | None] | None:
        """What was told since the last time, for the heartbeat."""
        told, self._told = self._told, None
        return told

    @contextmanager
    def finishing(self, result: Mapping[str, Any] | None = None) -> Iterator[None]:
        """The transaction in which the work takes effect and the job is done: both or neither.

        The job's row is locked only at the end, so that its lease can be prolonged and cancelling asked for meanwhile.
        Raises Overtaken or Cancelled, with nothing written, where the job is no longer this worker's or was cancelled.
        """
        self._may_go_on(Job.objects.filter(id=self.id).first())
        with transaction.atomic():
            yield
            if connection.vendor == "postgresql":
                # Foreign keys of millions of rows take their time: before the row is locked, so that the lease goes on.
                connection.check_constraints()
            job = self._may_go_on(locked(Job.objects.filter(id=self.id)).first())
            job.state, job.finished_at, job.worker, job.lease_until = State.DONE.value, self.clock.now(), None, None
            job.result = dict(result) if result is not None else None
            job.save(update_fields=["state", "finished_at", "worker", "lease_until", "result"])
        self.finished = True

    def _may_go_on(self, job: Job | None) -> Job:
        if job is None or job.worker != self._worker or job.state != State.RUNNING.value:
            raise Overtaken(OVERTAKEN())
        if job.cancel_asked:
            raise Cancelled(CANCELLED())
        return job
