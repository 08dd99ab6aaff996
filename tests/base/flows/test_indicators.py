"""Figures of applications: exact values by place, rows by visibility."""

from __future__ import annotations

from datetime import date

import pytest

from guildhall.base.figures.contracts import Cell, FigureRequest, Side
from guildhall.base.flows.indicators import INDICATORS
from guildhall.base.flows.operations import act
from guildhall.base.places.queries import paths_of
from guildhall.kernel.actor import Role
from tests.base.actors import AT, ON, actor, place
from tests.base.flows.sample import COUNTY, OTHER_COUNTY, OTHER_STREET, applied, days_later, officer

pytestmark = pytest.mark.django_db
UNDER_WAY, OVERDUE, RECEIVED = INDICATORS


def asked(on: date = ON, depth: int = 3) -> FigureRequest:
    return FigureRequest((paths_of([place("330000")])[place("330000")],), on, depth=depth)


def path(code: str) -> str:
    return paths_of([place(code)])[place(code)]


def test_they_count_what_was_sent_in_is_under_way_and_is_late() -> None:
    applied(at=days_later(-40))
    ended = applied(OTHER_STREET, at=days_later(-20))
    act(officer(OTHER_STREET), ended.application_id, "refuse", reason="few", at=AT)
    applied(OTHER_COUNTY)
    here, there = path(COUNTY), path(OTHER_COUNTY)
    assert UNDER_WAY.compute(asked()) == {here: Cell(1), there: Cell(1)}
    assert UNDER_WAY.compute(asked(days_later(-1).date())) == {here: Cell(2)}
    assert OVERDUE.compute(asked()) == {here: Cell(1, 1), there: Cell(0, 1)}
    assert RECEIVED.compute(asked()) == {here: Cell(1), there: Cell(1)}
    assert RECEIVED.compute(asked(date(2023, 3, 1))) == {}


def test_rows_are_those_that_the_reader_may_see() -> None:
    applied(at=days_later(-40))
    fresh = applied(OTHER_COUNTY)
    seen = UNDER_WAY.rows(officer(OTHER_COUNTY), asked(), Side.NUMERATOR, 0, 50)
    assert ([row.cells[0] for row in seen.rows], seen.seen, seen.withheld) == ([fresh.number], 1, 1)
    late = OVERDUE.rows(officer("330000"), asked(), Side.NUMERATOR, 0, 50)
    assert (len(late.rows), late.withheld) == (1, 0)
    none = UNDER_WAY.rows(actor(Role.AUDITOR), asked(), Side.NUMERATOR, 0, 50)
    assert (none.rows, none.withheld) == ((), 2)
