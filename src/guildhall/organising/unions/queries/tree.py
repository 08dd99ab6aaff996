"""The tree as pages open it: one level at a time, in pages by key; searching; a union with what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery

from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import places_of
from guildhall.infra.counts import CAP, Counted, capped, count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.text import clean, clean_code, organisation_name_key
from guildhall.organising.unions.access import members_of, paths, reached, union_for
from guildhall.organising.unions.contracts import UnionSummary
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.queries import summary
from guildhall.organising.unions.rules.paths import lineage
from guildhall.organising.unions.rules.permissions import READ
from guildhall.organising.unions.rules.tree import TERRITORIAL

#: Children of a row are counted up to it.
_BELOW: Final = 1_000


@dataclass(frozen=True, slots=True)
class Position:
    """A row of a list in order of names: the next page begins after it."""

    name_key: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Node:
    """A union in a list. `below`: standing ones directly below; `members`: active ones of its own."""

    union: UnionSummary
    place: str
    below: CappedCount
    members: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order of names, how many there are in all, and where the pages beside it begin."""

    rows: tuple[Node, ...]
    total: CappedCount
    before: Position | None = None
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the union that it lies below (None: the uppermost in reach), those above it, what lies below."""

    union: UnionSummary | None
    above: tuple[UnionSummary, ...]
    page: Page


def level(
    actor: Actor, union_id: UUID, *, size: int, after: Position | None = None, before: Position | None = None
) -> Level:
    """What stands directly below a union in reach: six queries whatever stands there. Forbidden, Absent."""
    union = union_for(actor, READ, union_id)
    rows = Union.objects.filter(reached(actor, READ), parent=union, active=True)
    page = page_by_name(rows, size=size, after=after, before=before)
    return Level(summary(union), above(union), page)


def tops(actor: Actor) -> tuple[UnionSummary, ...]:
    """Where an actor's tree begins: the unions of their own places, or the uppermost of all: one query."""
    actor.require(READ)
    own = Q(place__path__in=paths(actor, READ), kind__in=[kind.value for kind in TERRITORIAL])
    rows = Union.objects.filter(own, active=True, path__isnull=False)
    return tuple(map(summary, rows.order_by("path")))


def above(union: Union) -> tuple[UnionSummary, ...]:
    """The unions above one, uppermost first: one query, none outside the tree. Their names are public."""
    if not union.path or union.parent_id is None:
        return ()
    return tuple(map(summary, Union.objects.filter(path__in=lineage(union.path)[:-1]).order_by("path")))


def found_unions_by(
    actor: Actor,
    *,
    text: str = "",
    placed: bool | None = None,
    size: int,
    after: Position | None = None,
    before: Position | None = None,
) -> Page:
    """Standing unions in reach whose name holds a text or whose code it is. `placed` False: those that stand nowhere in
    the tree, or where a place alone put them. Forbidden without the function."""
    rows = Union.objects.filter(reached(actor, READ), active=True)
    wanted = clean(text).value
    if wanted:
        rows = rows.filter(Q(name_key__contains=organisation_name_key(wanted)) | Q(code=clean_code(wanted).value))
    if placed is False:
        rows = rows.filter(Q(path=None) | Q(proposed=True))
    return page_by_name(rows, size=size, after=after, before=before)


def count_unplaced(actor: Actor) -> CappedCount:
    """Standing unions in reach outside the tree: one query, and one for the places."""
    return count_up_to(Union.objects.filter(reached(actor, READ), active=True, path=None))


def page_by_name(
    rows: QuerySet[Union], *, size: int, after: Position | None = None, before: Position | None = None
) -> Page:
    """A page of unions in order of names: three queries, whatever the page."""
    below = Union.objects.filter(parent=OuterRef("pk"), active=True).order_by().values("pk")[: _BELOW + 1]
    chosen = rows.annotate(total=Counted(rows), below=_CountOf(below)).filter(_beside(after, before))
    order = ("-name_key", "-pk") if before else ("name_key", "pk")
    found: list[Any] = list(chosen.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    if not found:
        return Page((), count_up_to(rows) if after or before else CappedCount(0))
    first, last = (Position(row.name_key, row.pk) for row in (found[0], found[-1]))
    has_previous, has_next = (more, True) if before else (after is not None, more)
    return Page(_nodes(found), capped(found[0].total, CAP), first if has_previous else None, last if has_next else None)


class _CountOf(Subquery):
    """How many rows a correlated query has, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(rows, output_field=IntegerField())


def _beside(after: Position | None, before: Position | None) -> Q:
    if before is not None:
        return Q(name_key__lte=before.name_key) & (Q(name_key__lt=before.name_key) | Q(pk__lt=before.id))
    if after is not None:
        return Q(name_key__gte=after.name_key) & (Q(name_key__gt=after.name_key) | Q(pk__gt=after.id))
    return Q()


def _nodes(found: Sequence[Any]) -> tuple[Node, ...]:
    places: Mapping[UUID, PlaceSummary] = places_of({row.place_id for row in found if row.place_id})
    members = members_of([row.pk for row in found])
    return tuple(
        Node(
            summary(row),
            places[row.place_id].name if row.place_id in places else "",
            capped(row.below, _BELOW),
            members.get(row.pk, 0),
        )
        for row in found
    )


def parents_to_choose(actor: Actor, text: str) -> tuple[UnionSummary, ...]:
    """Standing unions of the tree in reach whose name holds a text, for choosing one: two queries, twenty at most."""
    rows = Union.objects.filter(reached(actor, READ), active=True, path__isnull=False)
    rows = rows.filter(name_key__contains=organisation_name_key(clean(text).value))
    return tuple(map(summary, rows.order_by("path")[:20]))


def names_on(ids: set[UUID]) -> Mapping[UUID, str]:
    """Names of unions for rows that the caller may show already: one query, none for nothing."""
    return dict(Union.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
