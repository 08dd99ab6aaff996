"""Pages of applications: a form that keeps what was typed, acts with errors at their fields, a file on paper."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application
from guildhall.base.flows.operations import act_as_applicant, attach, save_draft
from guildhall.base.flows.rules.addresses import file_address, own_address
from guildhall.base.flows.sealing import open_values
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from tests.base.actors import AT, place
from tests.base.clients import signed_in
from tests.base.flows.sample import COUNTY, GIVEN, SAMPLE, STREET, applied

pytestmark = pytest.mark.django_db
APPLY = f"/apply/{SAMPLE.code}"


def form(**changes: Any) -> dict[str, str]:
    return {**GIVEN, "key": str(new_id()), "serial": "1", "place": str(place(STREET)), "act": "submit", **changes}


def address() -> str:
    return f"{APPLY}?in={place(COUNTY)}"


def test_addresses_in_notices_lead_to_the_pages() -> None:
    one = new_id()
    assert reverse("flows:file", args=[one]) == file_address(one)
    assert reverse("flows:own", args=[one]) == own_address(one)


def test_one_applies_without_an_account_and_finds_it_again_in_the_same_browser() -> None:
    browser = Client()
    assert "南门街道" in browser.get(address()).content.decode()
    sent = form()
    answer = browser.post(address(), sent)
    row = Application.objects.get()
    assert (answer.status_code, answer["Location"], row.state) == (302, own_address(row.id), "applied")
    again = browser.post(address(), sent)
    assert (again.status_code, again["Location"], Application.objects.count()) == (302, own_address(row.id), 1)
    assert str(row.number) in browser.get(own_address(row.id)).content.decode()
    assert str(row.id) in browser.get("/applications/own").content.decode()
    assert Client().get(own_address(row.id)).status_code == 404
    assert str(row.id) not in Client().get("/applications/own").content.decode()


def test_what_does_not_do_is_told_at_its_field_and_nothing_typed_is_lost() -> None:
    browser = Client()
    answer = browser.post(address(), form(staff="2", about="说明"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "人数太少。" in text
    assert "规第一条" in text
    assert 'value="甲幼儿园"' in text
    row = Application.objects.get()
    assert (row.number, open_values(row)["about"]) == (None, "说明")


def test_a_draft_is_kept_as_one_types() -> None:
    browser, sent = Client(), form(name="甲")
    assert browser.post(f"{APPLY}/draft", sent).status_code == 200
    browser.post(f"{APPLY}/draft", {**sent, "name": "甲乙", "serial": "2"})
    row = Application.objects.get()
    assert (open_values(row)["name"], row.serial) == ("甲乙", 2)
    page = browser.get(own_address(row.id))
    assert 'value="甲乙"' in page.content.decode()
    assert browser.post(own_address(row.id), {"transition": "discard"}).status_code == 302
    assert Application.objects.count() == 0


def test_a_rehearsal_shows_the_way_and_what_is_missing() -> None:
    text = Client().post(address(), form(act="rehearse", staff="")).content.decode()
    assert "海曙区" in text
    assert "职工人数" in text
    assert "最早的成立日期" in text


def test_an_office_acts_on_the_page_and_is_told_what_is_missing() -> None:
    client, done = signed_in(Role.OFFICER, STREET), applied()
    file = file_address(done.application_id)
    wrong = client.post(f"{file}/act", {"transition": "refuse", "refuse-version": "1", "refuse-note": "写过的话"})
    assert (wrong.status_code, "写过的话" in wrong.content.decode()) == (422, True)
    assert Application.objects.get().state == "applied"
    sent = {"transition": "return", "return-version": "1", "return-mark_staff": "与社保不符"}
    assert client.post(f"{file}/act", sent).status_code == 302
    assert Application.objects.get().state == "returned"
    moved = client.post(f"{file}/act", {"transition": "accept", "accept-version": "1"})
    assert moved.status_code == 409
    assert "退回补正" in moved.content.decode()


def test_the_applicant_sees_what_is_marked_and_sends_it_in_again() -> None:
    browser = Client()
    browser.post(address(), form())
    row = Application.objects.get()
    signed_in(Role.OFFICER, STREET).post(
        f"{file_address(row.id)}/act",
        {"transition": "return", "return-version": "1", "return-mark_staff": "与社保不符"},
    )
    assert "与社保不符" in browser.get(own_address(row.id)).content.decode()
    values = {f"resubmit-{code}": value for code, value in {**GIVEN, "staff": "28"}.items()}
    stale = browser.post(own_address(row.id), {"transition": "resubmit", "version": "1", **values})
    assert stale.status_code == 409
    answer = browser.post(own_address(row.id), {"transition": "resubmit", "version": "2", **values})
    row.refresh_from_db()
    assert (answer.status_code, row.state, open_values(row)["staff"]) == (302, "applied", "28")


def test_many_are_agreed_to_from_the_queue() -> None:
    client = signed_in(Role.OFFICER, STREET)
    ids: list[UUID] = [applied().application_id for _ in range(2)]
    page = client.get("/applications/").content.decode()
    assert 'value="accept"' in page
    answer = client.post("/applications/several", {"act": "accept", "chosen": [str(one) for one in ids]})
    assert answer.status_code == 302
    assert set(Application.objects.values_list("state", flat=True)) == {"public"}
    assert 'name="act"' not in client.get("/applications/").content.decode()


def test_what_is_published_can_be_read_by_anybody_while_it_lasts() -> None:
    client = signed_in(Role.OFFICER, STREET)
    client.post("/applications/several", {"act": "accept", "chosen": [str(applied().application_id)]})
    text = Client().get("/track/published").content.decode()
    assert "甲幼儿园" in text
    assert "王小明" not in text


def test_the_printed_file_is_complete_and_has_nothing_to_press_but_print() -> None:
    by = Applicant(browser="one")
    one = save_draft(by, SAMPLE.code, new_id(), GIVEN, place_id=place(STREET), at=AT)
    attach(by, one, "plan", "方案.pdf", BytesIO(b"%PDF-1.7"), at=AT)
    done = act_as_applicant(by, one, "submit", at=AT)
    text = signed_in(Role.OFFICER, STREET).get(f"{file_address(one)}/print").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    digest = sha256(b"%PDF-1.7").hexdigest()
    assert [
        part for part in (done.number, "甲幼儿园", "办理经过", "<svg", "方案.pdf", digest) if part not in main
    ] == []
    assert "<form" not in main
    assert "王小明" not in main
