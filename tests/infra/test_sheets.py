"""Tables handed out: the mark first, numbers as numbers, and no text that a spreadsheet runs."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from guildhall.infra.sheets import Table, as_csv, as_xlsx

TABLE = Table(
    "表",
    "=HYPERLINK(1) · 导出 export 7",
    ("地方 place", "数值 value"),
    [("海曙区", 1234), ("=1+1", 0), ("@sum", -5), ("甲,乙\n丙", None)],
)


def test_csv_is_opened_by_excel_and_runs_nothing() -> None:
    made = as_csv(TABLE)
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["'=HYPERLINK(1) · 导出 export 7"],
        ["地方 place", "数值 value"],
        ["海曙区", "1234"],
        ["'=1+1", "0"],
        ["'@sum", "-5"],
        ["甲,乙\n丙", ""],
    ]


def test_workbook_holds_numbers_as_numbers_and_text_as_text() -> None:
    sheet = load_workbook(BytesIO(as_xlsx(TABLE))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1:] == [
        ["地方 place", "数值 value"],
        ["海曙区", 1234],
        ["'=1+1", 0],
        ["'@sum", -5],
        ["甲,乙\n丙", None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_same_table_same_bytes(make: object) -> None:
    assert callable(make)
    assert make(TABLE) == make(TABLE)
