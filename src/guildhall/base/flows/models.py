"""Applications, and what hangs on each: steps, clocks, papers, opinions, signatures, publications."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.base.flows.contracts import Hand, Outcome
from guildhall.base.flows.contracts.views import Verdict
from guildhall.base.flows.rules.clocks import NEVER
from guildhall.infra.ids import new_id


class Application(models.Model):
    """Something applied for, a draft until it has a number.

    `key`: sealed by the ring; seals `sealed` (what was filled in) and all notes. None once erased. `version` grows with
    every act, `stay` with every entering of a state. `due_on`: of the most urgent clock, the last day of all where
    nothing is due. `title`: who applies, masked where it is a person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=24, null=True, unique=True)
    state = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    stay = models.PositiveIntegerField(default=0)
    hand = models.CharField(max_length=10, choices=[(hand.value, hand.value) for hand in Hand])
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=40, blank=True)
    office_role = models.CharField(max_length=20, blank=True)
    office_place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    holder = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject_id = models.UUIDField(null=True)
    browser = models.BinaryField(max_length=16, null=True)
    draft_key = models.UUIDField(unique=True)
    serial = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=100, blank=True)
    phone_blind = models.BinaryField(max_length=16, null=True)
    key = models.BinaryField(max_length=80, null=True)
    sealed = models.BinaryField(null=True)
    sealed_marks = models.BinaryField(null=True)
    returned_from = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Outcome])
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    since = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_on = models.DateField(default=NEVER)
    due_clock = models.CharField(max_length=40, blank=True)
    is_provisional = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "flows_application"
        indexes = [
            # The queue of one office, and of all below a wide place: both in the order in which they are shown.
            models.Index(
                fields=["office_place", "office_role", "due_on", "id"], name="flows_queue", condition=Q(hand="office")
            ),
            models.Index(fields=["office_role", "due_on", "id"], name="flows_queue_wide", condition=Q(hand="office")),
            models.Index(fields=["account", "-id"], name="flows_own", condition=Q(account__isnull=False)),
            models.Index(fields=["browser", "-id"], name="flows_browser", condition=Q(browser__isnull=False)),
            models.Index(fields=["subject_id"], name="flows_subject", condition=Q(subject_id__isnull=False)),
            models.Index(fields=["expires_at"], name="flows_expiry", condition=Q(expires_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="flows_numbered", condition=Q(submitted_at=None, number=None) | Q(submitted_at__isnull=False)
            ),
        ]


class Step(models.Model):
    """One entry of the timeline. `days`: how long the office that let it go had had it; None where no office had."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    by = models.CharField(max_length=10)
    leaves = models.CharField(max_length=40)
    leads = models.CharField(max_length=40)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    office_place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField(null=True)
    days = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "flows_step"
        indexes = [
            models.Index(fields=["application", "id"], name="flows_timeline"),
            models.Index(
                fields=["kind", "leaves", "office_place", "-id"], name="flows_took", condition=Q(days__isnull=False)
            ),
        ]


class Clock(models.Model):
    """A clock of one application. `left`: units left where it stands still; `is_binding`: something is due by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    code = models.CharField(max_length=40)
    began_on = models.DateField()
    due_on = models.DateField()
    is_provisional = models.BooleanField()
    is_binding = models.BooleanField()
    was_paused = models.BooleanField(default=False)
    left = models.IntegerField(null=True)
    ended_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "flows_clock"
        constraints = [
            models.UniqueConstraint(
                name="flows_clock_once", fields=["application", "code"], condition=Q(ended_on__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="flows_overdue",
                condition=Q(ended_on__isnull=True, left__isnull=True, is_binding=True, escalated_at__isnull=True),
            ),
            models.Index(
                fields=["due_on", "id"], name="flows_provisional",
                condition=Q(ended_on__isnull=True, left__isnull=True, is_provisional=True),
            ),
        ]  # fmt: skip


class Paper(models.Model):
    """A file attached to an application; the content is a stored file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "flows_paper"


class Opinion(models.Model):
    """What another office was asked, and what it said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="opinions")
    office_role = models.CharField(max_length=20)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    sealed_question = models.BinaryField()
    verdict = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Verdict])
    sealed_answer = models.BinaryField(null=True)
    given_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    given_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "flows_opinion"
        constraints = [
            models.UniqueConstraint(
                name="flows_opinion_once", fields=["application", "place"], condition=Q(given_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["place", "asked_at"], name="flows_opinions_open", condition=Q(given_at__isnull=True)),
        ]


class Signature(models.Model):
    """An account's signature under a transition, within one stay of an application in a state."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="signatures", db_index=False)
    stay = models.PositiveIntegerField()
    transition = models.CharField(max_length=40)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "flows_signature"
        constraints = [
            models.UniqueConstraint(
                name="flows_signature_once", fields=["application", "stay", "transition", "account"]
            ),
        ]


class Published(models.Model):
    """What anybody may read of an application for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="publications")
    state = models.CharField(max_length=40)
    values = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "flows_published"
        indexes = [models.Index(fields=["ends_on", "id"], name="flows_published_until")]


class Counter(models.Model):
    """The last serial number given within a year to applications whose numbers begin with those letters."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "flows_counter"
