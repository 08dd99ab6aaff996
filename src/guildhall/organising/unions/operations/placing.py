"""Finding a parent by place for unions that stand nowhere in the tree: proposed, until somebody moves them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max

from guildhall.base.audit.operations import record
from guildhall.base.places.queries import narrowed
from guildhall.infra.bulk import update_rows
from guildhall.infra.transactions import one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.organising.unions.access import paths, place_in_reach
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.operations.tree import LOCK
from guildhall.organising.unions.rules.paths import child_path, number_after
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.placing import PLACED, over
from guildhall.organising.unions.rules.tree import TERRITORIAL

_FIELDS: Final = ("parent", "path", "proposed")


@dataclass(frozen=True, slots=True)
class Placed:
    """How many unions were given a parent, and for how many none was found."""

    count: int
    left: int


@operation
def place_unions(actor: Actor, *, place_id: UUID | None = None, at: datetime) -> Placed:
    """Give every union of the actor's places, or of one of them, that stands nowhere a parent by its place.

    The township's union, else the county's, and so on upwards; each is marked as proposed. Five queries and one write,
    however many. Forbidden without the function, Absent for a place out of reach.
    """
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    within = [place_in_reach(actor, CHANGE, place_id).path] if place_id else list(paths(actor, CHANGE))
    waiting = list(
        Union.objects.filter(narrowed(within), active=True, path=None, kind__in=[kind.value for kind in PLACED])
        .order_by("place__path", "pk")
        .values_list("pk", "kind", "place__path", named=False)
    )
    if not waiting:
        return Placed(0, 0)
    standing = _of_places()
    kinds = {path: tuple(kind for kind, *_ in held) for path, held in standing.items()}
    found: list[tuple[UUID, UUID, str]] = []
    for union_id, kind, path in waiting:
        nearest = over(path, UnionKind(kind), kinds, own=UnionKind(kind) not in TERRITORIAL)
        if nearest is not None:
            above = next(held for held in standing[nearest[0]] if held[0] is nearest[1])
            found.append((union_id, above[1], above[2]))
    numbers = _numbers({parent: path for _, parent, path in found})
    rows = []
    for union_id, parent_id, path in found:
        rows.append((union_id, parent_id, child_path(path, numbers[parent_id]), True))
        numbers[parent_id] += 1
    update_rows(Union, _FIELDS, rows)
    if rows:
        record(actor, CHANGE.code, None, at=at, fields=list(_FIELDS), count=len(rows))
    return Placed(len(rows), len(waiting) - len(rows))


def _of_places() -> dict[str, list[tuple[UnionKind, UUID, str]]]:
    """Path of a place → its own standing unions in the tree: one query over some thousands."""
    rows = Union.objects.filter(
        active=True, kind__in=[kind.value for kind in TERRITORIAL], path__isnull=False, place__isnull=False
    )
    found: dict[str, list[tuple[UnionKind, UUID, str]]] = defaultdict(list)
    for pk, kind, path, place_path in rows.values_list("pk", "kind", "path", "place__path"):
        found[place_path].append((UnionKind(kind), pk, path))  # type: ignore[arg-type]  # in the tree: asked for above
    return found


def _numbers(parents: dict[UUID, str]) -> dict[UUID, int]:
    """The next free number below each parent: one query for any number of them."""
    last = dict(Union.objects.filter(parent__in=parents).values_list("parent").annotate(Max("path")).order_by())
    return {parent: number_after(last.get(parent) or "", path) for parent, path in parents.items()}
