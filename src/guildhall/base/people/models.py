"""Persons and what identifies them. Numbers are sealed with the person's own key; lists read the masked forms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.base.people.contracts import Sex
from guildhall.infra.aliases import Alias, alias_constraints, canonical_field, canonical_index
from guildhall.infra.ids import new_id
from guildhall.kernel.identifiers import PERSON_KINDS


class Person(models.Model):
    """Somebody. `key`: the subject's key, sealed by the ring; None once erased, and then nothing of it can be read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    canonical = canonical_field()
    name = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, choices=[(sex.value, sex.value) for sex in Sex])
    birth_date = models.DateField(null=True)
    key = models.BinaryField(max_length=80, null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_person"
        indexes = [
            # The classes of operators let PostgreSQL find names by their beginning; SQLite does not know them.
            models.Index(
                fields=["name_key", "id"], name="people_person_name", opclasses=["varchar_pattern_ops", "uuid_ops"]
            ),
            canonical_index("people_person_canonical"),
        ]
        constraints = [
            models.CheckConstraint(
                name="people_person_erased",
                condition=Q(erased_at=None, key__isnull=False) | Q(erased_at__isnull=False, key=None, name=""),
            )
        ]


class FormerName(models.Model):
    """A name that a person had until a moment (曾用名)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100)
    until = models.DateTimeField()

    class Meta:
        db_table = "people_former_name"
        indexes = [models.Index(fields=["name_key"], name="people_former_name_key")]


class Document(models.Model):
    """A number that a person has or had. `blind` finds it without opening it; None once erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in PERSON_KINDS])
    sealed = models.BinaryField(max_length=120, null=True)
    blind = models.BinaryField(max_length=16, null=True)
    masked = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_document"
        constraints = [
            # Null blind indexes never equal each other: the erased do not stand in anybody's way.
            models.UniqueConstraint(name="people_document_once", fields=["blind", "kind"], condition=Q(ends_at=None)),
        ]


class Phone(models.Model):
    """A telephone number of a person. Several people may share one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phones")
    sealed = models.BinaryField(max_length=120, null=True)
    blind = models.BinaryField(max_length=16, null=True)
    masked = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_phone"
        constraints = [
            models.UniqueConstraint(name="people_phone_once", fields=["blind", "person"], condition=Q(ends_at=None)),
        ]


class PersonAlias(Alias):
    """From when to when one person's record counted as another's."""

    own = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aliases")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aliased")
    ended_basis = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        db_table = "people_alias"
        constraints = alias_constraints("people_alias")
