"""SQL expressions that turn a cell as it came into a field's value, and say what was wrong with it.

Four layers, each a projection over the one before: `p` whether the cell is plain, which most are and which one match
tells; `x` the text put right of a cell that is not; `f` the value; `w` warnings. What is slow runs over the few cells
that need it: DuckDB computes a CASE for the rows of each branch alone, but every operand of AND and OR for all rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from guildhall.kernel.identifiers import phones
from guildhall.linkage import columns
from guildhall.linkage.columns import literal
from guildhall.linkage.contracts import FieldType
from guildhall.linkage.readers import messages

#: What people and programs write for "nothing".
NO_VALUE: Final = (
    "", "-", "--", "---", "—", "——", "/", "\\", "无", "不详", "未知", "暂无",
    "未填", "空", "NULL", "null", "None", "NONE",
    "nan", "NaN", "NAN", "N/A", "n/a", "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?",
)  # fmt: skip
#: A number as a spreadsheet or a program shows it once it is a floating-point figure.
FLOATED: Final = r"[0-9]\.[0-9]+E\+?[0-9]{1,3}|[0-9]+E\+[0-9]{1,3}|[0-9]{16,}\.[0-9]+"
#: Excel keeps 15 significant digits: a numeric cell with more has lost the rest.
MOST_DIGITS: Final = 15
#: Later than any birth date: whether a date lies in the future is for the steps that know the cut-off.
_NO_END: Final = date(9999, 12, 31)
#: 1800 to 2199: what lies outside is a slip of the pen.
_YEAR: Final = "(1[89]|2[01])[0-9]{2}"
_CREDIT_CODES: Final = frozenset({"credit_code", "unit_credit_code", "union_code"})

#: Warning column's suffix → message.
WARNINGS: Final = MappingProxyType(
    {
        "mended": messages.MENDED,
        "check": messages.CHECK_DIGIT,
        "form": messages.CODE_FORM,
        "old": messages.OLD_NUMBER,
        "lost": messages.CODE_LOST,
        "date": messages.DATE_UNREADABLE,
        "half": messages.DATE_INCOMPLETE,
        "number": messages.NUMBER_UNREADABLE,
    }
)


_NO_VALUE_STARTS: Final = "".join(dict.fromkeys(word[0] for word in NO_VALUE if word))
#: Cells whose value is what stands in them.
_PLAIN: Final = MappingProxyType(
    {
        FieldType.TEXT: columns.plain_text(_NO_VALUE_STARTS),
        FieldType.NAME: columns.plain_person_name(_NO_VALUE_STARTS),
        FieldType.CODE: columns.plain_code(_NO_VALUE_STARTS),
        FieldType.NUMBER_ID: columns.plain_code(_NO_VALUE_STARTS),
        FieldType.PHONE: phones.MOBILE,
        FieldType.DATE: f"{_YEAR}(-[0-9]{{1,2}}-[0-9]{{1,2}}|/[0-9]{{1,2}}/[0-9]{{1,2}})",
        FieldType.MONTH: "[12][0-9]{3}-(0[1-9]|1[0-2])",
        FieldType.COUNT: "[0-9]{1,12}",
    }
)


def _no_value(x: str) -> str:
    # A pattern, since DuckDB makes a long IN a join of all rows.
    words = literal("|".join(re.escape(word) for word in NO_VALUE))
    return f"CASE WHEN length({x}) <= 7 AND regexp_full_match({x}, {words}) THEN NULL ELSE {x} END"


def plain(kind: FieldType, cell: str) -> str:
    """Layer `p`: whether nothing in the cell is to be put right; also where there is nothing in it."""
    return f"coalesce(regexp_full_match({cell}, {literal(_PLAIN[kind])}), TRUE)"


def put_right(kind: FieldType, cell: str) -> str:
    """Layer `x`: the cell's text in half width, without invisible characters and stray spaces."""
    if kind is FieldType.NAME:
        return columns.clean_person_name(cell)
    if kind in (FieldType.CODE, FieldType.NUMBER_ID):
        return columns.clean_code(cell)
    if kind is FieldType.PHONE:
        several = literal("[/、,，;；|]")
        first = (
            f"CASE WHEN regexp_matches({cell}, {several}) THEN regexp_extract({cell}, '[^/、,，;；|]+') ELSE {cell} END"
        )
        return columns.phone(f"({first})")
    return columns.clean(cell)


