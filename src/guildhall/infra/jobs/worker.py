"""The worker: claims jobs, keeps their leases alive from a thread beside the work, ends them one way or another."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from guildhall.infra.ids import new_id
from guildhall.infra.jobs.contracts import Cancelled, Overtaken, State
from guildhall.infra.jobs.operations import (
    beat,
    claim,
    give_up,
    queue_what_repeats,
    show_progress,
    try_again,
)
from guildhall.infra.jobs.queries import word_of
from guildhall.infra.jobs.registry import Kind, kind_of
from guildhall.infra.jobs.running import Running
from guildhall.infra.models import Job
from guildhall.kernel.clocks import Clock
from guildhall.kernel.errors import GuildhallError

logger = logging.getLogger("guildhall.jobs")
#: Silence before looking for work again, in seconds.
IDLE: Final = 1.0
#: Between looks at what a job tells from within its transaction, in seconds.
TELLING: Final = 2.0
#: Before work that broke off is tried again.
PAUSE: Final = timedelta(seconds=10)


class Worker:
    """One job at a time; several workers may run, on several machines."""

    def __init__(self, clock: Clock) -> None:
        self.id: UUID = new_id()
        self._clock = clock
        self._stop = Event()

    def run(self) -> None:
        """Work until `stop`. A database that is away or locked for long is tried again, not died of."""
        away = False
        while not self._stop.is_set():
            close_old_connections()
            try:
                queue_what_repeats(at=self._clock.now())
                busy = self.work_once()
            except (OperationalError, InterfaceError) as error:
                if not away:
                    logger.warning("the database does not answer, trying on: %s", error)
                away, busy = True, False
            else:
                away = False
            if not busy:
                self._stop.wait(IDLE)

    def stop(self) -> None:
        """End after the job at hand."""
        self._stop.set()

    def work_once(self) -> bool:
        """Claim and do one job; returns whether there was one."""
        job = claim(self.id, at=self._clock.now())
        if job is None:
            return False
        running = Running(job, self.id, self._clock)
        kind = kind_of(job.kind)
        with self._beating(running, kind):
            self._do(running, kind, job)
        return True

    def _do(self, running: Running, kind: Kind, job: Job) -> None:
        try:
            kind.work(running)
            if not running.finished:
                with running.finishing():
                    pass
            logger.info("job %s (%s) is done", job.id, job.kind)
        except Cancelled:
            give_up(job.id, self.id, State.CANCELLED, at=self._clock.now())
        except Overtaken:
            logger.warning("job %s (%s) was taken over", job.id, job.kind)
        except GuildhallError as refusal:
            give_up(job.id, self.id, State.FAILED, at=self._clock.now(), messages=refusal.messages)
        except Exception:  # keeps the worker alive through what nobody foresaw; logged, and tried again
            logger.exception("job %s (%s) broke off, attempt %s", job.id, job.kind, job.attempts)
            now = self._clock.now()
            try_again(job.id, self.id, at=now, after=now + PAUSE)

    @contextmanager
    def _beating(self, running: Running, kind: Kind) -> Iterator[None]:
        ended = Event()
        thread = Thread(target=self._beat, args=(running, kind, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _beat(self, running: Running, kind: Kind, ended: Event) -> None:
        """Three beats a lease; in between, what is told and whether to stop. On a connection of the thread's own."""
        between = kind.lease.total_seconds() / 3
        step = min(between, TELLING)
        silent = 0.0
        try:
            while not ended.wait(step):
                silent += step
                told = running.take_told()
                try:
                    if told is not None:
                        show_progress(running.id, self.id, *told)
                    if silent >= between:
                        mine, cancel = beat(running.id, self.id, at=self._clock.now())
                        silent = 0.0
                    else:
                        mine, cancel = word_of(running.id, self.id)
                    running.heard(mine=mine, cancel=cancel)
                except (OperationalError, InterfaceError):
                    # SQLite has one writer; while the job's own transaction holds it, nobody can claim the job either.
                    logger.debug("job %s: the heartbeat found the database locked or away", running.id)
                    connection.close()
        finally:
            connection.close()
