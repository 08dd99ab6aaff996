"""Notices, one row a reader."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.infra.ids import new_id


class Notice(models.Model):
    """One thing told to one account. `params`: ids, numbers, days and codes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=80)
    params = models.JSONField()
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["account", "-id"], name="notices_account"),
            models.Index(fields=["account"], name="notices_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["expires_at"], name="notices_expires"),
        ]
