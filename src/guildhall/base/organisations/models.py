"""Organisations and what is held of them. The fields are columns; where each came from is one JSON value a row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.base.organisations.contracts import OrganisationKind, StandingKind
from guildhall.infra.aliases import Alias, alias_constraints, canonical_field, canonical_index
from guildhall.infra.ids import new_id


class Organisation(models.Model):
    """One record of an employer. `provenance`: field → [register, run, row]. `place`: path and code are the place's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    canonical = canonical_field()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18, blank=True)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    industry = models.CharField(max_length=1, blank=True)
    address = models.CharField(max_length=300, blank=True)
    legal_representative = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    insured_count = models.PositiveIntegerField(null=True)
    insured_month = models.CharField(max_length=7, blank=True)
    insured_source = models.CharField(max_length=20, blank=True)
    closed_on = models.DateField(null=True)
    provenance = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "organisations_organisation"
        indexes = [
            models.Index(fields=["name_key", "id"], name="organisations_name"),
            models.Index(fields=["place", "name_key", "id"], name="organisations_place_name"),
            canonical_index("organisations_canonical"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organisations_code_once",
                fields=["credit_code"],
                condition=Q(canonical=None) & ~Q(credit_code=""),
            ),
            models.CheckConstraint(
                name="organisations_insured",
                condition=Q(insured_count=None, insured_month="")
                | Q(insured_count__isnull=False) & ~Q(insured_month=""),
            ),
        ]


class FormerName(models.Model):
    """A name that an organisation had until a day (曾用名); None: the register does not say when it ended."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    until = models.DateField(null=True)

    class Meta:
        db_table = "organisations_former_name"
        indexes = [models.Index(fields=["name_key"], name="organisations_former_name_key")]


class OrganisationAlias(Alias):
    """From when to when one organisation's record counted as another's."""

    own = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="aliases")
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="aliased")

    class Meta:
        db_table = "organisations_alias"
        constraints = alias_constraints("organisations_alias")


class Standing(models.Model):
    """A rating, qualification or list for a time, from whom and by which paper. `ends_on`: the first day without it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in StandingKind])
    value = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=60)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "organisations_standing"
        indexes = [models.Index(fields=["kind", "value", "organisation"], name="organisations_standing_value")]
        constraints = [
            models.CheckConstraint(
                name="organisations_standing_period", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="organisations_standing_once",
                fields=["organisation", "kind", "source", "value"],
                condition=Q(ends_on=None),
            ),
            models.UniqueConstraint(
                name="organisations_rating_one",
                fields=["organisation", "source"],
                condition=Q(ends_on=None, kind=StandingKind.RATING.value),
            ),
        ]
