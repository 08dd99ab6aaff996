"""Reading runs: the list of a place, one run with its files, its job and what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.base.places.queries import standing_within
from guildhall.infra.jobs.contracts import JobView
from guildhall.infra.jobs.queries import find_job
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent
from guildhall.linkage.contracts import Register
from guildhall.organising.roster.access import NO_RUN, paths, run_for, runs_in_reach
from guildhall.organising.roster.contracts import RunState, RunView
from guildhall.organising.roster.models import Change, Run, RunInput
from guildhall.organising.roster.rules.permissions import IMPORT

#: Rows of a page of runs and of changes.
PAGE = 50


@dataclass(frozen=True, slots=True)
class InputView:
    """A file of a run. `recognition`: as linkage's explanation gives it, None while it is being looked at.

    `register` None: nobody said, and it was not recognised (yet).
    """

    id: UUID
    register: Register | None
    name: str
    titles: Mapping[str, str]
    recognition: Mapping[str, Any] | None
    problems: tuple[Mapping[str, Any], ...]

    @property
    def is_waiting(self) -> bool:
        return self.recognition is None and not self.problems


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
    """`files`: (id, name in the result) of what was written; empty before."""

    run: RunView
    inputs: tuple[InputView, ...]
    job: JobView | None
    notices: tuple[Mapping[str, Any], ...]
    open_pairs: int
    files: tuple[tuple[int, str], ...]


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
    """A run in reach with its files: five queries at most."""
    run = run_for(actor, IMPORT, run_id)
    return RunDetail(
        view(run),
        tuple(map(_input, run.inputs.order_by("id"))),
        find_job(run.job_id) if run.job_id else None,
        tuple(run.notices),
        run.pairs.filter(verdict="").count(),
        tuple(run.files.order_by("name").values_list("pk", "name")),
    )


def job_of(actor: Actor, run_id: UUID) -> tuple[RunView, JobView | None]:
    """A run in reach and its job, for the part of the page that waits for it: two queries."""
    run = run_for(actor, IMPORT, run_id)
    return view(run), find_job(run.job_id) if run.job_id else None


def places_for_runs(actor: Actor) -> tuple[PlaceSummary, ...]:
    """The places that the actor may begin a run for, widest first: their own, and what lies in them down to counties.

    One query. Registers are sent by counties and wider; below that only somebody's own place is offered.
    """
    actor.require(IMPORT)
    own = [scope.id for scope in actor.scopes(IMPORT)]
    wide = (PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY)
    return standing_within(paths(actor, IMPORT), on=actor.on, kinds=wide, also=own)


def change_counts(actor: Actor, run_id: UUID) -> Mapping[str, int]:
    """How many changes of each field a run proposes, most first: two queries."""
    run = run_for(actor, IMPORT, run_id)
    rows = Change.objects.filter(run=run).values("field").annotate(count=Count("pk")).order_by("-count", "field")
    return {row["field"]: row["count"] for row in rows}


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
        held.id,
        Register(held.register) if held.register else None,
        held.name,
        dict(held.titles),
        held.recognition,
        tuple(held.problems),
    )
