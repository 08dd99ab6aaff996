"""What lies before an application: its way, what is missing, how long each office took so far, the earliest day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from statistics import median
from typing import Final
from uuid import UUID

from guildhall.base.flows.contracts import KINDS, Ahead, Clock, FlowKind, Hand, Rehearsal
from guildhall.base.flows.models import Step
from guildhall.base.flows.rules.clocks import begun, earliest
from guildhall.base.flows.rules.fields import cleaned, missing_fields, missing_papers
from guildhall.base.flows.rules.offices import main_path, office_place
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import ancestors, get_place
from guildhall.kernel.working_days import working_days

#: The newest decisions of an office from which its median is taken, and the fewest.
NEWEST: Final = 500
FEWEST: Final = 5


def median_days(kind_code: str, state: str, place_id: UUID) -> float | None:
    """Days for which an office had an application in a state, the median of its newest; None below five: one query."""
    rows = Step.objects.filter(kind=kind_code, leaves=state, office_place=place_id, days__isnull=False)
    days = [one for one in rows.order_by("-id").values_list("days", flat=True)[:NEWEST] if one is not None]
    return float(median(days)) if len(days) >= FEWEST else None


def rehearse(
    kind_code: str, values: Mapping[str, str], papers: Collection[str], place_id: UUID, *, on: date
) -> Rehearsal:
    """What lies before an application that was filed on a day: nothing is kept of what is asked.

    A query for each office on the way, beside two for the place. Raises Absent for a kind or place that is not there.
    """
    kind = KINDS.of(kind_code)
    line = (*ancestors(place_id), get_place(place_id))
    given = cleaned(kind, values)
    submission = kind.submission
    last = earliest(kind, kind.milestone, on, working_days()) if kind.milestone else None
    return Rehearsal(
        kind.code,
        tuple(_ahead(kind, transition.leads, line, on) for transition in main_path(kind, kind.draft.code)),
        missing_fields(submission, given),
        missing_papers(submission, papers),
        kind.milestone.words if kind.milestone else None,
        last.on if last else None,
        last.is_provisional if last else False,
    )


def _ahead(kind: FlowKind, code: str, line: tuple[PlaceSummary, ...], on: date) -> Ahead:
    state = kind.state(code)
    clock: Clock | None = next((one for one in kind.clocks if code in one.runs_in), None)
    # How long it takes is told of each clock alone: when an office comes to it nobody knows beforehand.
    running = begun(clock, on, working_days()) if clock else None
    if state.hand is not Hand.OFFICE:
        return Ahead(
            code, "", "", None, running.due_on if running else None, running.is_provisional if running else False,
            clock.limit.rule if clock else "",
        )  # fmt: skip
    place = office_place(kind.office(state.office), line)
    return Ahead(
        code, state.office, place.name, median_days(kind.code, code, place.id), running.due_on if running else None,
        running.is_provisional if running else False, clock.limit.rule if clock else "",
    )  # fmt: skip
