"""What coverage is counted from: one row an organisation, kept true by every operation that changes it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.organising.roster.contracts import Covered
from guildhall.organising.roster.models.runs import Run


class Unit(models.Model):
    """An organisation as the rates see it, heads only. `counts`: open and at or over the threshold at the cut-off.

    `place`, `kind`, `industry` follow the organisation's; they stand here so that a rate is one walk over one index.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    industry = models.CharField(max_length=1, blank=True)
    insured = models.PositiveIntegerField(null=True)
    #: Not deregistered at the cut-off.
    is_open = models.BooleanField(default=True)
    #: Stands in civil affairs' register.
    registered = models.BooleanField(default=False)
    counts = models.BooleanField()
    covered = models.CharField(max_length=6, choices=[(covered.value, covered.value) for covered in Covered])
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: What only the registers know and the order of visits needs.
    earlier_month = models.CharField(max_length=7, blank=True)
    earlier_insured = models.PositiveIntegerField(null=True)
    registered_on = models.DateField(null=True)
    #: A register says that it was deregistered, and no register says when.
    said_closed = models.BooleanField(default=False)

    class Meta:
        db_table = "roster_unit"
        indexes = [
            models.Index(
                fields=["place", "kind", "covered", "industry"], name="roster_unit_counts", condition=Q(counts=True)
            ),
            models.Index(fields=["place", "kind"], name="roster_unit_place"),
        ]


class RunRate(models.Model):
    """A rate as a run counted it, before any review: kept to be told beside the reviewed one. `level`: of the place."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rates", db_index=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()

    class Meta:
        db_table = "roster_run_rate"
        indexes = [models.Index(fields=["place", "indicator"], name="roster_run_rate_place")]
        constraints = [models.UniqueConstraint(name="roster_run_rate_once", fields=["run", "indicator", "place"])]


class Insured(models.Model):
    """Where somebody is insured, by the newest month. `digest`: keyed, of what the last run said of the person."""

    person = models.OneToOneField("people.Person", primary_key=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = models.CharField(max_length=7, blank=True)
    digest = models.BinaryField(max_length=16)

    class Meta:
        db_table = "roster_insured"
        indexes = [models.Index(fields=["organisation", "person"], name="roster_insured_at")]
