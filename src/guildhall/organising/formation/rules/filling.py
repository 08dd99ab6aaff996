"""Whether what was filled in does: of an application, a roll pasted in, a registration. Each message at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guildhall.base.organisations.rules.records import kind_of_code
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import PERSON_KINDS, IdKind, Verdict, check, phones
from guildhall.kernel.text import clean, clean_code, clean_person_name
from guildhall.organising.formation.contracts import Employer, Finding
from guildhall.organising.formation.contracts.cases import Enrolled
from guildhall.organising.formation.rules.forming import NOT_AN_EMPLOYER, advise, joint_findings

Wrong = dict[str, tuple[Message, ...]]

MORE_WOMEN: Final = MessageKind(
    "formation.more_women", "女职工人数多于愿意入会的人数。", "There are more women than people who will join."
)
MORE_MEMBERS: Final = MessageKind(
    "formation.more_members", "愿意入会的人数多于职工人数。", "There are more people who will join than employees."
)
BAD_UNIT: Final = MessageKind(
    "formation.bad_unit",
    "第 {line} 行：请写“统一社会信用代码 单位名称 愿意入会的人数”。",
    "Line {line}: give credit code, name and how many will join.",
)
BAD_UNIT_CODE: Final = MessageKind(
    "formation.bad_unit_code",
    "第 {line} 行：统一社会信用代码不对，请对照证书。",
    "Line {line}: the credit code is wrong; compare it with the certificate.",
    "GB 32100-2015",
)
UNIT_TWICE: Final = MessageKind(
    "formation.unit_twice", "第 {line} 行：这家单位已经写过。", "Line {line}: this employer stands above already."
)
BAD_PERSON: Final = MessageKind(
    "formation.bad_person",
    "第 {line} 行：请写“姓名 证件号码 手机号”。",
    "Line {line}: give name, identity number and mobile number.",
)
BAD_NUMBER: Final = MessageKind(
    "formation.bad_number",
    "第 {line} 行：证件号码不对，请对照证件。",
    "Line {line}: the identity number is wrong; compare it with the document.",
    "GB 11643-1999",
)
BAD_PHONE: Final = MessageKind(
    "formation.bad_phone",
    "第 {line} 行：请填 11 位手机号。",
    "Line {line}: give a mobile number of 11 digits.",
)
PERSON_TWICE: Final = MessageKind(
    "formation.person_twice", "第 {line} 行：这个人已经写过。", "Line {line}: this person stands above already."
)
UNKNOWN_UNIT: Final = MessageKind(
    "formation.unknown_unit",
    "第 {line} 行：最后请写单位名称，与申请里的一致。",
    "Line {line}: end with the employer's name as the application has it.",
)
FUNDS_NEEDED: Final = MessageKind(
    "formation.funds_needed",
    "法人登记要求经费有保障；还没有的，请先落实。",
    "Registration needs assured funds; settle these first.",
    "《基层工会法人登记管理办法》第九条",
)
NO_UNION_CODE: Final = MessageKind(
    "formation.no_union_code",
    "工会的统一社会信用代码以 81 开头；不要填单位的代码。",
    "A union's credit code begins with 81; do not give the employer's.",
    "GB 32100-2015",
)
AHEAD: Final = MessageKind("formation.day_ahead", "日期不能晚于今天。", "The day cannot lie in the future.")
#: Prefix of credit codes of unions (GB 32100-2015).
UNION_PREFIX: Final = "81"
#: GB/T 2261.1-2003, as numbers that tell it say.
_FEMALE: Final = "2"
_SPLIT: Final = re.compile(r"[\s,，;；、]+")


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    members: int

    def employer(self, *, has_union: bool = False, closed: bool = False, covered: bool = False) -> Employer:
        """As the rules see it; its legal form is what its code says."""
        return Employer(kind_of_code(self.code), self.members, None, has_union, covered, closed)


def number(values: Mapping[str, str], name: str) -> int:
    """A number that the flow has checked already; 0 where it is not given."""
    return int(values.get(name) or 0)


def units_of(values: Mapping[str, str], on: date) -> tuple[tuple[UnitLine, ...], tuple[Message, ...]]:
    """The employers of an application, one or several, and what is wrong with their lines."""
    if "units" not in values:
        code = values.get("unit_code", "")
        return (((UnitLine(code, values.get("unit_name", ""), number(values, "members")),) if code else ()), ())
    found: list[UnitLine] = []
    wrong: list[Message] = []
    for line, text in _lines(values["units"]):
        parts = [part for part in _SPLIT.split(text) if part]
        if len(parts) < 3 or not parts[-1].isdecimal() or int(parts[-1]) < 1:
            wrong.append(BAD_UNIT(line=line))
            continue
        code = clean_code(parts[0]).value.upper()
        if check(code, on=on, kind=IdKind.CREDIT_CODE).verdict is Verdict.INVALID:
            wrong.append(BAD_UNIT_CODE(line=line))
        elif code in {one.code for one in found}:
            wrong.append(UNIT_TWICE(line=line))
        else:
            found.append(UnitLine(code, clean(" ".join(parts[1:-1])).value, int(parts[-1])))
    return tuple(found), tuple(wrong)


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def single_objections(values: Mapping[str, str], on: date) -> Wrong:
    """What is wrong with an application of one employer (Trade Union Law arts 3, 11)."""
    wrong = _counts(values)
    kind = kind_of_code(values["unit_code"])
    refused = [one for one in advise(Employer(kind, members=number(values, "members")), on).findings if one.refuses]
    return wrong | _at(refused, {"": "unit_code"})


def joint_objections(values: Mapping[str, str], on: date) -> Wrong:
    """What is wrong with an application of several employers (Trade Union Law art. 11)."""
    units, unreadable = units_of(values, on)
    if unreadable:
        return {"units": unreadable}
    members = sum(unit.members for unit in units)
    wrong: Wrong = {}
    if number(values, "women") > members:
        wrong["women"] = (MORE_WOMEN(),)
    if members > number(values, "employees"):
        wrong["employees"] = (MORE_MEMBERS(),)
    barred = [
        Finding(NOT_AN_EMPLOYER(), "units")
        for unit in units
        if any(one.message.kind is NOT_AN_EMPLOYER for one in advise(unit.employer(), on).findings)
    ]
    return wrong | _at([*barred, *joint_findings([(unit.name, unit.employer()) for unit in units], on)], {})


def federation_objections(values: Mapping[str, str], _on: date) -> Wrong:
    """What is wrong with an application of unions; which these are is looked up when it is sent in."""
    return _counts(values)


def workers_objections(values: Mapping[str, str], _on: date) -> Wrong:
    """What is wrong with an application for workers without an employer (Trade Union Law art. 3)."""
    return _counts(values)


def _counts(values: Mapping[str, str]) -> Wrong:
    wrong: Wrong = {}
    members = number(values, "members")
    if number(values, "women") > members:
        wrong["women"] = (MORE_WOMEN(),)
    if "employees" in values and members > number(values, "employees"):
        wrong["members"] = (MORE_MEMBERS(),)
    return wrong


def _at(findings: Iterable[Finding], fields: Mapping[str, str]) -> Wrong:
    """Findings that refuse, as messages by field."""
    wrong: Wrong = {}
    for one in findings:
        if one.refuses:
            field = fields.get(one.field, one.field)
            wrong[field] = (*wrong.get(field, ()), one.message)
    return wrong


def at_fields(findings: Iterable[Finding]) -> Wrong:
    """The same, each at the field that it names."""
    return _at(findings, {})


def read_roll(text: str, units: Iterable[str], on: date) -> tuple[tuple[Enrolled, ...], tuple[Message, ...]]:
    """Who joins, from lines such as a sheet gives them when copied, and what is wrong with which line.

    `units`: names of the employers of a joint union, the last column then; empty elsewhere. Keys are numbers in order.
    """
    names = {clean(name).value for name in units}
    found: list[Enrolled] = []
    wrong: list[Message] = []
    for line, given in _lines(text):
        one = _person(line, given, names, len(found) + 1, on)
        if isinstance(one, Message):
            wrong.append(one)
        elif one.number in {other.number for other in found}:
            wrong.append(PERSON_TWICE(line=line))
        else:
            found.append(one)
    return tuple(found), tuple(wrong)


def _person(line: int, given: str, units: set[str], key: int, on: date) -> Enrolled | Message:
    parts = [part for part in _SPLIT.split(given) if part]
    if len(parts) < 3:
        return BAD_PERSON(line=line)
    name = clean_person_name(parts[0]).value
    number = clean_code(parts[1]).value.upper()
    checked = check(number, on=on)
    kinds = [kind for kind in checked.kinds if kind in PERSON_KINDS]
    if not kinds or checked.verdict is Verdict.INVALID:
        return BAD_NUMBER(line=line)
    if phones.check(parts[2]).kind is not phones.PhoneKind.MOBILE:
        return BAD_PHONE(line=line)
    said = {"女": True, "男": False}
    unit = clean(" ".join(part for part in parts[3:] if part not in said)).value
    if units and unit not in units:
        return UNKNOWN_UNIT(line=line)
    told = [said[part] for part in parts[3:] if part in said]
    # By its kind, for a number may be another code, too.
    facts = check(number, on=on, kind=kinds[0]).facts
    woman = told[0] if told else facts.sex == _FEMALE
    return Enrolled(f"m{key:04d}", name, kinds[0], number, phones.normalise(parts[2]), woman, unit if units else "")


def registration_objections(values: Mapping[str, str], _on: date) -> Wrong:
    """Whether a union can be registered as a legal person (Legal-person Measures art. 9)."""
    return {} if values.get("funds") == "yes" else {"funds": (FUNDS_NEEDED(),)}


def certificate_objections(values: Mapping[str, str], _on: date) -> Wrong:
    """Whether a certificate bears a union's code."""
    return {} if values["union_code"].startswith(UNION_PREFIX) else {"union_code": (NO_UNION_CODE(),)}


def opening_objections(values: Mapping[str, str], on: date) -> Wrong:
    """Whether seals, account and registration are done already."""
    days = ("seal_on", "account_on", "dues_on")
    return {name: (AHEAD(),) for name in days if date.fromisoformat(values[name]) > on}
