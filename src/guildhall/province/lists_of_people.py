"""Writes the lists whose rows are people: insured persons by month, members of unions."""

from __future__ import annotations

from types import MappingProxyType

from guildhall.province.clerk import Clerk, Slip
from guildhall.province.numbers import NumberMint
from guildhall.province.rates import RATES
from guildhall.province.scale import NEWEST_MONTH
from guildhall.province.seeds import stream
from guildhall.province.sheets import Sheet, Value
from guildhall.province.world import Membership, Organisation, Person, PersonState, Union

PERSON_TITLES = MappingProxyType(
    {
        "person_name": "姓名",
        "id_type": "证件类型",
        "id_number": "证件号码",
        "sex": "性别",
        "birth_date": "出生日期",
        "phone": "手机号码",
        "unit_name": "参保单位名称",
        "unit_number": "单位编号",
        "month": "费款所属期",
        "status": "参保状态",
        "district": "参保地",
    }
)
MEMBER_TITLES = MappingProxyType(
    {
        "person_name": "姓名*",
        "sex": "性别*",
        "birth_date": "出生日期*",
        "ethnicity": "民族*",
        "employment_status": "就业状况",
        "id_type": "有效证件类别*",
        "id_number": "证件号码*",
        "member_number": "会员号",
        "education": "学历",
        "technical_grade": "技术等级",
        "phone": "手机号*",
        "household": "户籍类型",
        "household_place": "户籍所在地",
        "change_type": "会籍变化类型",
        "change_date": "会籍变化日期",
        "change_reason": "会籍变化原因",
        "politics": "政治面貌",
        "unit_name": "工作单位",
        "unit_credit_code": "单位统一社会信用代码",
        "native_place": "籍贯",
        "migrant": "是否农民工",
        "union_name": "所属工会*",
        "remark": "备注",
    }
)
#: What the generator fills; the other columns of the union's template stay for the workbook to show.
MEMBER_FIELDS = (
    "person_name",
    "sex",
    "birth_date",
    "ethnicity",
    "employment_status",
    "id_type",
    "id_number",
    "member_number",
    "education",
    "phone",
    "change_type",
    "change_date",
    "unit_name",
    "unit_credit_code",
    "union_name",
)
_ID_TYPES = {"resident": "居民身份证", "permit": "港澳台居民居住证", "foreigner": "外国人永久居留身份证"}
_INSURANCE_STATUS = {
    PersonState.INSURED: "停保",
    PersonState.RETIRED: "退休",
    PersonState.DIED: "死亡",
    PersonState.STOPPED: "停保",
}
_EDUCATION = ("初中", "高中", "中专", "大专", "大专", "本科", "本科", "研究生")


class PeopleClerk:
    """Types people's rows; names of units are written one way a unit and list, with slips by row."""

    def __init__(self, seed: int, scope: tuple[str, int], list_name: str, mint: NumberMint, real_dates: bool) -> None:
        self.clerk = Clerk(stream(seed, *scope, list_name), care=1.6, real_dates=real_dates)
        self._mint = mint
        self._above: Person | None = None

    def person(self, person: Person, noted: list[Slip], *, roster: bool) -> tuple[dict[str, Value], bool]:
        """Return the cells about the person and whether no reader can accept the row. `roster`: the union's."""
        clerk = self.clerk
        random = clerk.rng.random
        number: Value
        if roster and person.roster_slip is not None:
            kind, number = person.roster_slip
            noted.append(("id_number", kind, person.number, number or ""))
            unreadable = False
        else:
            number, unreadable = clerk.id_number(person, self._above, noted)
        self._above = person
        birth = person.birth
        if random() < RATES["birth_wrong"].attempt and person.number_kind == "resident":
            wrong = birth[:4] + "0101" if birth[4:] != "0101" else birth[:4] + "0110"
            noted.append(("birth_date", "birth_wrong", birth, wrong))
            birth = wrong
        values: dict[str, Value] = {
            "person_name": clerk.person_name(person.name, noted),
            "id_type": _ID_TYPES[person.number_kind],
            "id_number": number,
            "sex": "男" if person.male else "女",
            "birth_date": clerk.date(birth),
            "phone": clerk.person_phone(person, self._mint.phone, noted),
        }
        return values, unreadable

    def add(
        self, sheet: Sheet, values: dict[str, Value], links: dict[str, str | None], noted: list[Slip], unreadable: bool
    ) -> None:
        row = sheet.add(values, links)
        if unreadable:
            sheet.unreadable.add(row)
        self.clerk.note(sheet, row, noted)
        self.clerk.maybe_repeat(sheet, row)


