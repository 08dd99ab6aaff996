"""An application's way: sent in once, decided, returned and corrected, refused, signed, withdrawn."""

from __future__ import annotations

import pytest

from guildhall.base.audit.models import Entry
from guildhall.base.flows.contracts import Applicant, Done, Mark
from guildhall.base.flows.events import ApplicationMoved, ApplicationSubmitted
from guildhall.base.flows.models import Application, Clock, Step
from guildhall.base.flows.operations import act, act_as_applicant, advance, save_draft, start
from guildhall.base.flows.operations.acting import act_on_several
from guildhall.base.flows.sealing import open_values
from guildhall.base.notices.models import Notice
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from tests.base.actors import AT, place
from tests.base.events import heard
from tests.base.flows.sample import (
    COUNTY,
    EFFECTS,
    GIVEN,
    OTHER_COUNTY,
    OTHER_STREET,
    SAMPLE,
    STREET,
    applied,
    days_later,
    officer,
)
from tests.base.people.makers import number

pytestmark = pytest.mark.django_db
BROWSER = Applicant(browser="one browser")


def row(done: Done) -> Application:
    return Application.objects.get(pk=done.application_id)


def everything() -> tuple[int, int, int, int, list[object]]:
    """What a refusal must leave as it is."""
    rows = Application.objects.order_by("id").values_list("id", "state", "version", "sealed")
    return Step.objects.count(), Clock.objects.count(), Entry.objects.count(), Notice.objects.count(), list(rows)


def test_an_application_goes_all_the_way() -> None:
    street, one, other = officer(STREET), officer(COUNTY), officer(COUNTY)
    with heard(ApplicationSubmitted, ApplicationMoved) as events:
        done = applied()
        done = act(street, done.application_id, "accept", version=done.version, at=AT)
        done = act(street, done.application_id, "forward", version=done.version, at=days_later(8))
        signed = act(one, done.application_id, "approve", values={"reply": "1号"}, at=days_later(9))
        assert (signed.is_made, signed.state, signed.signed, signed.needed) == (False, "county", 1, 2)
        done = act(other, done.application_id, "approve", at=days_later(9))
    assert (done.state, done.number) == ("done", "SY-2023-000001-8")
    kept = row(done)
    assert (kept.outcome, kept.hand, kept.subject_id is not None) == ("approved", "nobody", True)
    assert [one.values["reply"] for one in EFFECTS] == ["1号"]
    assert [type(event).__name__ for event in events] == ["ApplicationSubmitted"] + ["ApplicationMoved"] * 4
    assert list(Step.objects.filter(application=kept).order_by("id").values_list("act", "leads", "days")) == [
        ("submit", "applied", None),
        ("accept", "public", 0),
        ("forward", "county", 8),
        ("flows.signed", "county", None),
        ("approve", "done", 1),
    ]
    assert Clock.objects.filter(ended_on=None).count() == 0


def test_a_form_sent_twice_makes_one_application() -> None:
    key = new_id()
    one = start(BROWSER, SAMPLE.code, key, GIVEN, place_id=place(STREET), at=AT)
    other = start(BROWSER, SAMPLE.code, key, GIVEN, place_id=place(STREET), at=AT)
    assert (one.number, one.application_id) == (other.number, other.application_id)
    again = act_as_applicant(BROWSER, one.application_id, "submit", at=AT)
    assert again.number == one.number
    assert (Application.objects.count(), Step.objects.count()) == (1, 1)


def test_a_draft_is_one_however_often_it_is_saved_and_late_savings_change_nothing() -> None:
    key = new_id()
    ids = {
        save_draft(BROWSER, SAMPLE.code, key, {"name": name}, serial=serial, at=AT)
        for name, serial in (("甲", 1), ("甲乙丙", 3), ("甲乙", 2))
    }
    assert len(ids) == 1
    assert open_values(Application.objects.get(draft_key=key)) == {"name": "甲乙丙"}


