"""Templates, and the two files that a filled one becomes."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import docx
import pytest

from guildhall.infra.documents import Align, Document, Grid, Template, Text, Weight, as_docx, as_pdf, parse
from guildhall.kernel.clocks import CHINA

AT = datetime(2026, 11, 24, 9, tzinfo=CHINA)
TEMPLATE = """
title: 关于成立{union}的请示
body:
  - centre: "{number}"
  - to: "{upper}："
  - text: 现有职工 {employees} 人。
  - {only: women, text: "女会员 {women} 人。"}
  - heading: 名单
  - table: {rows: people, columns: [{title: 姓名, value: name, width: 2}, {title: 备注, value: note}]}
  - {only: nobody, table: {rows: nobody, columns: [{title: 姓名, value: name}]}}
  - right: 2026 年 11 月 24 日
"""
VALUES = {"union": "某园工会", "number": "1 号", "upper": "某街道总工会", "employees": "30", "women": ""}
PEOPLE = {"people": [{"name": "甲{union}", "note": "# |"}], "nobody": []}


@pytest.fixture
def template() -> Template:
    return parse(TEMPLATE)


def test_values_stand_where_the_template_names_them_and_say_nothing_else(template: Template) -> None:
    assert template.names == {"union", "number", "upper", "employees", "women"}
    assert template.fill(VALUES, PEOPLE) == Document(
        "关于成立某园工会的请示",
        (
            Text("1 号", Align.CENTRE),
            Text("某街道总工会："),
            Text("现有职工 30 人。", indent=True),
            Text("名单", weight=Weight.HEADING),
            Grid(("姓名", "备注"), (("甲{union}", "# |"),), (2, 1)),
            Text("2026 年 11 月 24 日", Align.RIGHT),
        ),
    )


def test_a_block_with_a_condition_stands_where_its_value_is_given(template: Template) -> None:
    filled = template.fill({**VALUES, "women": "10"}, {**PEOPLE, "nobody": [{"name": "乙"}]})
    assert Text("女会员 10 人。", indent=True) in filled.blocks
    assert Grid(("姓名",), (("乙",),), (1,)) in filled.blocks


def test_a_value_that_is_not_given_is_a_mistake_of_the_caller(template: Template) -> None:
    with pytest.raises(KeyError, match="upper"):
        template.fill({name: text for name, text in VALUES.items() if name != "upper"}, PEOPLE)


@pytest.mark.parametrize(
    "text",
    ["- a", "title: x", "title: x\nbody: [{shout: x}]", "title: x\nbody: [x]", "title: x\nbody: [{a: 1, to: 2}]"],
)
def test_a_template_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"template|block"):
        parse(text)


def test_docx_holds_every_text_and_table(template: Template) -> None:
    written = docx.Document(BytesIO(as_docx(template.fill(VALUES, PEOPLE), at=AT)))
    assert [paragraph.text for paragraph in written.paragraphs] == [
        "关于成立某园工会的请示", "1 号", "某街道总工会：", "现有职工 30 人。", "名单", "2026 年 11 月 24 日",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in written.tables[0].rows] == [
        ["姓名", "备注"],
        ["甲{union}", "# |"],
    ]
    assert written.core_properties.title == "关于成立某园工会的请示"


def test_pdf_carries_its_typeface_and_grows_with_its_rows(template: Template) -> None:
    short = as_pdf(template.fill(VALUES, PEOPLE), at=AT)
    long = as_pdf(
        template.fill(VALUES, {**PEOPLE, "people": [{"name": f"王{n}", "note": ""} for n in range(80)]}), at=AT
    )
    assert short.startswith(b"%PDF-")
    assert b"NotoSerifSC" in short
    assert b"/FontFile3" in short
    assert [len(re.findall(rb"/Type /Page\b", made)) for made in (short, long)] == [1, 4]


def test_what_a_document_says_is_not_in_the_log(template: Template, caplog: pytest.LogCaptureFixture) -> None:
    # A character that the typeface lacks, too.
    as_pdf(template.fill({**VALUES, "union": "甲\U00030edd"}, PEOPLE), at=AT)
    assert caplog.records == []


def test_the_same_document_gives_the_same_bytes(template: Template) -> None:
    filled = template.fill(VALUES, PEOPLE)
    assert as_docx(filled, at=AT) == as_docx(filled, at=AT)
    assert as_pdf(filled, at=AT) == as_pdf(filled, at=AT)
    assert as_pdf(filled, at=AT) != as_pdf(filled, at=AT.replace(hour=10))
