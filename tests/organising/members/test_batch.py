"""An employer's roster file: every row sorted by what becomes of it, then written in one go or not at all."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter

from guildhall.base.files.models import StoredFile
from guildhall.base.people.models import Person
from guildhall.kernel.errors import Absent, Invalid, Refused
from guildhall.organising.members import operations
from guildhall.organising.members.contracts import BatchCounts, BatchState
from guildhall.organising.members.models import Batch, MemberChange, Membership
from guildhall.organising.members.queries.batches import batch_view
from guildhall.organising.members.rules.batch import Line, examine
from tests.base.actors import AT, ON
from tests.base.people.makers import number, person, phone
from tests.organising.members.makers import member, officer_at, union
from tests.organising.roster.runs import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
TITLES = ("姓名", "证件号码", "手机号码")


def workbook(*rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> io.BytesIO:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    for place, row in enumerate([titles, *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    held.seek(0)
    return held


def brought(street: UUID, content: io.BytesIO, name: str = "名册.xlsx") -> UUID:
    batch = operations.bring_batch(officer_at("330203"), street, name, content, at=AT)
    work()
    return batch


def view(batch: UUID) -> Any:
    return batch_view(officer_at("330203"), batch)


def rows() -> io.BytesIO:
    return workbook(
        ("甲", number(1), phone(1)),
        ("乙", number(2), ""),
        ("丙", "339901198001010010", ""),
        ("", number(4), ""),
        ("丁", number(1), ""),
        ("戊", number(5), ""),
        ("己", number(6), ""),
        ("庚", number(7, date(2010, 1, 1)), ""),
        ("辛", number(8), ""),
    )


def test_every_row_is_sorted_before_anything_is_written() -> None:
    street, other = union("甲"), union("乙")
    member(street, "戊", 5)
    member(other, "己", 6)
    person("另名", 8)
    held = Membership.objects.count()
    found = view(brought(street, rows()))
    assert found.state is BatchState.READY
    assert found.counts == BatchCounts(rows=9, joining=3, known=0, here=1, elsewhere=1, wrong=3, twice=1, warned=1)
    assert {row: message["code"] for row, message in found.problems if row != 4} == {
        5: "members.row_no_name", 6: "members.row_twice", 7: "members.member_here", 8: "members.member_already",
        10: "members.row_other_name",
    }  # fmt: skip
    assert [row for row, _ in found.problems] == [4, 5, 6, 7, 8, 10]
    assert Membership.objects.count() == held


def test_a_confirmed_file_is_written_and_let_go() -> None:
    street = union("甲")
    known = person("乙", 2)
    batch = brought(street, rows())
    operations.confirm_batch(officer_at("330203"), batch, at=AT)
    work()
    found = view(batch)
    assert (found.state, found.counts.joining, found.counts.known) == (BatchState.DONE, 6, 1)
    held = Membership.objects.filter(union=street)
    assert held.count() == MemberChange.objects.count() == 6
    assert set(held.values_list("active", "confirmed", "tie")) == {(True, True, "employed")}
    assert held.filter(person=known).exists()
    assert Person.objects.get(name="甲").birth_date == date(1980, 1, 1)
    assert not StoredFile.objects.filter(pk=Batch.objects.get().file_id).exists()


def test_who_joined_elsewhere_meanwhile_is_left_out() -> None:
    street, other = union("甲"), union("乙")
    batch = brought(street, rows())
    member(other, "甲", 1)
    operations.confirm_batch(officer_at("330203"), batch, at=AT)
    work()
    assert (view(batch).counts.joining, view(batch).counts.elsewhere) == (5, 1)


def test_a_file_is_confirmed_once() -> None:
    batch = brought(union("甲"), rows())
    operations.confirm_batch(officer_at("330203"), batch, at=AT)
    for act in (operations.confirm_batch, operations.discard_batch):
        with pytest.raises(Refused) as refusal:
            act(officer_at("330203"), batch, at=AT)
        assert [m.code for m in refusal.value.messages] == ["members.batch_not_ready"]


def test_a_file_that_is_put_aside_is_gone() -> None:
    batch = brought(union("甲"), rows())
    operations.discard_batch(officer_at("330203"), batch, at=AT)
    assert view(batch).state is BatchState.DISCARDED
    assert not StoredFile.objects.filter(pk=Batch.objects.get().file_id).exists()


def test_a_file_without_people_comes_to_nothing() -> None:
    batch = brought(union("甲"), workbook(("x", "y"), titles=("甲栏", "乙栏")))
    assert view(batch).state is BatchState.FAILED


def test_a_csv_file_is_read_alike() -> None:
    text = f"姓名,证件号码\n甲,{number(1)}\n".encode("gb18030")
    assert view(brought(union("甲"), io.BytesIO(text), "名册.csv")).counts.joining == 1


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        operations.bring_batch(officer_at("330203"), union(), "名册.pdf", io.BytesIO(b"%PDF"), at=AT)
    assert list(refusal.value.fields) == ["file"]


def test_a_file_for_a_union_elsewhere_is_absent() -> None:
    street = union(code="330212")
    with pytest.raises(Absent):
        operations.bring_batch(officer_at("330203"), street, "名册.xlsx", rows(), at=AT)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line(2, "甲", number(1)), None),
        (Line(2, " 甲 ", f" {number(1)} "), None),
        (Line(2, "", number(1)), "members.row_no_name"),
        (Line(2, "甲", ""), "members.row_no_number"),
        (Line(2, "甲", number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")), "some"),
    ],
)
def test_a_row_is_examined(line: Line, code: str | None) -> None:
    found = examine(line, ON)
    assert (found.wrong is None) == (code is None)
    if code is not None and code != "some":
        assert found.wrong is not None
        assert found.wrong.code == code


def test_a_number_that_is_no_phone_is_left_away() -> None:
    assert examine(Line(2, "甲", number(1), "", "123"), ON).phone == ""
    assert examine(Line(2, "甲", number(1), "", phone(1)), ON).phone == phone(1)
