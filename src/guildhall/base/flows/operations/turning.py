"""The clocks of one application: begun, stopped, going on and ended as it enters a state."""

from __future__ import annotations

from datetime import date
from typing import Final

from guildhall.base.flows import models
from guildhall.base.flows.contracts import FlowKind
from guildhall.base.flows.models import Application
from guildhall.base.flows.queries.clocks import running_of
from guildhall.base.flows.rules import clocks as rules
from guildhall.base.flows.rules.clocks import NEVER, Change, Running
from guildhall.kernel.working_days import WorkingDays, working_days

_FIELDS: Final = ("due_on", "is_provisional", "left", "was_paused", "ended_on")


class Clocks:
    """The clocks of an application whose row is locked; the row is changed, not saved."""

    def __init__(self, row: Application, kind: FlowKind, on: date, days: WorkingDays | None = None) -> None:
        self.row, self.kind, self.on = row, kind, on
        self.days = days or working_days()
        self.held = {clock.code: clock for clock in models.Clock.objects.filter(application=row, ended_on=None)}

    def turn(self, state: str) -> None:
        """As entering a state asks of each clock; the most urgent one is kept with the row."""
        for clock in self.kind.clocks:
            kept = self.held.get(clock.code)
            running = running_of(kept) if kept else None
            change = rules.change(clock, state, running)
            if change is Change.BEGIN:
                self._begin(rules.begun(clock, self.on, self.days), is_binding=not clock.is_minimum)
            elif kept is not None and running is not None and change is not Change.NONE:
                if change is Change.END:
                    kept.ended_on = self.on
                    del self.held[clock.code]
                elif change is Change.PAUSE:
                    self._write(kept, rules.paused(clock, running, self.on, self.days))
                else:
                    self._write(kept, rules.resumed(clock, running, self.on, self.days))
                kept.save(update_fields=_FIELDS)
        self.keep_urgent()

    def recompute(self) -> bool:
        """Compute provisional clocks again by the holidays as they are known now; whether any changed."""
        changed = False
        for clock in self.kind.clocks:
            kept = self.held.get(clock.code)
            # What stood still once has lost its whole beginning: its end is computed when it next goes on.
            if kept is None or not kept.is_provisional or kept.left is not None or kept.was_paused:
                continue
            before = (kept.due_on, kept.is_provisional)
            self._write(kept, rules.recomputed(clock, running_of(kept), self.days))
            if (kept.due_on, kept.is_provisional) != before:
                kept.save(update_fields=_FIELDS)
                changed = True
        self.keep_urgent()
        return changed

    def keep_urgent(self) -> None:
        """Keep with the row by when something must be done first."""
        urgent = rules.most_urgent(self.kind, (running_of(one) for one in self.held.values()))
        self.row.due_on = urgent.due_on if urgent else NEVER
        self.row.due_clock = urgent.code if urgent else ""
        self.row.is_provisional = urgent.is_provisional if urgent else False
        self.row.is_paused = urgent.is_paused if urgent else False

    def _begin(self, running: Running, *, is_binding: bool) -> None:
        self.held[running.code] = models.Clock.objects.create(
            application=self.row, code=running.code, began_on=running.began_on, due_on=running.due_on,
            is_provisional=running.is_provisional, is_binding=is_binding,
        )  # fmt: skip

    def _write(self, kept: models.Clock, running: Running) -> None:
        kept.due_on, kept.is_provisional, kept.left = running.due_on, running.is_provisional, running.left
        kept.was_paused = kept.was_paused or running.is_paused
