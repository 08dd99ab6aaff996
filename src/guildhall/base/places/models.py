"""Places with their dated parents, codes and succession. Periods are half-open; None: no bound on that side."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.base.places.contracts import Confidence, PlaceKind
from guildhall.base.places.rules.paths import DEEPEST, WIDTH
from guildhall.infra.ids import new_id


class Place(models.Model):
    """One place for as long as it stands. `path` is that of today, or of its last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in PlaceKind])
    name = models.CharField(max_length=60)
    path = models.CharField(max_length=WIDTH * DEEPEST, unique=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    tile_row = models.PositiveSmallIntegerField(null=True)
    tile_column = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "places_place"
        indexes = [models.Index(fields=["name"], name="places_place_name")]
        constraints = [
            models.CheckConstraint(
                name="places_place_period",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="places_tile_once",
                fields=["kind", "tile_row", "tile_column"],
                condition=Q(tile_row__isnull=False, ends_on=None),
            ),
        ]


class Parent(models.Model):
    """Which place another one lay in, for a time."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="children")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "places_parent"
        constraints = [
            models.CheckConstraint(
                name="places_parent_period",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(name="places_parent_other", condition=~Q(place=F("parent"))),
            models.UniqueConstraint(name="places_parent_one", fields=["place"], condition=Q(ends_on=None)),
        ]


class Code(models.Model):
    """A code of GB/T 2260 (six digits) or of the Bureau of Statistics (nine and more) for a time."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "places_code"
        indexes = [models.Index(fields=["code"], name="places_code_code")]
        constraints = [
            models.CheckConstraint(
                name="places_code_period",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(name="places_code_once", fields=["code"], condition=Q(ends_on=None)),
            models.UniqueConstraint(name="places_code_one", fields=["place"], condition=Q(ends_on=None)),
        ]


class Succession(models.Model):
    """Area that went from one place to another on a day, and by which paper."""

    predecessor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()
    whole = models.BooleanField()
    basis = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=12, choices=[(value.value, value.value) for value in Confidence])

    class Meta:
        db_table = "places_succession"
        constraints = [
            models.UniqueConstraint(name="places_succession_once", fields=["predecessor", "successor", "on"]),
            models.CheckConstraint(name="places_succession_other", condition=~Q(predecessor=F("successor"))),
        ]
