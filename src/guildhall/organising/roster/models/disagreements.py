"""Disagreements between registers, the signed files in which they are sent back, and what the registers answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.infra.ids import new_id
from guildhall.organising.roster.contracts import Answer, Kind, LineState, Register, UploadState
from guildhall.organising.roster.models.runs import Run

_REGISTERS = [(register.value, register.value) for register in Register]


class Disagreement(models.Model):
    """What one register says otherwise than another, as a run found it. People's numbers are masked.

    `number`: within the run, as its line in a file is called. `record_id`: of the organisation or person, once it is
    one. `subject`, `content`: what it is about, and what both say (rules.lines): they outlive the run. `earlier`: the
    answer to an earlier run's line that this one meets again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="disagreements", db_index=False)
    number = models.PositiveIntegerField()
    register = models.CharField(max_length=16, choices=_REGISTERS)
    kind = models.CharField(max_length=24)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    entity_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    entity = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=16, blank=True)
    record_id = models.UUIDField(null=True)
    who = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=24)
    own = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=240, blank=True)
    row = models.PositiveIntegerField(null=True)
    other = models.CharField(max_length=300, blank=True)
    other_register = models.CharField(max_length=16, blank=True, choices=_REGISTERS)
    other_file = models.CharField(max_length=240, blank=True)
    other_row = models.PositiveIntegerField(null=True)
    params = models.JSONField(default=dict)
    subject = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in LineState])
    #: What stands answered; "" while nothing does.
    answer = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Answer])
    earlier = models.ForeignKey("roster.DisagreementAnswer", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "roster_disagreement"
        indexes = [
            models.Index(fields=["run", "place", "number"], name="roster_disagreement_place"),
            models.Index(fields=["subject"], name="roster_disagreement_subject"),
            models.Index(fields=["record_id"], name="roster_disagreement_record", condition=Q(record_id__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(name="roster_disagreement_once", fields=["run", "number"])]


class DisagreementFile(models.Model):
    """A signed file made for a register. `lines`: [[number, digest], …] as signed; `place`: for who may have it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="disagreement_files")
    register = models.CharField(max_length=16, choices=_REGISTERS)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()
    purpose = models.CharField(max_length=24)
    lines = models.JSONField()
    public_key = models.CharField(max_length=44)
    signature = models.CharField(max_length=88)

    class Meta:
        db_table = "roster_disagreement_file"


class DisagreementUpload(models.Model):
    """A file that came back and was verified. `rows`: [[number, answer, note], …]."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(DisagreementFile, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in UploadState])
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    stored_by = models.UUIDField(null=True)
    stored_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "roster_disagreement_upload"


class DisagreementAnswer(models.Model):
    """What a register answered of one line. `standing`: neither undone nor followed by a later answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    upload = models.ForeignKey(DisagreementUpload, on_delete=models.CASCADE, related_name="answers")
    line = models.ForeignKey(Disagreement, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Answer])
    note = models.CharField(max_length=500, blank=True)
    standing = models.BooleanField()

    class Meta:
        db_table = "roster_disagreement_answer"
        constraints = [
            models.UniqueConstraint(name="roster_disagreement_answer_one", fields=["line"], condition=Q(standing=True)),
        ]
