"""transfer-candidates.xlsx: members who are insured elsewhere, in two unions, or insured no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from guildhall.kernel.parameters import ACTIVE_MEMBERSHIPS
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.results import standing
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.workbook import Column, Value
from guildhall.linkage.rules.people import (
    MOVE_TO_UNION,
    NO_UNION_THERE,
    NOT_INSURED,
    ONE_TOO_MANY,
    TWO_UNIONS,
    Member,
    advice_for,
)

_COLUMNS: Final = (
    Column("编号", 11),
    Column("姓名", 14),
    Column("证件号码", 21),
    Column("手机号码", 14),
    Column("现参保单位", 36),
    Column("最近参保月份", 12),
    Column("会籍所在工会", 36),
    Column("有效会籍数", 10),
    Column("建议", 44, wrap=True),
    Column("Advice", 44, wrap=True),
    Column("依据", 26),
)
#: Place of the column that is a number.
_COUNT: Final = 7
_SHEETS: Final = {
    "疑似转会": (MOVE_TO_UNION.code, NO_UNION_THERE.code),
    "一人多会": (TWO_UNIONS.code, ONE_TOO_MANY.code),
    "停保会员": (NOT_INSURED.code,),
}


def write_transfers(
    backend: Backend, folder: Path, elsewhere: Elsewhere, *, as_of: date | None, unmask: bool
) -> Mapping[str, int]:
    """Begin the workbook; returns the people of each sheet, by the sheet's name.

    `as_of`: the day whose rules hold; None: the newest rules.
    """
    allowed = ACTIVE_MEMBERSHIPS.at(as_of or date.max)
    listed: dict[str, list[tuple[Value, ...]]] = {name: [] for name in _SHEETS}
    for row in _members(backend, allowed, unmask=unmask):
        entity, name, number, phone, unit, month, union, memberships, covered, has_union, newest = row
        member = Member(union or "", covered, has_union, month or "", newest or "", memberships)
        for advice in advice_for(member, allowed):
            sheet = next(title for title, codes in _SHEETS.items() if advice.code in codes)
            words = (advice.zh, advice.en, advice.kind.rule)
            listed[sheet].append((entity, name, number, phone, unit, month, union, memberships, *words))
    book = [(title, _COLUMNS, _table(rows), "") for title, rows in listed.items()]
    elsewhere.write(folder / "transfer-candidates.xlsx", book)
    return {title: len(rows) for title, rows in listed.items()}


def _table(rows: list[tuple[Value, ...]]) -> pa.Table:
    fields = [pa.field(str(place), pa.int64() if place == _COUNT else pa.string()) for place in range(len(_COLUMNS))]
    columns = zip(*rows, strict=True) if rows else [[] for _ in fields]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, fields, strict=True)], schema=pa.schema(fields))


def _members(backend: Backend, allowed: int, *, unmask: bool) -> list[tuple[Any, ...]]:
    """Members for whom there may be advice: a twin of the rule keeps the others in the engine, the rule decides."""
    number = "p.id_number" if unmask else columns.mask_number("p.id_number")
    phone = "p.phone" if unmask else columns.mask_phone("p.phone")
    return backend.rows(
        f"""
        WITH newest AS (SELECT max(insured_month) AS month FROM persons),
        covers AS (
            SELECT DISTINCT r.union_id, r.unit_id FROM union_units r JOIN unions u ON u.entity_id = r.union_id
            WHERE {standing.COVERS}
        ), has_union AS (SELECT DISTINCT unit_id FROM covers),
        asked AS (
            SELECT p.entity_id, count(*) AS held, bool_or(c.unit_id IS NOT NULL) AS covered
            FROM persons p JOIN memberships m ON m.person_id = p.entity_id AND m.active
            LEFT JOIN covers c ON c.union_id = m.union_id AND c.unit_id = p.employer_id
            GROUP BY p.entity_id, p.insured_month
            HAVING held > {allowed} OR p.insured_month < (SELECT month FROM newest)
                OR (p.insured_month IS NOT NULL AND NOT covered)
        ), named AS (
            SELECT m.person_id, string_agg(u.name, '；' ORDER BY u.name, u.entity_id) AS unions
            FROM memberships m JOIN organisations u ON u.entity_id = m.union_id
            WHERE m.active AND m.person_id IN (SELECT entity_id FROM asked) GROUP BY m.person_id
        )
        SELECT p.entity_id, p.name, {number}, {phone}, o.name, p.insured_month, n.unions, CAST(a.held AS INTEGER),
               a.covered, h.unit_id IS NOT NULL, newest.month
        FROM asked a JOIN persons p USING (entity_id) CROSS JOIN newest
        LEFT JOIN named n ON n.person_id = p.entity_id LEFT JOIN organisations o ON o.entity_id = p.employer_id
        LEFT JOIN has_union h ON h.unit_id = p.employer_id
        ORDER BY p.entity_id
        """
    )
