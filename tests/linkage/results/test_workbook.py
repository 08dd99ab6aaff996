"""Workbooks: the same rows give the same bytes, text stays text, dates are dates, long lists go on."""

import re
import time
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.results import workbook
from guildhall.linkage.results.books import write_people_books
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook
from tests.linkage.results.filled import Row, backend_with, unit, unit_id

COLUMNS = (Column("名称", 20), Column("人数"), Column("日期", 12), Column("备注", 30, wrap=True))
ROWS = [
    ("0012345", 412, date(2023, 1, 31), "=cmd|' /C calc'!A0"),
    ("+8657412345678", None, None, "@SUM(1)"),
    ("宁波市海曙区书画协会", 0, date(1899, 12, 31), ""),
]


def values(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_text_is_text_numbers_are_numbers_and_no_formula_runs(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    assert write_workbook(path, [Sheet("名单", COLUMNS, ROWS, "说明")]) == 3
    page = openpyxl.load_workbook(path)["名单"]
    cells = list(page.iter_rows())
    assert [cell.value for cell in cells[1]] == ["名称", "人数", "日期", "备注"]
    assert cells[2][0].value == "0012345"
    assert (cells[2][1].value, cells[2][1].data_type) == (412, "n")
    assert cells[2][2].data_type == "d"
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d"}  # no "f": nothing is computed
    assert cells[2][3].value == "'=cmd|' /C calc'!A0"
    assert cells[3][0].value == "'+8657412345678"
    assert page.freeze_panes == "A3"


def test_the_same_rows_give_the_same_bytes_whatever_the_clock(tmp_path: Path) -> None:
    written = []
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [Sheet("名单", COLUMNS, ROWS)])
        written.append((tmp_path / name).read_bytes())
        time.sleep(1.1)  # the zip's clock has steps of two seconds, a workbook's of one
    assert written[0] == written[1]


TEXTS = st.one_of(
    st.none(),
    st.text(st.sampled_from("a0中 （_<&\"'=\t\n\x02\u3000\ufffe\U00020000x4F"), max_size=6),
    st.text(max_size=4),
    st.sampled_from(["/registers/a_b.parquet", "_x0041_", "a_x0041_", "(a) b", "a" * 40_000]),
)
WHOLES = st.one_of(st.none(), st.integers(-(10**17), 10**17), st.sampled_from([10**15, 10**15 - 1, -(10**15)]))
FLOATS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
DAYS = st.one_of(
    st.none(), st.dates(date(1899, 12, 31), date(2200, 1, 1)), st.dates(date(1900, 2, 27), date(1900, 3, 2))
)
VALUES = st.one_of(TEXTS, WHOLES, FLOATS, DAYS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), max_size=6))
def test_plain_rows_are_written_as_xlsxwriter_writes_them(
    tmp_path: Path, rows: list[tuple[workbook.Value, ...]]
) -> None:
    write_workbook(tmp_path / "quick.xlsx", [Sheet("名单", COLUMNS, rows, "说明")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "_PLAIN", re.compile("(?!)"))  # nothing is plain: xlsxwriter writes every text
        patch.setattr(workbook, "_WHOLE", 0)
        patch.setattr(workbook, "_FIRST_DAY", date.max)
        write_workbook(tmp_path / "slow.xlsx", [Sheet("名单", COLUMNS, rows, "说明")])
    assert (tmp_path / "quick.xlsx").read_bytes() == (tmp_path / "slow.xlsx").read_bytes()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, WHOLES, DAYS, TEXTS, FLOATS), max_size=6), st.integers(1, 4))
def test_columns_are_written_as_rows_are(tmp_path: Path, rows: list[tuple[workbook.Value, ...]], size: int) -> None:
    kinds = [pa.string(), pa.int64(), pa.date32(), pa.string(), pa.float64()]
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(kinds)]
    batches = pa.table(columns, names=list("abcde")).to_batches(max_chunksize=size)
    listed = (*COLUMNS, Column("比率"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "SHEET_ROWS", 5)
        assert write_workbook(tmp_path / "columns.xlsx", [Sheet("名单", listed, batches, "说明")]) == len(rows)
        write_workbook(tmp_path / "rows.xlsx", [Sheet("名单", listed, rows, "说明")])
    assert (tmp_path / "columns.xlsx").read_bytes() == (tmp_path / "rows.xlsx").read_bytes()


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    path = tmp_path / "book.xlsx"
    assert write_workbook(path, [Sheet("名单", COLUMNS[:1], [(str(i),) for i in range(7)])]) == 7
    assert openpyxl.load_workbook(path).sheetnames == ["名单", "名单 2", "名单 3"]
    assert values(path, "名单 3") == [("名称",), ("6",)]


def test_an_empty_list_still_has_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    assert write_workbook(path, [Sheet("名单", COLUMNS, [])]) == 0
    assert values(path, "名单") == [("名称", "人数", "日期", "备注")]


def test_a_book_written_beside_the_run_is_the_same_book(tmp_path: Path) -> None:
    names, counts, days, notes = zip(*ROWS, strict=True)
    rows = pa.table({"a": pa.array(names), "b": pa.array(counts), "c": pa.array(days), "d": pa.array(notes)})
    work = tmp_path / "work"
    work.mkdir()
    with Elsewhere(work) as elsewhere:
        elsewhere.write(tmp_path / "beside.xlsx", [("名单", COLUMNS, rows, "说明")])
        elsewhere.wait()
    write_workbook(tmp_path / "here.xlsx", [Sheet("名单", COLUMNS, ROWS, "说明")])
    assert (tmp_path / "beside.xlsx").read_bytes() == (tmp_path / "here.xlsx").read_bytes()


def test_a_book_that_cannot_be_written_beside_the_run_is_an_error(tmp_path: Path) -> None:
    rows = pa.table({"a": pa.array(["x"])})
    with Elsewhere(tmp_path) as elsewhere:
        elsewhere.write(tmp_path / "missing" / "book.xlsx", [("名单", COLUMNS[:1], rows, "")])
        with pytest.raises(OSError, match=r"book\.xlsx could not be written"):
            elsewhere.wait()


def test_long_lists_as_csv_open_rightly_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with duckdb_backend(tmp_path) as backend:
        backend.write_csv("SELECT '甲,乙' AS 名称, 2 AS 人数 UNION ALL SELECT NULL, 3 ORDER BY 人数", path)
    assert path.read_bytes() == '\ufeff名称,人数\n"甲,乙",2\n,3\n'.encode()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["list.csv"]


def test_the_books_of_people_leave_nobody_out(tmp_path: Path) -> None:
    """A unit may be placed in a county, at its city only, outside the province, or nowhere; a person may have none."""
    places = ["330203", "330203001", "3302", "330200", "310000", "", None]
    units: list[Row] = [unit(number, place=place) for number, place in enumerate(places, start=1)]
    persons: list[Row] = [
        {"entity_id": f"p{number}", "name": f"人{number}", "employer_id": unit_id(number), "rows": 1}
        for number in range(1, len(places) + 2)  # the last one's employer is unknown
    ]
    backend = backend_with(tmp_path, {"organisations": units, "persons": persons})
    assert write_people_books(backend, tmp_path, unmask=False) == len(persons)
    backend.close()
    assert sorted(path.name for path in (tmp_path / "persons").iterdir()) == [
        "330203-海曙区.xlsx",
        "市本级或地方不明.xlsx",
    ]
