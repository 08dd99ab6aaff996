"""Memberships, what happened to them, transfers between unions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.infra.ids import new_id
from guildhall.organising.members.contracts import BatchState, NewEmployment, Origin, Tie, TransferState


class Membership(models.Model):
    """Somebody in a union, from a day to a day.

    `active` false: it does not hold, because it was retained (`retained_on`), has ended, or the union's register says
    so. `month`: newest that the register states. `ends_on`: the first day that it no longer held.
    `confirmed`: the union answers for it, a register alone does not. `holder`: the person that a confirmed membership
    counts for while it is active, unique: nobody has two. `overruled`: a register's word about somebody whose confirmed
    membership is elsewhere. `card`: random, says nothing about the person.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField()
    month = models.CharField(max_length=7, blank=True, db_default="")
    ends_on = models.DateField(null=True)
    public_id = models.UUIDField(null=True, unique=True, editable=False)
    confirmed = models.BooleanField(db_default=False)
    overruled = models.BooleanField(db_default=False)
    holder = models.UUIDField(null=True)
    starts_on = models.DateField(null=True)
    first_joined_on = models.DateField(null=True)
    retained_on = models.DateField(null=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    tie = models.CharField(max_length=12, blank=True, db_default="", choices=[(tie.value, tie.value) for tie in Tie])
    new_employment = models.CharField(
        max_length=20, blank=True, db_default="", choices=[(kind.value, kind.value) for kind in NewEmployment]
    )
    platform = models.CharField(max_length=60, blank=True, db_default="")
    card = models.CharField(max_length=16, null=True)

    class Meta:
        db_table = "members_membership"
        indexes = [
            models.Index(fields=["union", "person"], name="members_union"),
            models.Index(fields=["person"], name="members_person_confirmed", condition=Q(confirmed=True)),
        ]
        constraints = [
            models.UniqueConstraint(name="members_once", fields=["person", "union"], condition=Q(ends_on=None)),
            models.UniqueConstraint(name="members_one_active", fields=["holder"], condition=Q(holder__isnull=False)),
            models.UniqueConstraint(name="members_card_once", fields=["card"], condition=Q(card__isnull=False)),
            models.CheckConstraint(
                name="members_holder",
                condition=Q(holder=None) | Q(confirmed=True, active=True, ends_on=None, retained_on=None),
            ),
            models.CheckConstraint(
                name="members_confirmed_has",
                condition=Q(confirmed=False)
                | Q(starts_on__isnull=False, first_joined_on__isnull=False, public_id__isnull=False),
            ),
            models.CheckConstraint(name="members_retained", condition=Q(retained_on=None) | Q(active=False)),
        ]


class MemberChange(models.Model):
    """Something that happened to a membership on a day. Rows are never changed (migration 0003).

    `code`, `reason`: contracts.Change and Reason. `other`: for a transfer, the other side's union. `account_id`: who
    decided; None: the product itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="changes")
    code = models.PositiveSmallIntegerField()
    reason = models.PositiveSmallIntegerField(default=0)
    on = models.DateField()
    at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    other = models.ForeignKey("unions.Union", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "members_change"
        indexes = [models.Index(fields=["code", "on"], name="members_change_code")]


class Transfer(models.Model):
    """Somebody's way from one union to another, open until both have agreed.

    `person_id`: the head of the person's records when it was asked for. `due_on`: after it the silence of the union
    that is left counts as consent.
    `application_id`: the application to join out of which it grew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    old_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+", db_index=False)
    new_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=10, choices=[(origin.value, origin.value) for origin in Origin])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in TransferState])
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    old_agreed_at = models.DateTimeField(null=True)
    old_agreed_by = models.UUIDField(null=True)
    old_was_silent = models.BooleanField(default=False)
    new_agreed_at = models.DateTimeField(null=True)
    new_agreed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)
    application_id = models.UUIDField(null=True)
    result = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "members_transfer"
        indexes = [
            models.Index(
                fields=["old_union", "id"], name="members_transfer_old", condition=Q(state=TransferState.OPEN.value)
            ),
            models.Index(
                fields=["new_union", "id"], name="members_transfer_new", condition=Q(state=TransferState.OPEN.value)
            ),
            models.Index(
                fields=["due_on"],
                name="members_transfer_due",
                condition=Q(state=TransferState.OPEN.value, old_agreed_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="members_transfer_once", fields=["person"], condition=Q(state=TransferState.OPEN.value)
            )
        ]


class Invitation(models.Model):
    """An address under which one joins a union, printed as a QR code. `token`: random; ended, it leads nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_invitation"
        constraints = [
            models.UniqueConstraint(name="members_invitation_once", fields=["union"], condition=Q(ended_at=None))
        ]


class Consent(models.Model):
    """What somebody agreed to when joining: which text (rules.consents), when, with which application."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12)
    version = models.CharField(max_length=12)
    given_at = models.DateTimeField()
    application_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_consent"
        constraints = [
            models.UniqueConstraint(name="members_consent_once", fields=["application_id", "subject"]),
        ]


class Batch(models.Model):
    """An employer's roster file by which people join a union, looked at first, then written in one go or not at all.

    `counts`: contracts.BatchCounts by name; `problems`: the first rows that are left out, [row, message as a dict].
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    file_id = models.UUIDField()
    name = models.CharField(max_length=240)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in BatchState])
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_batch"
        indexes = [models.Index(fields=["union", "-made_at"], name="members_batch_union")]
