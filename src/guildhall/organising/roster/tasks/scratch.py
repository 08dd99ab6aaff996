"""Files unsealed into the private folder where a job works, and what killed jobs left there."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import yaml
from django.conf import settings

from guildhall.base.files.queries import read_file
from guildhall.infra.jobs.queries import find_job
from guildhall.infra.jobs.scratch import Reporting, scratch

__all__ = ["Reporting", "scratch", "synonyms_in", "tidy", "unpack"]


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
