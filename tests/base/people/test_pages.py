"""Pages of people: nothing personal in an address, every look recorded, numbers in clear only for a purpose."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.audit.contracts import Act
from guildhall.base.audit.models import Entry
from guildhall.base.audit.operations import record
from guildhall.base.people import operations, queries
from guildhall.base.people.access import PARTS
from guildhall.base.people.contracts import Asked, Purpose
from guildhall.base.people.models import PersonAlias
from guildhall.infra.ids import new_id
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.errors import Absent
from guildhall.kernel.words import Words
from tests.base.actors import AT, actor
from tests.base.people.makers import number, person, phone, reaching, resident

pytestmark = pytest.mark.django_db
MASKED = "339***********0013"


def client_of(role: Role, person_id: UUID | None = None) -> Client:
    account = Account.objects.create(
        username=role.value, display_name=f"某{role.value}", must_use_code=False, person_id=person_id, created_at=AT
    )
    Grant.objects.create(account=account, role=role, scope_kind=ScopeKind.SELF, scope_id=new_id(), starts_on=AT.date())
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def officer() -> Client:
    return client_of(Role.OFFICER)


def html(answer: Any) -> str:
    return str(answer.content, "utf-8").split("<main", 1)[-1]


# --- searching --------------------------------------------------------------------------------------------------------


def test_people_are_found_by_name_document_or_telephone(officer: Client) -> None:
    one, two = person("欧阳甲", 1, phones=(phone(1),)), person("欧阳乙", 2)
    with reaching(one, two):
        for text, found in (("欧阳", [one, two]), (number(1), [one]), (phone(1), [one]), ("王", [])):
            answer = officer.post("/people/", {"text": text})
            assert answer.status_code == 200
            assert [one_ in html(answer) for one_ in map(str, (one, two))] == [one in found, two in found]
        assert number(1) not in html(officer.post("/people/", {"text": "欧阳"}))
        assert MASKED in html(officer.post("/people/", {"text": "欧阳"}))
    assert all("?" not in path and "欧阳" not in path for path in re.findall(r'href="([^"]+)"', html(answer)))


def test_a_wrong_number_is_told_at_its_field_and_kept(officer: Client) -> None:
    wrong = number(1)[:-1] + "é"
    answer = officer.post("/people/", {"text": wrong})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in html(answer)
    assert 'aria-invalid="true"' in html(answer)
    assert Entry.objects.filter(act="read").count() == 0


def test_an_address_asks_for_nothing(officer: Client) -> None:
    one = person("欧阳甲", 1)
    with reaching(one):
        assert str(one) not in html(officer.get("/people/", {"text": "欧阳"}))


def test_a_search_is_recorded_with_how_many_it_showed(officer: Client) -> None:
    one, two = person("欧阳甲", 1), person("欧阳乙", 2)
    with reaching(one, two):
        officer.post("/people/", {"text": "欧阳"})
    entry = Entry.objects.get(act="read")
    assert (entry.action, entry.count, entry.person_id, entry.object_id) == ("people.read", 2, None, None)
    assert "欧阳" not in str(list(Entry.objects.values_list()))


@pytest.mark.parametrize("count", [1, 3])
def test_finding_costs_two_queries(count: int) -> None:
    people = [person(f"欧阳{n}", n, phones=(phone(1),)) for n in range(1, count + 1)]
    asker = actor(Role.OFFICER)
    with reaching(*people):
        for asked in (Asked(name="欧阳"), Asked(documents=(resident(1),), phone=phone(1))):
            with CaptureQueriesContext(connection) as captured:
                assert len(queries.found_people(asker, asked)) == count
            assert len(captured) == 2


def test_a_merged_record_is_found_as_the_one_that_it_counts_as() -> None:
    head, twin = person("欧阳甲"), person("别名", 1)
    asker = actor(Role.OFFICER)
    with reaching(head, twin):
        operations.merge_people(asker, twin, head, basis="", at=AT)
        found = queries.found_people(asker, Asked(documents=(resident(1),)))
    assert [(one.person.id, one.documents) for one in found] == [(head, (MASKED,))]


# --- the record -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_record_costs_the_same_with_more_on_it(officer: Client, count: int) -> None:
    who = person("甲", 1, phones=tuple(phone(n) for n in range(count)))
    with reaching(who):
        for n in range(count):
            twin = person(f"乙{n}")
            with reaching(twin):
                operations.merge_people(actor(Role.OFFICER), twin, who, basis="", at=AT)
        officer.get(f"/people/{who}")
        with CaptureQueriesContext(connection) as captured:
            officer.get(f"/people/{who}")
    # Three of them for memberships, where somebody is insured, and unread notices.
    assert len([q for q in captured if q["sql"].startswith("SELECT")]) == 12


def test_every_read_of_a_record_is_a_look_and_no_answer_is_kept(officer: Client) -> None:
    who = person("甲", 1, phones=(phone(1),))
    with reaching(who):
        answers = [officer.get(f"/people/{who}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "no-store" in answers[0]["Cache-Control"]
    assert MASKED in html(answers[0])
    assert number(1) not in html(answers[0])
    looks = Entry.objects.filter(act="read", person_id=who)
    assert {(look.action, look.request_id) for look in looks} == {
        ("people.read", answer["X-Request-ID"]) for answer in answers
    }


def test_a_merged_record_leads_to_the_person(officer: Client) -> None:
    head, twin = person("甲", 1), person("旧")
    with reaching(head, twin):
        operations.merge_people(actor(Role.OFFICER), twin, head, basis="同一人", at=AT)
        answer = officer.get(f"/people/{twin}")
    assert "您打开的记录已并入这个人" in html(answer)
    assert "同一人" in html(answer)
    assert MASKED in html(answer)


def test_modules_above_add_parts_for_those_who_may(officer: Client) -> None:
    who = person("甲", 1)
    asked: list[UUID] = []

    def memberships(_actor: Actor, person_id: UUID) -> tuple[Text, object]:
        asked.append(person_id)
        return Words("会籍", "Memberships"), "某工会"

    def nothing(_actor: Actor, _person_id: UUID) -> None:
        return None

    PARTS.add(2, Permission("x.read", frozenset({Role.OFFICER})), memberships)
    PARTS.add(1, Permission("x.read", frozenset({Role.OFFICER})), nothing)
    try:
        with reaching(who):
            assert "<h2>会籍</h2>某工会" in html(officer.get(f"/people/{who}"))
            assert "会籍" not in html(client_of(Role.REVIEWER).get(f"/people/{who}"))
    finally:
        PARTS.remove(memberships)
        PARTS.remove(nothing)
    assert asked == [who]


def test_a_reviewer_reads_and_is_offered_nothing_else() -> None:
    who, twin = person("甲", 1), person("旧")
    reviewer = client_of(Role.REVIEWER)
    with reaching(who, twin):
        operations.merge_people(actor(Role.OFFICER), twin, who, basis="", at=AT)
        page = html(reviewer.get(f"/people/{who}"))
    assert MASKED in page
    assert re.findall(rf"/people/{who}/(unmask|merge|split|looks)", page) == []


def test_another_modules_look_is_told_as_it_stands(officer: Client) -> None:
    who = person("甲", 1)
    record(None, "cases.read", None, at=AT, act=Act.READ, fields=["case"], person_id=who, purpose="legal_aid")
    with reaching(who):
        page = html(officer.get(f"/people/{who}/looks"))
    assert [text in page for text in ("系统", "legal_aid", "case")] == [True, True, True]


# --- numbers in clear -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [True, False])
def test_numbers_are_shown_in_full_for_a_purpose(officer: Client, htmx: bool) -> None:
    who = person("甲", 1, phones=(phone(1),))
    headers = {"HX-Request": "true"} if htmx else {}
    with reaching(who):
        answer = officer.post(f"/people/{who}/unmask", {"what": "documents", "purpose": "verify"}, headers=headers)
    text = str(answer.content, "utf-8")
    assert answer.status_code == 200
    assert (number(1) in text, phone(1) in text, "本次查看已记录" in text) == (True, False, True)
    assert text.lstrip().startswith("<section") is htmx
    assert "no-store" in answer["Cache-Control"]
    looks = Entry.objects.filter(act="read", person_id=who)
    assert [(e.action, e.purpose, e.fields) for e in looks] == [("people.unmask", "verify", ["resident_id"])]


@pytest.mark.parametrize(
    "sent",
    [
        {"what": "documents"},
        {"what": "documents", "purpose": "own"},
        {"purpose": "verify"},
        {"what": "x", "purpose": "x"},
    ],
)
def test_without_a_purpose_nothing_is_shown(officer: Client, sent: dict[str, str]) -> None:
    who = person("甲", 1)
    with reaching(who):
        answer = officer.post(f"/people/{who}/unmask", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert number(1) not in str(answer.content, "utf-8")
    assert Entry.objects.filter(action="people.unmask").count() == 0


# --- merging and splitting --------------------------------------------------------------------------------------------


def test_two_records_are_merged_and_split_on_a_basis(officer: Client) -> None:
    head, twin = person("欧阳甲", 1), person("欧阳乙")
    with reaching(head, twin):
        found = html(officer.post(f"/people/{head}/merge", {"text": "欧阳"}))
        assert re.findall(r'name="other" value="([^"]+)"', found) == [str(twin)]
        sent = {"text": "欧阳", "other": str(twin)}
        answer = officer.post(f"/people/{head}/merge", {**sent, "basis": ""})
        assert (answer.status_code, PersonAlias.objects.count()) == (422, 0)
        answer = officer.post(f"/people/{head}/merge", {**sent, "basis": "同一电话"})
        assert (answer.status_code, answer["Location"]) == (302, f"/people/{head}")
        assert queries.canonical_of([twin]) == {twin: head}
        answer = officer.post(f"/people/{head}/split", {"record": str(twin), "basis": " "})
        assert (answer.status_code, queries.canonical_of([twin])) == (422, {twin: head})
        answer = officer.post(f"/people/{head}/split", {"record": str(twin), "basis": "本人说明"})
        assert (answer.status_code, answer["Location"]) == (302, f"/people/{twin}")
        assert queries.canonical_of([twin]) == {twin: twin}
        assert "本人说明" in html(officer.get(f"/people/{twin}"))
    alias = PersonAlias.objects.get()
    assert (alias.basis, alias.ended_basis) == ("同一电话", "本人说明")


def test_two_identity_numbers_are_told_with_the_law_and_nothing_changes(officer: Client) -> None:
    head, other = person("欧阳甲", 1), person("欧阳乙", 2)
    with reaching(head, other):
        answer = officer.post(f"/people/{head}/merge", {"text": "欧阳", "other": str(other), "basis": "同名"})
    assert answer.status_code == 422
    assert "居民身份证法第三条" in html(answer)
    assert 'value="同名"' in html(answer)
    assert PersonAlias.objects.count() == 0


def test_a_record_out_of_reach_is_neither_found_nor_merged(officer: Client) -> None:
    head, far = person("欧阳甲", 1), person("欧阳乙")
    with reaching(head):
        assert str(far) not in html(officer.post(f"/people/{head}/merge", {"text": "欧阳"}))
        sent = {"text": "欧阳", "other": str(far), "basis": "x"}
        assert officer.post(f"/people/{head}/merge", sent).status_code == 422
        assert officer.post(f"/people/{head}/split", {"record": str(far), "basis": "x"}).status_code == 404
    assert PersonAlias.objects.count() == 0


# --- who looked -------------------------------------------------------------------------------------------------------


def test_who_looked_is_the_same_for_those_who_answer_and_for_oneself(officer: Client) -> None:
    who = person("甲", 1)
    auditor, own = client_of(Role.AUDITOR), client_of(Role.MEMBER, who)
    with reaching(who):
        officer.get(f"/people/{who}")
        officer.post(f"/people/{who}/unmask", {"what": "documents", "purpose": "contact"})
        pages = [officer.get(f"/people/{who}/looks"), auditor.get(f"/people/{who}/looks"), own.get("/account/looks")]
    for page in pages:
        rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", html(page), re.S)[1:]]
        assert [[row[0], row[-2], row[-1]] for row in rows] == [
            ["某officer", "联系本人", "居民身份证号（明文）"],
            ["某officer", "看档案", "姓名、性别、出生日期、证件号码（脱敏）、电话（脱敏）"],
        ]
    assert Entry.objects.filter(act="read").count() == 2


def test_an_account_of_nobody_is_told_so(officer: Client) -> None:
    assert "没有对应到人员档案" in html(officer.get("/account/looks"))
    assert client_of(Role.MEMBER, new_id()).get("/account/looks").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_looks_cost_the_same_however_many(count: int) -> None:
    who = person("甲", 1)
    with reaching(who):
        for _ in range(count):
            operations.unmask(actor(Role.OFFICER), who, documents=True, phones=False, purpose=Purpose.VERIFY, at=AT)
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.looks_at_person(actor(Role.AUDITOR), who)) == count
    assert len(captured) == 3


def test_looks_need_reach() -> None:
    with pytest.raises(Absent):
        queries.looks_at_person(actor(Role.AUDITOR), person("甲", 1))
