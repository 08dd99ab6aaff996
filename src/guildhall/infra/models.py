"""Tables of the plumbing: jobs and schedules."""

from __future__ import annotations

from django.db import models

from guildhall.infra.ids import new_id
from guildhall.infra.jobs.contracts import State


class Job(models.Model):
    """One piece of work. `payload`, `result`: ids and numbers, nothing personal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    account_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.UUIDField(null=True)
    cancel_asked = models.BooleanField(default=False)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.JSONField(null=True)
    result = models.JSONField(null=True)
    messages = models.JSONField(default=list)

    class Meta:
        db_table = "infra_job"
        indexes = [
            models.Index(
                fields=["run_after", "id"], name="infra_job_due", condition=models.Q(state=State.QUEUED.value)
            ),
            models.Index(
                fields=["lease_until"], name="infra_job_leased", condition=models.Q(state=State.RUNNING.value)
            ),
            models.Index(fields=["account_id", "-created_at"], name="infra_job_account"),
        ]


class Schedule(models.Model):
    """When something that repeats is due next."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "infra_schedule"
