"""Coverage: how many organisations have a union, by place, form and industry; live, beside what a run counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Substr

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.base.places.queries import NO_PLACE, places_of, surroundings, within, within_any
from guildhall.base.places.rules.paths import COUNTY_DIGITS, WIDTH, contains, is_root
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent
from guildhall.kernel.parameters import PROXY_INSURED, Source
from guildhall.organising.roster.access import paths
from guildhall.organising.roster.contracts import Covered, Group, RunState, Tally
from guildhall.organising.roster.models import RunRate, Unit
from guildhall.organising.roster.rules.filters import UNKNOWN
from guildhall.organising.roster.rules.permissions import READ
from guildhall.organising.roster.rules.rates import indicator_of, kinds_of


@dataclass(frozen=True, slots=True)
class Automatic:
    """A rate as a run counted it before any review. `as_of`: the run's cut-off."""

    numerator: int
    denominator: int
    title: str
    as_of: date | None
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One place. `place` None: at the upper place itself, or where is not known."""

    place: PlaceSummary | None
    tally: Tally
    automatic: Automatic | None = None


@dataclass(frozen=True, slots=True)
class CoverageView:
    """`place` None: the actor's places together, which are the lines then. `counties`: of a province, for its map.

    `automatic` None: no run has counted this rate here.
    """

    place: PlaceSummary | None
    above: tuple[PlaceSummary, ...]
    lines: tuple[Line, ...]
    counties: tuple[Line, ...]
    total: Tally
    by_kind: Mapping[OrganisationKind, Tally]
    by_industry: Mapping[str, Tally]
    automatic: Automatic | None
    threshold: int
    source: Source


#: Path prefix, or form and industry; how many of which standing.
_Cell = tuple[str, str, str, str, int]


def coverage(actor: Actor, place_id: UUID, group: Group, industry: str = "") -> CoverageView:
    """Coverage of a place in reach and of those directly below it: three queries.

    Forbidden without the function, Absent out of reach. `industry`: a section's letter, `UNKNOWN`, or "" for all.
    """
    actor.require(READ)
    around = surroundings(place_id, on=actor.on)
    place, reach = around.place, paths(actor, READ)
    if not any(contains(path, place.path) for path in reach):
        raise Absent(NO_PLACE())
    above = tuple(p for p in around.above if any(contains(path, p.path) for path in reach))
    province = place.kind is PlaceKind.PROVINCE
    counties = tuple(p for p in around.mapped if p.kind is PlaceKind.COUNTY)
    digits = COUNTY_DIGITS if province else len(place.path) + WIDTH
    cells = _cells(_inside([place.path]), Coalesce(Substr("place__path", 1, digits), Value("")), group, industry)
    rates = _automatic(group, [place.id, *(p.id for p in around.below)]) if not industry else {}
    return _view(place, above, around.below, counties, cells, rates, industry, around.code, actor.on)


def coverage_of_own(actor: Actor, group: Group, industry: str = "") -> CoverageView:
    """Coverage of all the actor's places, one line each: three queries. Forbidden without the function."""
    actor.require(READ)
    scopes = {scope.id: scope.path for scope in actor.scopes(READ) if scope.path}
    places = sorted(places_of(scopes).values(), key=lambda place: place.path)
    if not places:
        return _view(None, (), (), (), [], {}, industry, "", actor.on)
    whens = [When(within(place.path, "place__path"), then=Value(place.path)) for place in places]
    part = Case(*whens, default=Value(""), output_field=CharField())
    cells = _cells(_inside([place.path for place in places]), part, group, industry)
    rates = _automatic(group, [place.id for place in places]) if not industry else {}
    return _view(None, (), places, (), cells, rates, industry, "", actor.on)


def own_places(actor: Actor) -> tuple[UUID, ...]:
    """The places whose coverage an actor may see, without those within another. Forbidden without the function."""
    actor.require(READ)
    return tuple(scope.id for scope in actor.scopes(READ) if scope.path)


def _inside(reach: Collection[str]) -> Q:
    """Organisations of those places; where the province is among them all there are, placed or not."""
    return Q() if any(map(is_root, reach)) else within_any(reach, "place__path")


