"""Coverage over the API: a place and those directly below it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.infra.api import caller
from guildhall.organising.roster.contracts import Group, Tally
from guildhall.organising.roster.queries.coverage import Automatic, CoverageView, Line, coverage, coverage_of_own

router = Router()


class TallyOut(Schema):
    """Organisations that count: with a union of their own, covered by a joint one, with none."""

    own: int
    joint: int
    none: int
    covered: int
    counted: int


class AutomaticOut(Schema):
    """The same as a run counted it before any review."""

    covered: int
    counted: int
    run: str
    as_of: date | None


class LineOut(Schema):
    """`place_id` null: at the upper place itself, or not known where."""

    place_id: UUID | None
    name: str
    tally: TallyOut
    automatic: AutomaticOut | None


class CoverageOut(Schema):
    """`threshold`: persons insured from which an organisation counts, and where that comes from."""

    place_id: UUID | None
    threshold: int
    citation: str
    total: TallyOut
    automatic: AutomaticOut | None
    lines: list[LineOut]


def _tally(tally: Tally) -> TallyOut:
    return TallyOut(own=tally.own, joint=tally.joint, none=tally.none, covered=tally.covered, counted=tally.whole)


def _automatic(found: Automatic | None) -> AutomaticOut | None:
    if found is None:
        return None
    return AutomaticOut(covered=found.numerator, counted=found.denominator, run=found.title, as_of=found.as_of)


def _line(line: Line) -> LineOut:
    return LineOut(
        place_id=line.place.id if line.place else None,
        name=line.place.name if line.place else "",
        tally=_tally(line.tally),
        automatic=_automatic(line.automatic),
    )


def _out(view: CoverageView) -> CoverageOut:
    return CoverageOut(
        place_id=view.place.id if view.place else None,
        threshold=view.threshold,
        citation=view.source.citation,
        total=_tally(view.total),
        automatic=_automatic(view.automatic),
        lines=[_line(line) for line in view.lines],
    )


@router.get("coverage", response=CoverageOut, summary="Coverage of all of the caller's places, one line each")
def own(request: HttpRequest, group: Group = Group.SOCIAL, industry: str = "") -> CoverageOut:
    return _out(coverage_of_own(caller(request), group, industry))


@router.get("coverage/{place_id}", response=CoverageOut, summary="Coverage of a place and of those directly below it")
def of_place(request: HttpRequest, place_id: UUID, group: Group = Group.SOCIAL, industry: str = "") -> CoverageOut:
    return _out(coverage(caller(request), place_id, group, industry))
