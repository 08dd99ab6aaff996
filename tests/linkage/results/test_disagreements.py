"""What is sent back to a register is true: right in its month, of its own union, and visible though masked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from guildhall.linkage.results.disagreements import ask_about_units, write_disagreements
from tests.linkage.results.filled import Row, backend_with, union_id, unit, unit_id

CLOSED_ON = date(2023, 1, 1)
#: A number of a division that was never assigned, and the same with its 15th character wrong.
NUMBER, WRONG = "339901199003078195", "339901199003073195"


def _lines(tmp_path: Path, register: str, tables: dict[str, list[Row]]) -> list[tuple[str, str]]:
    """Code and what the register says, of each line that it would be sent."""
    backend = backend_with(tmp_path, tables)
    ask_about_units(backend, unmask=False)
    write_disagreements(backend, tmp_path)
    backend.close()
    file = tmp_path / "disagreements" / f"{register}.xlsx"
    if not file.exists():
        return []
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))  # type: ignore[union-attr]  # one sheet
    return [(str(row[8]), str(row[4])) for row in rows if str(row[8]).startswith("differ.")]


def _unit_rows(month: str, status: str | None = None) -> dict[str, list[Row]]:
    sources: list[Row] = [
        {"source_id": 1, "source": "民政.xlsx", "register": "civil_affairs", "rows_in": 1},
        {"source_id": 2, "source": "社保.csv", "register": "insurance", "rows_in": 1},
        {"source_id": 3, "source": "工会.xlsx", "register": "union", "rows_in": 1},
    ]
    same = {"name": "单位1", "name_key": "单位1", "facet": "unit"}
    return {
        "sources": sources,
        "organisations": [
            unit(1, closed_on=CLOSED_ON, closed_dated=True, closed_row=1, name_row=1, insured_count=30, insured_row=2)
        ],
        "rows_units": [
            {"row_id": 1, "source_id": 1, "register": "civil_affairs", "sheet_row": 2},
            {"row_id": 2, "source_id": 2, "register": "insurance", "sheet_row": 2, "month": month},
        ],
        "rows_unions": [{"row_id": 3, "source_id": 3, "register": "union", "sheet_row": 2, "status": status,
                         "employee_count": 500}],
        "org_mentions": [
            {"mention_id": n, "register": register, **same}
            for n, register in ((1, "civil_affairs"), (2, "insurance"), (3, "union"))
        ],
        "org_rows": [
            {"row_id": 1, "role": "subject", "mention_id": 1}, {"row_id": 2, "role": "subject", "mention_id": 2},
            {"row_id": 3, "role": "employer", "mention_id": 3},
        ],
        "org_entities": [{"mention_id": n, "entity_id": unit_id(1)} for n in (1, 2, 3)],
    }  # fmt: skip


@pytest.mark.parametrize(("month", "told"), [("2022-12", False), ("2023-01", True), ("2023-02", True)])
def test_a_month_before_the_closing_is_no_contradiction(tmp_path: Path, month: str, told: bool) -> None:
    lines = _lines(tmp_path, "insurance", _unit_rows(month))
    assert [code for code, _ in lines if code == "differ.closed"] == ["differ.closed"] * told


@pytest.mark.parametrize(("month", "told"), [("2022-12", False), ("2023-01", True)])
def test_a_unit_closed_without_a_day_contradicts_only_the_month_of_the_cut_off(
    tmp_path: Path, month: str, told: bool
) -> None:
    tables = _unit_rows(month)
    tables["organisations"] = [{**tables["organisations"][0], "closed_on": date(2023, 1, 31), "closed_dated": False}]
    lines = _lines(tmp_path, "insurance", tables)
    assert [code for code, _ in lines if code == "differ.closed"] == ["differ.closed"] * told


@pytest.mark.parametrize(("status", "told"), [("已撤销", False), ("正常", True), (None, True)])
def test_a_union_that_has_ended_is_not_told_that_its_unit_is_closed(
    tmp_path: Path, status: str | None, told: bool
) -> None:
    lines = _lines(tmp_path, "union", _unit_rows("2022-12", status))
    assert [code for code, _ in lines if code == "differ.closed"] == ["differ.closed"] * told


@pytest.mark.parametrize(("relation", "told"), [("own", True), ("host", False)])
def test_a_joint_unions_staff_are_not_those_of_the_unit_where_it_sits(
    tmp_path: Path, relation: str, told: bool
) -> None:
    tables = _unit_rows("2022-12")
    tables["union_units"] = [{"union_id": union_id(1), "unit_id": unit_id(1), "relation": relation, "row_id": 3}]
    lines = _lines(tmp_path, "union", tables)
    assert [code for code, _ in lines if code == "differ.headcount"] == ["differ.headcount"] * told


def test_masked_numbers_tell_where_they_differ(tmp_path: Path) -> None:
    tables: dict[str, list[Row]] = {
        "sources": [{"source_id": 1, "source": "会员.xlsx", "register": "union", "rows_in": 2}],
        "rows_members": [{"row_id": n, "source_id": 1, "register": "union", "sheet_row": n + 1} for n in (1, 2)],
        "person_records": [
            {"row_id": 1, "register": "union", "name": "某人", "id_raw": WRONG},
            {"row_id": 2, "register": "insurance", "name": "某人", "id_raw": NUMBER, "id_number": NUMBER},
        ],
        "person_entities": [{"row_id": n, "entity_id": "p1"} for n in (1, 2)],
        "persons": [{"entity_id": "p1", "name": "某人", "id_number": NUMBER, "id_row": 2, "rows": 2}],
    }
    assert _lines(tmp_path, "union", tables) == [("differ.id_number", "339***********3195")]
    book = openpyxl.load_workbook(tmp_path / "disagreements" / "union.xlsx").worksheets[0]
    *_, titles, line = map(list, book.values)
    assert titles[10:] == ["怎样不同", "How they differ"]
    assert line[10:] == ["第15位不同", "differs at place 15"]


@pytest.mark.parametrize(
    ("dated", "there", "how"),
    [
        (True, "2023-01-01", ("注销日期 2023-01-01", "closed on 2023-01-01")),
        (False, None, ("已注销，没有写日期", "closed, no day given")),
    ],
)
def test_a_closing_is_told_in_both_languages(
    tmp_path: Path, dated: bool, there: str | None, how: tuple[str, str]
) -> None:
    tables = _unit_rows("2023-01")
    tables["organisations"] = [{**tables["organisations"][0], "closed_dated": dated}]
    _lines(tmp_path, "insurance", tables)
    *_, line = openpyxl.load_workbook(tmp_path / "disagreements" / "insurance.xlsx").worksheets[0].values
    assert (line[5], line[10:]) == (there, how)


def test_what_a_server_keeps_names_the_rows_and_hides_numbers_whatever_the_workbook_shows(tmp_path: Path) -> None:
    tables = _unit_rows("2023-01")
    for mention in tables["org_mentions"]:
        assert isinstance(mention, dict)
        mention["fingerprint"] = f"f{mention['mention_id']}"
    person = {"register": "insurance", "name": "甲", "id_raw": WRONG, "fingerprint": "p4"}
    tables |= {
        "union_units": [{"row_id": 3, "union_id": union_id(1), "unit_id": unit_id(1), "relation": "own"}],
        "rows_persons": [{"row_id": n, "source_id": 2, "register": "insurance", "sheet_row": n} for n in (4, 5)],
        "person_records": [{"row_id": 4, **person}],
        "person_entities": [{"row_id": 4, "entity_id": "p0000001"}],
        "persons": [{"entity_id": "p0000001", "name": "甲", "id_number": NUMBER, "id_row": 5}],
    }
    backend = backend_with(tmp_path, tables)
    ask_about_units(backend, unmask=True)
    write_disagreements(backend, tmp_path, keep=True)
    backend.close()
    rows = pq.read_table(tmp_path / "disagreements.parquet").to_pylist()
    assert [(row["register"], row["kind"], row["entity_kind"], row["fingerprint"], row["field"]) for row in rows] == [
        ("insurance", "differ.closed", "organisation", "f2", "closed_on"),
        ("insurance", "differ.id_number", "person", "p4", "id_number"),
        ("union", "differ.closed", "organisation", "f3", "closed_on"),
        ("union", "differ.headcount", "organisation", "f3", "employee_count"),
    ]
    number, heads = rows[1], rows[3]
    assert (number["own"], number["other"]) == ("339***********3195（第15位不同）", "339***********8195")
    where = tuple(number[name] for name in ("source", "sheet_row", "other_source", "other_row"))
    assert where == ("社保.csv", 4, "社保.csv", 5)
    assert (heads["own"], heads["other"], heads["other_register"]) == ("500", "30", "insurance")
    assert json.loads(heads["params"]) == {"share": 0.2, "least": 5}
