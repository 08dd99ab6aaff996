"""Pages of members: joining without an account, one's own card, the officer's desk; reach, queries, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guildhall.base.accounts.models import Account
from guildhall.base.audit.models import Entry
from guildhall.base.flows.models import Application
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.members import operations
from guildhall.organising.members.models import Batch, Membership, Transfer
from guildhall.organising.members.operations.transferring import Offer
from guildhall.organising.members.sealing import SHOWN_FOR, card_of, card_token, qr_code
from tests.base.actors import AT, at_places
from tests.base.clients import signed_in
from tests.base.people.makers import number, person
from tests.organising.members.makers import member, officer_at, said, union
from tests.organising.members.test_applying import filled
from tests.organising.members.test_batch import rows
from tests.organising.roster.imports import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def form(**changes: str) -> dict[str, str]:
    """What a browser sends: ticks only where they are set."""
    sent = {name: value for name, value in filled(**changes).items() if value not in ("no",)}  # type: ignore[arg-type]  # texts
    return {"key": str(new_id())} | sent


def code_of(street: UUID) -> str:
    return reverse("joining:code", args=[operations.invite(at_places(Role.OFFICER, "330203"), street, at=AT)])


def as_person(person_id: UUID) -> Client:
    client = signed_in(Role.MEMBER)
    Account.objects.filter(pk=client.session["_auth_user_id"]).update(person_id=person_id)
    return client


# --- joining -----------------------------------------------------------------------------------------------------


def test_one_joins_by_a_code_without_an_account() -> None:
    street = union("南门街道联合工会", "330203001")
    client, address = Client(), code_of(street)
    page = client.get(address)
    assert (page.status_code, page.context["union"].id) == (200, street)
    sent = form()
    answer = client.post(address, sent)
    held = Application.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("joining:sent", args=[held.pk]))
    assert str(held.number) in client.get(answer["Location"]).content.decode()
    assert client.post(address, sent)["Location"] == answer["Location"]
    assert Application.objects.count() == 1


def test_another_browser_sees_nothing_of_it() -> None:
    client, address = Client(), code_of(union(code="330203001"))
    answer = client.post(address, form())
    assert Client().get(answer["Location"]).status_code == 404


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays() -> None:
    client, address = Client(), code_of(union(code="330203001"))
    answer = client.post(address, form(name="", document="330102198502290011", platform="我的平台", signature="乙"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "我的平台" in text
    assert {name for name in ("name", "document", "signature") if f'id="id_{name}-error"' in text} == {
        "name", "document", "signature",
    }  # fmt: skip
    assert not Application.objects.exclude(number=None).exists()


def test_a_code_that_was_ended_leads_nowhere() -> None:
    street = union(code="330203001")
    address = code_of(street)
    operations.end_invitation(at_places(Role.OFFICER, "330203"), street, at=AT)
    assert Client().get(address).status_code == 404


def test_a_number_is_checked_as_it_is_typed_and_not_kept() -> None:
    before = Entry.objects.count()
    address = reverse("joining:check")
    good = Client().post(address, {"document_kind": "resident_id", "document": number(1)}).content.decode()
    bad = Client().post(address, {"document_kind": "resident_id", "document": "330102198502290011"}).content.decode()
    assert ("tone-good" in good, "tone-stop" in bad) == (True, True)
    assert Entry.objects.count() == before


def test_unions_are_found_by_their_name_or_their_street() -> None:
    street = union("南门骑手联合工会", "330203001")
    for text in ("骑手", "南门"):
        assert str(street) in Client().get(reverse("joining:find"), {"q": text}).content.decode()
    assert str(street) not in Client().get(reverse("joining:find"), {"q": "门"}).content.decode()


# --- the card ----------------------------------------------------------------------------------------------------


def test_a_card_is_verified_for_ten_minutes_and_shows_a_masked_name() -> None:
    row = member(union("甲工会"), "王小明")
    token = card_token(row.card or "", SystemClock().now())
    text = Client().get(reverse("joining:card", args=[token])).content.decode()
    assert ("王" in text, "王小明" in text, "甲工会" in text) == (True, False, True)


@pytest.mark.parametrize("change", ["over", "other card", "other mark", "nonsense"])
def test_a_token_that_is_not_ours_or_over_tells_nothing(change: str) -> None:
    token = card_token("0123456789AB", AT)
    card, ends, mark = token.split("-", 2)
    wrong = {
        "over": card_of(token, AT + SHOWN_FOR + timedelta(minutes=1)),
        "other card": card_of(f"0123456789AC-{ends}-{mark}", AT),
        "other mark": card_of(f"{card}-{ends}-AAAA", AT),
        "nonsense": card_of("x-y-z", AT),
    }
    assert (card_of(token, AT), wrong[change]) == ("0123456789AB", None)
    assert Client().get(reverse("joining:card", args=["x-y-z"])).status_code == 404


def test_a_code_is_a_picture_of_its_own() -> None:
    drawn = qr_code("https://example.cn/join/abc/")
    assert (drawn.startswith("<svg"), "viewBox" in drawn, "script" in drawn) == (True, True, False)


# --- one's own ---------------------------------------------------------------------------------------------------


def test_one_sees_ones_own_union_card_and_history() -> None:
    row = member(union("甲工会"), "甲")
    text = as_person(row.person_id).get(reverse("membership:mine")).content.decode()
    assert ("甲工会" in text, row.card in text, "<svg" in text) == (True, True, True)  # type: ignore[operator]  # it has one


def test_an_account_of_nobody_is_told_so() -> None:
    text = signed_in(Role.MEMBER).get(reverse("membership:mine")).content.decode()
    assert "没有对应到人员档案" in text


def test_one_asks_for_a_transfer_and_takes_it_back() -> None:
    row, new = member(union("甲工会"), "甲"), union("乙工会", "330212001")
    client = as_person(row.person_id)
    assert client.post(reverse("membership:transfer"), {"union": str(new)}).status_code == 302
    held = Transfer.objects.get()
    assert client.post(reverse("membership:transfer"), {"union": str(new)}).status_code == 422
    assert client.post(reverse("membership:withdraw", args=[held.pk])).status_code == 302
    assert Transfer.objects.get().state == "withdrawn"


# --- the desk ----------------------------------------------------------------------------------------------------


def test_lists_end_at_the_border() -> None:
    here, there = union("甲工会", "330203"), union("乙工会", "330212")
    member(here, "张甲甲")
    member(there, "李乙乙", code="330212")
    client = signed_in(Role.OFFICER, "330203")
    assert "张甲甲" in client.get(reverse("members:union", args=[here])).content.decode()
    assert client.get(reverse("members:union", args=[there])).status_code == 404


def _things(code: str) -> dict[str, str]:
    """Every address of one thing, filled for what lies in a county."""
    street = union(f"甲{code}", code)
    other = union(f"乙{code}", code)
    row = member(street, "甲", code=code)
    operations.offer_transfers(at_places(Role.OFFICER, "330000"), [Offer(row.pk, other, None)], at=AT)
    batch = operations.bring_batch(officer_at(code), street, "名册.xlsx", rows(), at=AT)
    transfer = Transfer.objects.get(old_union=street).pk
    args = {
        "union": street, "poster": street, "several": street, "invite": street, "bring": street, "file": batch,
        "file-progress": batch, "confirm": batch, "discard": batch, "one": row.pk, "act": row.pk, "transfer": row.pk,
        "refuse": transfer,
    }  # fmt: skip
    return {name: reverse(f"members:{name}", args=[value]) for name, value in args.items()}


def test_a_thing_is_there_inside_and_absent_outside() -> None:
    inside, outside = _things("330203"), _things("330212")
    client = signed_in(Role.OFFICER, "330203")
    reading = ("union", "poster", "file", "file-progress", "one")
    assert {name: client.get(inside[name]).status_code for name in reading} == dict.fromkeys(reading, 200)
    assert {name: client.get(outside[name]).status_code for name in reading} == dict.fromkeys(reading, 404)
    before = (list(Membership.objects.values()), list(Transfer.objects.values()), list(Batch.objects.values()))
    sent = {"act": "leave", "chosen": "1", "union": str(new_id()), "refusal": "不在"}
    writing = tuple(name for name in outside if name not in reading)
    assert {name: client.post(outside[name], sent).status_code for name in writing} == dict.fromkeys(writing, 404)
    assert before == (
        list(Membership.objects.values()), list(Transfer.objects.values()), list(Batch.objects.values()),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["union", "index"])
def test_queries_do_not_grow_with_the_rows(name: str) -> None:
    old, new = union("甲工会"), union("乙工会")
    client = signed_in(Role.OFFICER, "330203")
    address = reverse("members:union", args=[old]) if name == "union" else reverse("members:index")
    counts = []
    for n in (1, 2):  # one row, then three
        for m in range(n):
            row = member(old, f"甲{n}{m}")
            operations.offer_transfers(at_places(Role.OFFICER, "330000"), [Offer(row.pk, new, None)], at=AT)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_look_at_a_member_is_recorded_for_them() -> None:
    row = member(union("甲工会"), "甲")
    signed_in(Role.OFFICER, "330203").get(reverse("members:one", args=[row.pk]))
    entry = Entry.objects.filter(action="members.read").latest("id")
    assert (entry.act, entry.person_id) == ("read", row.person_id)


def test_an_officer_retains_a_member_and_is_told_what_is_wrong() -> None:
    row = member(union("甲工会"), "甲")
    Membership.objects.filter(pk=row.pk).update(starts_on=SystemClock().today())
    client, address = signed_in(Role.OFFICER, "330203"), reverse("members:act", args=[row.pk])
    wrong = client.post(address, {"act": "retain", "retain-on": "2999-01-01", "retain-reason": "11"})
    assert (wrong.status_code, "不能晚于今天" in wrong.content.decode()) == (422, True)
    right = {"act": "retain", "retain-on": str(SystemClock().today()), "retain-reason": "11"}
    assert client.post(address, right).status_code == 302
    assert Membership.objects.get(pk=row.pk).retained_on == SystemClock().today()
    assert client.post(address, {"act": "nonsense"}).status_code == 400


def test_an_expulsion_says_what_is_lacking() -> None:
    row = member(union("甲工会"), "甲")
    answer = signed_in(Role.OFFICER, "330203").post(reverse("members:act", args=[row.pk]), {"act": "expel"})
    assert (answer.status_code, answer.content.decode().count('-error">')) == (422, 4)


def test_transfers_are_agreed_from_the_list() -> None:
    row, new = member(union("甲工会"), "甲"), union("乙工会", "330212")
    operations.offer_transfers(at_places(Role.OFFICER, "330000"), [Offer(row.pk, new, None)], at=AT)
    held = Transfer.objects.get()
    address = reverse("members:agree")
    old = signed_in(Role.OFFICER, "330203").post(address, {"act": "old", "chosen": str(held.pk)})
    foreign = signed_in(Role.OFFICER, "330205").post(address, {"act": "new", "chosen": str(held.pk)})
    new_side = signed_in(Role.OFFICER, "330212").post(address, {"act": "new", "chosen": str(held.pk)})
    assert (old.status_code, foreign.status_code, new_side.status_code) == (302, 404, 302)
    assert Transfer.objects.get().state == "done"


def test_what_a_register_says_is_confirmed_for_many() -> None:
    street = union("甲工会")
    keys = [said(person(f"甲{n}"), street) for n in range(2)]
    client = signed_in(Role.OFFICER, "330203")
    answer = client.post(reverse("members:several", args=[street]), {"act": "confirm", "chosen": keys})
    assert answer.status_code == 302
    assert Membership.objects.filter(union=street, confirmed=True).count() == 2


def test_a_file_is_brought_checked_and_confirmed() -> None:
    street = union("甲工会")
    client = signed_in(Role.OFFICER, "330203")
    content: Any = rows()
    content.name = "名册.xlsx"
    answer = client.post(reverse("members:bring", args=[street]), {"file": content})
    held = Batch.objects.get()
    assert answer["Location"] == reverse("members:file", args=[held.pk])
    work()
    text = client.get(answer["Location"]).content.decode()
    assert reverse("members:confirm", args=[held.pk]) in text
    assert client.post(reverse("members:confirm", args=[held.pk])).status_code == 302
    Batch.objects.update(made_by_id=officer_at("330203").account_id)
    work()
    assert Membership.objects.filter(union=street).count() == 6
    assert signed_in(Role.OFFICER, "330212").get(answer["Location"]).status_code == 404


def test_a_poster_shows_the_code() -> None:
    street = union("甲工会")
    client = signed_in(Role.OFFICER, "330203")
    assert "<svg" not in client.get(reverse("members:poster", args=[street])).content.decode()
    client.post(reverse("members:invite", args=[street]))
    assert "<svg" in client.get(reverse("members:poster", args=[street])).content.decode()
    client.post(reverse("members:invite", args=[street]), {"act": "end"})
    assert "<svg" not in client.get(reverse("members:poster", args=[street])).content.decode()


def test_a_statement_of_dues() -> None:
    asked = {"first": "2023-01", "last": "2023-02", "wage": "5238", "wages": "100000", "has_union": "on"}
    text = signed_in(Role.MEMBER).get(reverse("members:dues"), asked).content.decode()
    assert ("¥52.30" in text, "¥1,200.00" in text) == (True, True)
