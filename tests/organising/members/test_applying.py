"""Applications to join: sent in without an account, decided one by one or many at once, turned into transfers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from guildhall.base.flows.contracts import Applicant, Done
from guildhall.base.flows.models import Application
from guildhall.base.flows.operations import act, act_as_applicant, act_on_several, track
from guildhall.base.flows.queries import own_view
from guildhall.base.people.models import Person
from guildhall.infra.ids import new_id
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.organising.members import operations
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import NewEmployment, Status, Tie, Transferred
from guildhall.organising.members.models import Consent, Invitation, Membership, Transfer
from guildhall.organising.members.rules.applying import application_objections, application_warnings
from tests.base.actors import AT, ON
from tests.base.people.makers import number, phone
from tests.organising.members.makers import member, officer_at, union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
BROWSER = Applicant(browser="a browser's own secret")


def filled(serial: int = 1, **changes: str) -> dict[str, str]:
    """What a rider fills in."""
    return {
        "name": "甲", "document_kind": "resident_id", "document": number(serial), "phone": phone(serial),
        "tie": Tie.INDEPENDENT.value, "new_employment": NewEmployment.FOOD_RIDER.value, "platform": "某平台",
        "employer": "", "charter": "yes", "consent": "yes", "sensitive": "yes", "signature": "甲", "drawn": "",
    } | changes  # fmt: skip


def apply(street: UUID, serial: int = 1, *, key: UUID | None = None, **changes: str) -> Done:
    return operations.apply_to_join(BROWSER, street, key or new_id(), filled(serial, **changes), at=AT)


def officer(code: str = "330203") -> Any:
    return officer_at(code)


def test_a_rider_applies_and_the_union_admits() -> None:
    street = union(code="330203001")
    done = apply(street)
    assert (done.state, Application.objects.get().subject_id) == ("applied", street)
    act(officer(), done.application_id, "approve", at=AT)
    row = Membership.objects.get()
    assert (row.union_id, row.starts_on, row.tie, row.new_employment, row.platform, status_of(row)) == (
        street, ON, "independent", "food_rider", "某平台", Status.ACTIVE,
    )  # fmt: skip
    assert Application.objects.get().subject_id == row.public_id
    person = Person.objects.get()
    assert (person.name, str(person.birth_date), person.phones.count()) == ("甲", "1980-01-01", 1)
    assert sorted(Consent.objects.values_list("subject", "version", "given_at")) == [
        ("purpose", "2023-1", AT), ("sensitive", "2023-1", AT),
    ]  # fmt: skip


def test_a_form_sent_twice_makes_one_application() -> None:
    street, key = union(code="330203001"), new_id()
    assert apply(street, key=key) == apply(street, key=key)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"document": "330102198502290011"}, "document", None),  # 29 February 1985
        ({"document": "339901198001010010"}, "document", None),
        ({"charter": "no"}, "charter", "members.no_charter"),
        ({"consent": "no"}, "consent", "members.no_consent"),
        ({"sensitive": "no"}, "sensitive", "members.no_consent"),
        ({"signature": "乙"}, "signature", "members.other_signature"),
        ({"tie": "employed"}, "employer", "members.no_employer"),
        ({"new_employment": ""}, "new_employment", "members.no_kind"),
        ({"phone": "12345"}, "phone", "flows.no_mobile"),
        ({"name": ""}, "name", "flows.missing"),
    ],
)
def test_what_does_not_do_is_said_at_its_field(changes: dict[str, Any], field: str, code: str | None) -> None:
    street = union(code="330203001")
    with pytest.raises(Invalid) as refusal:
        apply(street, **changes)
    assert list(refusal.value.fields) == [field]
    assert code is None or [m.code for m in refusal.value.fields[field]] == [code]
    assert not Application.objects.exclude(number=None).exists()


def test_a_signature_may_have_other_spaces_than_the_name() -> None:
    assert application_objections(filled(signature=" 甲 "), ON) == {}


def test_a_passport_is_checked_as_one() -> None:
    assert application_objections(filled(document_kind="prc_passport", document="E12345678"), ON) == {}
    wrong = application_objections(filled(document_kind="prc_passport", document=number(1)), ON)
    assert list(wrong) == ["document"]


def test_who_is_under_sixteen_is_told() -> None:
    young = filled(document=number(1, date(2010, 1, 1)))
    assert [m.code for m in application_warnings(young, ON)] == ["members.too_young"]
    assert application_warnings(filled(), ON) == ()


def test_a_union_that_does_not_stand_is_absent() -> None:
    with pytest.raises(Absent):
        apply(new_id())


def test_many_are_admitted_at_once_and_one_that_is_refused_stays() -> None:
    street, other = union(code="330203001"), union("乙", "330203005")
    done = [apply(street, n) for n in range(3)]
    member(other, "甲", 1)  # a member elsewhere by now
    result = act_on_several(officer(), [one.application_id for one in done], "approve", at=AT)
    assert (result.count, result.left) == (2, 1)
    assert Membership.objects.filter(union=street).count() == 2
    assert Application.objects.get(state="applied").pk == done[1].application_id


def test_another_name_for_the_same_number_is_refused() -> None:
    street = union(code="330203001")
    done = apply(street, 1, name="乙", signature="乙")
    row = member(union("丙", "330203005"), "甲", 1)
    operations.leave(officer(), row.pk, on=ON, at=AT)
    with pytest.raises(Refused) as refusal:
        act(officer(), done.application_id, "approve", at=AT)
    assert [m.code for m in refusal.value.messages] == ["members.name_differs"]
    assert not Membership.objects.filter(union=street).exists()


def test_a_member_elsewhere_moves_over_when_the_other_union_agrees() -> None:
    street, old = union(code="330203001"), union("乙", "330212001")
    row = member(old, "甲", 1, code="330212")
    done = apply(street)
    act(officer(), done.application_id, "transfer", at=AT)
    assert Application.objects.get().state == "moving"
    transfer = Transfer.objects.get()
    operations.agree(officer("330212"), transfer.pk, Transferred.OLD, at=AT)
    assert Application.objects.get().state == "joined"
    assert Membership.objects.get(union=street).holder == row.person_id


def test_a_member_elsewhere_who_is_not_let_go_stays() -> None:
    street, old = union(code="330203001"), union("乙", "330212001")
    row = member(old, "甲", 1, code="330212")
    done = apply(street)
    act(officer(), done.application_id, "transfer", at=AT)
    operations.refuse_transfer(officer("330212"), Transfer.objects.get().pk, refusal="仍在本单位", at=AT)
    assert Application.objects.get().state == "refused"
    assert status_of(Membership.objects.get(pk=row.pk)) is Status.ACTIVE


def test_where_one_officer_speaks_for_both_the_member_moves_at_once() -> None:
    street, old = union(code="330203001"), union("乙", "330203005")
    member(old, "甲", 1)
    done = apply(street)
    act(officer(), done.application_id, "transfer", at=AT)
    assert Application.objects.get().state == "joined"
    assert Membership.objects.get(union=street).active


def test_who_applied_finds_it_again_by_number_and_phone() -> None:
    done = apply(union(code="330203001"))
    assert track(done.number, phone(1), at=AT).state == "applied"
    assert own_view(BROWSER, done.application_id, ON).application.number == done.number
    act_as_applicant(BROWSER, done.application_id, "withdraw", at=AT)
    assert Application.objects.get().state == "withdrawn"


def test_a_code_leads_to_one_union_until_it_is_ended() -> None:
    street = union(code="330203001")
    token = operations.invite(officer(), street, at=AT)
    assert operations.invite(officer(), street, at=AT) == token
    operations.end_invitation(officer(), street, at=AT)
    assert Invitation.objects.get().ended_at == AT
    assert operations.invite(officer(), street, at=AT) != token
    with pytest.raises(Absent):
        operations.invite(officer("330212"), street, at=AT)