def test_another_browser_does_not_reach_a_draft() -> None:
    key = new_id()
    save_draft(BROWSER, SAMPLE.code, key, {"name": "甲"}, at=AT)
    before = everything()
    with pytest.raises(Absent):
        save_draft(Applicant(browser="another"), SAMPLE.code, key, {"name": "乙"}, serial=9, at=AT)
    assert everything() == before


def test_what_was_filled_in_is_sealed() -> None:
    kept = row(applied(STREET, {"identity": number(1)}))
    assert kept.sealed is not None
    for value in GIVEN.values():
        if len(value) > 4:  # what is shorter stands in random bytes by chance
            assert value.encode() not in bytes(kept.sealed)
    assert (kept.title, kept.phone_blind is not None) == ("甲幼儿园", True)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": ""}, "name", "flows.missing"),
        ({"staff": "多"}, "staff", "flows.no_number"),
        ({"staff": "0"}, "staff", "flows.out_of_range"),
        ({"staff": "2"}, "staff", "tests.too_few"),
        ({"phone": "123"}, "phone", "flows.no_mobile"),
        ({"form": "other"}, "form", "flows.no_choice"),
    ],
)
def test_what_does_not_do_is_told_at_its_field_and_changes_nothing(
    values: dict[str, str], field: str, code: str
) -> None:
    before = everything()
    with pytest.raises(Invalid) as caught:
        applied(STREET, values)
    assert {name: [m.code for m in found] for name, found in caught.value.fields.items()} == {field: [code]}
    assert everything() == before


def test_a_return_marks_fields_and_comes_back_to_where_it_was() -> None:
    street = officer(STREET)
    done = applied(by=BROWSER)
    with pytest.raises(Invalid):
        act(street, done.application_id, "return", marks=(), at=AT)
    done = act(street, done.application_id, "return", marks=(Mark("staff", "与社保不符"),), at=days_later(2))
    assert (done.state, row(done).returned_from, row(done).hand) == ("returned", "applied", "applicant")
    done = act_as_applicant(BROWSER, done.application_id, "resubmit", values={"staff": "28"}, at=days_later(10))
    kept = row(done)
    assert (done.state, kept.returned_from, kept.sealed_marks) == ("applied", "", None)
    # Four of five working days were left when it was returned, on Monday the 27th.
    assert (kept.due_on, kept.is_paused) == (days_later(16).date(), False)


def test_a_refusal_needs_a_reason_and_keeps_its_article() -> None:
    street = officer(STREET)
    done = applied()
    before = everything()
    with pytest.raises(Invalid) as caught:
        act(street, done.application_id, "refuse", reason="else", at=AT)
    assert list(caught.value.fields) == ["reason"]
    assert everything() == before
    done = act(street, done.application_id, "refuse", reason="few", note="仅 2 人", at=AT)
    assert (done.state, row(done).reason, row(done).outcome) == ("refused", "few", "refused")


def test_time_that_must_pass_has_passed_only_after_its_last_day() -> None:
    street = officer(STREET)
    done = act(street, applied().application_id, "accept", at=AT)
    # Saturday the 25th: five working days end on Friday, 3 March.
    with pytest.raises(Refused) as caught:
        act(street, done.application_id, "forward", at=days_later(6))
    assert caught.value.messages[0].code == "flows.too_early"
    assert act(street, done.application_id, "forward", at=days_later(7)).state == "county"


def test_two_signatures_are_of_two_people() -> None:
    street, one = officer(STREET), officer(COUNTY)
    done = act(street, applied().application_id, "accept", at=AT)
    done = act(street, done.application_id, "forward", at=days_later(8))
    act(one, done.application_id, "approve", values={"reply": "1号"}, at=days_later(8))
    before = everything()
    with pytest.raises(Refused) as caught:
        act(one, done.application_id, "approve", at=days_later(8))
    assert caught.value.messages[0].code == "flows.signed_already"
    assert everything() == before


