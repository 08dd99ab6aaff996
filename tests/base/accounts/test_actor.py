"""The actor of an account: grants in force with the paths of their places, in two queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import actor_for
from guildhall.base.places.queries import paths_of
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind
from tests.base.actors import AT, ON, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize("count", [1, 3])
def test_scopes_carry_their_paths_in_two_queries(count: int) -> None:
    account = Account.objects.create(username="a", display_name="a", created_at=AT)
    codes = ["330203", "330204", "330200"][:count]
    for code in codes:
        Grant.objects.create(
            account=account, role=Role.OFFICER, scope_kind=ScopeKind.PLACE, scope_id=place(code), starts_on=ON
        )
    with CaptureQueriesContext(connection) as captured:
        actor = actor_for(account.id, None, on=ON)
    assert len(captured) == 2
    paths = paths_of([place(code) for code in codes])
    assert {grant.scope.id: grant.scope.path for grant in actor.grants} == paths


def test_without_places_one_query_is_enough() -> None:
    account = Account.objects.create(username="a", display_name="a", created_at=AT)
    Grant.objects.create(
        account=account, role=Role.MEMBER, scope_kind=ScopeKind.SELF, scope_id=new_id(), starts_on=date(2020, 1, 1)
    )
    with CaptureQueriesContext(connection) as captured:
        assert [grant.scope.path for grant in actor_for(account.id, None, on=ON).grants] == [""]
    assert len(captured) == 1
