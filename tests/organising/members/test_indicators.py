"""Figures of members: exact values by place, rows by visibility, queries that do not grow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.figures.contracts import FigureRequest, Side
from guildhall.base.people.models import Person
from guildhall.base.places.queries import paths_of
from guildhall.kernel.actor import Role
from guildhall.organising.members import operations
from guildhall.organising.members.contracts import NewEmployment, Reason, Tie
from guildhall.organising.members.indicators import INDICATORS
from tests.base.actors import AT, ON, at_places, place
from tests.organising.members.makers import member, union
from tests.organising.members.test_applying import apply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
BY_CODE = {one.code.removeprefix("members."): one for one in INDICATORS}


def value(name: str, code: str = "330200", on: date = ON, **filters: str) -> int:
    path = paths_of([place(code)])[place(code)]
    cells = BY_CODE[name].compute(FigureRequest((path,), on, filters, depth=len(path) // 4))
    return sum(cell.numerator for cell in cells.values())


def filled() -> None:
    """Three members in one county, one of them a woman, a courier and a retired one; one in another county."""
    here = union("甲工会")
    rows = [member(here, f"甲{n}") for n in range(4)]
    member(union("乙工会", "330212"), "乙", code="330212")
    officer = at_places(Role.OFFICER, "330203")
    Person.objects.filter(pk=rows[0].person_id).update(sex="2")
    operations.correct(
        officer, rows[1].pk, tie=Tie.INDEPENDENT, new_employment=NewEmployment.COURIER, platform="", at=AT
    )
    operations.retain(officer, rows[2].pk, Reason.RETIRED, on=ON, at=AT)
    operations.ask_transfer(officer, rows[3].pk, union("丙工会"), at=AT)


def test_members_are_counted_where_their_union_is() -> None:
    filled()
    assert {name: (value(name, "330203"), value(name)) for name in ("members", "women", "new_employment")} == {
        "members": (3, 4), "women": (1, 1), "new_employment": (1, 1),
    }  # fmt: skip
    assert (value("new_employment", kind="courier"), value("new_employment", kind="carer")) == (1, 0)


def test_what_happened_is_counted_in_its_month() -> None:
    filled()
    assert (value("joined"), value("transfers")) == (5, 1)
    assert (value("joined", on=date(2023, 3, 1)), value("joined", on=ON - timedelta(days=1))) == (0, 0)


def test_applications_are_counted_from_their_day_on() -> None:
    apply(union(code="330203001"))
    assert (value("online_applications"), value("online_applications", on=ON - timedelta(days=1))) == (1, 0)


@pytest.mark.parametrize("name", sorted(BY_CODE))
def test_rows_end_at_the_border_and_queries_do_not_grow(name: str) -> None:
    filled()
    apply(union(code="330203001"))
    indicator, path = BY_CODE[name], paths_of([place("330200")])[place("330200")]
    request = FigureRequest((path,), ON)
    counts = []
    for most in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            page = indicator.rows(at_places(Role.OFFICER, "330203"), request, Side.NUMERATOR, 0, most)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.seen + page.withheld == value(name)
    assert all("乙工会" not in cells for row in page.rows for cells in row.cells if isinstance(cells, str))
    nobody = indicator.rows(at_places(Role.LEADER, "330212"), request, Side.NUMERATOR, 0, 9)
    assert nobody.rows == ()
