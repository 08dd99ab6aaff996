"""The funnel and the indicators: exact, by reach, by a constant number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.figures.contracts import Cell, FigureRequest, Side
from guildhall.base.places.queries import paths_of
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Forbidden
from guildhall.organising.formation.contracts import Form
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.indicators import INDICATORS
from guildhall.organising.formation.queries.funnel import funnel
from tests.base.actors import ON, at_places, place
from tests.base.flows.sample import officer
from tests.base.organisations.makers import credit_code
from tests.organising.formation.makers import COUNTY, OTHER_COUNTY, SINGLE, STREET, Forming
from tests.organising.unions.makers import territory

pytestmark = pytest.mark.usefixtures("places")
UNDER_WAY, FORMED = INDICATORS


def _request(on: date = ON, **filters: str) -> FigureRequest:
    return FigureRequest((paths_of([place(COUNTY)])[place(COUNTY)],), on, filters, depth=3)


def _cases(count: int) -> None:
    for n in range(count):
        Forming().apply(values={**SINGLE, "unit_code": credit_code(100 + n)})


def test_the_funnel_counts_what_stands_in_reach_step_by_step() -> None:
    _cases(2)
    Forming().prepared()
    rows = {row.code: (row.here, row.reached, row.median) for row in funnel(officer(COUNTY), Form.SINGLE)}
    assert (rows[steps.APPLIED], rows[steps.RECRUITING], rows[steps.ROSTERED]) == (
        (2, 3, None),
        (1, 1, None),
        (0, 0, None),
    )
    assert {row.here for row in funnel(officer(OTHER_COUNTY), Form.SINGLE)} == {0}
    assert {row.here for row in funnel(officer(COUNTY), Form.JOINT)} == {0}
    with pytest.raises(Forbidden):
        funnel(at_places(Role.VISITOR, STREET), Form.SINGLE)


def test_one_case_and_three_cost_the_same_queries() -> None:
    actor = officer(COUNTY)
    taken = []
    for serials in ((5,), (7, 8)):
        for serial in serials:
            Forming().apply(values={**SINGLE, "unit_code": credit_code(serial)})
        with CaptureQueriesContext(connection) as caught:
            funnel(actor, Form.SINGLE)
            UNDER_WAY.rows(actor, _request(), Side.NUMERATOR, 0, 50)
        taken.append(len(caught))
    assert taken[0] == taken[1]


def test_indicators_count_what_is_under_way_and_what_was_formed() -> None:
    territory()
    _cases(2)
    Forming().approved()
    path = paths_of([place(COUNTY)])[place(COUNTY)]
    assert UNDER_WAY.compute(_request(date(2023, 3, 20))) == {path: Cell(3)}
    assert UNDER_WAY.compute(_request(date(2023, 3, 20), state=steps.APPLIED)) == {path: Cell(2)}
    assert UNDER_WAY.compute(_request(date(2023, 2, 24))) == {}
    assert FORMED.compute(_request(date(2023, 3, 14))) == {}
    assert FORMED.compute(_request(date(2023, 3, 15), form="single")) == {path: Cell(1)}
    assert FORMED.compute(_request(date(2023, 4, 1))) == {}
    shown = UNDER_WAY.rows(officer(STREET), _request(date(2023, 3, 20)), Side.NUMERATOR, 0, 50)
    assert (len(shown.rows), shown.withheld) == (3, 0)
    other = UNDER_WAY.rows(officer(OTHER_COUNTY), _request(date(2023, 3, 20)), Side.NUMERATOR, 0, 50)
    assert (len(other.rows), other.withheld) == (0, 3)
