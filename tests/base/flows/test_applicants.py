"""Applicants with and without an account: papers, tracking by number and telephone, what is let go."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from guildhall.base.files.models import StoredFile
from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application, Paper, Step
from guildhall.base.flows.operations import (
    act,
    act_as_applicant,
    attach,
    delegate,
    detach,
    discard_draft,
    forget_expired,
    look_at_application,
    look_at_own_paper,
    save_draft,
    track,
)
from guildhall.base.flows.queries import median_days, own_applications, own_view, rehearse
from guildhall.base.flows.rules.numbers import read_number
from guildhall.base.flows.sealing import open_values
from guildhall.infra.ids import new_id
from guildhall.kernel.errors import Absent, Invalid, Refused
from tests.base.actors import AT, ON, place
from tests.base.flows.sample import GIVEN, SAMPLE, STREET, applied, days_later, officer
from tests.base.people.makers import phone

pytestmark = pytest.mark.django_db
BY = Applicant(browser="one browser")
PDF = b"%PDF-1.7 something"


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    cache.clear()


def drafted(**values: str) -> Any:
    return save_draft(BY, SAMPLE.code, new_id(), {**GIVEN, **values}, place_id=place(STREET), at=AT)


def test_whoever_knows_number_and_telephone_is_told_where_it_is_and_since_when() -> None:
    done = applied()
    act(officer(STREET), done.application_id, "refuse", reason="few", note="内部意见", at=days_later(2))
    found = track(done.number.replace("-", "").lower(), f"+86 {phone(1)}", at=AT)
    assert (found.number, found.state, found.place, found.since) == (done.number, "refused", "", days_later(2))
    assert found.reason is not None
    assert (found.reason.zh, found.reason_rule) == ("人数不足", "《规》第一条")
    assert "内部意见" not in repr(found)


def test_with_whom_it_is_and_by_when() -> None:
    found = track(applied().number, phone(1), at=AT)
    assert (found.place, found.office, str(found.due_on), found.rule) == (
        "南门街道", "street", "2023-03-03", "《规》第二条",
    )  # fmt: skip


@pytest.mark.parametrize("number", ["SY-2023-000001-8", "SY-2023-000009-9", "nonsense", ""])
def test_a_wrong_telephone_looks_like_no_application(number: str) -> None:
    assert applied().number == "SY-2023-000001-8"
    with pytest.raises(Absent) as caught:
        track(number, phone(2), at=AT)
    assert [message.code for message in caught.value.messages] == ["flows.not_found"]


@pytest.mark.parametrize("typed", ["SY-2023-000001-7", "SY-2023-000010-8", "SY-2032-000001-8"])
def test_a_mistyped_number_is_none(typed: str) -> None:
    assert (read_number(typed), read_number("sy2023 000001 8")) == (None, "SY-2023-000001-8")


def test_the_page_says_so_and_does_not_answer_forever() -> None:
    done = applied()
    client = Client()
    right = client.post("/track", {"number": done.number, "phone": phone(1)})
    assert (right.status_code, "街道审核" in right.content.decode()) == (200, True)
    answers = [
        client.post("/track", {"number": done.number, "phone": phone(2)}).status_code for _ in range(11)
    ]  # fmt: skip
    assert answers == [404] * 9 + [429] * 2


def test_papers_are_what_they_say_and_go_with_the_draft() -> None:
    application = drafted()
    for name, content in (("a.pdf", b"MZ program"), ("a.exe", b"MZ"), ("a.png", PDF), ("a.pdf", b"")):
        with pytest.raises(Invalid) as caught:
            attach(BY, application, "plan", name, BytesIO(content), at=AT)
        assert list(caught.value.fields) == ["plan"]
    assert StoredFile.objects.count() == 0
    paper = attach(BY, application, "plan", "方案.pdf", BytesIO(PDF), at=AT)
    found, chunks = look_at_own_paper(BY, application, paper)
    assert (found.name, found.size, b"".join(chunks)) == ("方案.pdf", len(PDF), PDF)
    with pytest.raises(Invalid):
        attach(BY, application, "plan", "again.pdf", BytesIO(PDF), at=AT)
    with pytest.raises(Absent):
        look_at_own_paper(Applicant(browser="another"), application, paper)
    detach(BY, application, paper, at=AT)
    assert (Paper.objects.count(), StoredFile.objects.count()) == (0, 0)
    attach(BY, application, "plan", "方案.pdf", BytesIO(PDF), at=AT)
    discard_draft(BY, application, at=AT)
    assert (Application.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_what_was_sent_in_is_no_draft_any_more() -> None:
    application = drafted()
    act_as_applicant(BY, application, "submit", at=AT)
    for call in (
        lambda: discard_draft(BY, application, at=AT),
        lambda: attach(BY, application, "plan", "a.pdf", BytesIO(PDF), at=AT),
    ):
        with pytest.raises(Refused):
            call()


def test_one_finds_one_s_own_and_nobody_else_s() -> None:
    mine, other = applied(by=BY), applied()
    assert [one.id for one in own_applications(BY)] == [mine.application_id]
    assert own_view(BY, mine.application_id, ON).values["person"] == "王小明"
    with pytest.raises(Absent):
        own_view(BY, other.application_id, ON)
    officer_s = Applicant(account_id=officer(STREET).account_id)
    assert own_applications(officer_s) == ()


def test_what_colleagues_write_to_each_other_is_not_the_applicant_s() -> None:
    street, done = officer(STREET), applied(by=BY)
    delegate(street, done.application_id, officer(STREET).account_id, version=1, note="内部的话", at=AT)
    assert "内部的话" not in repr(own_view(BY, done.application_id, ON))
    assert "内部的话" in repr(look_at_application(street, done.application_id, at=AT))


def test_when_its_time_is_over_the_key_goes_and_the_outcome_stays() -> None:
    application = drafted()
    attach(BY, application, "plan", "a.pdf", BytesIO(PDF), at=AT)
    act_as_applicant(BY, application, "submit", at=AT)
    stale = drafted()
    act(officer(STREET), application, "refuse", reason="few", note="意见", at=AT)
    assert forget_expired(at=AT) == 0
    assert forget_expired(at=AT + SAMPLE.draft_kept) == 1
    assert not Application.objects.filter(pk=stale).exists()
    assert forget_expired(at=AT + SAMPLE.kept) == 1
    row = Application.objects.get(pk=application)
    assert (open_values(row), row.key, row.title, row.outcome, row.number) == (
        {}, None, "", "refused", "SY-2023-000001-8",
    )  # fmt: skip
    assert (StoredFile.objects.count(), Step.objects.filter(application=row).count()) == (0, 2)
    with pytest.raises(Absent):
        track("SY-2023-000001-8", phone(1), at=AT)
    found = look_at_application(officer(STREET), application, at=AT)
    assert ([step.note for step in found.steps], found.values) == (["", ""], {})
    assert forget_expired(at=AT + SAMPLE.kept) == 0


def test_a_rehearsal_tells_the_way_what_is_missing_and_the_earliest_day() -> None:
    found = rehearse(SAMPLE.code, {"name": "甲"}, (), place(STREET), on=ON)
    assert [(one.state, one.place) for one in found.path] == [
        ("applied", "南门街道"), ("public", "南门街道"), ("county", "海曙区"), ("done", ""),
    ]  # fmt: skip
    assert (found.missing_fields, found.missing_papers) == (("staff", "person", "phone"), ())
    # Five working days from Saturday the 25th, five more, and the day after.
    assert (str(found.earliest), found.is_provisional) == ("2023-03-11", False)
    assert Application.objects.count() == 0


def test_an_office_s_median_is_told_from_five_decisions_on() -> None:
    street = officer(STREET)
    for days in (1, 2, 3, 10):
        act(street, applied().application_id, "accept", at=days_later(days))
    assert median_days(SAMPLE.code, "applied", place(STREET)) is None
    act(street, applied().application_id, "accept", at=days_later(4))
    assert median_days(SAMPLE.code, "applied", place(STREET)) == 3
    assert rehearse(SAMPLE.code, {}, (), place(STREET), on=ON).path[0].median == 3
