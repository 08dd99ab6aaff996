"""The queue: what waits for an office in the actor's reach, the most urgent first, by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.base.flows.access import paths_of
from guildhall.base.flows.contracts import KINDS, Asked, Hand, Held, Position, Waiting
from guildhall.base.flows.models import Application, Opinion
from guildhall.base.flows.rules.clocks import NEVER, unit_of
from guildhall.base.flows.rules.numbers import read_number
from guildhall.base.flows.rules.permissions import ACT, READ
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import narrowed, place_ids_within, places_in, within_any
from guildhall.base.places.queries import paths_of as place_paths
from guildhall.base.places.rules.paths import WIDTH, is_root
from guildhall.infra.counts import Counted, capped, count_up_to
from guildhall.kernel.actor import Actor, ScopeKind
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.deadlines import Unit

#: Days before the last one from which something is said to be due soon.
SOON: Final = 3
#: Open requests for opinions that are listed.
_OPINIONS: Final = 20
_COLUMNS: Final = (
    "id", "number", "kind", "state", "title", "place__name", "office", "office_place__name", "holder__display_name",
    "since", "submitted_at", "due_on", "due_clock", "is_provisional", "is_paused", "version", "total",
)  # fmt: skip


def waiting(actor: Actor) -> QuerySet[Application]:
    """All that waits for an office in reach: a query to be narrowed."""
    paths = paths_of(actor, READ)
    # Whoever has the place that holds all others reaches every office: nothing to narrow, and the index is in order.
    inside = Q() if any(is_root(path) for path in paths) else narrowed(paths, "office_place")
    roles = [role.value for role in ACT.roles]
    return Application.objects.filter(inside, hand=Hand.OFFICE.value, office_role__in=roles)


def waiting_count(actor: Actor) -> CappedCount:
    """How much waits for the actor's own office and roles: one query."""
    return count_up_to(_mine(actor, Application.objects.filter(hand=Hand.OFFICE.value)))


def _mine(actor: Actor, rows: QuerySet[Application]) -> QuerySet[Application]:
    """What waits at the very places of the actor's grants, for the role held there, in nobody else's hands."""
    own = Q(pk__in=[])
    if paths_of(actor, ACT):
        for grant in actor.grants:
            if grant.role in ACT.roles and grant.scope.kind is ScopeKind.PLACE:
                own |= Q(office_place=grant.scope.id, office_role=grant.role.value)
    return rows.filter(own, Q(holder=None) | Q(holder=actor.account_id))


def queue(actor: Actor, asked: Asked, *, on: date, size: int, after: Position | None = None) -> Held:
    """A page of the queue. Forbidden without the function. Two queries at most, three beyond the end of a list."""
    actor.require(READ)
    rows = _narrowed(actor, waiting(actor), asked, on)
    beyond = Q()
    if after is not None:
        beyond = Q(due_on__gte=after.due_on) & (Q(due_on__gt=after.due_on) | Q(pk__gt=after.id))
    # The ids of the page come from the index alone; only their rows are read.
    ids = rows.filter(beyond).order_by("due_on", "id").values("pk")[: size + 1]
    page = Application.objects.filter(pk__in=ids).annotate(total=Counted(rows)).order_by("due_on", "id")
    found = list(page.values(*_COLUMNS))
    more, found = len(found) > size, found[:size]
    beyond_end = count_up_to(rows) if after is not None and not found else CappedCount(0)
    total = capped(found[0]["total"]) if found else beyond_end
    last = Position(found[-1]["due_on"], found[-1]["id"]) if more else None
    return Held(tuple(_row(one) for one in found), total, last)


def _narrowed(actor: Actor, rows: QuerySet[Application], asked: Asked, on: date) -> QuerySet[Application]:
    if asked.hands == "mine":
        rows = _mine(actor, rows)
    elif asked.hands == "me":
        rows = rows.filter(holder=actor.account_id)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.place is not None:
        rows = rows.filter(office_place__in=_below(actor, asked.place))
    if asked.clock == "overdue":
        rows = rows.filter(due_on__lt=on, is_paused=False)
    elif asked.clock == "soon":
        rows = rows.filter(due_on__gte=on, due_on__lte=on + timedelta(days=SOON), is_paused=False)
    if asked.number:
        rows = rows.filter(number=read_number(asked.number) or asked.number)
    return rows


def _below(actor: Actor, place_id: UUID) -> QuerySet[Any, Any]:
    """The places at and below one, of those in reach; of none where it lies elsewhere."""
    path = place_paths([place_id]).get(place_id, "")
    inside = path and any(path.startswith(own) for own in paths_of(actor, READ))
    return place_ids_within([path] if inside else [])


def _row(held: Mapping[str, Any]) -> Waiting:
    kind = KINDS.find(str(held["kind"]))
    clock = next((c for c in kind.clocks if c.code == held["due_clock"]), None) if kind else None
    due_on = held["due_on"]
    return Waiting(
        id=held["id"], number=str(held["number"] or ""), kind=str(held["kind"]), state=str(held["state"]),
        title=str(held["title"]), place=str(held["place__name"] or ""), office=str(held["office"]),
        office_place=str(held["office_place__name"] or ""), holder=str(held["holder__display_name"] or ""),
        since=held["since"], submitted_at=held["submitted_at"], due_on=None if due_on == NEVER else due_on,
        is_provisional=bool(held["is_provisional"]), is_paused=bool(held["is_paused"]),
        unit=unit_of(clock) if clock else Unit.DAYS, rule=clock.limit.rule if clock else "", version=held["version"],
    )  # fmt: skip


def opinions_open(actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """Applications on which an office in reach was asked and has not answered, the oldest first: one query."""
    actor.require(READ)
    rows = Opinion.objects.filter(within_any(paths_of(actor, ACT), "place__path"), given_at=None)
    found = rows.order_by("asked_at", "id").values_list("application", "application__number")[:_OPINIONS]
    return tuple((application_id, number or "") for application_id, number in found)


def offered_places(actor: Actor) -> tuple[PlaceSummary, ...]:
    """The places by which the queue may be narrowed: those of the actor and one level below. One query."""
    paths = paths_of(actor, READ)
    deepest = min((len(path) for path in paths), default=0) // WIDTH + 1
    return places_in(paths, deepest=deepest)
