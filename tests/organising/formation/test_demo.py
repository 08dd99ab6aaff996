"""The demonstration's cases: at every step that the story names, and none of them broken."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application
from guildhall.organising.formation.demo import fill_forming
from guildhall.organising.unions.models import Union
from tests.base.actors import AT
from tests.base.flows.sample import officer
from tests.organising.formation.makers import COUNTY, STREET
from tests.organising.unions.makers import territory

pytestmark = pytest.mark.usefixtures("places")


def test_unions_are_being_formed_at_every_step_and_it_is_filled_once() -> None:
    territory()
    street, owner = officer(STREET), officer(COUNTY)
    now = AT + timedelta(days=100)
    made = fill_forming(street, officer(COUNTY), Applicant(account_id=owner.account_id), at=now)
    assert made == 11
    assert Counter(Application.objects.values_list("state", flat=True)) == {
        "applied": 2, "recruiting": 1, "nominating": 1, "checking": 1, "electing": 1, "result_reported": 1,
        "approved": 1, "legal_person": 1, "rostered": 2,
    }  # fmt: skip
    assert Union.objects.filter(name__startswith="演示").count() == 4
    assert Application.objects.filter(account=owner.account_id).count() == 3
    assert fill_forming(street, street, Applicant(browser="b"), at=now) == 0
