"""Headings wherever they stand, columns under any title, rows that are no records; every row is counted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.cli.explain import render_explanation
from guildhall.kernel.errors import UsageError
from guildhall.linkage.contracts import FIELDS, Register, Shape, SheetCounts
from guildhall.linkage.readers import Limits, explain_registers
from guildhall.linkage.readers.sheets import Staged
from guildhall.linkage.readers.stage import Stager, connect
from guildhall.linkage.readers.synonyms import remembered_file
from guildhall.linkage.readers.text_files import TextTable
from guildhall.linkage.readers.titles import TitleBook
from tests.linkage.readers.files import (
    PERSON_HEADING,
    PERSONS,
    Quiet,
    Reading,
    csv_text,
    rows_of,
    said,
    write_xls,
    write_xlsx,
)

UNITS = ("单位名称", "统一社会信用代码", "参保人数(人)", "费款所属期")


@pytest.mark.parametrize("shape", list(Shape))
def test_the_title_table_knows_every_field_once(shape: Shape) -> None:
    match = TitleBook().match(shape, [[field] for field in FIELDS[shape]])
    assert list(match.columns) == list(FIELDS[shape])
    assert match.clashes == {}


def test_heading_under_title_rows_and_rows_that_are_no_records(read: Reading, tmp_path: Path) -> None:
    rows = [
        ("2023年1月参保单位名单",),
        ("填报单位：甬江区社保中心", None, "制表日期：2023-02-01"),
        ("序号", "单位名称*", "统一社会\n信用代码", "参保人数（人）", "费款所属期"),
        (1, 2, 3, 4, 5),
        (1, "甲协会", "91350100M000100Y43", 30, 202301),
        (None,) * 5,
        ("序号", "单位名称*", "统一社会\n信用代码", "参保人数（人）", "费款所属期"),
        (2, "乙协会", None, "1,200人", "2023年1月"),
        (3, "——", "无", 5, "2023-01"),
        ("甬江区小计", None, None, 1230, None),
        (None, "合  计", None, 1230, None),
        ("制表人：某某", None, "审核人：某某"),
    ]
    (sheet,) = read(Register.INSURANCE, write_xlsx(tmp_path / "a.xlsx", {"名单": rows}))
    assert sheet.counts == SheetCounts(rows_in=9, accepted=2, rejected=1, skipped=6)
    assert rows_of(sheet.accepted, "source_row", "sheet_row", "name", "credit_code", "insured_count", "month") == [
        (2, 5, "甲协会", "91350100M000100Y43", 30, "2023-01"),
        (5, 8, "乙协会", None, 1200, "2023-01"),
    ]
    assert rows_of(sheet.rejected, "source_row", "sheet_row", "reason", "单位名称*") == [
        (6, 9, "reader.no_identity", "——")
    ]
    (skipped,) = said(sheet.warnings, "reader.skipped_rows")
    assert (skipped["blank"], skipped["headings"], skipped["totals"], skipped["notes"]) == (1, 2, 2, 1)


def test_two_rows_of_heading_and_merged_cells(read: Reading, tmp_path: Path) -> None:
    rows = [
        ("联合工会涵盖单位名单",),
        ("序号", "工会", None, "单位", None, "职工数"),
        (None, "名称", "统一社会信用代码", "名称", "统一社会信用代码", None),
        (1, "甬江联合工会", None, "甲协会", "51330200MJ88888833", 20),
        (2, None, None, "乙协会", None, 7),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"x": rows}, ["A2:A3", "B2:C2", "D2:E2", "F2:F3", "B4:B5"])
    (sheet,) = read(Register.UNION, path)
    assert sheet.shape is Shape.COVERED
    assert rows_of(sheet.accepted, "source_row", "union_name", "unit_name", "unit_credit_code", "employee_count") == [
        (1, "甬江联合工会", "甲协会", "51330200MJ88888833", 20),
        (2, "甬江联合工会", "乙协会", None, 7),
    ]
    assert said(sheet.warnings, "reader.filled_down")[0]["count"] == 1


def test_several_sheets(read: Reading, tmp_path: Path) -> None:
    unions = [("工会名称", "单位名称", "建会日期"), ("甲工会", "甲协会", "2020.5.1")]
    members = [("姓名", "身份证号", "所属工会"), ("张三", "11010519491231002X", "甲工会")]
    path = write_xlsx(tmp_path / "a.xlsx", {"说明": [("请勿修改",)], "工会": unions, "空": [], "会员": members})
    sheets = read(Register.UNION, path)
    assert [(s.source, s.shape) for s in sheets] == [
        (f"{path}#工会", Shape.UNIONS),
        (f"{path}#会员", Shape.MEMBERS),
    ]
    assert [m.params["sheet"] for m in read.progress.said if m.code == "reader.sheet_skipped"] == ["说明"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2023-02-25", date(2023, 2, 25)),
        ("2023/2/25", date(2023, 2, 25)),
        ("2023.2.25", date(2023, 2, 25)),
        ("2023年2月25日", date(2023, 2, 25)),
        ("20230225", date(2023, 2, 25)),
        (44982, date(2023, 2, 25)),
        ("44982.5", date(2023, 2, 25)),
        ("2023-02-25 13:05:00", date(2023, 2, 25)),
        ("２０２３－０２－２５", date(2023, 2, 25)),
        (datetime(2023, 2, 25), date(2023, 2, 25)),  # noqa: DTZ001  # a workbook's dates have no zone
        ("2023-02-30", None),
        ("20230230", None),
        ("25/02/2023", None),
        ("2023年2月", None),
        ("不详", None),
    ],
)
def test_dates(read: Reading, tmp_path: Path, cell: object, found: date | None) -> None:
    rows = [("姓名", "证件号码", "出生日期", "单位名称"), ("张三", "1", cell, "甲")]
    (sheet,) = read(Register.INSURANCE, write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    assert rows_of(sheet.accepted, "birth_date") == [(found,)]
    told = [m.code for m in sheet.warnings if m.code.startswith("reader.date")]
    assert bool(told) is (found is None and cell != "不详")


@pytest.mark.parametrize(
    "cell",
    ["2023-02", "202302", "2023年2月", "2023年02月份", "2023/2", "2023.02", 202302, "2023-02-01", "202302-202302"],
)
def test_months(read: Reading, tmp_path: Path, cell: object) -> None:
    (sheet,) = read(Register.INSURANCE, write_xlsx(tmp_path / "a.xlsx", {"x": [UNITS, ("甲", None, 3, cell)]}))
    assert rows_of(sheet.accepted, "month") == [("2023-02",)]


def test_numbers_that_excel_spoiled(read: Reading, tmp_path: Path) -> None:
    rows = [
        ("姓名", "证件号码", "手机号码", "单位名称"),
        ("甲", 330102199003070000, 15400000001, "x"),
        ("乙", "330102199003070000", "15400000001.0", "x"),
        ("丙", "3.30102E+17", "０１０－12345678", "x"),
        ("丁", "11010519491231002x", " 154 0000 0001", "x"),
        ("戊", 3.3010219900307e17, None, "x"),
    ]
    for path in (write_xlsx(tmp_path / "a.xlsx", {"x": rows}), write_xls(tmp_path / "a.xls", rows)):
        (sheet,) = read(Register.INSURANCE, path)
        assert rows_of(sheet.accepted, "person_name", "id_number", "phone") == [
            ("乙", "330102199003070000", "15400000001"),
            ("丁", "11010519491231002X", "15400000001"),
        ]
        assert rows_of(sheet.rejected, "source_row", "reason") == [(row, "reader.lost_digits") for row in (1, 3, 5)]


def test_old_numbers_of_15_digits_are_counted(read: Reading, tmp_path: Path) -> None:
    numbers = ("110105491231002", "11010549123100X", "11010519491231002X", "110105491231003")
    rows = [("姓名", "证件号码", "单位名称"), *((f"甲{at}", number, "x") for at, number in enumerate(numbers))]
    (sheet,) = read(Register.INSURANCE, write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    told = [(m.params["count"], m.params["sheet_row"]) for m in sheet.warnings if m.code == "reader.old_number"]
    assert told == [(2, 2)]


def test_warnings_count_and_point(read: Reading, tmp_path: Path) -> None:
    rows = [UNITS, ("甲", "9135010OM000100Y43", 1, "2023-01"), (" 乙　会", "91350100m000100y43", "约三", "2023-01")]
    rows += [("乙 会", "91350100M000100Y44", 4, "2023-01")] * 2
    (sheet,) = read(Register.INSURANCE, write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    told = {(m.code, m.params.get("column")): (m.params["count"], m.params["sheet_row"]) for m in sheet.warnings}
    assert told == {
        ("reader.mended", "单位名称"): (1, 3),
        ("reader.mended", "统一社会信用代码"): (1, 3),
        ("reader.check_digit", "统一社会信用代码"): (3, 2),
        ("reader.number_unreadable", "参保人数(人)"): (1, 3),
        ("reader.duplicate_rows", None): (1, 5),
    }


def test_unclear_columns_are_said_and_a_file_can_tell(read: Reading, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位名称,企业名称,参保人数,费款所属期\n甲,乙,3,202301\n")
    (message,) = read.refusal(Register.INSURANCE, path)
    assert message.code == "reader.ambiguous_columns"
    assert message.params["columns"] == "单位名称（A）、企业名称（B）"
    synonyms = tmp_path / "mine.yaml"
    synonyms.write_text("units:\n  name: [企业名称]\n")
    (sheet,) = read(Register.INSURANCE, path, synonyms=synonyms)
    assert rows_of(sheet.accepted, "name") == [("乙",)]
    assert sheet.mapped_by == {"name": "synonyms"}


def test_titles_are_remembered_where_a_run_says_so_and_nowhere_else(read: Reading, tmp_path: Path) -> None:
    path, synonyms, kept = tmp_path / "a.csv", tmp_path / "mine.yaml", tmp_path / "kept" / "titles.yaml"
    path.write_text("单位名称,企业名称,参保人数,费款所属期\n甲,乙,3,202301\n")
    synonyms.write_text("units:\n  name: [企业名称]\n")
    read(Register.INSURANCE, path, synonyms=synonyms)
    assert not remembered_file().exists()
    read(Register.INSURANCE, path, synonyms=synonyms, titles=kept)
    assert kept.read_text(encoding="utf-8") == "units:\n  name:\n  - 企业名称\n"
    # Remembered: the next run needs no file, and says so.
    (sheet,) = read(Register.INSURANCE, path, titles=kept)
    assert rows_of(sheet.accepted, "name") == [("乙",)]
    assert sheet.mapped_by == {"name": "remembered"}
    assert read.progress.said[-1].code == "reader.remembered_used"
    # A run that is not told of them does not know them.
    assert read.refusal(Register.INSURANCE, path)[0].code == "reader.ambiguous_columns"


def test_a_missing_column_is_named(read: Reading, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("机构大名,参保人数,费款所属期,单位编号,联系电话\n甲,3,202301,1,2\n")
    (message,) = read.refusal(Register.INSURANCE, path)
    assert (message.code, message.params["field"]) == ("reader.missing_column", "name")
    synonyms = tmp_path / "mine.yaml"
    synonyms.write_text("units: {name: 机构大名}")
    (sheet,) = read(Register.INSURANCE, path, synonyms=synonyms)
    assert rows_of(sheet.accepted, "name") == [("甲",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("units: [", "reader.synonyms_unreadable"),
        ("unit: {name: [x]}", "reader.synonyms_field"),
        ("units: {nam: [x]}", "reader.synonyms_field"),
        ("units: {name: 3}", "reader.synonyms_unreadable"),
        ("units: {name: [x], phone: [x]}", "reader.synonyms_twice"),
    ],
)
def test_synonyms_that_cannot_be_meant(read: Reading, tmp_path: Path, text: str, code: str) -> None:
    synonyms = tmp_path / "mine.yaml"
    synonyms.write_text(text)
    with pytest.raises(UsageError) as refusal:
        read(Register.INSURANCE, synonyms=synonyms)
    assert [m.code for m in refusal.value.messages] == [code]


def stage(folder: Path, text: str) -> Staged:
    """In this process, for many small tables."""
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    sheet, _ = TextTable(path, "a.csv").open(Register.INSURANCE, TitleBook())
    if sheet is None:
        raise AssertionError("not recognised")
    with connect(folder, threads=1, memory_mebibytes=256) as connection:
        return Stager(connection, sheet).run(folder / "accepted.parquet", folder / "rejected.parquet")


BLANK, TITLES, TOTAL, NOTE = ("", "", "", ""), UNITS, ("合计", "", "99", ""), ("制表人：某", "", "", "")
INSERTED = st.sampled_from([BLANK, TITLES, TOTAL, NOTE, ()])
RECORD = st.tuples(
    st.sampled_from(["甲协会", "乙公司", "说明文化中心", "合计小学", "统计学会", "共计之家"]),
    st.sampled_from(["", "91350100M000100Y43"]),
    st.integers(0, 999).map(str),
    st.just("2023-01"),
)
NOBODY = st.just(("——", "", "7", "2023-01"))


@given(
    above=st.lists(st.sampled_from([("参保名单",), ("填报单位：某",), ()]), max_size=3),
    body=st.lists(st.one_of(RECORD, INSERTED, NOBODY), max_size=25),
)
def test_every_record_is_counted_once(
    above: list[tuple[str, ...]], body: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("counts")
    done = stage(folder, csv_text([*above, UNITS, *body]))
    records = [(n, row) for n, row in enumerate(body, 1) if row and row[-1] == "2023-01" and row[0] != "——"]
    nobody = sum(1 for row in body if row and row[0] == "——")
    assert done.rows_in == len(body) == done.accepted + done.rejected + done.skipped
    assert (done.accepted, done.rejected) == (len(records), nobody)
    found = rows_of(folder / "accepted.parquet", "source_row", "sheet_row", "name")
    assert found == [(n, n + len(above) + 1, row[0]) for n, row in records]


def test_explanation_says_how_and_shows_no_number_in_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUILDHALL_HOME", str(tmp_path / "home"))
    path = write_xlsx(tmp_path / "a.xlsx", {"x": [("名单",), (*PERSON_HEADING, "备注"), *PERSONS * 4]})
    told = explain_registers({Register.INSURANCE: [str(path)]}, tmp_path / "w", progress=Quiet(), limits=Limits())
    (sheet,) = told.sheets
    assert (sheet.shape, sheet.heading, sheet.unmapped, sheet.rows_in) == (Shape.PERSONS, (2, 2), ("备注",), 8)
    assert len(sheet.preview) == 5
    for text in (render_explanation(told), render_explanation(told, as_json=True)):
        assert "证件号码" in text
        assert "备注" in text
        assert "110***********002X" in text
        assert all(number not in text for row in PERSONS for number in (row[1], row[3]))
