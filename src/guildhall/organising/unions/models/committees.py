"""Terms with their committees and officers; certificates of legal persons and the clocks that run for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.infra.ids import new_id
from guildhall.organising.unions.contracts.committees import CommitteeKind, DueKind, Filing, FilingState, Leaving, Post
from guildhall.organising.unions.models.unions import Union


class Term(models.Model):
    """A term of a union's committees. `due_on`: its last day by law, `expires_on`: with an approved delay.

    `told`: the stage that its officers were last reminded of. `closed_on`: the day of the next election, or of its end.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="terms")
    elected_on = models.DateField()
    years = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    expires_on = models.DateField()
    delay_basis = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "unions_term"
        indexes = [models.Index(fields=["expires_on", "id"], name="unions_term_due", condition=Q(closed_on=None))]
        constraints = [
            models.UniqueConstraint(name="unions_term_one", fields=["union"], condition=Q(closed_on=None)),
            models.CheckConstraint(name="unions_term_days", condition=Q(expires_on__gte=F("due_on"))),
        ]


class Committee(models.Model):
    """A committee of a term and how many seats it has."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="committees")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in CommitteeKind])
    seats = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "unions_committee"
        constraints = [models.UniqueConstraint(name="unions_committee_once", fields=["term", "kind"])]


class Officer(models.Model):
    """Somebody in a committee, by name; `person`: their record, where it is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="officers")
    name = models.CharField(max_length=100)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=12, choices=[(post.value, post.value) for post in Post])
    full_time = models.BooleanField(default=False)
    handles_funds = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    leaving = models.CharField(max_length=12, blank=True, choices=[(one.value, one.value) for one in Leaving])
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "unions_officer"
        constraints = [
            models.UniqueConstraint(
                name="unions_officer_one_chair",
                fields=["committee"],
                condition=Q(ends_on=None, post__in=[Post.CHAIR.value, Post.ORGANISER.value]),
            ),
            models.CheckConstraint(
                name="unions_officer_period", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class Certificate(models.Model):
    """An application for legal personality, its change, renewal or end, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="certificates")
    filing = models.CharField(max_length=8, choices=[(filing.value, filing.value) for filing in Filing])
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in FilingState])
    applied_on = models.DateField()
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "unions_certificate"
        constraints = [
            models.UniqueConstraint(
                name="unions_certificate_one_open", fields=["union"], condition=Q(state=FilingState.APPLIED.value)
            ),
        ]


class Due(models.Model):
    """A clock of a certificate that runs: from the event on `since` to `due_on`, its last day."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="dues")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in DueKind])
    since = models.DateField()
    due_on = models.DateField()

    class Meta:
        db_table = "unions_due"
        indexes = [models.Index(fields=["due_on", "id"], name="unions_due_day")]
        constraints = [models.UniqueConstraint(name="unions_due_once", fields=["union", "kind"])]
