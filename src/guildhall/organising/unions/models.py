"""Unions and where they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.infra.aliases import Alias, alias_constraints, canonical_field, canonical_index
from guildhall.infra.ids import new_id
from guildhall.organising.unions.contracts import Relation, UnionKind


class Union(models.Model):
    """A union. `active` false: it was dissolved; `ended_on`: when, where a register says.

    `canonical`: the record that this one counts as, None for a head.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    canonical = canonical_field()
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, blank=True, choices=[(kind.value, kind.value) for kind in UnionKind])
    code = models.CharField(max_length=18, blank=True)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField()
    founded_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    declared_members = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "unions_union"
        indexes = [
            models.Index(fields=["place", "name_key", "id"], name="unions_place_name"),
            models.Index(fields=["code"], name="unions_code", condition=~Q(code="")),
            canonical_index("unions_canonical"),
        ]
        constraints = [models.CheckConstraint(name="unions_ended", condition=Q(ended_on=None) | Q(active=False))]


class Presence(models.Model):
    """That a union stands in an organisation or covers it. `ends_on`: the first day that it no longer does."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="presences")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=8, choices=[(relation.value, relation.value) for relation in Relation])
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "unions_presence"
        constraints = [
            models.UniqueConstraint(
                name="unions_presence_once",
                fields=["union", "organisation", "relation"],
                condition=Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="unions_presence_period",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
        ]


class UnionAlias(Alias):
    """From when to when one union's record counted as another's."""

    own = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="aliases")
    into = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="aliased")

    class Meta:
        db_table = "unions_alias"
        constraints = alias_constraints("unions_alias")
