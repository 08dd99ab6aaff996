"""The only doors to runs, pairs and work: look up and check. And whom the roster lets an actor reach."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.base.places.queries import narrowed, nowhere, within_any
from guildhall.kernel.actor import Actor, Permission, Role
from guildhall.kernel.errors import Absent, MessageKind
from guildhall.organising.roster.models import (
    Decision,
    Disagreement,
    DisagreementFile,
    DisagreementUpload,
    Insured,
    Pair,
    Run,
    WorkItem,
)
from guildhall.organising.roster.rules.permissions import ASSIGN, DECIDE, EXPORT, IMPORT, VISIT, WORK, WORKLIST

NO_RUN: Final = MessageKind("roster.no_run", "没有这次比对，或不在您的范围内。", "There is no such run in your area.")
NO_PAIR: Final = MessageKind(
    "roster.no_pair", "没有这对记录，或不在您的范围内。", "There is no such pair in your area."
)
NO_DECISION: Final = MessageKind(
    "roster.no_decision", "没有这个判定，或不在您的范围内。", "There is no such decision in your area."
)
NO_WORK: Final = MessageKind(
    "roster.no_work", "走访名单上没有这家单位，或没有分派给您。", "It is not on the worklist, or not handed to you."
)

NO_UPLOAD: Final = MessageKind(
    "roster.no_upload", "没有这份答复，或不在您的范围内。", "There is no such file of answers in your area."
)


def paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places where an actor has a function; grants loaded by accounts carry them."""
    return tuple(sorted(scope.path for scope in actor.scopes(permission) if scope.path))


def runs_in_reach(actor: Actor, permission: Permission = IMPORT) -> QuerySet[Run]:
    """Runs made for a place in reach. Forbidden without the function."""
    actor.require(permission)
    return Run.objects.filter(within_any(paths(actor, permission), "place__path")).select_related("place")


def run_for(actor: Actor, permission: Permission, run_id: UUID) -> Run:
    """The run. Forbidden without the function, Absent out of reach."""
    run = runs_in_reach(actor, permission).filter(pk=run_id).first()
    if run is None:
        raise Absent(NO_RUN())
    return run


def pairs_in_reach(actor: Actor) -> QuerySet[Pair]:
    """Pairs that lie in a place in reach, whoever made the run."""
    actor.require(DECIDE)
    return Pair.objects.filter(within_any(paths(actor, DECIDE), "place__path"))


def pair_for(actor: Actor, pair_id: UUID) -> Pair:
    """The pair. Forbidden without the function, Absent out of reach."""
    pair = pairs_in_reach(actor).select_related("run", "place").filter(pk=pair_id).first()
    if pair is None:
        raise Absent(NO_PAIR())
    return pair


def decisions_in_reach(actor: Actor) -> QuerySet[Decision]:
    """Decisions about pairs that lie in a place in reach, whoever decided."""
    actor.require(DECIDE)
    return Decision.objects.filter(within_any(paths(actor, DECIDE), "place__path"))


def decision_for(actor: Actor, decision_id: UUID) -> Decision:
    """The decision. Forbidden without the function, Absent out of reach."""
    decision = decisions_in_reach(actor).filter(pk=decision_id).first()
    if decision is None:
        raise Absent(NO_DECISION())
    return decision


def lines_in_reach(actor: Actor) -> QuerySet[Disagreement]:
    """Disagreements that lie in a place in reach, whoever made the run. They are there to be sent: both functions."""
    actor.require(IMPORT)
    actor.require(EXPORT)
    reach = [within_any(paths(actor, one), "place__path") for one in (IMPORT, EXPORT)]
    return Disagreement.objects.filter(*reach)


def disagreeing_run(actor: Actor, run_id: UUID) -> Run:
    """A run in reach, or one of whose disagreements some are. Forbidden without the functions, Absent out of reach."""
    lines = lines_in_reach(actor).filter(run=run_id)
    reached = within_any(paths(actor, IMPORT), "place__path") | Q(pk__in=lines.values("run"))
    run = Run.objects.filter(reached, pk=run_id).select_related("place").first()
    if run is None:
        raise Absent(NO_RUN())
    return run


def files_in_reach(actor: Actor) -> QuerySet[DisagreementFile]:
    """Files of disagreements that were made for a place in reach. Forbidden without the function."""
    actor.require(IMPORT)
    return DisagreementFile.objects.filter(within_any(paths(actor, IMPORT), "place__path"))


def upload_for(actor: Actor, upload_id: UUID) -> DisagreementUpload:
    """A returned file with the file that was sent. Forbidden without the function, Absent out of reach."""
    rows = DisagreementUpload.objects.filter(pk=upload_id, file__in=files_in_reach(actor))
    found = rows.select_related("file__run").first()
    if found is None:
        raise Absent(NO_UPLOAD())
    return found


def work_reached(actor: Actor, permission: Permission, narrow: Callable[[Collection[str], str], Q] = narrowed) -> Q:
    """Work that an actor may use a function on, in a form with which the database can begin at the places.

    `narrow`: as base.places.queries.narrowed, for who has the places at hand.

    In their places for those who see the whole list there (officers may visit all of it); what was handed to their
    places where the function is seeing or visiting.
    """
    whole = {WORK.code: WORKLIST, VISIT.code: ASSIGN}.get(permission.code, permission)
    reach = paths(actor, whole)
    condition = narrow(reach, "place") | nowhere(reach)
    if permission.code in {WORK.code, VISIT.code}:
        condition |= narrow(paths(actor, VISIT), "assigned")
    return condition


def work_in_reach(actor: Actor, permission: Permission) -> QuerySet[WorkItem]:
    """The worklist that an actor may use a function on. Forbidden without the function."""
    actor.require(permission)
    return WorkItem.objects.filter(work_reached(actor, permission))


def work_for(actor: Actor, permission: Permission, work_id: UUID) -> WorkItem:
    """One item. Forbidden without the function, Absent out of reach."""
    item = work_in_reach(actor, permission).select_related("organisation", "place", "assigned").filter(pk=work_id)
    found = item.first()
    if found is None:
        raise Absent(NO_WORK())
    return found


def handed_to(actor: Actor, permission: Permission) -> QuerySet[WorkItem, Any] | None:
    """Organisations that a visitor reaches: what was handed to their places, and nothing else."""
    if Role.VISITOR not in permission.roles:
        return None
    mine = paths(actor, VISIT)
    return WorkItem.objects.filter(within_any(mine, "assigned__path")).values("organisation_id") if mine else None


def insured_in_reach(actor: Actor, permission: Permission) -> QuerySet[Insured, Any] | None:
    """The ids of persons insured at organisations of the places where the actor has the function."""
    found = paths(actor, permission)
    return Insured.objects.filter(narrowed(found, "organisation__place")).values("person_id") if found else None
