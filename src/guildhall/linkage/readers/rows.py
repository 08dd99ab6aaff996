"""What a row below the heading is: a record, or something to skip, or one that cannot be used; as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from guildhall.linkage import columns
from guildhall.linkage.columns import literal
from guildhall.linkage.contracts import Shape
from guildhall.linkage.readers.layout import Layout


class Verdict(IntEnum):
    """`rows_in` = ACCEPTED + NO_IDENTITY + LOST_DIGITS + all that are skipped."""

    ACCEPTED = 0
    BLANK = 1
    HEADING = 2
    TOTAL = 3
    NOTE = 4
    NO_IDENTITY = 5
    LOST_DIGITS = 6


SKIPPED: Final = (Verdict.BLANK, Verdict.HEADING, Verdict.TOTAL, Verdict.NOTE)
REJECTED: Final = (Verdict.NO_IDENTITY, Verdict.LOST_DIGITS)

#: A row can be used if one of these names what it stands for.
NAMES: Final = MappingProxyType(
    {
        Shape.UNITS: ("name",),
        Shape.PERSONS: ("person_name",),
        Shape.UNIONS: ("union_name", "unit_name"),
        Shape.MEMBERS: ("person_name",),
        Shape.COVERED: ("unit_name",),
    }
)
IDENTIFIERS: Final = MappingProxyType(
    {
        Shape.UNITS: ("credit_code", "unit_number"),
        Shape.PERSONS: ("id_number",),
        Shape.UNIONS: ("union_code", "unit_credit_code"),
        Shape.MEMBERS: ("id_number", "member_number"),
        Shape.COVERED: ("unit_credit_code",),
    }
)

BLANKS: Final = " \t\r\n\v\f\u00a0\u3000\u200b\ufeff"
_WORDS: Final = "合计|总计|小计|共计|累计|总合计|本页合计|本页小计|TOTAL|Total|total"
TOTAL: Final = (
    rf"({_WORDS})([:：].*|[(（].*[)）])?[0-9]*[人个家户名]?"
    rf"|([^0-9]{{1,12}}[省市区县镇乡]|街道|本页|本表|本月)({_WORDS})[:：]?[0-9]*[人个家户名]?"
)
NOTE: Final = (
    "(制表|填表|填报|审核|复核|经办|经手|统计|联系|负责|报送|打印|导出|单位负责|部门负责|填报负责)(人|员|单位|日期|时间|机构|部门|人员)"
    "(签字|签章|签名|电话|盖章|（.{1,6}）|[(].{1,6}[)])?[:：].*"
    "|(填表|填报|制表|报表|数据|编制|使用)?(说明|备注|来源|注释|须知)[:：].*|注[0-9一二三]?[:：.、].*|备注[:：]?"
    "|(打印|导出|制表|填报|统计|截止|报送)(日期|时间)[:：]?.*|第[0-9]+页.*|共[0-9]+(页|条|行|人|户|家).*|[（(]?(盖章|公章)[)）]?[:：]?"
)


def compact(cell: str) -> str:
    return f"regexp_replace({cell}, '[[:space:]\\x{{00A0}}\\x{{3000}}\\x{{200B}}\\x{{FEFF}}]', '', 'g')"


def first_cell(cells: Sequence[str]) -> str:
    """The first cell of the row that holds something, without outer blanks; NULL for a blank row."""
    blanks = literal(BLANKS)
    # Trimming a set of characters is slow: cells that plainly begin and end with something else are spared it.
    return (
        "coalesce("
        + ", ".join(
            f"CASE WHEN regexp_full_match({cell}, {literal(columns.plain_text())}) THEN nullif({cell}, '') "
            f"ELSE nullif(trim({cell}, {blanks}), '') END"
            for cell in cells
        )
        + ", NULL)"
    )


def heading_again(layout: Layout, cells: Sequence[str]) -> str:
    """Whether a row repeats the heading: at least two of its titles, and half of them, stand where they stood."""
    tests = []
    for row in layout.heading_cells:
        titles = {column: title for column, title in enumerate(row[: len(cells)]) if title}
        mapped = [column for column in layout.match.columns.values() if column in titles] or list(titles)
        if len(mapped) < 2:
            continue
        same = " + ".join(f"coalesce({compact(cells[c])} = {literal(titles[c])}, FALSE)::INTEGER" for c in mapped)
        anchor = " OR ".join(f"coalesce({compact(cells[c])} = {literal(titles[c])}, FALSE)" for c in mapped[:2])
        # A title's first character is in few other cells.
        likely = " OR ".join(f"contains({cells[c]}, {literal(titles[c][0])})" for c in mapped[:2])
        same = f"(({anchor}) AND {same} >= {max(2, (len(mapped) + 1) // 2)})"
        tests.append(f"CASE WHEN {likely} THEN {same} ELSE FALSE END")
    if layout.numbered:
        tests.append(f"(record = {layout.last + 1})")
    return " OR ".join(tests) or "FALSE"


def strong(layout: Layout) -> str:
    """Whether a number shows that the row is a record: a long one, as a total of heads may stand in its column."""
    numbers = [f"f_{field}" for field in IDENTIFIERS[layout.match.shape] if field in layout.match.columns]
    return " OR ".join(f"coalesce(length({number}) >= 8, FALSE)" for number in numbers) or "FALSE"


def verdict(layout: Layout) -> str:
    """SQL for the row's `Verdict`, over the columns `strong`, `first`, `heading`, `lost` and `f_…` of its fields.

    `first` is only looked at where the row is not `strong`.
    """
    shape, present = layout.match.shape, layout.match.columns
    names = [f"f_{field}" for field in NAMES[shape] if field in present]
    numbers = [f"f_{field}" for field in IDENTIFIERS[shape] if field in present]
    # A usable name has at least one letter or character of a script: "……", "1" or "*" name nobody.
    usable = " OR ".join(f"coalesce(regexp_matches({name}, '\\pL'), FALSE)" for name in names) or "FALSE"
    identified = " OR ".join(f"{number} IS NOT NULL" for number in numbers) or "FALSE"
    bare = compact("first")
    total = f"regexp_full_match({bare}, {literal(TOTAL)})"
    for name in names:
        total += f" OR regexp_full_match({name}, {literal(TOTAL)})"
    return (
        f"CASE WHEN heading THEN {Verdict.HEADING.value} WHEN lost THEN {Verdict.LOST_DIGITS.value} "
        f"WHEN strong THEN {Verdict.ACCEPTED.value} WHEN first IS NULL THEN {Verdict.BLANK.value} "
        f"WHEN coalesce({total}, FALSE) THEN {Verdict.TOTAL.value} "
        f"WHEN regexp_full_match({bare}, {literal(NOTE)}) THEN {Verdict.NOTE.value} "
        f"WHEN NOT ({usable} OR {identified}) THEN {Verdict.NO_IDENTITY.value} ELSE {Verdict.ACCEPTED.value} END"
    )