def test_what_the_module_refuses_undoes_the_whole_act() -> None:
    street, one, other = officer(STREET), officer(COUNTY), officer(COUNTY)
    done = act(street, applied(STREET, {"name": "办不成"}).application_id, "accept", at=AT)
    done = act(street, done.application_id, "forward", at=days_later(8))
    act(one, done.application_id, "approve", values={"reply": "1号"}, at=days_later(8))
    before = everything()
    with pytest.raises(Refused) as caught:
        act(other, done.application_id, "approve", at=days_later(8))
    assert caught.value.messages[0].code == "tests.not_possible"
    assert everything() == before


def test_the_second_of_two_officers_is_told_who_and_when() -> None:
    first, second = officer(STREET, name="甲经办"), officer(STREET, name="乙经办")
    done = applied()
    act(first, done.application_id, "accept", version=done.version, at=AT)
    before = everything()
    with pytest.raises(Refused) as caught:
        act(second, done.application_id, "refuse", version=done.version, reason="few", at=AT)
    message = caught.value.messages[0]
    assert (message.code, message.params["who"], message.params["when"]) == (
        "flows.moved", "甲经办", "2023-02-25 09:30",
    )  # fmt: skip
    assert everything() == before


def test_an_office_elsewhere_finds_nothing_and_another_office_may_not() -> None:
    done = applied()
    for stranger in (officer(OTHER_STREET), officer(OTHER_COUNTY)):
        with pytest.raises(Absent):
            act(stranger, done.application_id, "accept", at=AT)
    with pytest.raises(Forbidden):
        act(officer(STREET, Role.LEADER), done.application_id, "accept", at=AT)
    with pytest.raises(Forbidden):
        act(officer(STREET, Role.REVIEWER), done.application_id, "accept", at=AT)
    # The county reaches its streets.
    assert act(officer(COUNTY), done.application_id, "accept", at=AT).state == "public"


def test_nobody_decides_what_they_applied_for() -> None:
    street = officer(STREET)
    done = applied(by=Applicant(account_id=street.account_id))
    with pytest.raises(Forbidden):
        act(street, done.application_id, "accept", at=AT)


def test_fields_that_a_step_does_not_ask_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        act(officer(STREET), applied().application_id, "accept", values={"name": "乙"}, at=AT)
    assert list(caught.value.fields) == ["name"]


def test_many_are_decided_at_once_and_those_that_moved_stay() -> None:
    street = officer(STREET)
    ids = [applied().application_id for _ in range(3)]
    act(street, ids[0], "refuse", reason="few", at=AT)
    done = act_on_several(street, ids, "accept", at=AT)
    assert (done.count, done.left) == (2, 1)
    states = Application.objects.filter(pk__in=ids).order_by("id").values_list("state", flat=True)
    assert list(states) == ["refused", "public", "public"]


def test_many_are_all_or_none_where_one_is_out_of_reach_or_the_step_is_single() -> None:
    street = officer(STREET)
    ids = [applied().application_id, applied(OTHER_STREET).application_id]
    before = everything()
    with pytest.raises(Absent):
        act_on_several(street, ids, "accept", at=AT)
    with pytest.raises(Refused):
        act_on_several(street, ids[:1], "refuse", at=AT)
    assert everything() == before


def test_only_the_product_makes_its_own_steps() -> None:
    street = officer(STREET)
    done = act(street, applied(by=BROWSER).application_id, "return", marks=(Mark("staff", "改"),), at=AT)
    with pytest.raises(Forbidden):
        act(street, done.application_id, "lapse", at=AT)
    with pytest.raises(Forbidden):
        act_as_applicant(BROWSER, done.application_id, "lapse", at=AT)
    with pytest.raises(Forbidden):
        advance(done.application_id, "withdraw", at=AT)
    assert advance(done.application_id, "lapse", at=AT).state == "withdrawn"
