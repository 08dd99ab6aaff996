"""Entries and the batches that seal them. Triggers of the database keep both from being changed (migration 0002)."""

from __future__ import annotations

from django.db import models

from guildhall.infra.ids import new_id


class Batch(models.Model):
    """A sealed run of entries. `digest` covers the entries and the digest of the batch before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_batch"


class Entry(models.Model):
    """One act. Ids and field names only; personal values never."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    act = models.CharField(max_length=8)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    purpose = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(default=1)
    request_id = models.CharField(max_length=36, blank=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["person_id", "-at"], name="audit_person", condition=models.Q(person_id__isnull=False)),
            models.Index(fields=["object_id", "-at"], name="audit_object", condition=models.Q(object_id__isnull=False)),
            models.Index(fields=["account_id", "-at"], name="audit_account"),
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(batch__isnull=True)),
        ]
