"""Writes the union's own lists of organisations: unions, and employers that joint unions cover."""

from __future__ import annotations

from types import MappingProxyType

from guildhall.province.clerk import Clerk, Slip
from guildhall.province.seeds import stream
from guildhall.province.sheets import Sheet
from guildhall.province.world import Union, UnionKind

UNION_TITLES = MappingProxyType(
    {
        "union_name": "工会全称",
        "union_code": "工会统一社会信用代码",
        "unit_name": "单位名称",
        "unit_credit_code": "单位统一社会信用代码",
        "union_type": "基层工会类型",
        "founded_on": "建会日期",
        "upper_union": "上级工会",
        "unit_address": "单位地址",
        "district": "单位所在政区",
        "industry": "单位所属行业",
        "employee_count": "职工人数",
        "member_count": "会员人数",
        "leader": "工会负责人",
        "phone": "联系电话",
        "status": "工会状态",
    }
)
COVERED_TITLES = MappingProxyType(
    {
        "union_name": "联合工会名称",
        "unit_name": "涵盖单位名称",
        "unit_credit_code": "信用代码",
        "employee_count": "职工数",
        "member_count": "会员数",
        "district": "所在区县",
    }
)
TYPE_TITLES = {
    UnionKind.SINGLE: ("单独基层工会", "独立"),
    UnionKind.JOINT: ("联合基层工会", "联合"),
    UnionKind.FEDERATION: ("工会联合会", "联合会"),
}


def union_orgs(seed: int, scope: tuple[str, int], unions: list[Union], *, real_dates: bool) -> Sheet:
    """Return one row a union, with the unit that it stands in."""
    clerk = Clerk(stream(seed, *scope, "union orgs"), care=2.0, real_dates=real_dates)
    rng = clerk.rng
    sheet = Sheet("union_orgs", "unions", tuple(UNION_TITLES), UNION_TITLES, ("union", "employer"))
    for union in sorted(unions, key=lambda u: (u.county, u.id)):
        noted: list[Slip] = []
        seat = union.seat
        long, brief = TYPE_TITLES[union.kind]
        employees = max(1, seat.insured + round(rng.gauss(0, 2))) if union.kind is UnionKind.SINGLE else None
        values = {
            "union_name": union.name,
            "union_code": union.code,
            "unit_name": clerk.unit_name(seat, "unit_name", noted),
            "unit_credit_code": clerk.code(seat.code, "unit_credit_code", noted, lost=0.08),
            "union_type": long if rng.random() < 0.7 else brief,
            "founded_on": clerk.date(union.founded),
            "upper_union": union.upper,
            "unit_address": clerk.address(seat, "unit_address", noted),
            "district": clerk.district(seat),
            "industry": seat.industry,
            "employee_count": employees,
            "member_count": max(0, union.members + round(rng.gauss(0, 1.5))),
            "leader": union.leader,
            "phone": clerk.unit_phone(seat, union.phone, "phone", noted),
            "status": "已撤销" if union.dissolved else "正常",
        }
        row = sheet.add(values, {"union": union.id, "employer": seat.id})
        clerk.note(sheet, row, noted)
        clerk.maybe_repeat(sheet, row)
    return sheet


def union_covered(seed: int, scope: tuple[str, int], unions: list[Union]) -> Sheet:
    """Return one row a joint union and covered employer."""
    clerk = Clerk(stream(seed, *scope, "union covered"), care=2.0)
    rng = clerk.rng
    sheet = Sheet("union_covered", "covered", tuple(COVERED_TITLES), COVERED_TITLES, ("union", "covered_employer"))
    for union in unions:
        if union.kind is not UnionKind.JOINT:
            continue
        for unit in union.covered:
            noted: list[Slip] = []
            values = {
                "union_name": union.name,
                "unit_name": clerk.unit_name(unit, "unit_name", noted),
                "unit_credit_code": clerk.code(unit.code, "unit_credit_code", noted, lost=0.1),
                "employee_count": max(1, unit.insured + round(rng.gauss(0, 1))),
                "member_count": round(unit.insured * rng.uniform(0.5, 0.98)),
                "district": clerk.district(unit),
            }
            row = sheet.add(values, {"union": union.id, "covered_employer": unit.id})
            clerk.note(sheet, row, noted)
    return sheet