def value(kind: FieldType, cell: str, p: str, x: str, numeric: str) -> str:
    """Layer `f`: the field's value. `numeric`: SQL truth that the cell was a figure and not text."""
    if kind in (FieldType.CODE, FieldType.NUMBER_ID) and numeric != "FALSE":
        at_once = f"CASE WHEN {_figure(cell, numeric)} THEN NULL ELSE nullif({cell}, '') END"
    elif kind in (FieldType.PHONE, FieldType.MONTH):
        at_once = cell
    elif kind is FieldType.DATE:
        at_once = f"try_cast({cell} AS DATE)"
    elif kind is FieldType.COUNT:
        at_once = f"try_cast({cell} AS BIGINT)"
    else:
        at_once = f"nullif({cell}, '')"
    return f"CASE WHEN {p} THEN {at_once} ELSE {_put_right_value(kind, x, numeric)} END"


def _put_right_value(kind: FieldType, x: str, numeric: str) -> str:
    if kind in (FieldType.TEXT, FieldType.NAME):
        return _no_value(x)
    if kind in (FieldType.CODE, FieldType.NUMBER_ID, FieldType.PHONE):
        whole = f"CASE WHEN ends_with({x}, '.0') THEN regexp_replace({x}, '^([0-9]{{1,15}})\\.0$', '\\1') ELSE {x} END"
        if kind is FieldType.PHONE:
            return _no_value(f"({whole})")
        return f"CASE WHEN {_lost(x, numeric)} THEN NULL ELSE {_no_value(f'({whole})')} END"
    if kind is FieldType.DATE:
        return _date(x)
    if kind is FieldType.MONTH:
        return _month(x)
    bare = f"regexp_replace({x}, '[,，人名个家户 ]', '', 'g')"
    count = f"try_cast(try_cast({bare} AS DOUBLE) AS BIGINT)"
    return rf"CASE WHEN regexp_full_match({bare}, '[0-9]{{1,12}}(\.0+)?') THEN {count} END"


def lost_digits(cell: str, p: str, x: str, numeric: str) -> str:
    """Whether a code or number lost its last digits as a figure; `numeric` as for `value`."""
    at_once = f"coalesce({_figure(cell, numeric)}, FALSE)" if numeric != "FALSE" else "FALSE"
    return f"CASE WHEN {p} THEN {at_once} ELSE {_lost(x, numeric)} END"


def _figure(x: str, numeric: str) -> str:
    return f"({numeric} AND length({x}) > {MOST_DIGITS} AND regexp_full_match({x}, '[0-9]+'))"


def _lost(x: str, numeric: str) -> str:
    return f"coalesce(regexp_full_match({x}, {literal(FLOATED)}) OR {_figure(x, numeric)}, FALSE)"


def _day(x: str) -> str:
    """A date's text without time of day and spaces."""
    time = r"[ T]*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+]08:?00)?$"
    return f"replace(CASE WHEN contains({x}, ':') THEN regexp_replace({x}, {literal(time)}, '') ELSE {x} END, ' ', '')"


def _date(x: str) -> str:
    day = _day(x)
    return f"CASE {_dates(x)} WHEN contains({x}, ':') OR contains({x}, ' ') THEN CASE {_dates(day)} END END"


