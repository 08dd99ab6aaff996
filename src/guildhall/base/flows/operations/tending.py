"""What the schedule does with applications: clocks that ran out, deadlines by a new calendar, what is let go."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.files.operations import forget_file
from guildhall.base.flows import models
from guildhall.base.flows.contracts import KINDS, By
from guildhall.base.flows.events import ApplicationOverdue
from guildhall.base.flows.models import Application, Paper
from guildhall.base.flows.operations import telling
from guildhall.base.flows.operations.moving import KIND, Move
from guildhall.base.flows.operations.turning import Clocks
from guildhall.base.flows.rules.addresses import file_address
from guildhall.base.flows.rules.permissions import ACT
from guildhall.base.notices.contracts import AtPlace
from guildhall.base.notices.operations import notify
from guildhall.base.places.rules.paths import parent_path
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.working_days import WorkingDays

#: Applications of one step.
STEP: Final = 500


@operation
def escalate_overdue(*, at: datetime, most: int = STEP) -> int:
    """Mark clocks that ran out and tell the office above, once for each; returns how many."""
    today = at.astimezone(CHINA).date()
    late = models.Clock.objects.filter(ended_on=None, left=None, is_binding=True, escalated_at=None, due_on__lt=today)
    found = list(late.order_by("due_on", "id").values_list("application", "pk")[:most])
    list(locked(Application.objects.filter(pk__in={application for application, _ in found})))
    # Read again behind the lock: another worker may have told of them, or an officer decided, meanwhile.
    rows = late.filter(pk__in=[clock for _, clock in found]).select_related("application", "application__office_place")
    told = 0
    for clock in rows.order_by("pk"):
        clock.escalated_at = at
        clock.save(update_fields=["escalated_at"])
        _escalate(clock, at)
        told += 1
    return told


def _escalate(clock: models.Clock, at: datetime) -> None:
    row = clock.application
    kind = KINDS.find(row.kind)
    if kind is None:
        return  # a kind that no module declares any more
    move = Move(row, kind, By.PRODUCT, None, at)
    move.log("flows.escalated", row.state)
    move.audit(["clock"])
    publish(ApplicationOverdue(row.id, row.kind, clock.code, at))
    if row.office_place is not None and kind.clock(clock.code).escalates:
        above = AtPlace(ACT, parent_path(row.office_place.path) or row.office_place.path)
        link = file_address(row.id)
        notify(above, telling.OVERDUE, {"application": row.id, "day": clock.due_on}, link=link, at=at)


@operation
def recompute_deadlines(days: WorkingDays, *, after: UUID | None = None, at: datetime, most: int = STEP) -> UUID | None:
    """Compute provisional deadlines again, by holidays that are known now; returns where to go on, None at the end."""
    waiting = models.Clock.objects.filter(ended_on=None, left=None, is_provisional=True)
    if after is not None:
        waiting = waiting.filter(application__gt=after)
    found = sorted(set(waiting.order_by("application").values_list("application", flat=True)[:most]))
    for row in locked(Application.objects.filter(pk__in=found)):
        kind = KINDS.find(row.kind)
        if kind is not None and Clocks(row, kind, at.astimezone(CHINA).date(), days).recompute():
            row.save(update_fields=["due_on", "due_clock", "is_provisional", "is_paused"])
            record(None, ACT.code, Thing(KIND, row.id), at=at, fields=["clock"])
    return found[-1] if len(found) == most else None


@operation
def forget_expired(*, at: datetime, most: int = STEP) -> int:
    """Retention: drafts past their time go whole; of ended applications the key goes, and with it what was filled in.

    The number, the timeline without notes and the outcome stay. Returns how many.
    """
    expired = list(locked(Application.objects.filter(pk__in=_expired(at, most))))
    for row in expired:
        files = list(Paper.objects.filter(application=row).exclude(file=None).values_list("file", flat=True))
        Paper.objects.filter(application=row).update(file=None)
        for file_id in files:
            if file_id is not None:
                forget_file(file_id)
        if row.number is None:
            row.delete()
            continue
        row.key = row.sealed = row.sealed_marks = row.phone_blind = row.browser = None
        row.title, row.expires_at = "", None
        row.save(
            update_fields=["key", "sealed", "sealed_marks", "phone_blind", "browser", "title", "expires_at"]
        )  # fmt: skip
        record(None, ACT.code, Thing(KIND, row.id), at=at, fields=["erased"])
    return len(expired)


def _expired(at: datetime, most: int) -> list[UUID]:
    rows = Application.objects.filter(expires_at__lte=at).order_by("expires_at")
    return list(rows.values_list("pk", flat=True)[:most])
