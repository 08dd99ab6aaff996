"""Rows of a table as the XML that a worksheet holds (ECMA-376 Part 1, 18.3.1.73), column by column.

Only what stands in a cell as it is: rows with anything else are told, and `workbook` writes those one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

#: Text without anything to escape, to neutralise or to cut; as `workbook._PLAIN`, for RE2.
_PLAIN: Final = "^[/.(0-9A-Za-z\u3400-\u9fff（]([^\\x00-\\x1f&<>\ufffe\uffff]*[!-%'-;=?-~\u3400-\u9fff（）])?$"
#: Bytes that no text longer than a cell takes has fewer of.
_LONGEST: Final = 10_000


def row_texts(
    batch: pa.RecordBatch, first: int, letters: Sequence[str], styles: Sequence[str], *, day: str, whole: int
) -> tuple[pa.StringArray, pa.BooleanArray]:
    """Each row's XML, "" where nothing stands in it, and whether it is whole; else its text is no use.

    `first`: number of the first row, from 1. `letters`, `styles`: names and ` s="…"` of the columns; `day`: the same of
    dates. `whole`: integers from this on are not written with all their digits.
    """
    rows = batch.num_rows
    numbers = pc.cast(pa.array(range(first, first + rows), pa.int64()), pa.string())
    cells, plain = [], pa.array([True] * rows)
    for column, letter, style in zip(batch.columns, letters, styles, strict=True):
        cell, good = _cells(column, f'<c r="{letter}', numbers, style, day, whole)
        cells.append(pc.fill_null(cell, ""))
        plain = pc.and_(plain, pc.fill_null(good, True))
    body = pc.binary_join_element_wise(*cells, "")
    row = pc.binary_join_element_wise('<row r="', numbers, '">', body, "</row>", "")
    return pc.if_else(pc.equal(body, ""), "", row), plain


def _cells(
    column: pa.Array, begin: str, numbers: pa.Array, style: str, day: str, whole: int
) -> tuple[pa.Array, pa.Array]:
    """The cells, NULL where nothing stands in them, and which of them are as they must be."""
    kind = column.type
    if pa.types.is_string(kind):
        text = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        good = pc.and_(
            pc.and_(pc.match_substring_regex(text, _PLAIN), pc.invert(pc.match_substring(text, "_x"))),
            pc.less(pc.binary_length(text), _LONGEST),
        )
        opened = f'"{style} t="inlineStr"><is><t>'
        return pc.binary_join_element_wise(begin, numbers, opened, text, "</t></is></c>", ""), good
    if pa.types.is_integer(kind):
        good = pc.and_(pc.less(column, whole), pc.greater(column, -whole))
        text = pc.cast(column, pa.string())
        return pc.binary_join_element_wise(begin, numbers, '"><v>', text, "</v></c>", ""), good
    if pa.types.is_date32(kind):
        # Days from 1 March 1900 on are counted from 30 December 1899; Arrow counts from 1970.
        days = pc.add(pc.cast(column, pa.int32()), 25_569)
        text = pc.cast(days, pa.string())
        return pc.binary_join_element_wise(begin, numbers, f'"{day}><v>', text, "</v></c>", ""), pc.greater(days, 60)
    return pa.nulls(len(column), pa.string()), pc.is_null(column)