def _dates(day: str) -> str:
    """Branches of a CASE, for the ways to write a date."""
    hyphened = day
    for sign, hyphen in (("年", "-"), ("月", "-"), ("日", ""), (".", "-"), ("/", "-")):
        hyphened = f"replace({hyphened}, '{sign}', '{hyphen}')"
    return (
        f"WHEN regexp_full_match({day}, '{_YEAR}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?') "
        f"THEN try_cast({hyphened} AS DATE) "
        f"WHEN regexp_full_match({day}, '{_YEAR}[0-9]{{4}}') THEN try_strptime({day}, '%Y%m%d')::DATE "
        # Days as Excel counts them; its five digits end in 2173.
        f"WHEN regexp_full_match({day}, '[0-9]{{5}}([.][0-9]+)?') "
        f"THEN DATE '1899-12-30' + try_cast(left({day}, 5) AS INTEGER)"
    )


def _month(x: str) -> str:
    day = _day(x)
    text = f"regexp_replace({day}, '份$', '')"
    split = f"regexp_extract({text}, '^([0-9]{{4}})[-/.年]?([0-9]{{1,2}})月?$', ['y', 'm'])"
    padded = f"({split}['y'] || '-' || lpad({split}['m'], 2, '0'))"
    span = f"regexp_full_match({text}, '[0-9]{{6}}[-~至—][0-9]{{6}}') AND left({text}, 6) = right({text}, 6)"
    return (
        f"CASE WHEN regexp_full_match({x}, {literal(_PLAIN[FieldType.MONTH])}) THEN {x} "
        f"WHEN regexp_full_match({text}, '[12][0-9]{{3}}([-/.年](0?[1-9]|1[0-2])月?|(0[1-9]|1[0-2]))') THEN {padded} "
        f"WHEN {span} THEN left({text}, 4) || '-' || substr({text}, 5, 2) "
        f"ELSE strftime({_date(x)}, '%Y-%m') END"
    )


_HALF: Final = r"[0-9]{4}年?|[0-9]{4}([-/.年][0-9]{1,2}月?|[0-9]{2})|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})"


def warnings(field: str, kind: FieldType, cell: str, p: str, x: str, f: str, numeric: str) -> Mapping[str, str]:
    """Layer `w`: suffix of `WARNINGS` → SQL truth that the row deserves it.

    A NUMBER_ID's `birth_number_halves` stand beside `f` as `…_head` and `…_tail`.
    """
    if kind in (FieldType.DATE, FieldType.MONTH, FieldType.COUNT):
        # A plain cell without a value: the 30th of February.
        nothing = f"CASE WHEN {f} IS NOT NULL OR {cell} IS NULL THEN FALSE WHEN {p}"
        given = f"({_no_value(x)}) IS NOT NULL"
        if kind is FieldType.COUNT:
            return {"number": f"{nothing} THEN TRUE ELSE {given} END"}
        half = f"coalesce(regexp_full_match({_day(x)}, {literal(_HALF)}), FALSE)"
        return {
            "date": f"{nothing} THEN TRUE WHEN {half} THEN FALSE ELSE {given} END",
            "half": f"{nothing} THEN FALSE WHEN {half} THEN {given} ELSE FALSE END",
        }
    found: dict[str, str] = {}
    if kind is not FieldType.PHONE:
        found["mended"] = f"CASE WHEN {p} THEN FALSE ELSE {f} IS NOT NULL AND {x} IS DISTINCT FROM {cell} END"
    if kind is FieldType.NUMBER_ID:
        valid = columns.birth_number_halves_valid(f, f"{f}_head", f"{f}_tail", _NO_END)
        found["check"] = f"CASE WHEN length({f}) = 18 THEN NOT {valid} ELSE FALSE END"
        found["old"] = f"CASE WHEN length({f}) = 15 THEN regexp_full_match({f}, '[0-9]+') ELSE FALSE END"
    if field in _CREDIT_CODES:
        found["check"] = f"CASE WHEN length({f}) = 18 THEN NOT {columns.credit_code_valid(f)} ELSE FALSE END"
        found["form"] = f"(length({f}) <> 18)"
    if kind is FieldType.CODE:
        found["lost"] = lost_digits(cell, p, x, numeric)
    return found
