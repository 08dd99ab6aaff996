"""Reading the worklist: what an actor sees of it, one item with its visits, views that they saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import nowhere
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Message
from guildhall.kernel.text import organisation_name_key
from guildhall.linkage.rules.worklist import REASONS
from guildhall.organising.roster.access import paths, work_for, work_reached
from guildhall.organising.roster.contracts import Outcome, Position, Size, VisitView, WorkState
from guildhall.organising.roster.models import SavedView, WorkItem
from guildhall.organising.roster.queries.areas import Area, area_of
from guildhall.organising.roster.queries.windows import Window, window
from guildhall.organising.roster.rules.filters import EVERY, UNKNOWN, WorkFilters
from guildhall.organising.roster.rules.permissions import ASSIGN, VISIT, WORK, WORKLIST
from guildhall.organising.roster.rules.rates import kinds_named
from guildhall.organising.roster.rules.work import SIZES

#: Views that one account may keep for a list.
VIEWS = 30
_COLUMNS = (
    "organisation__name", "place__name", "kind", "insured", "reasons", "state", "assigned__name", "last_outcome",
    "last_visit_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkView:
    """One item of the worklist as its page shows it."""

    id: UUID
    organisation_id: UUID
    name: str
    address: str
    kind: OrganisationKind
    industry: str
    insured: int
    points: int
    reasons: tuple[Message, ...]
    listed: bool
    state: WorkState
    place: str
    assigned: str
    assigned_at: datetime | None
    last_outcome: Outcome | None
    last_visit_on: date | None
    visits: tuple[VisitView, ...]


@dataclass(frozen=True, slots=True)
class ViewKept:
    """A saved view. `query`: as the address bar has it."""

    id: UUID
    name: str
    query: str


def work_area(actor: Actor, permission: Permission = WORK) -> Area:
    """The places whose work an actor may use a function on: one query. Forbidden without the function."""
    actor.require(permission)
    if permission.code == WORK.code:
        return area_of({*paths(actor, WORKLIST), *paths(actor, VISIT)})
    return area_of(paths(actor, permission))


def work(
    actor: Actor, filters: WorkFilters, *, size: int, after: Position | None = None, before: Position | None = None
) -> tuple[Area, Window]:
    """The worklist as an actor sees it, most urgent first: two queries. Forbidden without the function.

    Absent where it is asked for a place out of reach.
    """
    area = work_area(actor)
    rows = matching(actor, WORK, filters, area)
    return area, window(rows, "points", _COLUMNS, size=size, after=after, before=before)


def matching(actor: Actor, permission: Permission, filters: WorkFilters, area: Area) -> QuerySet[WorkItem, Any]:
    """What filters ask for of the work that an actor may use a function on."""
    rows = WorkItem.objects.filter(work_reached(actor, permission, area.narrowed))
    if filters.place is not None:
        path = area.find(filters.place).path
        rows = rows.filter(area.narrowed([path]) | nowhere([path]))
    if filters.assigned == UNKNOWN:
        rows = rows.filter(assigned=None)
    elif filters.assigned:
        rows = rows.filter(area.narrowed([area.find(UUID(filters.assigned)).path], "assigned"))
    if filters.reason:
        # As text: SQLite looks into JSON by path only, and a reason stands at any place of its list.
        rows = rows.alias(said=Cast("reasons", TextField())).filter(said__contains=f'"{filters.reason}"')
    return rows.filter(_states(filters.state), _facts(filters))


def _states(asked: str) -> Q:
    """What left the list because it has a union now is settled work."""
    if asked == EVERY:
        return Q()
    if asked == WorkState.SETTLED:
        return Q(state=WorkState.SETTLED.value)
    unsettled = Q(listed=True)
    return unsettled & (Q(state=asked) if asked else ~Q(state=WorkState.SETTLED.value))


def _facts(filters: WorkFilters) -> Q:
    asked = Q()
    if filters.kind:
        asked &= Q(kind__in=sorted(kind.value for kind in kinds_named(filters.kind)))
    if filters.industry:
        asked &= Q(industry="" if filters.industry == UNKNOWN else filters.industry)
    if filters.size:
        least, below = SIZES[Size(filters.size)]
        asked &= Q(insured__gte=least) & (Q(insured__lt=below) if below is not None else Q())
    if filters.outcome:
        asked &= Q(last_outcome=filters.outcome)
    if filters.q:
        asked &= Q(organisation__name_key__contains=organisation_name_key(filters.q))
    return asked


def work_item(actor: Actor, work_id: UUID) -> WorkView:
    """One item with its visits, the newest first: four queries at most. Forbidden, Absent."""
    return _view(work_for(actor, WORK, work_id))


def work_of(actor: Actor, organisation_ids: list[UUID]) -> WorkView | None:
    """The worklist's item of an organisation that the actor may see, None where there is none or none to be seen."""
    if not actor.has(WORK):
        return None
    rows = WorkItem.objects.filter(work_reached(actor, WORK), organisation__in=organisation_ids)
    item = rows.select_related("organisation", "place", "assigned").order_by("-listed", "pk").first()
    return _view(item) if item else None


def _view(item: WorkItem) -> WorkView:
    organisation = item.organisation
    visits = item.visits.order_by("-on", "-recorded_at", "-pk")
    return WorkView(
        id=item.id,
        organisation_id=item.organisation_id,
        name=organisation.name,
        address=organisation.address,
        kind=OrganisationKind(item.kind),
        industry=item.industry,
        insured=item.insured,
        points=item.points,
        reasons=reasons_of(item.reasons),
        listed=item.listed,
        state=WorkState(item.state),
        place=item.place.name if item.place else "",
        assigned=item.assigned.name if item.assigned else "",
        assigned_at=item.assigned_at,
        last_outcome=Outcome(item.last_outcome) if item.last_outcome else None,
        last_visit_on=item.last_visit_on,
        visits=tuple(VisitView(v.id, v.on, Outcome(v.outcome), v.note, v.recorded_by, v.recorded_at) for v in visits),
    )


def reasons_of(stored: list[tuple[str, Mapping[str, Any]]]) -> tuple[Message, ...]:
    """Stored reasons as sentences, the strongest first."""
    return tuple(REASONS.message(code, params) for code, params in stored)


def targets(actor: Actor, area: Area) -> tuple[PlaceSummary, ...]:
    """The places below the actor's own that work can be handed to, among those loaded. Forbidden."""
    actor.require(ASSIGN)
    own = paths(actor, ASSIGN)
    return tuple(p for p in area.standing_below() if any(p.path != path and p.path.startswith(path) for path in own))


def saved_views(actor: Actor, page: str) -> tuple[ViewKept, ...]:
    """The actor's own views of a list, by name: one query."""
    rows = SavedView.objects.filter(account_id=actor.account_id, page=page).order_by("name", "pk")
    return tuple(ViewKept(row.id, row.name, row.query) for row in rows[:VIEWS])
