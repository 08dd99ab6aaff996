"""Looking at a file that came in: how each sheet is understood, or why it cannot be read."""

from __future__ import annotations

from uuid import UUID

from guildhall.infra.jobs.running import Running
from guildhall.kernel.errors import GuildhallError
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import explain_registers
from guildhall.organising.roster.models import RunInput
from guildhall.organising.roster.tasks.scratch import Reporting, scratch, synonyms_in, unpack


def recognise(job: Running) -> None:
    """Read a run's file in the readers' child process and keep what they made of it, or what they refused."""
    held = RunInput.objects.filter(pk=UUID(job.payload["input"])).first()
    if held is None:
        return  # taken out again meanwhile
    problems: list[dict[str, object]] = []
    found: dict[str, object] | None = None
    with scratch(job.id) as work:
        path = unpack(held.file_id, work / "in" / held.name)
        try:
            explained = explain_registers(
                {Register(held.register): [str(path)]},
                work,
                synonyms=synonyms_in(work, [held.titles]),
                progress=Reporting(job),
            )
            found = explained.as_dict()
        except GuildhallError as refusal:
            job.check()  # a job that was stopped says so, not the file
            problems = [message.as_dict() for message in refusal.messages]
    with job.finishing():
        RunInput.objects.filter(pk=held.pk).update(recognition=found, problems=problems)
