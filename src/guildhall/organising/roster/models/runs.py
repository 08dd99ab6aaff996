"""Runs: files in, proposals out, pairs to decide, and what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.infra.ids import new_id
from guildhall.organising.roster.contracts import Kind, Register, RunState, Verdict

_KINDS = [(kind.value, kind.value) for kind in Kind]
_REGISTERS = [(register.value, register.value) for register in Register]
_VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]


class Run(models.Model):
    """One comparison of registers for a place. `counts`: what it found and proposes; `notices`: messages as stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in RunState])
    as_of = models.DateField(null=True)
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    job_id = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    notices = models.JSONField(default=list)

    class Meta:
        db_table = "roster_run"
        indexes = [models.Index(fields=["place", "-created_at"], name="roster_run_place")]
        constraints = [
            # Two acceptances at once would write the same people twice.
            models.UniqueConstraint(
                name="roster_run_accepting_one", fields=["state"], condition=Q(state=RunState.ACCEPTING.value)
            ),
        ]


class RunInput(models.Model):
    """One file of a run. `recognition`: how each sheet was understood, None until it was looked at.

    `register`: "" until it was recognised or chosen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="inputs")
    register = models.CharField(max_length=16, choices=_REGISTERS, blank=True)
    file_id = models.UUIDField()
    name = models.CharField(max_length=200)
    #: Column titles that the officer mapped by hand: title → field.
    titles = models.JSONField(default=dict)
    recognition = models.JSONField(null=True)
    #: Why the file cannot be read, as messages; empty where it can.
    problems = models.JSONField(default=list)

    class Meta:
        db_table = "roster_run_input"


class RunFile(models.Model):
    """One file of a run's result, encrypted in base.files."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=80)
    file_id = models.UUIDField()

    class Meta:
        db_table = "roster_run_file"
        constraints = [models.UniqueConstraint(name="roster_run_file_once", fields=["run", "name"])]


class Pair(models.Model):
    """Two records of which the engine is not sure. `left`, `right`: field → value as shown (masked).

    `place`: where it lies, for who may decide it. `turn`: order of telling; `weighty`: may move a figure.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pairs", db_index=False)
    kind = models.CharField(max_length=12, choices=_KINDS)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveIntegerField()
    weighty = models.BooleanField()
    left_fingerprint = models.CharField(max_length=16)
    right_fingerprint = models.CharField(max_length=16)
    left_entity = models.CharField(max_length=12)
    right_entity = models.CharField(max_length=12)
    probability = models.FloatField(null=True)
    evidence = models.JSONField()
    effect = models.JSONField()
    left = models.JSONField()
    right = models.JSONField()
    left_where = models.CharField(max_length=240, blank=True)
    right_where = models.CharField(max_length=240, blank=True)
    agree = models.JSONField(default=list)
    #: What stands decided of it; "" while open.
    verdict = models.CharField(max_length=10, blank=True, choices=_VERDICTS)

    class Meta:
        db_table = "roster_pair"
        indexes = [
            models.Index(fields=["run", "turn"], name="roster_pair_open", condition=Q(verdict="")),
            models.Index(fields=["-weighty", "turn", "id"], name="roster_pair_queue", condition=Q(verdict="")),
            models.Index(
                fields=["place", "-weighty", "turn", "id"], name="roster_pair_queue_place", condition=Q(verdict="")
            ),
            models.Index(fields=["run", "place", "turn"], name="roster_pair_place"),
            models.Index(fields=["left_fingerprint", "right_fingerprint"], name="roster_pair_prints"),
        ]
        constraints = [models.UniqueConstraint(name="roster_pair_turn", fields=["run", "turn"])]


class Decision(models.Model):
    """What was decided of two records, by fingerprint: it outlives the run. One in force a pair of fingerprints.

    `merged`, `into`: the records that it made one (same) or two (different), where they were records by then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=_KINDS)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    left_fingerprint = models.CharField(max_length=16)
    right_fingerprint = models.CharField(max_length=16)
    verdict = models.CharField(max_length=10, choices=_VERDICTS)
    pair = models.ForeignKey(Pair, null=True, on_delete=models.SET_NULL, related_name="decisions")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    merged = models.UUIDField(null=True)
    into = models.UUIDField(null=True)
    #: Why "same" could not make the records one, as a message; None where it did or there were none yet.
    hindered = models.JSONField(null=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "roster_decision"
        indexes = [
            models.Index(fields=["decided_by", "-decided_at"], name="roster_decision_by"),
            models.Index(fields=["place", "-decided_at"], name="roster_decision_place"),
            models.Index(fields=["right_fingerprint"], name="roster_decision_right", condition=Q(undone_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="roster_decision_once",
                fields=["left_fingerprint", "right_fingerprint"],
                condition=Q(undone_at=None),
            ),
            models.CheckConstraint(
                name="roster_decision_ordered", condition=Q(left_fingerprint__lt=models.F("right_fingerprint"))
            ),
        ]


class Identity(models.Model):
    """Which record a way of naming something stands for. A fingerprint never changes its record."""

    kind = models.CharField(max_length=12, choices=_KINDS)
    fingerprint = models.CharField(max_length=16)
    record_id = models.UUIDField()

    class Meta:
        db_table = "roster_identity"
        constraints = [models.UniqueConstraint(name="roster_identity_once", fields=["fingerprint", "kind"])]
        indexes = [models.Index(fields=["record_id"], name="roster_identity_record")]


class Source(models.Model):
    """One way in which a register names an organisation, as the last accepted run read it: sources side by side."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=16, choices=_REGISTERS)
    #: Field → value as the register has it.
    values = models.JSONField()
    file = models.CharField(max_length=240)
    row = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    method = models.CharField(max_length=16)

    class Meta:
        db_table = "roster_source"


class Change(models.Model):
    """What a run would change, or changed, in an organisation's record or coverage.

    `field`: a fact's name, or "new", "closed", "covered", "uncovered", "merged".
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes", db_index=False)
    organisation_id = models.UUIDField(null=True)
    entity = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=24)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "roster_change"
        indexes = [models.Index(fields=["run", "field", "id"], name="roster_change_run")]
