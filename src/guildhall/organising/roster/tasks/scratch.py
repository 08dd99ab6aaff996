"""Where a job works: a private folder that is gone afterwards; files unsealed into it, progress told from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import yaml
from django.conf import settings

from guildhall.base.files.queries import read_file
from guildhall.infra.jobs.queries import find_job
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


def tidy() -> int:
    """Remove folders of jobs that are over, which a worker killed at its last attempt could not; returns how many."""
    removed = 0
    folder = Path(settings.GUILDHALL_DATA) / "work"
    for left in sorted(folder.iterdir()) if folder.is_dir() else ():
        job = find_job(UUID(left.name))
        if job is None or job.ended:
            shutil.rmtree(left, ignore_errors=True)
            removed += 1
    return removed


def unpack(file_id: UUID, path: Path) -> Path:
    """Write a stored file's content in clear at `path`, within a scratch folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(read_file(file_id))
    return path


def synonyms_in(folder: Path, titles: Sequence[Mapping[str, str]]) -> Path | None:
    """The column titles that officers mapped, as the readers take them; None where there are none."""
    found: dict[str, dict[str, list[str]]] = {}
    for mapping in titles:
        for title, target in mapping.items():
            shape, _, name = target.partition(".")
            listed = found.setdefault(shape, {}).setdefault(name, [])
            if title not in listed:
                listed.append(title)
    if not found:
        return None
    path = folder / "titles.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    return path


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
