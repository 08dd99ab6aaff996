"""Jobs as pages show them."""

from __future__ import annotations

from uuid import UUID

from guildhall.infra.jobs.contracts import JobView, State
from guildhall.infra.models import Job


def find_job(job_id: UUID) -> JobView | None:
    """A job, None where there is none. Whether the asker may see it is for the module that queued it."""
    job = Job.objects.filter(id=job_id).first()
    return None if job is None else view_of(job)


def word_of(job_id: UUID, worker: UUID) -> tuple[bool, bool]:
    """(whether a job is still that worker's, whether cancelling was asked for): one read, nothing prolonged."""
    rows = Job.objects.filter(id=job_id, worker=worker, state=State.RUNNING.value)
    found = rows.values_list("cancel_asked", flat=True).first()
    return found is not None, bool(found)


def view_of(job: Job) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        account_id=job.account_id,
        state=State(job.state),
        done=job.done,
        total=job.total,
        note=job.note,
        messages=tuple(job.messages),
        result=job.result,
        created_at=job.created_at,
        finished_at=job.finished_at,
        cancel_asked=job.cancel_asked,
    )
