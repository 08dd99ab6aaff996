"""Roles given and ended, within the giver's places only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from guildhall.base.accounts.events import GrantEnded, GrantGiven
from guildhall.base.accounts.models import Grant
from guildhall.base.accounts.operations import end_grant, give_grant, make_account
from guildhall.base.accounts.queries import actor_for
from guildhall.base.audit.models import Entry
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard

pytestmark = pytest.mark.django_db
CITY, COUNTY, OTHER = "330200", "330203", "330100"


def _account() -> UUID:
    return make_account(None, username="officer", display_name="专干", password="a long enough phrase", at=AT)


def _give(actor: Actor, account: UUID, code: str, ends_on: date | None = None) -> UUID:
    return give_grant(actor, account, role=Role.OFFICER, place_id=place(code), starts_on=ON, ends_on=ends_on, at=AT)


def test_a_role_is_given_and_ended_on_a_half_open_period() -> None:
    account = _account()
    admin = at_places(Role.ADMINISTRATOR, CITY)
    end = date(2023, 3, 1)
    with heard(GrantGiven, GrantEnded) as events:
        grant = _give(admin, account, COUNTY)
        end_grant(admin, grant, on=end, at=AT)
    assert events == [GrantGiven(grant, account, ON), GrantEnded(grant, account, end)]
    assert len(actor_for(account, None, on=date(2023, 2, 28)).grants) == 1
    assert actor_for(account, None, on=end).grants == ()


@pytest.mark.parametrize(
    ("role", "code", "ends_on", "refusal"),
    [
        (Role.ADMINISTRATOR, OTHER, None, Absent),
        (Role.ADMINISTRATOR, "330000", None, Absent),
        (Role.ADMINISTRATOR, COUNTY, ON, Invalid),
        (Role.LEADER, COUNTY, None, Forbidden),
    ],
)
def test_a_refusal_changes_nothing(role: Role, code: str, ends_on: date | None, refusal: type[Exception]) -> None:
    account = _account()
    before = Entry.objects.count()
    with pytest.raises(refusal):
        _give(at_places(role, CITY), account, code, ends_on)
    assert (Grant.objects.count(), Entry.objects.count()) == (0, before)


def test_a_grant_out_of_reach_is_not_ended() -> None:
    account = _account()
    grant = _give(at_places(Role.ADMINISTRATOR, CITY), account, COUNTY)
    with pytest.raises(Absent):
        end_grant(at_places(Role.ADMINISTRATOR, OTHER), grant, on=date(2023, 3, 1), at=AT)
    assert Grant.objects.get().ends_on is None
