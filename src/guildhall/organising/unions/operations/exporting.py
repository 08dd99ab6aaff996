"""Taking lists of unions out of the product."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from guildhall.base.audit.operations import record
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.organising.unions.contracts.committees import Stage
from guildhall.organising.unions.queries.terms import TermLine, all_terms_due
from guildhall.organising.unions.rules.permissions import CHANGE

#: Rows of a workbook at most.
MOST: Final = 20_000


@operation
def export_terms(actor: Actor, stage: Stage | None, *, today: date, at: datetime) -> list[TermLine]:
    """The terms in reach that end or have ended, as lines for a workbook; that they were taken is recorded."""
    actor.require(CHANGE)
    lines = all_terms_due(actor, today=today, reached_stage=stage, most=MOST)
    record(actor, CHANGE.code, None, at=at, fields=["terms"], count=len(lines))
    return lines
