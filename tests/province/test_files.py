"""The files read again by other hands: every row stands where truth says, and holds what truth says was written."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import duckdb
import openpyxl
import pytest

from guildhall.province.large_workbooks import to_workbooks
from guildhall.province.make import FOREIGN_FOLDER, MIXED_TOO_LARGE, make_province
from guildhall.province.numbers import PHONE_SEGMENT
from guildhall.province.scale import SCALES, reduced

Records = dict[str, list[list[str]]]  # source → records below the header, from 1 at index 0

HEADER_WORDS = {"社会组织名称", "企业名称", "参保单位名称", "工会全称", "联合工会名称", "姓名", "姓名*"}


def read_mixed(folder: Path) -> Records:
    found: Records = {}
    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for page in book.worksheets:
            rows = [["" if v is None else str(v) for v in row] for row in page.iter_rows(values_only=True)]
            header = max(n for n, row in enumerate(rows[:6]) if HEADER_WORDS & set(row)) + 1
            source = f"{path.name}#{page.title}" if len(book.worksheets) > 1 else path.name
            found[source] = rows[header:]
    for name, encoding in (("market.csv", "gb18030"), ("insurance_persons.csv", "utf-8-sig")):
        with (folder / name).open(encoding=encoding, newline="") as file:
            found[name] = list(csv.reader(file))[1:]
    return found


@pytest.fixture(scope="module")
def records(mixed: Path) -> Records:
    return read_mixed(mixed)


def links(folder: Path) -> list[tuple[str, int, str, str]]:
    query = f"SELECT source, source_row, role, entity_id FROM '{folder}/truth/links.parquet'"
    return duckdb.connect().execute(query).fetchall()


def errors(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth" / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_link_names_a_record_that_holds_data(mixed: Path, records: Records) -> None:
    for source, row, _, _ in links(mixed):
        cells = records[source][row - 1]
        assert any(cells), (source, row)
        assert cells[0] != "合计", (source, row)
        assert not HEADER_WORDS & set(cells), (source, row)


def test_every_record_that_holds_data_is_linked_or_refused(mixed: Path, records: Records) -> None:
    linked = {(source, row) for source, row, _, _ in links(mixed)}
    floats = {(e["source"], int(e["source_row"])) for e in errors(mixed) if e["kind"] == "id_float"}
    for source, rows in records.items():
        for number, cells in enumerate(rows, start=1):
            furniture = not any(cells) or cells[0] == "合计" or bool(HEADER_WORDS & set(cells))
            assert furniture != ((source, number) in linked or (source, number) in floats), (source, number, cells)


def test_what_was_written_stands_in_the_named_record(mixed: Path, records: Records) -> None:
    checked: Counter[str] = Counter()
    for error in errors(mixed):
        if error["written"] and error["kind"] not in ("id_float", "birth_wrong"):
            cells = records[error["source"]][int(error["source_row"]) - 1]
            assert error["written"] in cells, error
            checked[error["kind"]] += 1
    assert len(checked) > 15


def test_the_furniture_of_offices_is_there(records: Records) -> None:
    assert {s.split("#")[1] for s in records if "#" in s} == {"社会团体", "社会服务机构", "基金会", "注销名单"}
    assert [r[0] for s, r in ((s, rows[-1]) for s, rows in records.items()) if s.startswith("civil")] == ["合计"] * 4
    assert records["insurance_units.xlsx"][-1][0] == "合计"


def test_float_identity_numbers_have_lost_their_digits(mixed: Path, records: Records) -> None:
    floats = [e for e in errors(mixed) if e["kind"] == "id_float"]
    assert floats
    for error in floats:
        cells = records[error["source"]][int(error["source_row"]) - 1]
        assert error["original"] not in cells


def test_plain_and_mixed_hold_the_same_truth(plain: Path, mixed: Path) -> None:
    def counted(folder: Path) -> Counter[tuple[str, str, str]]:
        return Counter((s.split(".")[0], role, entity) for s, _, role, entity in links(folder))

    assert counted(plain) == counted(mixed)


def test_csv_and_parquet_hold_the_same_rows(plain: Path, tmp_path: Path) -> None:
    make_province(reduced(10), 7, tmp_path / "csv", "csv")
    for path in sorted(plain.glob("*.parquet")):
        expected = duckdb.connect().execute(f"SELECT * FROM '{path}'").fetchall()
        with (tmp_path / "csv" / f"{path.stem}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [tuple(v or None for v in row) for row in list(csv.reader(file))[1:]] == expected


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(Exception, match=FOREIGN_FOLDER.code):
        make_province(reduced(10), 7, tmp_path, "parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["letters.txt"]


def test_an_earlier_province_is_replaced(plain: Path, tmp_path: Path) -> None:
    out = tmp_path / "p"
    make_province(reduced(40), 1, out, "csv")
    make_province(reduced(40), 2, out, "parquet")
    assert not list(out.glob("*.csv"))
    assert [p.name for p in tmp_path.iterdir()] == ["p"]


def test_mixed_is_for_one_shard_only(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=MIXED_TOO_LARGE.code):
        make_province(SCALES["1m"], 1, tmp_path / "p", "mixed")
    assert list(tmp_path.iterdir()) == []


def test_phones_are_well_formed_and_of_the_unallocated_segment(records: Records) -> None:
    phones = {row[5] for row in records["insurance_persons.csv"] if row[5]}
    assert {p[:3] for p in phones} == {PHONE_SEGMENT}
    assert {len(p) for p in phones} == {11}


def test_long_lists_are_split_over_workbooks_and_renumbered(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    to_workbooks(plain, tmp_path, most=3_000)
    assert len(list(tmp_path.glob("insurance_persons_*.xlsx"))) > 1
    written: dict[str, list[tuple[object, ...]]] = {}
    for path in tmp_path.glob("*.xlsx"):
        page = openpyxl.load_workbook(path).worksheets[0]
        written[path.name] = [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)]
    for stem in ("insurance_persons", "union_orgs"):
        whole = duckdb.connect().execute(f"SELECT * FROM '{plain}/{stem}.parquet'").fetchall()
        names = sorted(name for name in written if name.startswith(stem))
        assert [row for name in names for row in written[name]] == whole
    assert len(links(tmp_path)) == len(links(plain))
    held = {(name, number) for name, rows in written.items() for number in range(1, len(rows) + 1)}
    assert {(source, row) for source, row, _, _ in links(tmp_path)} <= held
    for error in errors(tmp_path)[::50]:
        if error["written"] and error["kind"] not in ("id_float", "birth_wrong"):
            assert error["written"] in written[error["source"]][int(error["source_row"]) - 1]
