"""Rows that were refused go back to their office as they came."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from guildhall.linkage.contracts import Register, Shape, SheetCounts, StagedSheet
from guildhall.linkage.results.rejected import write_rejected
from guildhall.linkage.results.write import WRITTEN

NUMBER, LONG = "0012345678", "339901199003078195"


def test_long_numbers_stay_whole_in_the_workbook(tmp_path: Path) -> None:
    refused = tmp_path / "refused.parquet"
    params = '{"source": "a.csv", "count": 1, "sheet_row": 2, "column": "x"}'
    row = {"source_row": [1], "sheet_row": [2], "reason": ["reader.no_identity"], "params": [params]}
    parquet.write_table(pa.table({**row, "会员号": [NUMBER], "备注": [LONG]}), refused)
    sheet = StagedSheet(
        Register.UNION, Shape.MEMBERS, "a.csv", Path("a.csv"), "", refused, refused, SheetCounts(1, 0, 1, 0)
    )
    assert write_rejected(tmp_path, [sheet]) == 1
    book = openpyxl.load_workbook(tmp_path / "rejected" / "01-union-members.xlsx").worksheets[0]
    titles, values = ([cell.value for cell in line] for line in book.iter_rows())
    assert titles == ["来源", "行号", "原因", "reason", "会员号", "备注"]
    assert (values[0], values[1], values[4:]) == ("a.csv", 2, [NUMBER, LONG])
    assert all(WRITTEN.fullmatch(f"rejected/{path.name}") for path in (tmp_path / "rejected").iterdir())


def test_where_nothing_was_refused_there_is_no_folder(tmp_path: Path) -> None:
    sheet = StagedSheet(
        Register.UNION, Shape.MEMBERS, "a.csv", Path("a.csv"), "", tmp_path, None, SheetCounts(1, 1, 0, 0)
    )
    assert write_rejected(tmp_path, [sheet]) == 0
    assert list(tmp_path.iterdir()) == []
