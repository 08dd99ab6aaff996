"""Unions: what they are, what they were, where they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.infra.aliases import Alias, alias_constraints, canonical_field, canonical_index
from guildhall.infra.ids import new_id
from guildhall.organising.unions.contracts import Act, Relation, UnionKind
from guildhall.organising.unions.rules.paths import DEEPEST, WIDTH
from guildhall.organising.unions.rules.tree import TERRITORIAL


class Union(models.Model):
    """A union as it is today. `active` false: it was dissolved; `ended_on`: when, where it is known.

    `path`: its place in the tree, six digits a level; None outside of it. `proposed`: the parent was found by place
    alone. What was before stands in `Former`. `canonical`: the record that this one counts as, None for a head.
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
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False)
    path = models.CharField(max_length=WIDTH * DEEPEST, null=True)
    proposed = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "unions_union"
        indexes = [
            models.Index(fields=["place", "name_key", "id"], name="unions_place_name"),
            models.Index(fields=["code"], name="unions_code", condition=~Q(code="")),
            models.Index(fields=["parent", "name_key", "id"], name="unions_children"),
            models.Index(fields=["name_key", "id"], name="unions_name"),
            canonical_index("unions_canonical"),
        ]
        constraints = [
            models.CheckConstraint(name="unions_ended", condition=Q(ended_on=None) | Q(active=False)),
            models.UniqueConstraint(name="unions_path_once", fields=["path"]),
            models.CheckConstraint(name="unions_parent_path", condition=Q(parent=None) | Q(path__isnull=False)),
            models.CheckConstraint(name="unions_parent_other", condition=Q(parent=None) | ~Q(parent=F("id"))),
            models.UniqueConstraint(
                name="unions_one_of_a_place",
                fields=["place"],
                condition=Q(active=True, kind__in=sorted(kind.value for kind in TERRITORIAL)),
            ),
        ]


class Former(models.Model):
    """What a union was up to a day, and what changed it. `starts_on` None: as far back as anything is known."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="former")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, blank=True, choices=[(kind.value, kind.value) for kind in UnionKind])
    parent = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField()
    act = models.CharField(max_length=12, choices=[(act.value, act.value) for act in Act])
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "unions_former"
        constraints = [
            models.UniqueConstraint(name="unions_former_once", fields=["union", "ends_on"]),
            models.CheckConstraint(
                name="unions_former_period", condition=Q(starts_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
        ]


class Succession(models.Model):
    """That a union went into another one on a day, or gave something to a new one, and by which paper."""

    predecessor = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()
    act = models.CharField(max_length=12, choices=[(act.value, act.value) for act in (Act.MERGED, Act.SPLIT)])
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "unions_succession"
        constraints = [
            models.UniqueConstraint(name="unions_succession_once", fields=["predecessor", "successor", "on"]),
            models.CheckConstraint(name="unions_succession_other", condition=~Q(predecessor=F("successor"))),
        ]


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
