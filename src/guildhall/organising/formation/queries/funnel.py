"""How many cases stand at which step, and how long offices take: the funnel of an actor's places."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from guildhall.base.flows.queries import median_days
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.formation.access import cases_reached
from guildhall.organising.formation.contracts import Form
from guildhall.organising.formation.flows.kinds import KINDS_BY_FORM
from guildhall.organising.formation.indicators import STATES
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.rules.permissions import READ


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step: how many are there, how many came that far, and the median days of one's own office, None: too few."""

    words: Words
    code: str
    here: int
    reached: int
    median: float | None


def funnel(actor: Actor, form: Form) -> tuple[FunnelRow, ...]:
    """The steps of a form in order. One query for the cases and one for each step that offices have. Forbidden."""
    actor.require(READ)
    rows = Case.objects.filter(cases_reached(actor), form=form.value).order_by()
    counted = dict(rows.values_list("application__state").annotate(Count("pk")))
    own = next((scope.id for scope in actor.scopes(READ) if scope.path), None)
    return tuple(
        FunnelRow(
            state.words, state.code, counted.get(state.code, 0),
            sum(counted.get(later.code, 0) for later in STATES[number:]),
            _median(form, state.code, own) if state.office else None,
        )
        for number, state in enumerate(STATES)
    )  # fmt: skip


def _median(form: Form, state: str, place_id: UUID | None) -> float | None:
    return median_days(KINDS_BY_FORM[form].code, state, place_id) if place_id is not None else None
