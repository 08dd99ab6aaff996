"""Reading runs: the list of a place, one run with its files, its job and what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guildhall.infra.jobs.contracts import JobView
from guildhall.infra.jobs.queries import find_job
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent
from guildhall.linkage.contracts import Register
from guildhall.organising.roster.access import NO_RUN, run_for, runs_in_reach
from guildhall.organising.roster.contracts import RunState, RunView
from guildhall.organising.roster.models import Change, Run, RunInput
from guildhall.organising.roster.rules.permissions import IMPORT

#: Rows of a page of runs and of changes.
PAGE = 50


@dataclass(frozen=True, slots=True)
class InputView:
    """A file of a run. `recognition`: as linkage's explanation gives it, None while it is being looked at."""

    id: UUID
    register: Register
    name: str
    titles: Mapping[str, str]
    recognition: Mapping[str, Any] | None
    problems: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One line of what a run changes. `organisation_id` None: the organisation is new and not written yet."""

    organisation_id: UUID | None
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RunDetail:
    run: RunView
    inputs: tuple[InputView, ...]
    job: JobView | None
    notices: tuple[Mapping[str, Any], ...]
    open_pairs: int


def view(run: Run) -> RunView:
    """A run as lists show it. Its place is loaded with it."""
    return RunView(
        run.id, run.title, run.place_id, run.place.name, RunState(run.state), run.created_at, run.as_of,
        run.accepted_at, run.job_id, dict(run.counts),
    )  # fmt: skip


def runs(actor: Actor) -> tuple[RunView, ...]:
    """Runs in reach, newest first, at most a page: one query."""
    return tuple(map(view, runs_in_reach(actor).order_by("-created_at", "-id")[:PAGE]))


def run_detail(actor: Actor, run_id: UUID) -> RunDetail:
    """A run in reach with its files: four queries at most."""
    run = run_for(actor, IMPORT, run_id)
    return RunDetail(
        view(run),
        tuple(map(_input, run.inputs.order_by("id"))),
        find_job(run.job_id) if run.job_id else None,
        tuple(run.notices),
        run.pairs.filter(verdict="").count(),
    )


def input_view(actor: Actor, input_id: UUID) -> tuple[UUID, InputView]:
    """One file with its run's id, for the part of the page that waits for its recognition."""
    actor.require(IMPORT)
    held = RunInput.objects.filter(pk=input_id, run__in=runs_in_reach(actor)).first()
    if held is None:
        raise Absent(NO_RUN())
    return held.run_id, _input(held)


def changes(actor: Actor, run_id: UUID, *, field: str = "", after: int = 0) -> tuple[tuple[int, ChangeView], ...]:
    """What a run changes, a page by the number of the last line seen; two queries."""
    run = run_for(actor, IMPORT, run_id)
    rows = Change.objects.filter(run=run, pk__gt=after)
    if field:
        rows = rows.filter(field=field)
    return tuple(
        (row.pk, ChangeView(row.organisation_id, row.name, row.field, row.before, row.after))
        for row in rows.order_by("pk")[:PAGE]
    )


def _input(held: RunInput) -> InputView:
    return InputView(
        held.id, Register(held.register), held.name, dict(held.titles), held.recognition, tuple(held.problems)
    )
