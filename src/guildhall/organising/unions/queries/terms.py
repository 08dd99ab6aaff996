"""Terms: of one union with committees and officers, and those that end, in reach."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.base.places.queries import narrowed, nowhere, within_any
from guildhall.infra.counts import Counted, capped, count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.periods import add_months
from guildhall.organising.unions.access import paths, reached
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.contracts.committees import (
    CertificateSummary,
    CommitteeKind,
    CommitteeSummary,
    DueKind,
    DueSummary,
    Filing,
    FilingState,
    Leaving,
    OfficerSummary,
    Post,
    Stage,
    TermSummary,
)
from guildhall.organising.unions.models import Certificate, Committee, Due, Officer, Term, Union
from guildhall.organising.unions.rules.permissions import READ
from guildhall.organising.unions.rules.terms import reminded_until, stage


@dataclass(frozen=True, slots=True)
class After:
    """A row of a list in order of days: the next page begins after it."""

    on: date
    id: UUID | int


@dataclass(frozen=True, slots=True)
class TermLine:
    union_id: UUID
    name: str
    kind: UnionKind
    place: str
    elected_on: date
    years: int
    due_on: date
    expires_on: date
    stage: Stage


@dataclass(frozen=True, slots=True)
class DueLine:
    union_id: UUID
    name: str
    place: str
    due: DueSummary


@dataclass(frozen=True, slots=True)
class Lines:
    """A page, soonest first. `after`: where the next begins."""

    rows: tuple[Any, ...]
    total: CappedCount
    after: After | None


def terms_of(union_id: UUID) -> tuple[TermSummary, ...]:
    """Terms of a union that the caller may show already, newest first: three queries."""
    rows = list(Term.objects.filter(union=union_id).order_by("-elected_on"))
    officers: dict[UUID, list[OfficerSummary]] = defaultdict(list)
    for one in Officer.objects.filter(committee__term__in=rows).order_by("starts_on", "pk"):
        officers[one.committee_id].append(_officer(one))
    order = list(Post)
    committees: dict[UUID, list[CommitteeSummary]] = defaultdict(list)
    for body in Committee.objects.filter(term__in=rows):
        held = sorted(officers[body.pk], key=lambda one: (one.ends_on is not None, order.index(one.post)))
        committees[body.term_id].append(CommitteeSummary(body.pk, CommitteeKind(body.kind), body.seats, tuple(held)))
    return tuple(
        TermSummary(
            row.pk, row.elected_on, row.years, row.due_on, row.expires_on, row.delay_basis, row.closed_on, row.basis,
            tuple(sorted(committees[row.pk], key=lambda one: list(CommitteeKind).index(one.kind))),
        )
        for row in rows
    )  # fmt: skip


def _officer(one: Officer) -> OfficerSummary:
    return OfficerSummary(
        one.pk, one.name, Post(one.post), one.full_time, one.handles_funds, one.starts_on, one.ends_on,
        Leaving(one.leaving) if one.leaving else None,
    )  # fmt: skip


def certificates_of(union_id: UUID) -> tuple[CertificateSummary, ...]:
    """Applications of a union that the caller may show already, newest first: one query."""
    rows = Certificate.objects.filter(union=union_id).order_by("-applied_on", "-pk")
    return tuple(
        CertificateSummary(
            row.pk, Filing(row.filing), FilingState(row.state), row.applied_on, row.decided_on, row.reason, row.number,
            row.valid_from, row.valid_until,
        )
        for row in rows
    )  # fmt: skip


def dues_of(union_id: UUID) -> tuple[DueSummary, ...]:
    """Clocks that run for a union that the caller may show already: one query."""
    rows = Due.objects.filter(union=union_id).order_by("due_on")
    return tuple(DueSummary(DueKind(row.kind), row.since, row.due_on) for row in rows)


def terms_due(
    actor: Actor, *, today: date, reached_stage: Stage | None = None, text: str = "", size: int,
    after: After | None = None,
) -> Lines:  # fmt: skip
    """Terms in reach that end within six months or have ended, soonest first: three queries. Forbidden."""
    rows = _terms(actor, today, reached_stage, text)
    beside = Q() if after is None else Q(expires_on__gte=after.on) & (Q(expires_on__gt=after.on) | Q(pk__gt=after.id))
    found: list[Any] = list(
        rows.annotate(total=Counted(rows))
        .filter(beside)
        .select_related("union__place")
        .order_by("expires_on", "pk")[: size + 1]
    )
    more, found = len(found) > size, found[:size]
    if not found:
        return Lines((), count_up_to(rows) if after else CappedCount(0), None)
    last = After(found[-1].expires_on, found[-1].pk)
    return Lines(tuple(_line(row, today) for row in found), capped(found[0].total), last if more else None)


def all_terms_due(actor: Actor, *, today: date, reached_stage: Stage | None = None, most: int) -> list[TermLine]:
    """The same as a whole, to be taken out; `most` at most: two queries."""
    rows = _terms(actor, today, reached_stage, "").select_related("union__place").order_by("expires_on", "pk")
    return [_line(row, today) for row in rows[:most]]


def _terms(actor: Actor, today: date, reached_stage: Stage | None, text: str) -> QuerySet[Term]:
    actor.require(READ)
    held = paths(actor, READ)
    rows = Term.objects.filter(
        narrowed(held, "union__place") | nowhere(held, "union__place"),
        closed_on=None,
        union__active=True,
        expires_on__lte=reminded_until(today),
    )
    if text:
        rows = rows.filter(union__name__contains=text)
    return rows if reached_stage is None else rows.filter(_in_stage(reached_stage, today))


def _in_stage(wanted: Stage, today: date) -> Q:
    """The stages as ranges of days: the rule is rules.terms.stage; a test holds both together."""
    permitted = add_months(today, -6)
    if wanted is Stage.BEYOND:
        return Q(due_on__lt=permitted)
    if wanted is Stage.OVERDUE:
        return Q(due_on__gte=permitted, expires_on__lt=today)
    months = {Stage.ONE: (0, 1), Stage.THREE: (1, 3), Stage.SIX: (3, 6)}[wanted]
    least, most = (add_months(today, number) for number in months)
    later = Q(expires_on__gte=today) if months[0] == 0 else Q(expires_on__gt=least)
    return later & Q(expires_on__lte=most, due_on__gte=permitted)


def _line(row: Any, today: date) -> TermLine:
    union: Union = row.union
    return TermLine(
        union.pk, union.name, UnionKind(union.kind), union.place.name if union.place else "", row.elected_on,
        row.years, row.due_on, row.expires_on, stage(row.due_on, row.expires_on, today),
    )  # fmt: skip


def count_terms_due(actor: Actor) -> CappedCount:
    """Terms in reach that have ended without an election: one query."""
    held = paths(actor, READ)
    rows = Term.objects.filter(
        within_any(held, "union__place__path") | nowhere(held, "union__place"),
        closed_on=None,
        union__active=True,
        expires_on__lt=actor.on,
    )
    return count_up_to(rows)


def certificates_due(
    actor: Actor, *, today: date, kind: DueKind | None = None, size: int, after: After | None = None
) -> Lines:
    """Clocks in reach that have begun, soonest first: three queries. Forbidden without the function."""
    unions = Union.objects.filter(reached(actor, READ))
    rows = Due.objects.filter(union__in=unions, since__lte=today)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    beside = Q() if after is None else Q(due_on__gte=after.on) & (Q(due_on__gt=after.on) | Q(pk__gt=after.id))
    found: list[Any] = list(
        rows.annotate(total=Counted(rows))
        .filter(beside)
        .select_related("union__place")
        .order_by("due_on", "pk")[: size + 1]
    )
    more, found = len(found) > size, found[:size]
    if not found:
        return Lines((), count_up_to(rows) if after else CappedCount(0), None)
    lines = tuple(
        DueLine(
            row.union_id, row.union.name, row.union.place.name if row.union.place else "",
            DueSummary(DueKind(row.kind), row.since, row.due_on),
        )
        for row in found
    )  # fmt: skip
    return Lines(lines, capped(found[0].total), After(found[-1].due_on, found[-1].pk) if more else None)
