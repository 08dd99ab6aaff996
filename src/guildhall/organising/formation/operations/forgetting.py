"""Retention: what a case holds of people goes with what was filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.transactions import locked, operation
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.operations.papers import KIND
from guildhall.organising.formation.rules.permissions import DECIDE

#: Cases let go in one transaction.
STEP: Final = 200


@operation
def forget_cases(*, at: datetime, most: int = STEP) -> int:
    """Destroy the keys of cases whose applications are past their time (PIPL arts 19, 47); returns how many.

    Roll, nominees and documents can be read no more; counts, the union and the numbers of documents stay.
    """
    due = Case.objects.filter(key__isnull=False, application__key=None).values_list("pk", flat=True)[:most]
    rows = list(locked(Case.objects.filter(pk__in=list(due))))
    for row in rows:
        row.key = row.sealed_roll = row.sealed_nominees = None
        row.save(update_fields=["key", "sealed_roll", "sealed_nominees"])
        record(None, DECIDE.code, Thing(KIND, row.pk), at=at, fields=["erased"])
    return len(rows)
