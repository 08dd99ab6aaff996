"""The same rows, whatever kind of file, encoding and separator they come in."""

from __future__ import annotations

import csv
import dataclasses
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guildhall.linkage.contracts import FIELDS, Register, Shape, SheetCounts
from guildhall.linkage.readers.parquet_files import open_parquet
from guildhall.linkage.readers.stage import Stager, connect
from guildhall.linkage.readers.text_files import _at_once
from guildhall.linkage.readers.titles import TitleBook
from tests.linkage.readers.files import PERSON_HEADING, PERSONS, Reading, csv_text, rows_of, write_xls, write_xlsx

ROWS = [PERSON_HEADING, *PERSONS]
FIELDS_READ = ("person_name", "id_number", "birth_date", "phone", "unit_name", "month")
CLEAN = [
    ("张三", "11010519491231002X", date(1949, 12, 31), "15400000001", "甬江合成协会", "2023-01"),
    ("李四", "440524188001010014", date(1880, 1, 1), "15400000002", "甬江合成协会", "2023-01"),
]


def check(read: Reading, path: Path) -> None:
    (sheet,) = read(Register.INSURANCE, path)
    assert sheet.shape is Shape.PERSONS
    assert sheet.source == str(path)
    assert sheet.counts == SheetCounts(2, 2, 0, 0)
    assert rows_of(sheet.accepted, *FIELDS_READ) == CLEAN
    assert sheet.mapping == dict(zip(FIELDS_READ, PERSON_HEADING, strict=True))
    assert pq.read_schema(sheet.accepted).names == ["source_row", "sheet_row", *FIELDS[Shape.PERSONS]]
    assert [str(pq.read_schema(sheet.accepted).field(name).type) for name in ("source_row", "birth_date")] == [
        "int64",
        "date32[day]",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_text(read: Reading, tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "名单.txt"
    path.write_bytes(csv_text(ROWS, separator).encode(encoding))
    check(read, path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read: Reading, tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_text(ROWS, end=end).encode())
    check(read, path)


def test_workbooks(read: Reading, tmp_path: Path) -> None:
    check(read, write_xlsx(tmp_path / "a.xlsx", {"名单": ROWS}))
    check(read, write_xls(tmp_path / "a.xls", ROWS))


def test_content_decides_and_not_the_name(read: Reading, tmp_path: Path) -> None:
    check(read, write_xlsx(tmp_path / "a.xlsx", {"名单": ROWS}).rename(tmp_path / "b.xls"))
    csv = tmp_path / "c.xls"
    csv.write_bytes(csv_text(ROWS, "\t").encode("gb18030"))
    check(read, csv)


@pytest.mark.parametrize("names", [PERSON_HEADING, FIELDS_READ])
def test_parquet(read: Reading, tmp_path: Path, names: tuple[str, ...]) -> None:
    path = tmp_path / "a.parquet"
    columns = [pa.array(column) for column in zip(*PERSONS, strict=True)]
    columns[2] = pa.array([date(1949, 12, 31), date(1880, 1, 1)])
    pq.write_table(pa.table(columns, names=list(names)), path)
    (sheet,) = read(Register.INSURANCE, path)
    assert rows_of(sheet.accepted, *FIELDS_READ) == CLEAN
    assert rows_of(sheet.accepted, "source_row", "sheet_row") == [(1, 1), (2, 2)]


def test_a_quoted_line_end_is_one_record(read: Reading, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '姓名,证件号码,参保单位名称\n张三,11010519491231002X,"甬江\n\n合成协会"\n李四,440524188001010014,乙\n'
    )
    (sheet,) = read(Register.INSURANCE, path)
    assert rows_of(sheet.accepted, "source_row", "sheet_row", "unit_name") == [(1, 2, "甬江 合成协会"), (2, 3, "乙")]


def test_rows_stay_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Over several row groups and threads, with rows refused in between."""
    count, refused = 260_000, range(7, 260_000, 50_000)
    numbers = [f"A{n:08d}" for n in range(count)]
    for n in refused:
        numbers[n] = "3.30102E+17"
    table = pa.table(
        {"姓名": ["张三"] * count, "证件号码": numbers, "参保单位名称": [f"甬江{n}" for n in range(count)]}
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=30_000)
    sheet, _ = open_parquet(tmp_path / "a.parquet", "a.parquet", Register.INSURANCE, TitleBook())
    assert sheet is not None
    for relation in (sheet.relation, None):
        with connect(tmp_path, threads=4, memory_mebibytes=512) as connection:
            stager = Stager(connection, dataclasses.replace(sheet, relation=relation))
            done = stager.run(tmp_path / "accepted.parquet", tmp_path / "rejected.parquet")
        assert (done.accepted, done.rejected) == (count - len(refused), len(refused))
        found = pq.read_table(tmp_path / "accepted.parquet")
        assert found["source_row"].to_pylist() == [n + 1 for n in range(count) if n not in refused]
        assert found["unit_name"][-1].as_py() == f"甬江{count - 1}"
        assert pq.read_table(tmp_path / "rejected.parquet")["source_row"].to_pylist() == [n + 1 for n in refused]


CELL = st.sampled_from(["", "a", "甲", "b c", '"', '""', ",", "\n", "x,y", '"a"', '"甲,乙"', '""""', '"a"b', 'a"'])


@example(rows=[("a", "", "\n"), ("\n", "", "\n")], quoted=False)
@given(
    rows=st.lists(st.tuples(CELL, CELL, st.sampled_from(["\n", "\r\n"])), min_size=1, max_size=6), quoted=st.booleans()
)
def test_a_block_read_at_once_is_what_the_careful_reader_makes_of_it(
    rows: list[tuple[str, str, str]], quoted: bool
) -> None:
    text = "".join(f'"{one}","{two}"{end}' if quoted else f"{one},{two}{end}" for one, two, end in rows)
    lines = text.splitlines(keepends=True)
    table = _at_once(lines, ",", 2)
    if table is None:
        return
    # A blank line has no cells for the careful reader, and is then given as many empty ones as the others have.
    careful = [row or ["", ""] for row in csv.reader(iter(lines), strict=True)]
    assert [list(row.values()) for row in table.to_pylist()] == careful


@pytest.mark.parametrize("text", ['"a","b"\r\n"甲","x,y"\r\n"",""\r\n', "a,b\n甲,\n,\n", '"a","b"\n'])
def test_plain_blocks_are_read_at_once(text: str) -> None:
    lines = text.splitlines(keepends=True)
    table = _at_once(lines, ",", 2)
    assert table is not None
    assert [list(row.values()) for row in table.to_pylist()] == list(csv.reader(iter(lines), strict=True))
