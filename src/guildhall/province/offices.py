"""The demonstration's seven files as seven offices would send them: workbooks, GB18030, UTF-8 with a mark."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from guildhall.province.lists_of_people import MEMBER_TITLES
from guildhall.province.sheets import Sheet, as_text
from guildhall.province.workbooks import Layout, write_workbook

Placed = tuple[Sheet, str, Sequence[int]]  # a sheet, its source as truth names it, its rows' numbers

_REGISTER_GROUPS: Final = (("", 1), ("基本信息", 5), ("联系信息", 4), ("登记信息", 3), ("", 1))
_TEXT_FILES: Final = {"market": "gb18030", "insurance_persons": "utf-8-sig"}


def _layout(sheet: Sheet) -> Layout:
    if sheet.stem == "civil_affairs":
        return Layout(
            title=f"宁波市社会组织登记名册（{sheet.part}）",
            note="填报单位：民政部门（合成数据）    截止日期：2023年1月31日",
            numbered=True,
            groups=_REGISTER_GROUPS,
            total="name",
        )
    if sheet.stem == "insurance_units":
        return Layout(title="参保单位缴费人数月报（合成数据）", repeat=2_000, blank=3_500, total="insured_count")
    if sheet.stem == "union_orgs":
        return Layout(title="基层工会组织信息表", note="合成数据，不对应任何真实单位", numbered=True)
    if sheet.stem == "union_covered":
        return Layout(numbered=True, total="employee_count")
    return Layout()


def write_offices(folder: Path, files: Sequence[Sequence[Sheet]]) -> list[Placed]:
    """Write every list in its office's way into `folder`."""
    placed: list[Placed] = []
    for sheets in files:
        stem = sheets[0].stem
        if stem in _TEXT_FILES:
            placed.append(_write_text(folder / f"{stem}.csv", sheets[0], _TEXT_FILES[stem]))
            continue
        shown = [_whole_template(s) for s in sheets]
        pages = [(s.part or "Sheet1", s, _layout(s)) for s in shown]
        path = folder / f"{stem}.xlsx"
        for (name, sheet, _), numbers in zip(pages, write_workbook(path, pages), strict=True):
            source = f"{path.name}#{name}" if len(pages) > 1 else path.name
            placed.append((sheet, source, numbers))
    return placed


def _write_text(path: Path, sheet: Sheet, encoding: str) -> Placed:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([sheet.titles[f] for f in sheet.fields])
        writer.writerows([as_text(v) for v in row] for row in sheet.rows)
    return sheet, path.name, range(1, len(sheet.rows) + 1)


def _whole_template(sheet: Sheet) -> Sheet:
    """Return the union's member list with all 23 columns of its template, those that nobody fills left empty."""
    if sheet.stem != "union_members":
        return sheet
    fields = tuple(MEMBER_TITLES)
    at = [sheet.fields.index(f) if f in sheet.fields else None for f in fields]
    rows = [tuple(None if n is None else row[n] for n in at) for row in sheet.rows]
    return Sheet(
        sheet.stem,
        sheet.shape,
        fields,
        MEMBER_TITLES,
        sheet.roles,
        "",
        rows,
        sheet.links,
        sheet.spoils,
        sheet.unreadable,
    )
