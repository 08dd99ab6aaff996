"""Registering and changing organisations: what is stored, told, recorded; a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from guildhall.base.audit.models import Entry
from guildhall.base.organisations import operations, queries
from guildhall.base.organisations.contracts import (
    Facts,
    Insured,
    NewOrganisation,
    OrganisationKind,
    Provenance,
    StandingKind,
)
from guildhall.base.organisations.events import (
    OrganisationClosed,
    OrganisationRegistered,
    OrganisationsRegistered,
    StandingEnded,
    StandingGiven,
)
from guildhall.base.organisations.models import FormerName, Organisation, Standing
from guildhall.base.organisations.rules import records
from guildhall.base.places.contracts import Heir
from guildhall.base.places.operations import abolish_place
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, MessageKind, Refused
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard
from tests.base.organisations.makers import credit_code, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
FACTS = Facts(
    "甲  服务中心", credit_code=credit_code(1), place_id=place("330203"), industry="Q", phone="１２３",
    insured=Insured(30, "2023-01", "insurance"),
)  # fmt: skip


def _officer() -> Actor:
    return at_places(Role.OFFICER, "330203")


def test_an_organisation_is_registered_with_its_sources() -> None:
    sources = {"name": Provenance("civil_affairs", "run-1", 7)}
    officer = _officer()
    with heard(OrganisationRegistered) as told:
        new = operations.register_organisation(officer, NewOrganisation(FACTS, sources, ("乙中心",)), at=AT)
    found = queries.detail(officer, new)
    assert found.records[0].facts == replace(
        FACTS, name="甲 服务中心", kind=OrganisationKind.SOCIAL_SERVICE, phone="123"
    )
    assert found.records[0].provenance == sources
    assert found.former_names == (("乙中心", None),)
    assert (found.summary.place_name, found.summary.insured_count, found.summary.insured_month) == (
        "海曙区", 30, "2023-01",
    )  # fmt: skip
    assert told == [OrganisationRegistered(new)]
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.object_id, entry.account_id) == ("organisations.change", new, officer.account_id)
    assert entry.fields == ["credit_code", "industry", "insured", "kind", "name", "phone", "place_id"]


def test_a_change_says_what_changed_and_where_it_comes_from() -> None:
    one = organisation("甲", serial=1)
    officer = _officer()
    facts = queries.detail(officer, one).records[0].facts
    new = replace(facts, name="乙", address="某路1号")
    source = Provenance("market", "run-2", 3)
    assert operations.change_organisation(officer, one, new, sources={"address": source}, at=AT) == ("address", "name")
    assert operations.change_organisation(officer, one, new, sources={}, at=AT) == ()
    found = queries.detail(officer, one)
    assert found.records[0].facts == new
    assert found.records[0].provenance == {"address": source, "name": Provenance("manual")}
    assert found.former_names == (("甲", ON),)
    assert Entry.objects.filter(account_id=officer.account_id).count() == 1


def test_a_closed_organisation_keeps_its_code() -> None:
    one = organisation("甲", serial=1)
    with heard(OrganisationClosed) as told:
        operations.close_organisation(_officer(), one, on=date(2023, 1, 1), source=Provenance("civil_affairs"), at=AT)
    assert told == [OrganisationClosed(one, date(2023, 1, 1))]
    with pytest.raises(Refused) as refused:
        operations.close_organisation(_officer(), one, on=ON, source=Provenance("market"), at=AT)
    assert [m.kind for m in refused.value.messages] == [records.CLOSED]
    with pytest.raises(Refused):
        organisation("乙", serial=1)


def test_many_are_registered_in_one_go_or_none() -> None:
    ids = [new_id() for _ in range(3)]
    many = [
        NewOrganisation(
            replace(FACTS, name=f"甲{n}", credit_code=credit_code(n)),
            {"name": Provenance("market", "run-1", n)}, ("旧名",), ids[n],
        )
        for n in range(3)
    ]  # fmt: skip
    with heard(OrganisationsRegistered) as told:
        assert operations.bulk_register(many, actor=None, at=AT) == 3
    assert told == [OrganisationsRegistered(3)]
    assert queries.known_codes([credit_code(n) for n in range(5)]) == {credit_code(n): ids[n] for n in range(3)}
    found = queries.detail(_officer(), ids[2])
    assert found.records[0].provenance == {"name": Provenance("market", "run-1", 2)}
    assert (found.former_names, found.records[0].facts.insured) == ((("旧名", None),), FACTS.insured)
    before = (Organisation.objects.count(), FormerName.objects.count(), Entry.objects.count())
    again = [NewOrganisation(replace(FACTS, credit_code="")), replace(many[0], id=None)]
    with pytest.raises(Refused) as refused:
        operations.bulk_register(again, actor=None, at=AT)
    assert [m.kind for m in refused.value.messages] == [records.CODE_TAKEN]
    assert (Organisation.objects.count(), FormerName.objects.count(), Entry.objects.count()) == before
    assert operations.bulk_register([], actor=None, at=AT) == 0


def test_a_new_rating_ends_the_one_before_from_the_same_source() -> None:
    one = organisation("甲", serial=1)
    officer = _officer()
    with heard(StandingGiven, StandingEnded) as told:
        for value, day in (("3A", date(2018, 1, 1)), ("5A", date(2022, 1, 1))):
            operations.give_standing(officer, one, StandingKind.RATING, value, starts_on=day, source="民政局", at=AT)
        listed = operations.give_standing(
            officer, one, StandingKind.LIST, "活动异常名录", starts_on=date(2022, 1, 1), source="民政局",
            basis="某决定", at=AT,
        )  # fmt: skip
        operations.end_standing(officer, listed, on=date(2023, 1, 1), at=AT)
    days = (date(2017, 12, 31), date(2018, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2023, 1, 1))
    found = [[s.value for s in queries.standings_of([one], on=day).get(one, ())] for day in days]
    assert found == [[], ["3A"], ["3A"], ["5A", "活动异常名录"], ["5A"]]
    assert [s.value for s in queries.standings_of([one], on=ON, kind=StandingKind.LIST).get(one, ())] == []
    assert told == [
        StandingGiven(one, StandingKind.RATING, "3A", date(2018, 1, 1)),
        StandingGiven(one, StandingKind.RATING, "5A", date(2022, 1, 1)),
        StandingGiven(one, StandingKind.LIST, "活动异常名录", date(2022, 1, 1)),
        StandingEnded(one, StandingKind.LIST, "活动异常名录", date(2023, 1, 1)),
    ]
    rows = queries.organisations_visible_to(officer)
    held = queries.with_standing(rows, StandingKind.RATING, "5A", on=ON)
    assert [row.id for row in held] == [one]
    assert not queries.with_standing(rows, StandingKind.RATING, "3A", on=ON).exists()


def test_a_standing_is_given_once_and_ends_after_it_began() -> None:
    one = organisation("甲", serial=1)
    officer = _officer()

    def give(value: str, kind: StandingKind, on: date) -> None:
        operations.give_standing(officer, one, kind, value, starts_on=on, source="民政局", at=AT)

    give("免税资格", StandingKind.QUALIFICATION, ON)
    give("5A", StandingKind.RATING, ON)
    before = (list(Standing.objects.values_list()), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        give("免税资格", StandingKind.QUALIFICATION, ON)
    assert [m.kind for m in refused.value.messages] == [records.STANDING_TWICE]
    with pytest.raises(Invalid):
        give("4A", StandingKind.RATING, ON)
    with pytest.raises(Invalid):
        operations.end_standing(officer, Standing.objects.order_by("pk")[0].id, on=ON, at=AT)
    with pytest.raises(Absent):
        operations.end_standing(officer, new_id(), on=ON, at=AT)
    assert (list(Standing.objects.values_list()), Entry.objects.count()) == before


def test_organisations_follow_a_place_that_went_to_one_other() -> None:
    one, other = organisation("甲", "330203102"), organisation("乙", "330203103")
    administrator = at_places(Role.ADMINISTRATOR, "330203")
    abolish_place(administrator, place("330203102"), [Heir(place("330203104"), True)], basis="", on=ON, at=AT)
    heirs = [Heir(place("330203104"), False), Heir(place("330203001"), False)]
    abolish_place(administrator, place("330203103"), heirs, basis="", on=ON, at=AT)
    places = {key: row.place_id for key, row in queries.organisations_of([one, other]).items()}
    assert places == {one: place("330203104"), other: place("330203103")}
    followed = Entry.objects.filter(action="organisations.follow")
    assert list(followed.values_list("object_id", "fields", "count")) == [(place("330203102"), ["place"], 1)]


@pytest.mark.parametrize(
    ("refuse", "error", "kind"),
    [
        (
            lambda who: operations.register_organisation(
                who, NewOrganisation(replace(FACTS, place_id=place("330205"))), at=AT
            ),
            Absent, "places.absent",
        ),
        (
            lambda who: operations.register_organisation(who, NewOrganisation(replace(FACTS, name="　")), at=AT),
            Invalid, "organisations.no_name",
        ),
        (
            lambda who: operations.register_organisation(
                who, NewOrganisation(replace(FACTS, place_id=new_id())), at=AT
            ),
            Absent, "places.absent",
        ),
    ],
)  # fmt: skip
def test_what_does_not_do_changes_nothing(refuse: Callable[[Actor], object], error: type[Refused], kind: str) -> None:
    officer = _officer()
    before = Entry.objects.count()
    with pytest.raises(error) as refused:
        refuse(officer)
    assert [m.code for m in refused.value.messages] == [kind]
    assert (Organisation.objects.count(), Entry.objects.count()) == (0, before)


def test_a_change_may_not_take_anothers_code() -> None:
    one = organisation("甲", serial=1)
    organisation("乙", serial=2)
    officer = _officer()
    facts = queries.detail(officer, one).records[0].facts
    with pytest.raises(Refused) as refused:
        operations.change_organisation(officer, one, replace(facts, credit_code=credit_code(2)), sources={}, at=AT)
    kinds: list[MessageKind] = [m.kind for m in refused.value.messages]
    assert kinds == [records.CODE_TAKEN]
    assert queries.detail(officer, one).records[0].facts == facts


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_other_roles_change_no_organisation(role: Role) -> None:
    one = organisation("甲", serial=1)
    who = at_places(role, "330203")
    for refuse in (
        lambda: operations.register_organisation(who, NewOrganisation(FACTS), at=AT),
        lambda: operations.give_standing(who, one, StandingKind.RATING, "5A", starts_on=ON, source="x", at=AT),
        lambda: operations.split_organisation(who, one, at=AT),
    ):
        with pytest.raises(Forbidden):
            refuse()
