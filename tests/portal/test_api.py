"""What programs do over the API that pages do: exact answers, what is recorded, what a token may not."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import issue_token
from guildhall.base.accounts.queries import actor_for
from guildhall.base.audit.models import Entry
from guildhall.base.notices.contracts import KINDS, NoticeKind
from guildhall.base.notices.operations import notify
from guildhall.base.places.operations import load_places
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import MessageKind
from guildhall.organising.members.models import Membership
from guildhall.organising.unions.models import Union
from tests.base.actors import AT, place
from tests.base.people.makers import number, person, phone, reaching
from tests.organising.disagreeing import filled, line
from tests.organising.makers import run

pytestmark = pytest.mark.django_db
TOLD = NoticeKind(MessageKind("sample.api_told", "有一件事。", "Something happened."))


class Program(NamedTuple):
    """An account and a token of its own."""

    account: Account
    secret: str

    def get(self, address: str, **query: str) -> Any:
        return Client().get(f"/api/v1/{address}", query, headers=self._headers)

    def post(self, address: str, body: Any = None) -> Any:
        sent = json.dumps({} if body is None else body)
        return Client().post(f"/api/v1/{address}", sent, content_type="application/json", headers=self._headers)

    def send(self, address: str, name: str, content: BytesIO) -> Any:
        sent = {"file": SimpleUploadedFile(name, content.getvalue())}
        return Client().post(f"/api/v1/{address}", sent, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def program(role: Role, code: str, *permissions: str) -> Program:
    """A program that acts for somebody with a role in a place, by a token for these functions."""
    account = Account.objects.create(username=f"{role}", display_name="王工", password="!", created_at=AT)
    Grant.objects.create(
        account=account, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code), starts_on=AT.date()
    )
    today = SystemClock().today()
    _, secret = issue_token(
        actor_for(account.id, None, on=today), name="试", permissions=permissions, expires_on=today + timedelta(days=1),
        at=SystemClock().now(),
    )  # fmt: skip
    return Program(account, secret)


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    load_places(at=AT)


def test_an_account_is_opened_given_a_role_and_put_aside() -> None:
    caller = program(Role.ADMINISTRATOR, "330203", "accounts.manage")
    opened = caller.post("accounts", {"username": "haishu-li", "display_name": "李工"})
    made = opened.json()
    assert (opened.status_code, made["username"], len(made["password"]) > 9) == (201, "haishu-li", True)
    given = {"role": "officer", "place_id": str(place("330203")), "starts_on": "2023-02-25"}
    grant = caller.post(f"accounts/{made['id']}/grants", given).json()["id"]
    assert [row["username"] for row in caller.get("accounts").json()["rows"]] == ["administrator", "haishu-li"]
    held = caller.get(f"accounts/{made['id']}").json()
    assert [(one["id"], one["role"], one["place_name"], one["given_by"]) for one in held["grants"]] == [
        (grant, "officer", "海曙区", "王工")
    ]
    assert caller.post(f"accounts/grants/{grant}/end").status_code == 204
    assert caller.get(f"accounts/{made['id']}").json()["account"]["grants"] == []
    assert caller.post(f"accounts/{made['id']}/aside").status_code == 204
    assert caller.get("accounts", active="false").json()["rows"][0]["is_active"] is False


def test_accounts_come_in_pages() -> None:
    caller = program(Role.ADMINISTRATOR, "330203", "accounts.manage")
    for serial in range(51):
        Account.objects.create(username=f"b{serial:02}", display_name="李", made_by_id=caller.account.id, created_at=AT)
    first = caller.get("accounts").json()
    second = caller.get("accounts", cursor=first["next"]).json()
    assert (first["total"], len(first["rows"]), len(second["rows"]), second["next"]) == ("52", 50, 2, "")
    assert second["rows"][0]["username"] == "b49"


def test_a_person_is_found_by_number_looked_at_and_told_so() -> None:
    caller = program(Role.OFFICER, "330203", "people.read", "people.unmask", "people.looks", "members.read")
    one = person("甲乙", 7, phones=(phone(1),))
    union = Union.objects.create(id=new_id(), name="海曙区甲工会", kind="joint", active=True, created_at=AT)
    Membership.objects.create(person_id=one, union=union, active=True, month="2023-01")
    with reaching(one):
        found = caller.post("people/search", {"text": number(7)}).json()
        assert [row["person"]["id"] for row in found] == [str(one)]
        assert Entry.objects.get(action="people.read").count == 1
        held = caller.get(f"people/{one}").json()
        assert number(7) not in json.dumps(held)
        assert (held["person"]["name"], [d["kind"] for d in held["documents"]]) == ("甲乙", ["resident_id"])
        opened = caller.post(f"people/{one}/unmask", {"documents": True, "purpose": "contact"}).json()
        assert (list(opened["documents"].values()), opened["phones"]) == ([number(7)], {})
        told = caller.get(f"people/{one}/memberships").json()
        assert [(row["union_name"], row["active"], row["month"]) for row in told] == [("海曙区甲工会", True, "2023-01")]
        looks = caller.get(f"people/{one}/looks").json()
    assert [(look["who"], look["purpose"], look["fields"][0]) for look in looks] == [
        ("王工", "", "memberships"), ("王工", "contact", "resident_id"), ("王工", "", "name"),
    ]  # fmt: skip


def test_a_number_that_is_none_is_refused_at_its_field() -> None:
    caller = program(Role.OFFICER, "330203", "people.read")
    answer = caller.post("people/search", {"text": "123"})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["text"])
    assert not Entry.objects.filter(action="people.read").exists()


def test_notices_are_read_once_each_or_all_at_once() -> None:
    caller = program(Role.VISITOR, "330203", "notices.own")
    KINDS.add(TOLD)
    try:
        for _ in range(3):
            notify([caller.account.id], TOLD, {}, at=AT)
        listed = caller.get("notices").json()
        assert (listed["total"], listed["rows"][0]["message"]["code"]) == ("3", "sample.api_told")
        assert caller.post("notices/read", {"ids": [listed["rows"][0]["id"]]}).status_code == 204
        assert caller.get("notices", unread="true").json()["total"] == "2"
        assert caller.post("notices/read").status_code == 204
        assert caller.get("notices", unread="true").json()["rows"] == []
    finally:
        KINDS.remove(TOLD)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.OFFICER, "notices"), (Role.OFFICER, "people/own/looks"), (Role.ADMINISTRATOR, "accounts"),
        (Role.AUDITOR, "audit/chain"),
    ],
)  # fmt: skip
def test_a_token_does_what_it_was_issued_for_and_nothing_else(role: Role, address: str) -> None:
    assert program(role, "330203", "figures.read").get(address).status_code == 403


def test_an_auditor_has_the_chain_recomputed() -> None:
    told = program(Role.AUDITOR, "330203", "audit.read").get("audit/chain").json()
    assert (told["batches"], told["sealed"], told["breaks"]) == (0, 0, [])
    assert told["waiting"] == Entry.objects.count()


def test_an_officer_of_the_whole_keeps_and_publishes_a_figure() -> None:
    caller = program(
        Role.OFFICER, "330000", "figures.read", "figures.snapshot", "figures.publish", "roster.read", "figures.export"
    )
    code = "roster.social_org_coverage_25"
    assert caller.post(f"figures/{code}/snapshots", {"cut_off": "2023-02-24"}).status_code == 201
    assert caller.post(f"figures/{code}/snapshots", {"cut_off": "2023-02-24"}).status_code == 409
    kept = caller.get(f"figures/{code}/snapshots/2023-02-24").json()
    assert (kept["on"], kept["total"]) == ("2023-02-24", {"numerator": 0, "denominator": 0})
    assert caller.post(f"figures/{code}/snapshots/2023-02-24/publish").status_code == 204
    assert [one["published_at"] is None for one in caller.get(f"figures/{code}/snapshots").json()] == [False]
    file = caller.post(f"figures/{code}/export", {"purpose": "meeting", "file_format": "csv"})
    assert (file.status_code, file["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_disagreements_are_sent_and_their_answers_brought_in(tmp_path: Path) -> None:
    caller = program(Role.OFFICER, "330203", "roster.import", "roster.export")
    held = run("330203")
    for serial in (1, 2):
        line(held, serial)
    at = f"roster/runs/{held.pk}"
    assert [(one["kind"], one["open"]) for one in caller.get(f"{at}/disagreements").json()] == [("differ.name", 2)]
    lines = caller.get(f"{at}/disagreements/lines", register_kind="insurance").json()
    assert (lines["total"], lines["rows"][0]["own"], lines["rows"][0]["state"]) == ("2", "甬江协会", "open")
    assert caller.get(f"{at}/disagreements/lines", register_kind="union").json()["total"] == "0"
    where = caller.get(f"{at}/disagreements/files").json()["places"][0]["id"]
    asked = {"register_kind": "insurance", "place_id": where, "purpose": "correct"}
    made = caller.post(f"{at}/disagreements/files", asked)
    archive = tmp_path / "sent.zip"
    archive.write_bytes(made.content)
    back = filled(archive, {lines["rows"][0]["id"]: ("本方无误", "已核")})
    upload = caller.send(f"{at}/answers", "back.xlsx", back).json()["id"]
    preview = caller.get(f"roster/answers/{upload}").json()
    assert (preview["counts"]["right"], [row["note"] for row in preview["rows"]]) == (1, ["已核"])
    assert caller.post(f"roster/answers/{upload}/store").json() == {"count": 1}
    assert [(one["open"], one["answered"]) for one in caller.get(f"{at}/disagreements").json()] == [(1, 1)]
    assert caller.post(f"roster/answers/{upload}/undo").json() == {"count": 1}
    assert [one["state"] for one in caller.get(f"{at}/answers").json()] == ["undone"]
