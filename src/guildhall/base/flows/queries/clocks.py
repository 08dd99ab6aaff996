"""Reading the clocks of an application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guildhall.base.flows import models
from guildhall.base.flows.contracts import ClockView, FlowKind
from guildhall.base.flows.models import Application
from guildhall.base.flows.rules.clocks import Running, left_on, unit_of
from guildhall.kernel.working_days import working_days


def running_of(row: models.Clock) -> Running:
    """A row as the rules see it."""
    return Running(row.code, row.began_on, row.due_on, row.is_provisional, row.left)


def running_clocks(application: Application) -> Mapping[str, Running]:
    """The clocks that have begun and not ended, by code: one query."""
    rows = models.Clock.objects.filter(application=application, ended_on=None)
    return {row.code: running_of(row) for row in rows}


def clock_views(kind: FlowKind, application: Application, on: date) -> tuple[ClockView, ...]:
    """The same as a page shows them, in the order of the kind: one query."""
    held = running_clocks(application)
    days = working_days()
    return tuple(
        ClockView(
            clock.code, clock.words, clock.limit.rule, unit_of(clock), left_on(clock, held[clock.code], on, days),
            held[clock.code].due_on, held[clock.code].is_provisional, held[clock.code].is_paused, clock.is_minimum,
            clock.limit.is_confirmed,
        )
        for clock in kind.clocks
        if clock.code in held
    )  # fmt: skip
