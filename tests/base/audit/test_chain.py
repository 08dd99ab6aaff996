"""Sealing and verifying: the chain tells what was changed, and the database refuses to change it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from guildhall.base.audit.contracts import Act, Break, Thing, Verification
from guildhall.base.audit.models import Batch, Entry
from guildhall.base.audit.operations import record, seal_entries
from guildhall.base.audit.queries import looks_at, verify
from guildhall.base.audit.rules.chain import entry_bytes
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import FORBIDDEN
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)


def _entries(count: int) -> None:
    for _ in range(count):
        record(None, "tests.act", Thing("tests.thing", new_id()), at=AT, fields=["name"])


def test_an_empty_chain_holds() -> None:
    assert verify() == Verification(0, 0, 0, ())


def test_sealed_entries_and_the_unsealed_tail_are_told_apart() -> None:
    _entries(3)
    assert seal_entries(at=AT) == 3
    _entries(2)
    assert verify() == Verification(1, 3, 2, ())
    assert seal_entries(at=AT) == 2
    assert verify() == Verification(2, 5, 0, ())


def test_nothing_to_seal_makes_no_batch() -> None:
    assert seal_entries(at=AT) == 0
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'other' WHERE batch_id IS NOT NULL",
        "UPDATE audit_entry SET count = 2 WHERE batch_id IS NULL",
        "DELETE FROM audit_entry",
        "UPDATE audit_batch SET entries = 1",
        "DELETE FROM audit_batch",
    ],
)
def test_the_database_refuses_to_change_the_audit(statement: str) -> None:
    _entries(2)
    seal_entries(at=AT)
    _entries(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify() == Verification(1, 2, 1, ())


@pytest.mark.parametrize(
    ("statement", "breaks"),
    [
        ("UPDATE audit_entry SET action = 'other' WHERE batch_id = 1", (Break(1, "entries_changed"),)),
        (
            "DELETE FROM audit_entry WHERE id = (SELECT min(id) FROM audit_entry)",
            (Break(1, "entries_missing"), Break(1, "entries_changed")),
        ),
        ("DELETE FROM audit_entry WHERE batch_id = 2", (Break(2, "entries_missing"), Break(2, "entries_changed"))),
    ],
)
def test_verify_names_the_batch_that_was_tampered_with(statement: str, breaks: tuple[Break, ...]) -> None:
    if connection.vendor == "postgresql":
        statement = statement.replace("min(id)", "min(id::text)::uuid")
    for _ in range(2):
        _entries(2)
        seal_entries(at=AT)
    _without_guards(statement)
    assert verify().breaks == breaks


def _without_guards(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires
        else:
            for name in ("audit_entry_keep", "audit_entry_stay"):
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)


def test_a_person_sees_who_read_their_data_newest_first() -> None:
    person, other = new_id(), new_id()
    for minute, subject in enumerate((person, other, person)):
        at = AT.replace(minute=minute)
        record(
            None, "people.unmask", None, at=at, act=Act.READ, person_id=subject, fields=["id_number"], purpose="visit"
        )
    record(None, "people.change", None, at=AT, person_id=person)
    assert [(look.at.minute, look.fields, look.purpose) for look in looks_at(person)] == [
        (2, ("id_number",), "visit"),
        (0, ("id_number",), "visit"),
    ]


def test_an_entry_has_one_form_as_bytes() -> None:
    entry = entry_bytes(
        id=UUID(int=1), at=AT, account_id=None, act="change", action="a.b", object_kind="", object_id=None,
        person_id=UUID(int=2), fields=["姓名"], purpose="", count=1, request_id="",
    )  # fmt: skip
    assert entry.decode() == (
        '{"account":null,"act":"change","action":"a.b","at":"2023-02-25T01:30:00.000000+00:00","count":1,'
        '"fields":["姓名"],"id":"00000000-0000-0000-0000-000000000001","kind":"","object":null,'
        '"person":"00000000-0000-0000-0000-000000000002","purpose":"","request":""}\n'
    )


def test_an_operation_that_fails_leaves_no_entry() -> None:
    @operation
    def fail() -> None:
        record(None, "tests.act", None, at=AT)
        raise Refused(FORBIDDEN())

    with pytest.raises(Refused):
        fail()
    assert Entry.objects.count() == 0
