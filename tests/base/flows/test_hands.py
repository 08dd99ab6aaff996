"""Handing to a colleague and another office, asking for opinions: who may, who is told, what a refusal leaves."""

from __future__ import annotations

from uuid import UUID

import pytest

from guildhall.base.flows.contracts import Verdict
from guildhall.base.flows.models import Application, Opinion, Step
from guildhall.base.flows.operations import act, ask_opinion, delegate, give_opinion, hand_on, take_back
from guildhall.base.flows.operations.reading import look_at_application
from guildhall.base.notices.models import Notice
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from tests.base.actors import AT, place
from tests.base.flows.sample import COUNTY, OTHER_COUNTY, OTHER_STREET, STREET, applied, days_later, officer

pytestmark = pytest.mark.django_db


def told(account: UUID) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("id").values_list("kind", flat=True))


def test_what_was_handed_to_one_is_acted_on_by_that_one_until_it_is_taken_back() -> None:
    one, other = officer(STREET), officer(STREET)
    done = applied()
    version = delegate(one, done.application_id, other.account_id, version=done.version, note="请办", at=AT)
    assert told(other.account_id) == ["flows.arrived", "flows.handed_to_you"]
    before = Step.objects.count()
    with pytest.raises(Refused) as caught:
        act(one, done.application_id, "accept", at=AT)
    assert (caught.value.messages[0].code, Step.objects.count()) == ("flows.held_by", before)
    version = take_back(one, done.application_id, version=version, at=AT)
    assert act(one, done.application_id, "accept", version=version, at=AT).state == "public"


def test_a_colleague_is_one_who_holds_the_role_there_or_above() -> None:
    street, done = officer(STREET), applied()
    for stranger in (officer(OTHER_STREET), officer(STREET, Role.LEADER)):
        with pytest.raises(Invalid) as caught:
            delegate(street, done.application_id, stranger.account_id, version=done.version, at=AT)
        assert list(caught.value.fields) == ["account"]
    delegate(street, done.application_id, officer(COUNTY).account_id, version=done.version, at=AT)


def test_the_second_of_two_who_hand_on_is_told() -> None:
    street, done = officer(STREET), applied()
    delegate(street, done.application_id, officer(STREET).account_id, version=done.version, at=AT)
    with pytest.raises(Refused) as caught:
        hand_on(street, done.application_id, place(COUNTY), version=done.version, at=AT)
    assert caught.value.messages[0].code == "flows.moved"
    assert Application.objects.get(pk=done.application_id).office_place_id == place(STREET)


def test_another_office_gets_it_with_its_clock_and_the_first_one_s_days_are_kept() -> None:
    street, county = officer(STREET), officer(COUNTY)
    done = applied()
    due = Application.objects.get(pk=done.application_id).due_on
    with pytest.raises(Invalid):
        hand_on(street, done.application_id, place(OTHER_STREET), version=done.version, at=AT)
    hand_on(street, done.application_id, place(COUNTY), version=done.version, at=days_later(3))
    row = Application.objects.get(pk=done.application_id)
    assert (row.office_place_id, row.due_on, row.holder_id) == (place(COUNTY), due, None)
    assert Step.objects.filter(act="flows.handed").values_list("days", flat=True).get() == 3
    assert told(county.account_id) == ["flows.arrived"]
    # It lies in the street all the same, which sees it and no longer decides it.
    with pytest.raises(Forbidden):
        act(street, done.application_id, "accept", at=AT)
    assert act(county, done.application_id, "accept", at=AT).state == "public"


def test_opinions_are_asked_side_by_side_and_given_once_by_those_asked() -> None:
    street, asked, other = officer(STREET), officer(OTHER_COUNTY), officer(COUNTY)
    done = applied()
    first = ask_opinion(street, done.application_id, place(OTHER_COUNTY), "可否？", at=AT)
    ask_opinion(street, done.application_id, place(COUNTY), "可否？", at=AT)
    with pytest.raises(Invalid):
        ask_opinion(street, done.application_id, place(COUNTY), "再问", at=AT)
    with pytest.raises(Absent):
        give_opinion(other, done.application_id, first, Verdict.FOR, "可以", at=AT)
    with pytest.raises(Invalid) as caught:
        give_opinion(asked, done.application_id, first, Verdict.FOR, " ", at=AT)
    assert list(caught.value.fields) == ["answer"]
    give_opinion(asked, done.application_id, first, Verdict.AGAINST, "人数不足", at=AT)
    with pytest.raises(Refused):
        give_opinion(asked, done.application_id, first, Verdict.FOR, "可以", at=AT)
    assert told(street.account_id)[-1] == "flows.opinion_given"
    found = look_at_application(street, done.application_id, at=AT).opinions
    assert [(one.place, one.verdict, one.answer) for one in found] == [
        ("鄞州区", Verdict.AGAINST, "人数不足"), ("海曙区", None, ""),
    ]  # fmt: skip
    assert "人数不足".encode() not in bytes(Opinion.objects.get(pk=first).sealed_answer or b"")
    # An opinion binds nobody.
    assert act(street, done.application_id, "accept", at=AT).state == "public"


def test_what_an_office_does_not_have_it_cannot_hand_on() -> None:
    street, done = officer(STREET), applied()
    act(street, done.application_id, "refuse", reason="few", at=AT)
    for call in (
        lambda: delegate(street, done.application_id, officer(STREET).account_id, version=2, at=AT),
        lambda: ask_opinion(street, done.application_id, place(COUNTY), "？", at=AT),
    ):
        with pytest.raises(Refused):
            call()
