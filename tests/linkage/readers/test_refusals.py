"""Files that must not or cannot be read: real files, each with its own sentence, in bounded time and room."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import Limits
from guildhall.linkage.readers.read import ENVIRONMENT
from tests.linkage.readers.files import PERSON_HEADING, PERSONS, Reading, csv_text, write_xls, write_xlsx

ROWS = [PERSON_HEADING, *PERSONS]


def refused(read: Reading, path: Path, **limits: int) -> list[str]:
    return [message.code for message in read.refusal(Register.INSURANCE, path, limits=Limits(**limits))]


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def add(path: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return path


def test_missing_directory_and_twice(read: Reading, tmp_path: Path) -> None:
    good = put(tmp_path / "a.csv", csv_text(ROWS).encode())
    other = tmp_path / "b.csv"
    other.symlink_to(good)
    found = read.refusal(Register.INSURANCE, tmp_path / "none.csv", tmp_path, good, other)
    assert [m.code for m in found] == ["reader.missing", "reader.directory", "reader.duplicate_file"]
    assert str(good) in found[2].zh


def test_every_bad_file_is_named_at_once(read: Reading, tmp_path: Path) -> None:
    good = put(tmp_path / "a.csv", csv_text(ROWS).encode())
    empty = put(tmp_path / "b.csv", b"")
    pdf = put(tmp_path / "c.xlsx", b"%PDF-1.7 ...")
    found = read.refusal(Register.INSURANCE, empty, good, pdf)
    assert [(m.code, m.params["file"]) for m in found] == [
        ("reader.empty_file", str(empty)),
        ("reader.format", str(pdf)),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "reader.empty_file"),
        (b"\xef\xbb\xbf\r\n\r\n", "reader.empty_file"),
        (b"<html><body><table><tr><td>\xe5\xa7\x93</td></tr></table></body></html>", "reader.format"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "reader.format"),
        (b"\x89PNG\r\n\x1a\n0000", "reader.format"),
        ("姓名,证件号码,参保单位名称\n张三,1\0,x\n".encode(), "reader.nul"),
        ("姓名,证件号码,参保单位名称\n".encode() + b"\xff\xff\xff,1,2\n", "reader.encoding"),
        (
            "姓名,证件号码,参保单位名称\n".encode() + "张三,1,协会\n".encode() * 99 + b"\xe5\xbc,1,2\n",
            "reader.encoding",
        ),
        ('姓名,证件号码,参保单位名称\n"张三,1,x\n李四,2,y\n'.encode(), "reader.quotes"),
        (f"姓名,证件号码,参保单位名称\n张三,1,{'x' * 100_001}\n".encode(), "reader.long_cell"),
        ("姓名,证件号码,参保单位名称\n张三,1,x\n李四,2,城东路1号,2楼\n".encode(), "reader.ragged"),
        ("甲,乙,丙\n1,2,3\n".encode(), "reader.no_sheet"),
        (b"PAR1 not really", "reader.damaged"),
        (b"PK\x03\x04 cut short", "reader.damaged"),
    ],
)
def test_contents(read: Reading, tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(read, put(tmp_path / "a.csv", content)) == [code]


def test_the_row_is_told(read: Reading, tmp_path: Path) -> None:
    body = "姓名,证件号码,参保单位名称\n张三,1,x\n李四,2,城东路1号,2楼\n"
    (message,) = read.refusal(Register.INSURANCE, put(tmp_path / "a.csv", body.encode()))
    assert (message.params["row"], message.params["found"], message.params["expected"]) == (3, 4, 3)
    nul = put(tmp_path / "b.csv", body.replace("2楼", "\0").encode())
    (message,) = read.refusal(Register.INSURANCE, nul)
    assert message.params["row"] == 3
    wrong = put(tmp_path / "c.csv", body.encode()[:-10] + b"\xff\n")
    assert [m.params["row"] for m in read.refusal(Register.INSURANCE, wrong)] == [3]


def test_chinese_sentences_hold_no_words_of_a_library(read: Reading, tmp_path: Path) -> None:
    for content in (b"PAR1 not really", b"PK\x03\x04 cut short"):
        (message,) = read.refusal(Register.INSURANCE, put(tmp_path / "a.xlsx", content))
        assert not re.search(
            "[A-Za-z]{2}", message.zh.removeprefix(str(tmp_path / "a.xlsx")).replace("Excel", "").replace("Parquet", "")
        )


def test_truncated_workbooks(read: Reading, tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", {"名单": ROWS}).read_bytes()
    assert refused(read, put(tmp_path / "b.xlsx", whole[: len(whole) // 2])) == ["reader.damaged"]
    old = write_xls(tmp_path / "a.xls", ROWS).read_bytes()
    assert refused(read, put(tmp_path / "b.xls", old[:700])) in (["reader.damaged"], ["reader.format"])


def test_a_bad_byte_inside_a_workbook(read: Reading, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, {"名单": ROWS})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    content[start : start + 40] = os.urandom(1) * 40
    assert refused(read, put(tmp_path / "b.xlsx", bytes(content))) == ["reader.damaged"]


def test_passwords(read: Reading, tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert refused(read, put(tmp_path / "a.xlsx", ole)) == ["reader.password"]
    old = bytearray(write_xls(tmp_path / "b.xls", ROWS).read_bytes())
    after_bof = 512 + 4 + struct.unpack_from("<H", old, 514)[0]
    struct.pack_into("<H", old, after_bof, 0x2F)
    assert refused(read, put(tmp_path / "c.xls", bytes(old))) == ["reader.password"]


def test_macros(read: Reading, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"名单": ROWS})
    assert refused(read, add(path, "xl/vbaProject.bin", b"macro")) == ["reader.macro"]


def test_a_bomb(read: Reading, tmp_path: Path) -> None:
    path = add(write_xlsx(tmp_path / "a.xlsx", {"名单": ROWS}), "xl/media/a.bin", bytes(80 << 20))
    assert path.stat().st_size < 200_000
    (message,) = read.refusal(Register.INSURANCE, path)
    assert (message.code, message.params["mebibytes"]) == ("reader.bomb_ratio", 80)
    (message,) = read.refusal(Register.INSURANCE, path, limits=Limits(unpacked_mebibytes=79))
    assert (message.code, message.params["limit"]) == ("reader.bomb", 79)
    (message,) = read.refusal(Register.INSURANCE, path, limits=Limits(ratio_from_mebibytes=100, members=3))
    assert (message.code, message.params["limit"]) == ("reader.bomb_members", 3)


def far(path: Path, *, padding: int = 0) -> Path:
    """A workbook of a few kB with one cell at the far corner."""
    write_xlsx(path.with_suffix(".plain"), {"名单": ROWS})
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>' + b" " * padding
    with zipfile.ZipFile(path.with_suffix(".plain")) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            content = source.read(info)
            out.writestr(info, content.replace(b"</sheetData>", corner) if "sheet1.xml" in info.filename else content)
    return path


def test_a_far_cell_is_named(read: Reading, tmp_path: Path) -> None:
    (message,) = read.refusal(Register.INSURANCE, far(tmp_path / "a.xlsx"))
    assert (message.code, message.params["cell"], message.params["sheet"]) == ("reader.far_cell", "XFD1048576", "名单")


def test_a_child_that_dies_of_a_far_cell_is_told(read: Reading, tmp_path: Path) -> None:
    # Within the limit of cells that is looked for, yet more than the memory allows: the parser aborts the child.
    path = far(tmp_path / "a.xlsx")
    assert refused(read, path, cells=1 << 40, memory_mebibytes=2048) == ["reader.memory"]


def test_a_child_that_dies_leaves_the_next_file_alone(read: Reading, tmp_path: Path) -> None:
    # One at a time, so that all of them begin in the same process.
    good = put(tmp_path / "b.csv", csv_text(ROWS).encode())
    path = far(tmp_path / "a.xlsx")
    empty = put(tmp_path / "c.csv", b"")
    limits = Limits(cells=1 << 40, memory_mebibytes=2048, workers=1)
    found = read.refusal(Register.INSURANCE, path, good, empty, limits=limits)
    assert [(m.code, m.params["file"]) for m in found] == [
        ("reader.memory", str(path)),
        ("reader.empty_file", str(empty)),
    ]


def test_the_process_that_forks_readers_has_one_thread() -> None:
    code = "import importlib, os; from guildhall.linkage.readers import child\n"
    code += "for name in child._LIBRARIES: importlib.import_module(name)\n"
    code += "print(len(os.listdir('/proc/self/task')))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n" or sys.platform != "linux", done.stderr


def test_time_runs_out(read: Reading, tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", csv_text([PERSON_HEADING, *PERSONS * 200_000]).encode())
    assert refused(read, path, seconds=1) == ["reader.too_long"]


def test_damaged_parquet(read: Reading, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(dict(zip(PERSON_HEADING, zip(*PERSONS, strict=True), strict=True))), path)
    content = path.read_bytes()
    assert refused(read, put(tmp_path / "b.parquet", content[: len(content) - 20])) == ["reader.damaged"]


def test_a_refusal_can_be_shown_again(read: Reading, tmp_path: Path) -> None:
    (message,) = read.refusal(Register.INSURANCE, put(tmp_path / "a.csv", b""))
    assert json.loads(json.dumps(message.as_dict()))["code"] == "reader.empty_file"


def _with_formula(path: Path, cell: str, formula: str) -> Path:
    """A workbook as libraries write it: formulas without their results. openpyxl stores none."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(list(row))
    sheet[cell] = formula
    sheet["Z1"] = "=1+1"  # in a column that is no field of ours
    book.save(path)
    return path


def test_a_formula_without_its_result_is_refused_with_its_cell_and_not_read_as_empty(
    read: Reading, tmp_path: Path
) -> None:
    column = "ABCDEFGH"[PERSON_HEADING.index("姓名")]
    path = _with_formula(tmp_path / "export.xlsx", f"{column}3", '=CONCATENATE("王","五")')
    [message] = read.refusal(Register.INSURANCE, path, limits=Limits())
    assert (message.code, message.params["cell"], message.params["count"]) == ("reader.uncomputed", f"{column}3", 1)
    read(Register.INSURANCE, _with_formula(tmp_path / "elsewhere.xlsx", "Y2", "=1+1"))
