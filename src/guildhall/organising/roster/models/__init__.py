"""Tables of the roster: runs, what they propose, what was decided; coverage; the worklist; disagreements."""

from guildhall.organising.roster.models.coverage import Insured, RunRate, Unit
from guildhall.organising.roster.models.disagreements import (
    Disagreement,
    DisagreementAnswer,
    DisagreementFile,
    DisagreementUpload,
)
from guildhall.organising.roster.models.runs import Change, Decision, Identity, Pair, Run, RunFile, RunInput, Source
from guildhall.organising.roster.models.work import SavedView, Visit, WorkItem

__all__ = [
    "Change",
    "Decision",
    "Disagreement",
    "DisagreementAnswer",
    "DisagreementFile",
    "DisagreementUpload",
    "Identity",
    "Insured",
    "Pair",
    "Run",
    "RunFile",
    "RunInput",
    "RunRate",
    "SavedView",
    "Source",
    "Unit",
    "Visit",
    "WorkItem",
]
