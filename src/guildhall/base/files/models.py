"""Stored files and the blobs that hold their content."""

from __future__ import annotations

from django.db import models

from guildhall.infra.ids import new_id


class Blob(models.Model):
    """Content, once however often it was sent in. `address`: keyed fingerprint, so that it tells nobody what it is."""

    address = models.BinaryField(max_length=16, primary_key=True)
    size = models.PositiveBigIntegerField()
    sealed_key = models.BinaryField()

    class Meta:
        db_table = "files_blob"


class StoredFile(models.Model):
    """One sending-in. The name may be personal and is sealed like the content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    sealed_name = models.BinaryField()
    account_id = models.UUIDField(null=True)
    stored_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "files_stored"
        indexes = [models.Index(fields=["expires_at"], name="files_expiry")]
