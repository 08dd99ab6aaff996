"""The worklist: organisations to visit, to whom they were handed, what the visits brought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.infra.ids import new_id
from guildhall.organising.roster.contracts import Outcome, WorkState


class WorkItem(models.Model):
    """An organisation with enough people and no union. `reasons`: [[code, params], …], the strongest first.

    `listed`: on the worklist now; an item that got its union stays for its history. `assigned`: the place that it was
    handed to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    industry = models.CharField(max_length=1, blank=True)
    insured = models.PositiveIntegerField()
    points = models.IntegerField()
    reasons = models.JSONField()
    listed = models.BooleanField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in WorkState])
    assigned = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    assigned_by = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=12, blank=True)
    last_visit_on = models.DateField(null=True)

    class Meta:
        db_table = "roster_work_item"
        indexes = [
            models.Index(fields=["place", "-points", "id"], name="roster_work_place", condition=Q(listed=True)),
            models.Index(fields=["-points", "id"], name="roster_work_points", condition=Q(listed=True)),
            models.Index(fields=["assigned", "-points", "id"], name="roster_work_assigned"),
        ]
        constraints = [
            models.CheckConstraint(
                name="roster_work_hands",
                condition=Q(assigned=None, assigned_at=None) | Q(assigned__isnull=False, assigned_at__isnull=False),
            )
        ]


class Visit(models.Model):
    """One visit. `note`: what was said, without names of workers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    outcome = models.CharField(max_length=12, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "roster_visit"


class SavedView(models.Model):
    """A list's filters under a name, of one account. `query`: as the address bar has it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account_id = models.UUIDField()
    name = models.CharField(max_length=40)
    page = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        db_table = "roster_saved_view"
        constraints = [models.UniqueConstraint(name="roster_saved_view_once", fields=["account_id", "page", "name"])]
