"""Snapshots: what was kept at a cut-off, by place as it lay then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from guildhall.base.figures.access import own_paths, place_for
from guildhall.base.figures.contracts import Breakdown, Cell, Indicator, PlaceCell, SnapshotSummary
from guildhall.base.figures.models import Snapshot, SnapshotCell
from guildhall.base.figures.queries.live import AT_ITSELF
from guildhall.base.figures.rules.places import added, nothing
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import places_at, within
from guildhall.base.places.rules.paths import WIDTH
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, MessageKind, UsageError

NO_SNAPSHOT: Final = MessageKind(
    "figures.no_snapshot", "没有这一截止日的快照。", "There is no snapshot of this cut-off."
)
ONE_FILTER: Final = MessageKind(
    "figures.one_filter", "快照只能按一项筛选；请只留一项。", "A snapshot can be narrowed by one filter only."
)


def filter_key(filters: Mapping[str, str]) -> str:
    """How a snapshot's cells name their filter. Raises UsageError for more than one."""
    if len(filters) > 1:
        raise UsageError(ONE_FILTER())
    return "".join(f"{dimension}={option}" for dimension, option in filters.items())


def summary(row: Snapshot) -> SnapshotSummary:
    """A snapshot as pages show it; its publication is loaded with it (`select_related`)."""
    publication = getattr(row, "publication", None)
    return SnapshotSummary(
        row.id, row.indicator, row.cut_off, row.taken_at, row.taken_by_id, row.digest, row.definition,
        publication.published_at if publication else None,
    )  # fmt: skip


def snapshots_of(indicator: Indicator, most: int = 60) -> tuple[SnapshotSummary, ...]:
    """An indicator's snapshots, newest cut-off first: one query. Whoever may read the indicator may know of them."""
    rows = Snapshot.objects.filter(indicator=indicator.code).select_related("publication").order_by("-cut_off")
    return tuple(map(summary, rows[:most]))


def kept_on(indicator: Indicator, cut_off: date) -> SnapshotSummary:
    """The snapshot of a cut-off. Raises Absent."""
    rows = Snapshot.objects.filter(indicator=indicator.code, cut_off=cut_off).select_related("publication")
    row = rows.first()
    if row is None:
        raise Absent(NO_SNAPSHOT())
    return summary(row)


def kept(
    actor: Actor, indicator: Indicator, snapshot: SnapshotSummary, place_id: UUID | None, filters: Mapping[str, str]
) -> Breakdown:
    """The kept value of a place and of those below it at the cut-off; None: of the actor's own places."""
    cells = SnapshotCell.objects.filter(snapshot=snapshot.id, filtered=filter_key(filters)).select_related("place")
    if place_id is not None:
        return _of_place(indicator, cells, place_for(actor, indicator.permission, place_id))
    places = places_at(own_paths(actor, indicator.permission))
    if len(places) == 1:
        return _of_place(indicator, cells, next(iter(places.values())))
    own = cells.filter(place__in=[place.id for place in places.values()], is_rest=False)
    held = {row.place_id: _cell(row) for row in own}
    zero = nothing(indicator)
    rows = tuple(PlaceCell(p.id, p.path, p.name, held.get(p.id, zero)) for _, p in sorted(places.items()))
    return Breakdown(None, added((row.cell for row in rows), zero), rows)


def _of_place(indicator: Indicator, cells: QuerySet[SnapshotCell], place: PlaceSummary) -> Breakdown:
    whole = cells.filter(place=place.id, is_rest=False).first()
    if whole is None:
        return Breakdown(place, nothing(indicator), ())
    return Breakdown(place, _cell(whole), tuple(map(_row, below(cells, whole.place_path))))


def below(cells: QuerySet[SnapshotCell], path: str) -> QuerySet[SnapshotCell]:
    """The cells one level below a path, and what was recorded at it itself, in order."""
    lower = cells.annotate(levels=Length("place_path")).filter(within(path, "place_path"))
    one_down = Q(levels=len(path) + WIDTH, is_rest=False) | Q(levels=len(path), is_rest=True)
    return lower.filter(one_down).order_by("is_rest", "place_path")


def _row(row: SnapshotCell) -> PlaceCell:
    if row.is_rest:
        return PlaceCell(None, row.place_path, AT_ITSELF, _cell(row), is_rest=True)
    return PlaceCell(row.place_id, row.place_path, row.place.name if row.place else row.place_path, _cell(row))


def _cell(row: SnapshotCell) -> Cell:
    return Cell(row.numerator, row.denominator)
