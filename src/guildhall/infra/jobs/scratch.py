"""Where a job works: a private folder that is gone afterwards; progress of the readers told from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from guildhall.infra.jobs.running import Running
from guildhall.kernel.errors import Message
from guildhall.linkage.contracts import Task

#: Steps of a run that are told as its progress, as far as their number can be known beforehand.
_SHARE: Final = 100


@contextmanager
def scratch(job_id: UUID) -> Iterator[Path]:
    """A folder that only this process's user can read. What a killed attempt left in it is cleared first."""
    folder = Path(settings.GUILDHALL_DATA) / "work" / str(job_id)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Reporting:
    """Tells a job's page what a run of the engine is doing; a job that is to stop raises out of it."""

    def __init__(self, job: Running) -> None:
        self._job = job
        self._deep = 0
        self.notices: list[Message] = []

    @contextmanager
    def task(self, message: Message, total: int | None = None) -> Iterator[Task]:
        self._deep += 1
        if self._deep == 1:
            self._job.report(0, total or 0, message)
        try:
            yield _Task(self._job, message if self._deep == 1 else None, total or 0)
        finally:
            self._deep -= 1

    def notice(self, message: Message) -> None:
        self.notices.append(message)


class _Task:
    """One step. `message` None: a step within a step, which only listens for the stop."""

    def __init__(self, job: Running, message: Message | None, total: int) -> None:
        self._job, self._message, self._total = job, message, total
        self._done = self._told = 0

    def advance(self, amount: int = 1) -> None:
        self._done += amount
        self._job.check()
        # A row of the database each hundredth of the way, not each of a million rows.
        if self._message and self._total and (self._done - self._told) * _SHARE >= self._total:
            self._told = self._done
            self._job.report(self._done, self._total, self._message)

    def set_total(self, total: int) -> None:
        self._total = total
