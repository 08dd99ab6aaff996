"""Snapshots and publications with their cells. Triggers of the database keep them as written (migration 0002)."""

from __future__ import annotations

from django.db import models

from guildhall.infra.ids import new_id


class Snapshot(models.Model):
    """An indicator as it was at a cut-off. `definition`: its words and parameters then; `digest`: of these."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.CharField(max_length=80)
    cut_off = models.DateField()
    taken_at = models.DateTimeField()
    taken_by_id = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    definition = models.JSONField()

    class Meta:
        db_table = "figures_snapshot"
        constraints = [models.UniqueConstraint(name="figures_snapshot_once", fields=["indicator", "cut_off"])]


class SnapshotCell(models.Model):
    """One place's value under one filter (`dimension=option`, or nothing). `place_path`: where the place lay then.

    `is_rest`: what was recorded at the place itself and at none below it.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="cells")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place_path = models.CharField(max_length=32)
    is_rest = models.BooleanField()
    filtered = models.CharField(max_length=80, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)

    class Meta:
        db_table = "figures_cell"
        constraints = [
            models.UniqueConstraint(name="figures_cell_once", fields=["snapshot", "filtered", "place_path", "is_rest"]),
        ]
        indexes = [models.Index(fields=["snapshot", "place"], name="figures_cell_place")]


class Publication(models.Model):
    """That a snapshot is public, and below which number cells were kept back."""

    snapshot = models.OneToOneField(Snapshot, primary_key=True, on_delete=models.PROTECT, related_name="publication")
    published_at = models.DateTimeField()
    published_by_id = models.UUIDField()
    threshold = models.PositiveIntegerField()

    class Meta:
        db_table = "figures_publication"


class PublishedCell(models.Model):
    """A public value. Both numbers None and `is_kept_back`: nothing of it is public, nor stands here."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="cells", db_index=False)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place_path = models.CharField(max_length=32)
    is_rest = models.BooleanField()
    is_kept_back = models.BooleanField()
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)

    class Meta:
        db_table = "figures_published_cell"
        constraints = [
            models.UniqueConstraint(name="figures_published_once", fields=["publication", "place_path", "is_rest"]),
            models.CheckConstraint(
                name="figures_published_says_nothing",
                condition=models.Q(is_kept_back=False, numerator__isnull=False)
                | models.Q(is_kept_back=True, numerator__isnull=True, denominator__isnull=True),
            ),
        ]
