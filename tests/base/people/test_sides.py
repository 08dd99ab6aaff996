"""Records that count as one person, side by side."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.base.people.contracts import NewPerson, Sex
from guildhall.base.people.models import Person, PersonAlias
from guildhall.base.people.operations import admit_person
from guildhall.base.people.pages.shown import sides_of
from guildhall.base.people.queries import detail
from guildhall.infra.aliases import join
from guildhall.infra.pieces.evidence import Told
from guildhall.infra.pieces.text import said
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words
from tests.base.actors import AT, place
from tests.base.people.makers import person, reaching, resident

pytestmark = pytest.mark.django_db


def test_a_record_alone_has_no_sides() -> None:
    assert sides_of(detail(Person.objects.get(pk=person("甲乙", 1)))) is None


def test_each_record_says_its_own_and_what_differs_is_marked() -> None:
    head = admit_person(None, NewPerson("甲乙", sex=Sex.FEMALE, birth_date=date(1980, 1, 1)), at=AT)
    other = admit_person(None, NewPerson("甲已", documents=(resident(1),)), at=AT)
    join(Person, PersonAlias, other, head, at=AT, basis="同一人")
    shown = sides_of(detail(Person.objects.get(pk=other)))
    assert shown is not None
    told = {said(row.words, Language.ZH): list(row.told) for row in shown.rows}
    day = Words("1980年1月1日", "1980-01-01")
    assert told["姓名"] == [Told("甲乙"), Told("甲已", differs=True)]
    assert told["出生日期"] == [Told(day), Told(day)]
    assert told["证件号码"] == [None, Told("339***********0013")]
    assert told["性别"] == [Told(Words("女性", "female")), Told(Words("男性", "male"), differs=True)]


@pytest.mark.usefixtures("places")
def test_the_account_leads_to_the_person_and_back_for_whoever_may_see_both() -> None:
    one = person("甲乙", 1)
    theirs = Account.objects.create(username="theirs", display_name="甲乙", person_id=one, created_at=AT)
    account = make_account(
        None, username="both", display_name="王", password="a long enough phrase", must_use_code=False, at=AT
    )
    roles = (Role.ADMINISTRATOR, Role.OFFICER)
    for holder, held in ((account, roles), (theirs.pk, (Role.VISITOR,))):
        for role in held:
            Grant.objects.create(
                account_id=holder, role=role, scope_kind=ScopeKind.PLACE, scope_id=place("330203"),
                starts_on=date(2023, 1, 1),
            )  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account), backend="allauth.account.auth_backends.AuthenticationBackend")

    def leads() -> tuple[bool, bool]:
        there = client.get(f"/accounts/{theirs.pk}").content.decode()
        with_person = client.get(f"/people/{one}").content.decode()
        return f"/people/{one}" in there, f"/accounts/{theirs.pk}" in with_person

    with reaching(one):
        assert leads() == (True, True)
        Grant.objects.filter(account=account, role=Role.ADMINISTRATOR).delete()
        assert f"/accounts/{theirs.pk}" not in client.get(f"/people/{one}").content.decode()
    Grant.objects.filter(account=account).update(role=Role.ADMINISTRATOR)
    assert f"/people/{one}" not in client.get(f"/accounts/{theirs.pk}").content.decode()
