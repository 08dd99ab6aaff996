"""Live values: of a place, of an actor's own places, one level down, and the rows behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from guildhall.base.figures.access import own_paths, place_for
from guildhall.base.figures.contracts import (
    Breakdown,
    Cell,
    Citation,
    FigureRequest,
    Indicator,
    PlaceCell,
    RowPage,
    Side,
)
from guildhall.base.figures.rules.places import added, by_path, nothing, one_level_down
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import children, code_of, places_at, root
from guildhall.base.places.rules.paths import DEEPEST, WIDTH
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import MessageKind, UsageError
from guildhall.kernel.words import Words

BAD_FILTER: Final = MessageKind(
    "figures.bad_filter", "这项指标没有“{option}”这个筛选项。", "The figure cannot be narrowed to “{option}”."
)
#: What is recorded at a place itself, beside the places in it.
AT_ITSELF: Final = Words("本级（未分到下级）", "at this level, in none below")


def asked_filters(indicator: Indicator, given: Mapping[str, str]) -> Mapping[str, str]:
    """The filters of an address that the indicator knows. Raises UsageError for an option that it does not have."""
    found: dict[str, str] = {}
    for dimension in indicator.dimensions:
        option = given.get(dimension.code, "")
        if option and option not in {one.value for one in dimension.options}:
            raise UsageError(BAD_FILTER(option=option[:40]))
        if option:
            found[dimension.code] = option
    return found


def citations(indicator: Indicator, on: date) -> tuple[Citation, ...]:
    """The parameters behind an indicator as they are in force at the uppermost place: two queries, none without any.

    Raises Refused where one has no value in force.
    """
    if not indicator.parameters:
        return ()
    code = code_of(root().id, on=on)
    return tuple(Citation(one.key, one.at(on, code), one.source(on, code)) for one in indicator.parameters)


def own_total(actor: Actor, indicator: Indicator, on: date) -> Cell:
    """The value over all places in which the actor may read it."""
    paths = own_paths(actor, indicator.permission)
    return added(indicator.compute(FigureRequest(paths, on)).values(), nothing(indicator))


def live(actor: Actor, indicator: Indicator, place_id: UUID | None, on: date, filters: Mapping[str, str]) -> Breakdown:
    """The value of a place and of those one level down; None: of the actor's own places. Absent out of their reach."""
    paths, place = _asked(actor, indicator, place_id)
    deepest = max((len(path) for path in paths), default=WIDTH) // WIDTH
    depth = min(deepest + 1, DEEPEST) if place else deepest
    cells = indicator.compute(FigureRequest(paths, on, filters, depth))
    total = added(cells.values(), nothing(indicator))
    if place is None:
        return Breakdown(None, total, _named(indicator, by_path(cells, paths), places_at(paths)))
    return Breakdown(place, total, _below(indicator, place, one_level_down(cells, place.path), on))


def rows_of(
    actor: Actor, indicator: Indicator, place_id: UUID | None, on: date, filters: Mapping[str, str], side: Side,
    start: int, most: int,
) -> tuple[PlaceSummary | None, RowPage]:  # fmt: skip
    """The place asked for, and a page of the rows behind its value. Absent out of the actor's reach."""
    paths, place = _asked(actor, indicator, place_id)
    return place, indicator.rows(actor, FigureRequest(paths, on, filters), side, start, most)


def _asked(actor: Actor, indicator: Indicator, place_id: UUID | None) -> tuple[tuple[str, ...], PlaceSummary | None]:
    """The paths to ask for, and the place where it is one. Forbidden without the function."""
    actor.require(indicator.permission)
    if place_id is not None:
        place = place_for(actor, indicator.permission, place_id)
        return (place.path,), place
    paths = own_paths(actor, indicator.permission)
    return paths, places_at(paths).get(paths[0]) if len(paths) == 1 else None


def _named(
    indicator: Indicator, cells: Mapping[str, Cell], places: Mapping[str, PlaceSummary]
) -> tuple[PlaceCell, ...]:
    zero = nothing(indicator)
    return tuple(PlaceCell(p.id, p.path, p.name, cells.get(p.path, zero)) for _, p in sorted(places.items()))


def _below(indicator: Indicator, place: PlaceSummary, cells: Mapping[str, Cell], on: date) -> tuple[PlaceCell, ...]:
    """Every place that stands below on the day, also where nothing is counted; former ones where something still is."""
    standing = {child.path: child for child in children(place.id, on=on)}
    former = places_at([path for path in cells if path not in standing and path != place.path])
    rows = _named(indicator, cells, {**standing, **former})
    if place.path in cells:
        rows += (PlaceCell(None, place.path, AT_ITSELF, cells[place.path], is_rest=True),)
    return rows