def insurance_persons(
    seed: int, scope: tuple[str, int], people: list[Person], mint: NumberMint, *, real_dates: bool
) -> Sheet:
    """Return the newest month of all insured, and an earlier one of those who moved, retired, died or stopped."""
    writer = PeopleClerk(seed, scope, "insurance persons", mint, real_dates)
    sheet = Sheet("insurance_persons", "persons", tuple(PERSON_TITLES), PERSON_TITLES, ("subject", "employer"))
    for person in people:
        if person.former_employer is not None and person.last_month is not None:
            status = _INSURANCE_STATUS[person.state]
            _insured(sheet, writer, person, person.former_employer, person.last_month, status)
        if person.employer is not None:
            _insured(sheet, writer, person, person.employer, NEWEST_MONTH, "正常参保")
    return sheet


def _insured(sheet: Sheet, writer: PeopleClerk, person: Person, unit: Organisation, month: str, status: str) -> None:
    noted: list[Slip] = []
    values, unreadable = writer.person(person, noted, roster=False)
    clerk = writer.clerk
    values["unit_name"] = clerk.unit_name(unit, "unit_name", noted)
    values["unit_number"] = unit.unit_number
    if clerk.rng.random() < RATES["unit_number_missing"].attempt:
        noted.append(("unit_number", "unit_number_missing", unit.unit_number or "", ""))
        values["unit_number"] = None
    values["month"] = month
    values["status"] = status
    values["district"] = unit.county_name
    writer.add(sheet, values, {"subject": person.id, "employer": unit.id}, noted, unreadable)


def union_members(
    seed: int, scope: tuple[str, int], people: list[Person], mint: NumberMint, *, real_dates: bool
) -> Sheet:
    """Return the union's real-name roster: one row a membership, union by union."""
    writer = PeopleClerk(seed, scope, "union members", mint, real_dates)
    sheet = Sheet("union_members", "members", MEMBER_FIELDS, MEMBER_TITLES, ("subject", "employer", "union"))
    by_union: dict[str, list[tuple[Person, Membership]]] = {}
    for person in people:
        for membership in person.memberships:
            by_union.setdefault(membership.union.id, []).append((person, membership))
    for union_id in sorted(by_union):
        for serial, (person, membership) in enumerate(by_union[union_id], start=1):
            _member(sheet, writer, person, membership, f"{union_id[-7:]}{serial:05d}")
    return sheet


def _member(sheet: Sheet, writer: PeopleClerk, person: Person, membership: Membership, number: str) -> None:
    noted: list[Slip] = []
    values, unreadable = writer.person(person, noted, roster=True)
    clerk = writer.clerk
    random = clerk.rng.random
    unit, union = membership.unit, membership.union
    values["ethnicity"] = person.ethnicity
    values["employment_status"] = "退休" if person.state is PersonState.RETIRED and random() < 0.7 else "在岗"
    values["member_number"] = number if random() < 0.8 else None
    values["education"] = _EDUCATION[int(random() * len(_EDUCATION))]
    values["change_type"] = membership.change
    values["change_date"] = clerk.date(membership.on)
    values["unit_name"] = clerk.unit_name(unit, "unit_name", noted)
    values["unit_credit_code"] = clerk.code(unit.code, "unit_credit_code", noted, lost=0.45)
    values["union_name"] = _union_name(clerk, union, noted)
    links: dict[str, str | None] = {"subject": person.id, "employer": unit.id, "union": union.id}
    writer.add(sheet, values, links, noted, unreadable)


def _union_name(clerk: Clerk, union: Union, noted: list[Slip]) -> str:
    """Write a union's name; the end of it comes and goes."""
    name = union.name
    at = clerk.rng.random()
    if at < 0.02 and name.endswith("工会委员会"):
        written = name.removesuffix("委员会")
    elif at < 0.03 and name.endswith("工会"):
        written = name + "委员会"
    elif at < 0.04 and name.startswith(union.seat.city_name):
        written = name.removeprefix(union.seat.city_name)
    else:
        return name
    noted.append(("union_name", "union_name_form", name, written))
    return written
