"""Memberships."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Membership(models.Model):
    """Somebody in a union. `active` false: the union's roster says that it was left or lapsed.

    `month`: newest that the roster states; `ends_on`: the first day on which no roster held it any more.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField()
    month = models.CharField(max_length=7, blank=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "members_membership"
        indexes = [models.Index(fields=["union", "person"], name="members_union")]
        constraints = [
            models.UniqueConstraint(name="members_once", fields=["person", "union"], condition=Q(ends_on=None)),
        ]
