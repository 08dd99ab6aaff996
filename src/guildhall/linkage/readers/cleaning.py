"""SQL expressions that turn a cell as it came into a field's value, and say what was wrong with it.

Three layers, each a projection over the one before: `x` the cell's text put right, `f` the value, `w` warnings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

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
_YEARS: Final = (1800, 2199)
_CREDIT_CODES: Final = frozenset({"credit_code", "unit_credit_code", "union_code"})

#: Warning column's suffix → message.
WARNINGS: Final = MappingProxyType(
    {
        "mended": messages.MENDED,
        "check": messages.CHECK_DIGIT,
        "form": messages.CODE_FORM,
        "lost": messages.CODE_LOST,
        "date": messages.DATE_UNREADABLE,
        "half": messages.DATE_INCOMPLETE,
        "number": messages.NUMBER_UNREADABLE,
    }
)


def _no_value(x: str) -> str:
    words = ", ".join(literal(word) for word in NO_VALUE)
    return f"CASE WHEN length({x}) <= 7 AND {x} IN ({words}) THEN NULL ELSE {x} END"


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


def value(kind: FieldType, x: str, numeric: str) -> str:
    """Layer `f`: the field's value. `numeric`: SQL truth that the cell was a figure and not text."""
    if kind in (FieldType.TEXT, FieldType.NAME):
        return _no_value(x)
    if kind in (FieldType.CODE, FieldType.NUMBER_ID, FieldType.PHONE):
        whole = f"CASE WHEN ends_with({x}, '.0') THEN regexp_replace({x}, '^([0-9]{{1,15}})\\.0$', '\\1') ELSE {x} END"
        if kind is FieldType.PHONE:
            return _no_value(f"({whole})")
        return f"CASE WHEN {lost_digits(x, numeric)} THEN NULL ELSE {_no_value(f'({whole})')} END"
    if kind is FieldType.DATE:
        return _date(x)
    if kind is FieldType.MONTH:
        return _month(x)
    bare = f"regexp_replace({x}, '[,，人名个家户 ]', '', 'g')"
    count = f"try_cast(try_cast({bare} AS DOUBLE) AS BIGINT)"
    return rf"CASE WHEN regexp_full_match({bare}, '[0-9]{{1,12}}(\.0+)?') THEN {count} END"


def lost_digits(x: str, numeric: str) -> str:
    """Whether a code or number lost its last digits as a figure; `numeric` as for `value`."""
    figure = f"({numeric} AND length({x}) > {MOST_DIGITS} AND regexp_full_match({x}, '[0-9]+'))"
    return f"coalesce(regexp_full_match({x}, {literal(FLOATED)}) OR {figure}, FALSE)"


def _day(x: str) -> str:
    """A date's text without time of day and spaces."""
    time = r"[ T]*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+]08:?00)?$"
    return f"replace(CASE WHEN contains({x}, ':') THEN regexp_replace({x}, {literal(time)}, '') ELSE {x} END, ' ', '')"


def _date(x: str) -> str:
    day = _day(x)
    plain = f"try_strptime(rtrim(translate({day}, '/.年月日', '-----'), '-'), '%Y-%m-%d')"
    slow = (
        f"CASE WHEN regexp_full_match({day}, '[0-9]{{4}}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?') THEN {plain} "
        f"WHEN regexp_full_match({day}, '[0-9]{{8}}') THEN try_strptime({day}, '%Y%m%d') "
        f"WHEN regexp_full_match({day}, '[0-9]{{5}}([.][0-9]+)?') "
        f"THEN DATE '1899-12-30' + try_cast(left({day}, 5) AS INTEGER) END"
    )
    found = f"coalesce(CASE WHEN length({x}) = 10 THEN try_strptime({x}, '%Y-%m-%d') END, {slow})::DATE"
    first, last = _YEARS
    return f"list_filter([{found}], lambda d: year(d) BETWEEN {first} AND {last})[1]"


def _month(x: str) -> str:
    day = _day(x)
    text = f"regexp_replace({day}, '份$', '')"
    split = f"regexp_extract({text}, '^([0-9]{{4}})[-/.年]?([0-9]{{1,2}})月?$', ['y', 'm'])"
    padded = f"({split}['y'] || '-' || lpad({split}['m'], 2, '0'))"
    span = f"regexp_full_match({text}, '[0-9]{{6}}[-~至—][0-9]{{6}}') AND left({text}, 6) = right({text}, 6)"
    return (
        f"CASE WHEN regexp_full_match({x}, '[12][0-9]{{3}}-(0[1-9]|1[0-2])') THEN {x} "
        f"WHEN regexp_full_match({text}, '[12][0-9]{{3}}([-/.年](0?[1-9]|1[0-2])月?|(0[1-9]|1[0-2]))') THEN {padded} "
        f"WHEN {span} THEN left({text}, 4) || '-' || substr({text}, 5, 2) "
        f"ELSE strftime({_date(x)}, '%Y-%m') END"
    )


_HALF: Final = r"[0-9]{4}年?|[0-9]{4}([-/.年][0-9]{1,2}月?|[0-9]{2})|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})"


def warnings(field: str, kind: FieldType, cell: str, x: str, f: str, numeric: str) -> Mapping[str, str]:
    """Layer `w`: suffix of `WARNINGS` → SQL truth that the row deserves it."""
    if kind in (FieldType.DATE, FieldType.MONTH, FieldType.COUNT):
        given = f"({f} IS NULL AND ({_no_value(x)}) IS NOT NULL)"
        if kind is FieldType.COUNT:
            return {"number": given}
        half = f"coalesce(regexp_full_match({_day(x)}, {literal(_HALF)}), FALSE)"
        return {"date": f"({given} AND NOT {half})", "half": f"({given} AND {half})"}
    found: dict[str, str] = {}
    if kind is not FieldType.PHONE:
        found["mended"] = f"({f} IS NOT NULL AND {x} IS DISTINCT FROM {cell})"
    if kind is FieldType.NUMBER_ID:
        found["check"] = f"(length({f}) = 18 AND NOT {columns.birth_number_valid(f, _NO_END)})"
    if field in _CREDIT_CODES:
        found["check"] = f"(length({f}) = 18 AND NOT {columns.credit_code_valid(f)})"
        found["form"] = f"(length({f}) <> 18)"
    if kind is FieldType.CODE:
        found["lost"] = lost_digits(x, numeric)
    return found
