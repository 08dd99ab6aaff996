"""Writes the lists whose rows are units: civil affairs, the market register, insurance units."""

from __future__ import annotations

from types import MappingProxyType

from guildhall.province.build_units import Units
from guildhall.province.clerk import Clerk, Slip
from guildhall.province.numbers import NumberMint
from guildhall.province.rates import RATES
from guildhall.province.scale import NEWEST_MONTH
from guildhall.province.seeds import stream
from guildhall.province.sheets import Sheet
from guildhall.province.world import Organisation, OrgKind

EARLIER_MONTHS = ("2022-07", "2022-12")
KIND_TITLES = {
    OrgKind.ASSOCIATION: "社会团体",
    OrgKind.SOCIAL_SERVICE: "社会服务机构",
    OrgKind.FOUNDATION: "基金会",
}
CIVIL_TITLES = MappingProxyType(
    {
        "name": "社会组织名称",
        "credit_code": "统一社会信用代码",
        "former_name": "曾用名",
        "org_type": "社会组织类型",
        "legal_representative": "法定代表人",
        "address": "住所",
        "district": "所属区县",
        "industry": "行业分类",
        "phone": "联系电话",
        "status": "登记状态",
        "registered_on": "成立登记日期",
        "closed_on": "注销日期",
        "supervisor": "业务主管单位",
    }
)
MARKET_TITLES = MappingProxyType(
    {
        "name": "企业名称",
        "credit_code": "信用代码",
        "former_name": "曾用名称",
        "org_type": "企业类型",
        "legal_representative": "法定代表人（负责人）",
        "address": "经营场所",
        "district": "行政区划",
        "industry": "行业门类",
        "phone": "电话",
        "status": "经营状态",
        "registered_on": "成立日期",
        "closed_on": "注吊销日期",
    }
)
INSURANCE_TITLES = MappingProxyType(
    {
        "unit_number": "单位编号",
        "name": "参保单位名称",
        "credit_code": "组织机构代码证号",
        "month": "费款所属期",
        "insured_count": "参保人数",
        "legal_representative": "负责人",
        "address": "单位地址",
        "district": "参保地",
        "phone": "联系电话",
        "status": "参保状态",
    }
)


def civil_affairs(
    seed: int, scope: tuple[str, int], units: Units, mint: NumberMint, *, real_dates: bool
) -> list[Sheet]:
    """Return one sheet a kind and one of the deregistered."""
    clerk = Clerk(stream(seed, *scope, "civil affairs"), care=0.45, real_dates=real_dates)
    sheets: list[Sheet] = []
    groups = [(KIND_TITLES[kind], [o for o in units.registered if o.kind is kind]) for kind in KIND_TITLES]
    groups.append(("注销名单", units.closed))
    for part, members in groups:
        sheet = Sheet("civil_affairs", "units", tuple(CIVIL_TITLES), CIVIL_TITLES, ("subject",), part)
        ordered = sorted(members, key=lambda o: (o.county, o.id))
        for unit in ordered:
            _register_row(sheet, clerk, unit, KIND_TITLES[unit.kind], mint)
        sheets.append(sheet)
    return sheets


def market(seed: int, scope: tuple[str, int], units: Units, mint: NumberMint, *, real_dates: bool) -> Sheet:
    """Return the market register: enterprises, branches, sole traders."""
    clerk = Clerk(stream(seed, *scope, "market"), care=0.45, real_dates=real_dates)
    sheet = Sheet("market", "units", tuple(MARKET_TITLES), MARKET_TITLES, ("subject",))
    for unit in units.enterprises:
        kind = "个体工商户" if unit.legal_form == "个体" else unit.legal_form
        _register_row(sheet, clerk, unit, kind, mint)
    return sheet


def _register_row(sheet: Sheet, clerk: Clerk, unit: Organisation, kind: str, mint: NumberMint) -> None:
    noted: list[Slip] = []
    values = {
        "name": clerk.unit_name(unit, "name", noted),
        "credit_code": clerk.code(unit.code, "credit_code", noted),
        "former_name": unit.former_name if clerk.rng.random() < 0.7 else None,
        "org_type": kind,
        "legal_representative": clerk.person_name(unit.representative, noted, "legal_representative"),
        "address": clerk.address(unit, "address", noted),
        "district": clerk.district(unit),
        "industry": unit.industry,
        "phone": clerk.unit_phone(unit, mint.phone(), "phone", noted),
        "status": _status(clerk, unit),
        "registered_on": clerk.date(unit.founded),
        "closed_on": clerk.date(unit.closed) if unit.closed else None,
        "supervisor": unit.supervisor or None,
    }
    row = sheet.add(values, {"subject": unit.id})
    clerk.note(sheet, row, noted)
    clerk.maybe_repeat(sheet, row)


def _status(clerk: Clerk, unit: Organisation) -> str:
    if unit.kind is OrgKind.ENTERPRISE:
        return "注销" if unit.closed else "存续"
    if unit.closed:
        return "注销" if unit.merged_into is None or clerk.rng.random() < 0.7 else "合并注销"
    return "正常"


def insurance_units(seed: int, scope: tuple[str, int], units: Units, mint: NumberMint, *, real_dates: bool) -> Sheet:
    """Return insured units by month: two earlier months and the newest."""
    clerk = Clerk(stream(seed, *scope, "insurance units"), care=1.3, real_dates=real_dates)
    rng = clerk.rng
    sheet = Sheet("insurance_units", "units", tuple(INSURANCE_TITLES), INSURANCE_TITLES, ("subject",))
    insured = [u for u in units.everything if u.unit_number is not None]
    insured.sort(key=lambda u: (u.county, u.id))
    for month_at, month in enumerate((*EARLIER_MONTHS, NEWEST_MONTH)):
        # Insurance keeps one record a unit: what is wrong in it stays wrong from month to month.
        files = Clerk(stream(seed, *scope, "insurance unit files"), care=1.3)
        for unit in insured:
            noted: list[Slip] = []
            count = unit.insured if month == NEWEST_MONTH else unit.earlier[month_at]
            values = {
                "unit_number": unit.unit_number,
                "name": files.unit_name(unit, "name", noted),
                "credit_code": files.code(unit.code, "credit_code", noted),
                "month": _month(clerk, month),
                "insured_count": count,
                "legal_representative": files.person_name(unit.representative, noted, "legal_representative"),
                "address": files.address(unit, "address", noted),
                "district": files.district(unit),
                "phone": files.unit_phone(unit, mint.phone(), "phone", noted),
                "status": "正常参保",
            }
            if count == 0 and month != NEWEST_MONTH:
                continue
            if rng.random() < RATES["count_missing"].attempt:
                values["insured_count"] = None
                noted.append(("insured_count", "count_missing", str(count), ""))
            row = sheet.add(values, {"subject": unit.id})
            clerk.note(sheet, row, noted)
            clerk.maybe_repeat(sheet, row)
    return sheet


def _month(clerk: Clerk, month: str) -> str:
    at = clerk.rng.random()
    if at < 0.7:
        return month
    return month.replace("-", "") if at < 0.85 else f"{month[:4]}年{int(month[5:])}月"
