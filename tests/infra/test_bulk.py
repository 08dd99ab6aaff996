"""Rows written in bulk read as if Django had written them, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guildhall.base.organisations.models import Organisation, Standing
from guildhall.base.people.models import Person
from guildhall.infra import bulk
from guildhall.infra.bulk import ahead, look_over, update_rows, write_rows
from guildhall.infra.ids import new_id, new_id_bytes
from guildhall.infra.models import Job
from guildhall.kernel.clocks import CHINA

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, 0, 123456, tzinfo=CHINA)
PERSON = ("id", "canonical", "name", "name_key", "sex", "birth_date", "key", "created_at")
ORGANISATION = (
    "id", "kind", "name", "name_key", "credit_code", "industry", "address", "legal_representative", "phone",
    "insured_month", "insured_source", "provenance", "created_at",
)  # fmt: skip


def _plain(model: Any) -> list[tuple[object, ...]]:
    rows = model.objects.order_by("name").values_list(*[f.attname for f in model._meta.fields if f.name != "id"])
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def test_every_kind_of_value_is_read_back_as_django_writes_it() -> None:
    head = Person.objects.create(name="甲", name_key="甲", sex="0", key=b"k", created_at=AT)
    Person.objects.create(
        name="乙\t\\N'\"", name_key="乙", sex="1", birth_date=date(1980, 2, 29), key=b"\x00\xff", created_at=AT,
        canonical=head,
    )  # fmt: skip
    expected = _plain(Person)
    Person.objects.exclude(canonical=None).delete()
    row = (new_id(), head.id, "乙\t\\N'\"", "乙", "1", date(1980, 2, 29), b"\x00\xff", AT)
    assert write_rows(Person, PERSON, [row]) == 1
    assert _plain(Person) == expected


def test_json_is_kept_as_json() -> None:
    held = {"name": ["market", "批次", 7]}
    row = (new_id(), "other", "甲", "甲", "", "", "", "", "", "", "", held, AT)
    write_rows(Organisation, ORGANISATION, [row])
    assert Organisation.objects.get().provenance == held
    assert Organisation.objects.filter(provenance__name__0="market").exists()


def test_more_rows_than_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    rows = [(new_id(), None, f"{n}", f"{n}", "0", None, b"k", AT) for n in range(5)]
    assert write_rows(Person, PERSON, iter(rows)) == 5
    assert {person.id for person in Person.objects.all()} == {row[0] for row in rows}
    assert write_rows(Person, PERSON, []) == 0


def test_an_id_may_be_its_bytes() -> None:
    head, own = new_id(), new_id_bytes()
    rows = [(head, None, "甲", "甲", "0", None, b"k", AT), (own, head.bytes, "乙", "乙", "0", None, b"k", AT)]
    write_rows(Person, PERSON, rows)
    assert dict(Person.objects.values_list("pk", "canonical_id")) == {head: None, UUID(bytes=own): head}


def test_many_rows_are_updated_and_none_is_no_work() -> None:
    rows = [(new_id(), None, f"{n}", f"{n}", "0", None, b"k", AT) for n in range(3)]
    write_rows(Person, PERSON, rows)
    assert update_rows(Person, ("name", "birth_date"), [(row[0], "乙", date(1890, 1, 1)) for row in rows[:2]]) == 2
    assert update_rows(Person, ("name",), []) == 0
    assert set(Person.objects.values_list("name_key", "name", "birth_date")) == {
        ("0", "乙", date(1890, 1, 1)),
        ("1", "乙", date(1890, 1, 1)),
        ("2", "2", None),
    }


@pytest.mark.django_db(transaction=True)
def test_numbers_truths_and_times_are_read_back() -> None:
    job: dict[str, object] = {
        "done": 2**40,
        "attempts": 7,
        "cancel_asked": True,
        "total": 0,
        "result": None,
        "messages": [],
    }
    moments = {"created_at": AT, "run_after": datetime(1970, 1, 1, tzinfo=UTC), "started_at": None}
    fields = {"id": new_id(), "kind": "甲" * 60, "payload": {"一": [1]}, "state": "done", "worker": None}
    values = fields | job | moments
    write_rows(Job, tuple(values), [tuple(values.values())])
    assert Job.objects.values(*values).get() == values


def test_postgresql_looks_over_what_grew_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MANY", 3)
    with CaptureQueriesContext(connection) as asked:
        look_over(2, Person)
        look_over(3, Person, Organisation)
    expected = ['ANALYZE "people_person", "organisations_organisation"'] if connection.vendor == "postgresql" else []
    assert [query["sql"] for query in asked.captured_queries] == expected


def test_the_next_is_made_while_the_last_is_written_and_items_are_taken_between() -> None:
    happened: list[str] = []

    def items() -> Iterator[int]:
        for n in range(3):
            happened.append(f"taken {n}")
            yield n

    for made in ahead(lambda n: n * 10, items()):
        happened.append(f"written {made}")
    assert happened == ["taken 0", "taken 1", "written 0", "taken 2", "written 10", "written 20"]


def test_what_fails_ahead_is_raised_where_it_is_awaited() -> None:
    def work(n: int) -> int:
        return 10 // n

    found = ahead(work, (5, 0, 1))
    assert next(found) == 2
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_a_broken_constraint_undoes_all() -> None:
    twice = new_id()
    rows = [(twice, None, "甲", "甲", "0", None, b"k", AT)] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(Person, PERSON, rows)
    assert Person.objects.count() == 0


def test_foreign_keys_hold() -> None:
    columns = ("id", "organisation", "kind", "value", "starts_on", "source", "basis")

    def write() -> None:
        with transaction.atomic():
            write_rows(Standing, columns, [(new_id(), new_id(), "list", "甲", date(2023, 1, 1), "x", "")])
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        write()
