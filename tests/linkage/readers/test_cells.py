"""A file that came back is read as the text of its cells, in a child process with limits."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.readers.cells import read_cells
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook

ROWS = [["编号", "说明"], ["S00001", "甲,乙"], ["", ""], ["S00002", "丙"]]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_every_sheet_of_a_workbook_is_read_with_its_blank_rows(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "甲"
    for row in ROWS:
        page.append([cell or None for cell in row])
    other = book.create_sheet("乙")
    other.append(["x", 12, None])
    other.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    assert read_cells(tmp_path / "a.xlsx", "a.xlsx", work) == {"甲": ROWS, "乙": [["x", "12"]]}


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (",", "utf-8-sig"), ("\t", "gb18030"), (";", "utf-16"), ("|", "utf-8")]
)
def test_a_text_file_is_read_whatever_its_separator_and_encoding(
    tmp_path: Path, work: Path, separator: str, encoding: str
) -> None:
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert read_cells(tmp_path / "a.csv", "a.csv", work) == {"": ROWS}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "reader.empty_file"),
        (b"PK\x03\x04", "reader.damaged"),
        (b"PAR1 and more", "reader.format"),
        (b'a,b\n"c,d\n', "reader.quotes"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, work: Path, content: bytes, code: str) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UnreadableInput, match=code):
        read_cells(tmp_path / "a", "a.csv", work)


def test_a_workbook_that_would_unpack_to_too_much_is_refused(tmp_path: Path, work: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [Sheet("甲", [Column("a")], ([f"{n}甲乙丙"] for n in range(60_000)))])
    with pytest.raises(UnreadableInput, match=r"reader\.bomb"):
        read_cells(tmp_path / "a.xlsx", "a.xlsx", work, limits=Limits(unpacked_mebibytes=1))


def test_a_cell_offers_what_may_be_filled_in_and_lines_stand_above_the_titles(tmp_path: Path) -> None:
    write_workbook(
        tmp_path / "a.xlsx", [Sheet("甲", [Column("a"), Column("b", choices=("是", "否"))], [["x", ""]], "1\n2")]
    )
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [row[0] for row in page.iter_rows(values_only=True)] == ["1", "2", "a", "x"]
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref).split(":")[0]) == ('"是,否"', "B4")
