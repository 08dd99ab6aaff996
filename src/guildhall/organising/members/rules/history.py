"""What a membership was on any day, told from its changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.organising.members.contracts import Change, Status
from guildhall.organising.members.rules.standing import RESULT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """A change that took effect on a day."""

    on: date
    code: Change


def status_on(steps: Iterable[Step], day: date) -> Status | None:
    """How the membership stood at the end of a day; None before it began. Steps of one day count in their order."""
    status: Status | None = None
    for step in sorted(steps, key=lambda step: step.on):  # stable: the order of one day is kept
        if step.on > day:
            break
        status = RESULT.get(step.code, status)
    return status


def status_now(*, is_active: bool, is_retained: bool, is_overruled: bool, ends_on: date | None) -> Status:
    """How a membership stands, from what its row holds."""
    if ends_on is not None:
        return Status.ENDED
    if is_retained:
        return Status.RETAINED
    if is_overruled:
        return Status.OVERRULED
    return Status.ACTIVE if is_active else Status.LAPSED
