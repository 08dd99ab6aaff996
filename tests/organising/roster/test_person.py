"""What the roster adds to a person's page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.people.models import Person, PersonAlias
from guildhall.infra.aliases import join
from guildhall.infra.pieces.lists import WorkList
from guildhall.kernel.actor import Role
from guildhall.organising.roster.contracts import Register
from guildhall.organising.roster.pages.person import disagreements_part
from guildhall.organising.roster.rules.lines import line_id
from tests.base.actors import AT, at_places
from tests.base.people.makers import person
from tests.organising.disagreeing import line
from tests.organising.makers import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU, JIANGBEI = "330203", "330205"


@pytest.mark.parametrize("count", [1, 3])
def test_what_registers_say_otherwise_of_all_records_stands_together(count: int) -> None:
    head, other, stranger = person("甲乙", 1), person("甲已"), person("丙")
    join(Person, PersonAlias, other, head, at=AT, basis="同一人")
    held = run(HAISHU)
    for number in range(1, count + 1):
        line(held, number, record_id=other if number % 2 else head)
    line(held, 8, record_id=stranger)
    line(held, 9, record_id=head, code=JIANGBEI)
    with CaptureQueriesContext(connection) as captured:
        shown = disagreements_part(at_places(Role.OFFICER, HAISHU), head)
    assert len(captured) == 2  # the places of the actor of these tests, the lines
    assert shown is not None
    listed = shown[1]
    assert isinstance(listed, WorkList)
    assert [row.id for row in listed.rows] == [
        f"{held.pk}-{line_id(Register.INSURANCE, number)}" for number in range(1, count + 1)
    ]
    assert {row.cells[2:4] for row in listed.rows} == {("甬江协会", "甬江合成协会")}


def test_nothing_stands_there_where_registers_agree_or_for_other_functions() -> None:
    head = person("甲乙", 1)
    assert disagreements_part(at_places(Role.OFFICER, HAISHU), head) is None
    line(run(HAISHU), 1, record_id=head)
    assert disagreements_part(at_places(Role.REVIEWER, HAISHU), head) is None
