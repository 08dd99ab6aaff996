"""The queue: what waits in reach and nothing else, the most urgent first, in as many queries for three as for one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.base.flows.contracts import Asked
from guildhall.base.flows.operations import act, delegate, look_at_application
from guildhall.base.flows.operations.handing import ask_opinion
from guildhall.base.flows.queries import opinions_open, queue, waiting_count
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Forbidden
from tests.base.actors import AT, ON, actor, place
from tests.base.clients import signed_in
from tests.base.flows.sample import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_STREET,
    STREET,
    applied,
    days_later,
    officer,
)
from tests.base.people.makers import number

pytestmark = pytest.mark.django_db


def listed(who: Actor, **asked: Any) -> list[UUID]:
    return [one.id for one in queue(who, Asked(**asked), on=ON, size=50).rows]


def test_an_office_sees_what_waits_in_its_places_and_no_more() -> None:
    here, beside = applied(STREET).application_id, applied(OTHER_STREET).application_id
    assert listed(officer(STREET)) == [here]
    assert listed(officer(COUNTY)) == [here, beside]
    assert listed(officer(COUNTY, Role.LEADER)) == [here, beside]
    assert listed(officer(OTHER_COUNTY)) == []
    assert listed(officer("330000")) == [here, beside]
    for role in (Role.VISITOR, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.MEMBER):
        with pytest.raises(Forbidden):
            listed(officer(COUNTY, role))


def test_drafts_returned_and_ended_ones_wait_for_no_office() -> None:
    street = officer(STREET)
    done = applied()
    act(street, done.application_id, "refuse", reason="few", at=AT)
    assert listed(street) == []
    assert waiting_count(street).number == 0


def test_the_most_urgent_stands_first_and_pages_go_on_by_key() -> None:
    ids = [applied(at=days_later(-days)).application_id for days in (1, 5, 3, 2, 4)]
    street = officer(STREET)
    seen: list[UUID] = []
    after = None
    for size, left in ((2, True), (2, True), (2, False)):
        page = queue(street, Asked(), on=ON, size=size, after=after)
        seen += [one.id for one in page.rows]
        assert (page.total.number, page.after is not None) == (5, left)
        after = page.after
    assert set(seen) == set(ids)
    due = [one.due_on for one in queue(street, Asked(), on=ON, size=50).rows if one.due_on]
    assert due == sorted(due)
    assert len(seen) == len(set(seen))


def test_filters_narrow_by_hands_clock_place_and_number() -> None:
    street, colleague, county = officer(STREET), officer(STREET), officer(COUNTY)
    late = applied(at=days_later(-20))
    fresh = applied()
    beside = applied(OTHER_STREET)
    delegate(street, fresh.application_id, colleague.account_id, version=fresh.version, at=AT)
    assert listed(county, clock="overdue") == [late.application_id]
    assert listed(county, hands="mine") == []
    assert listed(street, hands="mine") == [late.application_id]
    assert listed(colleague, hands="me") == [fresh.application_id]
    assert listed(county, place=place(OTHER_STREET)) == [beside.application_id]
    assert listed(officer(OTHER_COUNTY), place=place(STREET)) == []
    assert listed(county, number=fresh.number.lower()) == [fresh.application_id]
    assert listed(county, kind="tests.sample", state="county") == []
    assert waiting_count(street).number == 1


def _queries(function: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        function()
    return len(caught)


def test_the_queue_takes_as_many_queries_for_three_as_for_one_whatever_the_grants() -> None:
    county = officer(COUNTY)
    scopes = [scope for grant in county.grants for scope in [grant.scope]]
    wide = actor(Role.OFFICER, *scopes, *(g.scope for g in officer(OTHER_COUNTY).grants))
    applied()
    one = _queries(lambda: listed(county)), _queries(lambda: opinions_open(county))
    applied()
    applied(OTHER_STREET)
    assert (_queries(lambda: listed(county)), _queries(lambda: opinions_open(county))) == one
    assert (_queries(lambda: listed(wide)), one) == (one[0], (2, 1))


def test_pages_take_as_many_queries_for_three_as_for_one() -> None:
    client = signed_in(Role.OFFICER, COUNTY)
    street, first = officer(STREET), applied().application_id
    ask_opinion(street, first, place(OTHER_COUNTY), "可否？", at=AT)
    client.get("/applications/")
    addresses = ("/applications/", f"/applications/{first}", "/")
    one = [_queries(lambda address=address: client.get(address)) for address in addresses]
    for asked in (OTHER_STREET, COUNTY):
        applied()
        ask_opinion(street, first, place(asked), "可否？", at=AT)
    three = [_queries(lambda address=address: client.get(address)) for address in addresses]
    assert three == one


def test_a_file_is_seen_where_it_is_came_to_or_was_asked_about_and_the_look_is_recorded() -> None:
    street = officer(STREET)
    done = applied()
    before = Entry.objects.filter(act="read").count()
    found = look_at_application(street, done.application_id, at=AT)
    assert found.values["person"] == "王**"
    assert Entry.objects.filter(act="read").count() == before + 1
    asked = officer(OTHER_COUNTY)
    ask_opinion(street, done.application_id, place(OTHER_COUNTY), "可否？", at=AT)
    assert look_at_application(asked, done.application_id, at=AT).acts == ()
    assert opinions_open(asked) == ((done.application_id, done.number),)


def test_what_is_shown_in_some_states_only_is_hidden_in_others() -> None:
    street = officer(STREET)
    done = applied(STREET, {"identity": number(1)})
    assert "identity" in look_at_application(street, done.application_id, at=AT).values
    act(street, done.application_id, "accept", at=AT)
    found = look_at_application(street, done.application_id, at=AT)
    assert ("identity" in found.values, found.hidden) == (False, ("identity",))
