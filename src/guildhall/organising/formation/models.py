"""What is put together while a union is being formed, beside its application in flows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.infra.ids import new_id
from guildhall.organising.formation.contracts import Body, Form, Meeting
from guildhall.organising.formation.contracts.cases import ChairBy, DocumentKind


class Case(models.Model):
    """A union being formed; its state is the application's.

    `key`: sealed by the ring; seals the roll, the nominees and the documents. None once erased. `members`, `women`: as
    the roll was closed. `seats` to `own_account`: what is to be elected (contracts.cases.Plan); seats 0: not said yet.
    """

    application = models.OneToOneField(
        "flows.Application", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    form = models.CharField(max_length=12, choices=[(form.value, form.value) for form in Form])
    union_name = models.CharField(max_length=100)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    union = models.OneToOneField("unions.Union", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=80, null=True)
    sealed_roll = models.BinaryField(null=True)
    sealed_nominees = models.BinaryField(null=True)
    members = models.PositiveIntegerField(default=0)
    women = models.PositiveIntegerField(default=0)
    seats = models.PositiveSmallIntegerField(default=0)
    audit_seats = models.PositiveSmallIntegerField(default=0)
    women_seats = models.PositiveSmallIntegerField(default=0)
    deputies = models.PositiveSmallIntegerField(default=0)
    delegates = models.PositiveSmallIntegerField(default=0)
    managers = models.PositiveSmallIntegerField(default=0)
    term_years = models.PositiveSmallIntegerField(default=0)
    meeting = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Meeting])
    chair_by = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in ChairBy])
    own_account = models.BooleanField(default=True)
    published_on = models.DateField(null=True)
    published_until = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    basis = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "formation_case"
        constraints = [
            models.CheckConstraint(name="formation_women_among_members", condition=Q(women__lte=F("members"))),
            models.CheckConstraint(
                name="formation_published", condition=Q(published_on=None) | Q(published_until__gt=F("published_on"))
            ),
        ]


class Unit(models.Model):
    """An employer in which the union will stand, or which it will cover."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="units")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    members = models.PositiveIntegerField()

    class Meta:
        db_table = "formation_unit"
        constraints = [models.UniqueConstraint(name="formation_unit_once", fields=["case", "code"])]


class MemberUnion(models.Model):
    """A union of a federation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="member_unions")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "formation_member_union"
        constraints = [models.UniqueConstraint(name="formation_member_union_once", fields=["case", "union"])]


class Assembly(models.Model):
    """The founding meeting. `scrutineers`: keys of the roll."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="assembly")
    held_on = models.DateField()
    venue = models.CharField(max_length=100)
    entitled = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    scrutineers = models.JSONField()

    class Meta:
        db_table = "formation_assembly"
        constraints = [
            models.CheckConstraint(name="formation_present_entitled", condition=Q(present__lte=F("entitled"))),
        ]


class Vote(models.Model):
    """One ballot, as counted. `votes`: key → [in favour, against, abstained]; `written_in`: key → in favour.

    Counts only: who voted how is nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ballots")
    body = models.CharField(max_length=12, choices=[(body.value, body.value) for body in Body])
    round = models.PositiveSmallIntegerField()
    entitled = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    issued = models.PositiveIntegerField()
    collected = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    seats = models.PositiveSmallIntegerField()
    votes = models.JSONField()
    written_in = models.JSONField(default=dict)
    reduced = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "formation_vote"
        constraints = [
            models.UniqueConstraint(name="formation_vote_once", fields=["case", "body", "round"]),
            models.CheckConstraint(name="formation_issued_present", condition=Q(issued__lte=F("present"))),
        ]


class Paper(models.Model):
    """A document with its number: the filled template, sealed; files are written from it when asked for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in DocumentKind])
    number = models.CharField(max_length=60, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "formation_paper"
        indexes = [models.Index(fields=["case", "id"], name="formation_papers")]


class Numbering(models.Model):
    """The last number that an office gave to a reply in a year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "formation_numbering"
        constraints = [models.UniqueConstraint(name="formation_numbering_once", fields=["place", "year"])]
