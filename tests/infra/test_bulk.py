"""Rows written in bulk read as if Django had written them, on either database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.base.organisations.models import Organisation, Standing
from guildhall.base.people.models import Person
from guildhall.infra import bulk
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
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
