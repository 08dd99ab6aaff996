"""A job at work: how its function reports, hears that it is to stop, and finishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

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

    @contextmanager
    def finishing(self, result: Mapping[str, Any] | None = None) -> Iterator[None]:
        """The transaction in which the work takes effect and the job is done: both or neither.

        Raises Overtaken or Cancelled, with nothing written, where the job is no longer this worker's or was cancelled.
        """
        with transaction.atomic():
            job = locked(Job.objects.filter(id=self.id)).first()
            if job is None or job.worker != self._worker or job.state != State.RUNNING.value:
                raise Overtaken(OVERTAKEN())
            if job.cancel_asked:
                raise Cancelled(CANCELLED())
            yield
            job.state, job.finished_at, job.worker, job.lease_until = State.DONE.value, self.clock.now(), None, None
            job.result = dict(result) if result is not None else None
            job.save(update_fields=["state", "finished_at", "worker", "lease_until", "result"])
        self.finished = True
