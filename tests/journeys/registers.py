"""A handful of registers laid out as officers do, small enough to know every answer by heart.

| unit | insured | union | counts |
|---|--:|---|---|
| 晨光 elderly care | 30 | own | eligible, covered |
| 启明星 kindergarten | 26 | joint, under another spelling | eligible, covered |
| 青禾 art school | 40 | none | eligible, not covered |
| 爱心 foundation | 25 | none | eligible (the boundary), not covered |
| 明州 clinic | 24 | own | too small by one |
| 围棋 association | 5 | none | too small |
| 旧雨 association | 28 | none | deregistered before the cut-off |
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from guildhall.kernel.identifiers import credit_code, resident

MONTH = "2023-01"
DISTRICT = "宁波市海曙区"


def code(kind: str, number: int) -> str:
    """A credit code that no body can hold: its division, 339901, was never assigned."""
    body = f"{number:08d}"
    first = f"{kind}339901{body}{credit_code.organisation_check(body)}"
    return first + credit_code.check_character(first)


def id_number(born: date, sequence: int) -> str:
    first = f"339901{born:%Y%m%d}{sequence:03d}"
    return first + resident.check_character(first)


def phone(number: int) -> str:
    return f"154{number:08d}"  # 154 was never allocated


@dataclass(frozen=True)
class Unit:
    name: str
    kind: str
    code: str
    insured: int
    number: str
    closed: str = ""


CARE = Unit("宁波市海曙区晨光养老服务中心", "社会服务机构", code("52", 10000011), 30, "0203000000011")
KINDERGARTEN = Unit("宁波市海曙区启明星幼儿园", "民办非企业单位", code("52", 10000022), 26, "0203000000022")
ART_SCHOOL = Unit("宁波市海曙区青禾艺术培训学校", "社会服务机构", code("52", 10000033), 40, "0203000000033")
FOUNDATION = Unit("宁波市爱心慈善基金会", "基金会", code("53", 10000044), 25, "0203000000044")
CLINIC = Unit("宁波市海曙区明州中医门诊部", "社会服务机构", code("52", 10000055), 24, "0203000000055")
CHESS = Unit("宁波市海曙区围棋协会", "社会团体", code("51", 10000066), 5, "0203000000066")
CLOSED = Unit("宁波市海曙区旧雨书画研究会", "社会团体", code("51", 10000077), 28, "0203000000077", "2022-11-30")
UNITS = (CARE, KINDERGARTEN, ART_SCHOOL, FOUNDATION, CLINIC, CHESS, CLOSED)

CARE_UNION = "宁波市海曙区晨光养老服务中心工会委员会"
CLINIC_UNION = "宁波市海曙区明州中医门诊部工会"
JOINT_UNION = "海曙区月湖街道社会组织联合工会"


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    born: date
    id_number: str
    phone: str
    unit: Unit
    union: str = ""
    works_at: str = ""  # as the union writes it

    @property
    def swapped(self) -> str:
        """The ID number with two neighbouring digits changed about, as a clerk mistypes it."""
        number = self.id_number
        at = next(i for i in range(14, 16) if number[i] != number[i + 1])
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _person(number: int, name: str, sex: str, born: date, unit: Unit, union: str = "", works_at: str = "") -> Person:
    sequence = 120 + 2 * number + (sex == "男")
    return Person(name, sex, born, id_number(born, sequence), phone(40000000 + 7919 * number), unit, union, works_at)


#: Insured in January; the last one is a member at the care centre and has moved to the art school.
PEOPLE = (
    _person(1, "陈思远", "男", date(1980, 3, 14), CARE, CARE_UNION),
    _person(2, "林小满", "女", date(1991, 5, 21), CARE, CARE_UNION),
    _person(3, "阿依古丽·买买提", "女", date(1988, 9, 2), CARE, CARE_UNION),
    _person(4, "周一鸣", "男", date(1975, 12, 30), KINDERGARTEN, JOINT_UNION),
    _person(5, "吴若兰", "女", date(1996, 7, 7), KINDERGARTEN, JOINT_UNION),
    _person(6, "郑海波", "男", date(1969, 1, 18), CLINIC, CLINIC_UNION),
    _person(7, "沈佳宜", "女", date(1999, 10, 10), ART_SCHOOL),
    _person(8, "许文博", "男", date(1985, 4, 25), ART_SCHOOL, CARE_UNION, CARE.name),
)
MISTYPED = PEOPLE[1]  # the union holds her number with two digits swapped
TWICE = PEOPLE[3]  # held by the joint union and by the clinic's
MOVED = PEOPLE[7]


def _sheet(book: openpyxl.Workbook, title: str, rows: Sequence[Sequence[object]]) -> None:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))


def _save(book: openpyxl.Workbook, path: Path) -> Path:
    del book["Sheet"]
    book.save(path)
    return path


def civil_affairs(folder: Path) -> Path:
    """Title, a line on who fills it in, the heading on row 4, a total and a note below."""
    book = openpyxl.Workbook()
    rows: list[list[object]] = [
        ["宁波市海曙区社会组织登记一览表"],
        ["填报单位：海曙区民政局", None, None, None, "填报日期：2023年2月3日"],
        [],
        ["序号", "社会组织名称", "统一社会信用代码", "类别", "登记状态", "注销日期", "所属区县"],
    ]
    rows += [
        [number, unit.name, unit.code, unit.kind, "注销" if unit.closed else "正常", unit.closed or None, DISTRICT]
        for number, unit in enumerate(UNITS, 1)
    ]
    rows += [["合计", f"{len(UNITS)}家"], [], ["注：本表含已注销的社会组织。"]]
    _sheet(book, "登记情况", rows)
    return _save(book, folder / "社会组织.xlsx")


def insurance_units(folder: Path, months: Sequence[str] = (MONTH,)) -> Path:
    path = folder / "参保单位.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["单位编号", "单位名称", "统一社会信用代码", "费款所属期", "参保人数", "参保地"])
        for month in months:
            for unit in UNITS:
                named = unit.code if unit is not FOUNDATION else ""  # found by its name alone
                writer.writerow([unit.number, unit.name, named, month.replace("-", ""), unit.insured, "海曙区"])
    return path


def insurance_persons(folder: Path) -> Path:
    path = folder / "参保人员.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "性别", "证件号码", "出生日期", "手机号码", "单位名称", "单位编号", "费款所属期"])
        for person in PEOPLE:
            unit = person.unit
            writer.writerow(
                [
                    person.name,
                    person.sex,
                    person.id_number,
                    person.born.isoformat(),
                    person.phone,
                    unit.name,
                    unit.number,
                    MONTH,
                ]
            )
    return path


def unions(folder: Path) -> Path:
    """One workbook with a sheet a list: unions, covered units, members."""
    book = openpyxl.Workbook()
    heading = ["工会名称", "单位名称", "单位统一社会信用代码", "基层工会类型", "建会日期", "会员人数", "工会状态"]
    host = "宁波市海曙区月湖街道办事处"
    _sheet(
        book,
        "工会组织",
        [
            heading,
            [CARE_UNION, CARE.name, CARE.code, "单独", "2015年6月1日", 28, "正常"],
            [CLINIC_UNION, CLINIC.name, CLINIC.code, "单独", "2018/3/5", 20, "正常"],
            [JOINT_UNION, host, "", "联合", "2020-10-20", 41, "正常"],
        ],
    )
    spelling = "海曙区启明星幼儿园（民办）"
    _sheet(
        book,
        "涵盖单位",
        [
            ["联合工会名称", "涵盖单位名称", "信用代码", "职工数", "会员数"],
            [JOINT_UNION, spelling, KINDERGARTEN.code, 26, 20],
        ],
    )
    members: list[list[object]] = [
        ["姓名", "性别", "出生日期", "证件号码", "手机号", "会籍变化类型", "会籍变化日期", "工作单位", "所属工会"]
    ]
    members += [_member(person, person.union) for person in PEOPLE if person.union]
    members.append(_member(TWICE, CLINIC_UNION))
    _sheet(book, "会员", members)
    return _save(book, folder / "工会.xlsx")


def _member(person: Person, union: str) -> list[object]:
    number = person.swapped if person is MISTYPED else person.id_number
    works_at = person.works_at or person.unit.name
    born = person.born.strftime("%Y%m%d")
    return [person.name, person.sex, born, number, person.phone, "入会", "2021-05-01", works_at, union]


def write_all(folder: Path) -> list[str]:
    """Write every register into `folder`; the options of `roster build` that name them."""
    return [
        "--civil-affairs",
        str(civil_affairs(folder)),
        "--insurance",
        str(insurance_units(folder)),
        "--insurance",
        str(insurance_persons(folder)),
        "--union",
        str(unions(folder)),
    ]
