"""Groups of companies and lists of key enterprises."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.infra.ids import new_id
from guildhall.organising.unions.contracts.companies import Tie


class CompanyGroup(models.Model):
    """A head company and what belongs to it, kept by the union of a place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "unions_company_group"


class CompanyLink(models.Model):
    """That an organisation belongs to a group, as what, from when to when."""

    group = models.ForeignKey(CompanyGroup, on_delete=models.PROTECT, related_name="links")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=12, choices=[(tie.value, tie.value) for tie in Tie])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "unions_company_link"
        constraints = [
            models.UniqueConstraint(
                name="unions_link_once", fields=["group", "organisation"], condition=Q(ends_on=None)
            ),
            models.UniqueConstraint(
                name="unions_link_one_head", fields=["group"], condition=Q(ends_on=None, tie=Tie.HEAD.value)
            ),
            models.CheckConstraint(
                name="unions_link_period", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
        ]


class KeyList(models.Model):
    """Enterprises that a place's union works at, and which share of them is to have a union by when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    target_share = models.PositiveSmallIntegerField()
    target_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "unions_key_list"
        constraints = [
            models.CheckConstraint(
                name="unions_key_share", condition=Q(target_share__gte=1) & Q(target_share__lte=100)
            ),
        ]


class KeyEntry(models.Model):
    """That an organisation is on a list, from when to when."""

    list = models.ForeignKey(KeyList, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    removed_on = models.DateField(null=True)

    class Meta:
        db_table = "unions_key_entry"
        constraints = [
            models.UniqueConstraint(
                name="unions_key_entry_once", fields=["list", "organisation"], condition=Q(removed_on=None)
            ),
        ]