def _cells(condition: Q, part: Any, group: Group, industry: str) -> list[_Cell]:
    """By place where the industry is the one asked for, and by form and industry: one query, few rows."""
    rows = Unit.objects.filter(condition, counts=True)
    if group is not Group.ALL:
        rows = rows.filter(kind__in=sorted(kind.value for kind in kinds_of(group)))
    chosen = rows.filter(industry="" if industry == UNKNOWN else industry) if industry else rows
    nothing = Value("", output_field=CharField())
    by_place = chosen.annotate(part=part, form=nothing, section=nothing, standing=F("covered"))
    by_form = rows.annotate(part=nothing, form=F("kind"), section=F("industry"), standing=F("covered"))
    counted = [
        one.order_by().values("part", "form", "section", "standing").annotate(count=Count("pk"))
        for one in (by_place, by_form)
    ]
    found = counted[0].union(counted[1], all=True)
    return [(row["part"], row["form"], row["section"], row["standing"], row["count"]) for row in found]


def _automatic(group: Group, place_ids: Collection[UUID]) -> Mapping[UUID, Automatic]:
    """By place, from the newest accepted run that counted it: one query."""
    accepted = RunRate.objects.filter(
        place=OuterRef("place"), indicator=OuterRef("indicator"), run__state=RunState.ACCEPTED.value
    )
    newest = accepted.order_by("-run__accepted_at", "-run").values("run")[:1]
    rows = RunRate.objects.filter(indicator=indicator_of(group).code, place__in=place_ids, run=Subquery(newest))
    return {
        row.place_id: Automatic(row.numerator, row.denominator, row.run.title, row.run.as_of, row.run.accepted_at)
        for row in rows.select_related("run")
    }


def _view(
    place: PlaceSummary | None,
    above: tuple[PlaceSummary, ...],
    below: Sequence[PlaceSummary],
    counties: Sequence[PlaceSummary],
    cells: Iterable[_Cell],
    rates: Mapping[UUID, Automatic],
    industry: str,
    code: str,
    on: date,
) -> CoverageView:
    parts: dict[str, Tally] = defaultdict(Tally)
    kinds: dict[OrganisationKind, Tally] = defaultdict(Tally)
    industries: dict[str, Tally] = defaultdict(Tally)
    total = Tally()
    for part, kind, section, covered, count in cells:
        tally = _tally(covered, count)
        if not kind:
            parts[part] += tally
            total += tally
            continue
        industries[section or UNKNOWN] += tally
        if industry in {"", section or UNKNOWN}:
            kinds[OrganisationKind(kind)] += tally
    lines = [_line(p, parts, rates) for p in below]
    rest = total
    for line in lines:
        rest = Tally(rest.own - line.tally.own, rest.joint - line.tally.joint, rest.none - line.tally.none)
    if rest.whole:
        lines.append(Line(None, rest))
    automatic = rates.get(place.id) if place else None
    as_of = automatic.as_of if automatic and automatic.as_of else on
    return CoverageView(
        place=place,
        above=above,
        lines=tuple(lines),
        counties=tuple(_line(p, parts, {}) for p in counties),
        total=total,
        by_kind={kind: kinds[kind] for kind in OrganisationKind if kind in kinds},
        by_industry=dict(sorted(industries.items(), key=lambda item: (item[0] == UNKNOWN, item[0]))),
        automatic=automatic,
        threshold=PROXY_INSURED.at(as_of, code),
        source=PROXY_INSURED.source(as_of, code),
    )


def _line(place: PlaceSummary, parts: Mapping[str, Tally], rates: Mapping[UUID, Automatic]) -> Line:
    tally = sum((tally for part, tally in parts.items() if part and contains(place.path, part)), Tally())
    return Line(place, tally, rates.get(place.id))


def _tally(covered: str, count: int) -> Tally:
    return {
        Covered.OWN: Tally(own=count),
        Covered.JOINT: Tally(joint=count),
        Covered.NONE: Tally(none=count),
    }[Covered(covered)]
