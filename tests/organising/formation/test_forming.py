"""A union from the application to the roster, and what each step refuses."""

from __future__ import annotations

from datetime import date

import pytest

from guildhall.kernel.errors import GuildhallError
from guildhall.organising.formation.contracts.cases import DocumentKind
from guildhall.organising.formation.flows import steps
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.models import Certificate, Presence, Term, Union
from tests.organising.formation.makers import APPROVED, MEETING_ON, Forming
from tests.organising.unions.makers import territory

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def case() -> Forming:
    return Forming()


def codes(error: GuildhallError) -> list[str]:
    return [message.code.removeprefix("formation.") for message in error.messages]


def test_a_kindergarten_goes_all_the_way(case: Forming) -> None:
    above = territory()
    case.approved()
    union = Union.objects.get(name="甲幼儿园工会委员会")
    assert (union.kind, union.parent_id, union.founded_on, union.active) == (
        "single", above["330203001"], date(2023, 3, 15), True,
    )  # fmt: skip
    term = Term.objects.get(union=union)
    assert (term.elected_on, term.years) == (MEETING_ON, 3)
    seated = {
        (committee.kind, officer.name, officer.post)
        for committee in term.committees.all()
        for officer in committee.officers.all()
    }
    assert seated == {
        ("union", "甲001", "chair"), *(("union", f"甲00{n}", "member") for n in range(2, 6)),
        ("audit", "甲008", "chair"), ("audit", "甲009", "member"), ("audit", "甲010", "member"),
        ("women", "甲011", "chair"), ("women", "甲012", "member"), ("women", "甲013", "member"),
    }  # fmt: skip
    assert Membership.objects.filter(union=union, active=True, ends_on=None).count() == 28
    assert Membership.objects.filter(union=union, confirmed=True, tie="employed").count() == 28
    assert Presence.objects.filter(union=union, relation="own", ends_on=None).count() == 1
    case.step(steps.APPLY_LEGAL_PERSON, APPROVED, domicile="某路 1 号", funds="yes")
    case.decide(
        steps.GRANT, APPROVED, actor=case.county, values={"certificate": "证 1", "union_code": "81339901MJ0000012C"}
    )
    certificate = Certificate.objects.get(union=union)
    assert (certificate.valid_from, certificate.valid_until) == (MEETING_ON, date(2026, 3, 7))
    case.step(steps.OPEN, APPROVED, seal_on="2023-03-07", account_on="2023-03-07", dues_on="2023-03-07")
    case.decide(steps.ENTER, APPROVED)
    union.refresh_from_db()
    assert (case.state, union.code, union.declared_members) == (steps.ROSTERED, "81339901MJ0000012C", 28)
    assert [one.kind for one in case.view.documents] == [
        DocumentKind.REQUEST, DocumentKind.PREPARATION_REPLY, DocumentKind.ROLL, DocumentKind.CANDIDATES,
        DocumentKind.MINUTES, DocumentKind.RESULT_REPLY, DocumentKind.CERTIFICATE_APPLICATION,
    ]  # fmt: skip
