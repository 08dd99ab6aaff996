"""Rows of applications as values."""

from __future__ import annotations

from typing import Any

from guildhall.base.flows.contracts import ApplicationView, Hand, Mark, Outcome
from guildhall.base.flows.models import Application
from guildhall.base.flows.rules.clocks import NEVER
from guildhall.base.flows.sealing import open_note


def view_of(row: Application) -> ApplicationView:
    """An application without anything personal."""
    return ApplicationView(
        row.id, row.number or "", row.kind, row.state, row.version, Hand(row.hand), row.place_id, row.office,
        row.office_place_id, row.account_id, row.person_id, row.organisation_id, row.subject_id, row.since,
        row.submitted_at, row.ended_at, Outcome(row.outcome) if row.outcome else None,
        None if row.due_on == NEVER else row.due_on,
    )  # fmt: skip


def marks_of(row: Application) -> tuple[Mark, ...]:
    """What was marked for correction when it was last returned."""
    return marks_in(open_note(row, row.sealed_marks))


def marks_in(held: Any) -> tuple[Mark, ...]:
    """Marks as they are kept: pairs of code and note."""
    return tuple(Mark(code, note) for code, note in held or ())
