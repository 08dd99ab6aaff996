"""Workbooks for officers: the roster's organisations, the worklist, people by county."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from guildhall.kernel import divisions, industries
from guildhall.kernel.text import mask_phone
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.results import standing
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.words import KINDS, REGISTERS, UNION_TYPES
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook
from guildhall.linkage.results.worklist import Visit

_NAME, _CODE, _PLACE = Column("单位名称", 36), Column("统一社会信用代码", 21), Column("地方", 24)
_ROSTER = (
    Column("编号", 11),
    _NAME,
    _CODE,
    Column("类别", 14),
    _PLACE,
    Column("行业", 20),
    Column("地址", 36),
    Column("法定代表人", 12),
    Column("参保人数", 9),
    Column("工会", 12),
    Column("注销日期", 12),
    Column("在哪些名单", 22),
    Column("记录数", 8),
    Column("状态", 9),
)


def name_tables(backend: Backend) -> None:
    """Tables `place_names` (place, place_name) and `industry_names` (industry, industry_name), to join names."""
    codes = list(divisions.all_codes())
    backend.create_from_arrow(
        "place_names", pa.table({"place": codes, "place_name": [divisions.path_name(code) for code in codes]})
    )
    sections = industries.SECTIONS
    backend.create_from_arrow(
        "industry_names",
        pa.table({"industry": [s.letter for s in sections], "industry_name": [s.name for s in sections]}),
    )


def roster_rows(backend: Backend) -> pa.Table:
    """What roster.xlsx shows, one row an organisation or union, in the order of ids."""
    kinds = " ".join(f"WHEN '{kind}' THEN '{words.zh}'" for kind, words in KINDS.items())
    types = " ".join(f"WHEN '{kind}' THEN '{words.zh}'" for kind, words in UNION_TYPES.items())
    registers = " ".join(f"WHEN '{register}' THEN '{words.zh}'" for register, words in REGISTERS.items())
    return backend.arrow(
        f"""
        WITH lists AS (
            SELECT entity_id, string_agg(DISTINCT CASE register {registers} END, '、' ORDER BY
                   CASE register {registers} END) AS lists
            FROM org_entities JOIN org_mentions USING (mention_id) GROUP BY entity_id
        ), standing AS (
            SELECT r.unit_id, bool_or({standing.OWN}) AS own, bool_or({standing.JOINT}) AS joint
            FROM union_units r JOIN unions u ON u.entity_id = r.union_id GROUP BY r.unit_id
        )
        SELECT o.entity_id, o.name, o.credit_code,
               CASE WHEN o.facet = 'unit' THEN CASE o.org_kind {kinds} END
                    ELSE CASE n.union_type {types} ELSE '工会' END END AS kind,
               p.place_name, i.industry_name, o.address, o.legal_representative, o.insured_count,
               CASE WHEN o.facet = 'union' THEN CASE WHEN n.active THEN '在册' WHEN NOT n.active THEN '已撤销' END
                    WHEN s.own THEN '单独建会' WHEN s.joint THEN '联合工会覆盖' END AS standing,
               CASE WHEN o.closed_dated THEN o.closed_on END AS closed_on, l.lists, o.rows,
               CASE WHEN o.closed_on IS NOT NULL THEN '已注销' END AS state
        FROM organisations o LEFT JOIN place_names p USING (place) LEFT JOIN industry_names i USING (industry)
        LEFT JOIN lists l USING (entity_id) LEFT JOIN standing s ON s.unit_id = o.entity_id
        LEFT JOIN unions n ON n.entity_id = o.entity_id
        ORDER BY o.entity_id
        """
    )


def write_roster_book(backend: Backend, folder: Path, elsewhere: Elsewhere) -> None:
    """Begin roster.xlsx."""
    elsewhere.write(folder / "roster.xlsx", [("单位和工会", _ROSTER, roster_rows(backend), "")])


def write_worklist(folder: Path, visits: Sequence[Visit], threshold: int, *, unmask: bool) -> int:
    """worklist.xlsx: whom to visit, in order, with the reasons in both languages and their codes."""
    listed = (
        Column("次序", 6),
        _NAME,
        Column("参保人数", 9),
        Column("类别", 14),
        _PLACE,
        Column("地址", 36),
        Column("法定代表人", 12),
        Column("电话", 14),
        _CODE,
        Column("理由", 50, wrap=True),
        Column("依据", 24),
        Column("Reasons", 50, wrap=True),
        Column("理由代码", 30),
        Column("分值", 7),
        Column("编号", 11),
    )
    rows = (
        (
            visit.rank,
            visit.name,
            visit.insured,
            KINDS[visit.kind].zh,
            visit.place_name,
            visit.address,
            visit.legal_representative,
            visit.phone if unmask or not visit.phone else mask_phone(visit.phone),
            visit.credit_code,
            "；".join(reason.zh for reason in visit.reasons),
            "、".join(dict.fromkeys(reason.kind.rule for reason in visit.reasons if reason.kind.rule)),
            "; ".join(reason.en for reason in visit.reasons),
            " ".join(reason.code for reason in visit.reasons),
            visit.points,
            visit.entity_id,
        )
        for visit in visits
    )
    note = f"参保{threshold}人以上、尚无工会的单位；先社会组织，后其他单位，各按分值从高到低"
    return write_workbook(folder / "worklist.xlsx", [Sheet("走访名单", listed, rows, note)])


def write_people_books(backend: Backend, folder: Path, *, unmask: bool) -> int:
    """persons/<county>.xlsx: everybody by the county of their unit; returns the people written."""
    target = folder / "persons"
    target.mkdir(exist_ok=True)
    number = "p.id_number" if unmask else columns.mask_number("p.id_number")
    phone = "p.phone" if unmask else columns.mask_phone("p.phone")
    listed = (
        Column("编号", 11),
        Column("姓名", 14),
        Column("性别", 6),
        Column("出生日期", 12),
        Column("证件号码", 21),
        Column("手机号码", 14),
        Column("工作单位", 36),
        Column("最近参保月份", 12),
        Column("所属工会", 36),
        Column("有效会籍数", 10),
    )
    written = 0
    places = [*(county.code for county in divisions.counties()), ""]
    for place in places:
        # The last book: whoever works at no county that is known, be it a city or nowhere
        where = "left(coalesce(o.place, ''), 6) " + ("= ?" if place else "NOT IN (SELECT unnest(?))")
        rows = backend.arrow(
            f"""
            SELECT p.entity_id, p.name, CASE p.sex WHEN '1' THEN '男' WHEN '2' THEN '女' END, p.birth_date, {number},
                   {phone}, o.name, p.insured_month, u.name, p.active_memberships
            FROM persons p LEFT JOIN organisations o ON o.entity_id = p.employer_id
            LEFT JOIN organisations u ON u.entity_id = p.union_id
            WHERE {where} ORDER BY p.entity_id
            """,
            [place or places[:-1]],
        )
        if rows.num_rows:
            name = f"{place}-{divisions.name_of(place)}.xlsx" if place else "市本级或地方不明.xlsx"
            written += write_workbook(target / name, [Sheet("人员", listed, rows.to_batches(max_chunksize=10_000))])
    return written
