"""Who must form a union, who may, who may not, and in which form (Trade Union Law arts 3, 11, 13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import COMMITTEE_MEMBERS, JOINT_UNION_UNITS, PROXY_INSURED
from guildhall.organising.formation.contracts import Advice, Duty, Employer, Finding, Form
from guildhall.organising.formation.parameters import FEDERATION_UNIONS
from guildhall.organising.unions.contracts import UnionKind

_LAW_3: Final = "《工会法》第三条"
_LAW_11: Final = "《工会法》第十一条第一款"

CLOSED: Final = MessageKind(
    "formation.employer_closed",
    "这家单位已经注销或吊销，不能建会。",
    "This employer is closed, so no union can be formed in it.",
    "《工会法》第十三条",
)
HAS_UNION: Final = MessageKind(
    "formation.has_union",
    "这家单位已经有自己的工会，不用再建；职工可以直接入会。",
    "This employer has a union of its own already. Its workers can join that.",
    _LAW_11,
)
NOT_AN_EMPLOYER: Final = MessageKind(
    "formation.not_an_employer",
    "工会法所说的用人单位是企业、事业单位、机关和社会组织；这里的劳动者可以加入所在乡镇（街道）的联合工会。",
    "The law speaks of enterprises, public institutions, state organs and social organisations. Workers here can join "
    "the joint union of their township or street.",
    _LAW_3,
)
COVERED: Final = MessageKind(
    "formation.leaves_joint",
    "这家单位现由联合工会覆盖；自己的工会获批之日起，不再由联合工会覆盖。",
    "A joint union covers this employer today; it will no longer do so once the employer's own union is approved.",
    _LAW_11,
)
MUST_ALONE: Final = MessageKind(
    "formation.must_alone",
    "会员 {members} 人，已达到 {least} 人，应当单独建立基层工会委员会。",
    "With {members} members, {least} being the law's number, it must set up a committee of its own.",
    _LAW_11,
)
MAY_CHOOSE: Final = MessageKind(
    "formation.may_choose",
    "会员 {members} 人，不足 {least} 人：可以单独建会，可以与其他单位联合建会，也可以选举组织员一人。",
    "With {members} members, fewer than {least}, there are three ways: a union of its own, a joint union with other "
    "employers, or one elected organiser.",
    _LAW_11,
)
INSURED_SUGGEST: Final = MessageKind(
    "formation.insured_suggest",
    "参保 {insured} 人，统计上以 {least} 人为界；法律数的是会员，不是参保人数。",
    "{insured} persons are insured here, and statistics draw the line at {least}. The law counts members, not the "
    "insured.",
    _LAW_11,
)
NO_MEMBERS: Final = MessageKind(
    "formation.no_members",
    "还没有人愿意入会，建不了工会；请先发展会员。",
    "Nobody has agreed to join yet, and a union is made of members. Recruit members first.",
    _LAW_3,
)
TOO_FEW_UNITS: Final = MessageKind(
    "formation.too_few_units",
    "联合建会至少要 {least} 家单位，现在只有 {count} 家。",
    "A joint union takes at least {least} employers; {count|employer|employers} given.",
    _LAW_11,
)
UNIT_MUST_ALONE: Final = MessageKind(
    "formation.unit_must_alone",
    "“{name}”会员 {members} 人，已达到 {least} 人，应当单独建会，不能并入联合工会。",
    "{name} has {members} members, {least} being the law's number: it must form a union of its own.",
    _LAW_11,
)
UNIT_HAS_UNION: Final = MessageKind(
    "formation.unit_has_union",
    "“{name}”已经有工会，不能再并入联合工会。",
    "{name} has a union already and cannot be part of a joint one.",
    _LAW_11,
)
TOO_FEW_UNIONS: Final = MessageKind(
    "formation.too_few_unions",
    "工会联合会由若干基层工会组成，至少 {least} 个，现在只有 {count} 个。",
    "A federation is made of grassroots unions, {least} at least; {count} given.",
    "《基层工会法人登记管理办法》第二条",
)
NOT_GRASSROOTS: Final = MessageKind(
    "formation.not_grassroots",
    "“{name}”不是单独或联合基层工会，不能成为工会联合会的成员。",
    "{name} is neither a single-unit nor a joint union and cannot be part of a federation.",
    "《基层工会法人登记管理办法》第二条",
)

#: 用人单位 in the words of art. 3.
_EMPLOYERS: Final = frozenset(
    {
        OrganisationKind.ENTERPRISE,
        OrganisationKind.PUBLIC_INSTITUTION,
        OrganisationKind.STATE_ORGAN,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.SOCIAL_SERVICE,
        OrganisationKind.FOUNDATION,
        # An enterprise by its own law (农民专业合作社法); what is not told may be any of these.
        OrganisationKind.COOPERATIVE,
        OrganisationKind.OTHER,
    }
)


def advise(employer: Employer, on: date, place: str = "") -> Advice:
    """Whether an employer must form a union, and what it may form, the best way first.

    Trade Union Law art. 11(1): with 25 members it must have a committee of its own; below that it may have one, share
    one with other employers, or elect one organiser. 25 is counted in members, both numbers are told. `place`: GB/T
    2260 code. Raises Refused where no value is in force.
    """
    barred = _barred(employer)
    if barred is not None:
        return Advice(Duty.MAY_NOT, (), False, (barred,))
    findings = [Finding(COVERED(), refuses=False)] if employer.covered else []
    least, proxy = COMMITTEE_MEMBERS.at(on, place), PROXY_INSURED.at(on, place)
    if employer.insured is not None and employer.insured >= proxy:
        findings.append(Finding(INSURED_SUGGEST(insured=employer.insured, least=proxy), refuses=False))
    if employer.members is None:
        many = employer.insured is not None and employer.insured >= proxy
        forms = (Form.SINGLE, Form.JOINT) if many else (Form.JOINT, Form.SINGLE)
        return Advice(Duty.MAY, forms, not many, tuple(findings))
    if employer.members == 0:
        return Advice(Duty.MAY_NOT, (), False, (Finding(NO_MEMBERS(), "members"), *findings))
    if employer.members >= least:  # 二十五人以上: the number is included (Civil Code art. 1259)
        told = Finding(MUST_ALONE(members=employer.members, least=least), refuses=False)
        return Advice(Duty.MUST, (Form.SINGLE,), False, (told, *findings))
    told = Finding(MAY_CHOOSE(members=employer.members, least=least), refuses=False)
    return Advice(Duty.MAY, (Form.JOINT, Form.SINGLE), True, (told, *findings))


def _barred(employer: Employer) -> Finding | None:
    if employer.closed:
        return Finding(CLOSED())
    if employer.has_union:
        return Finding(HAS_UNION())
    return None if employer.kind in _EMPLOYERS else Finding(NOT_AN_EMPLOYER())


def joint_findings(units: Collection[tuple[str, Employer]], on: date, place: str = "") -> tuple[Finding, ...]:
    """What speaks against a joint union of these employers, by name (Trade Union Law art. 11(1))."""
    least_units, least = JOINT_UNION_UNITS.at(on, place), COMMITTEE_MEMBERS.at(on, place)
    found = []
    if len(units) < least_units:
        found.append(Finding(TOO_FEW_UNITS(least=least_units, count=len(units)), "units"))
    for name, unit in units:
        if unit.closed:
            found.append(Finding(CLOSED(), "units"))
        elif unit.has_union:
            found.append(Finding(UNIT_HAS_UNION(name=name), "units"))
        elif unit.members is not None and unit.members >= least:
            found.append(Finding(UNIT_MUST_ALONE(name=name, members=unit.members, least=least), "units"))
    return tuple(found)


def federation_findings(unions: Collection[tuple[str, UnionKind]], on: date, place: str = "") -> tuple[Finding, ...]:
    """What speaks against a federation of these unions, by name: several, each of them single-unit or joint."""
    least = FEDERATION_UNIONS.at(on, place)
    found = []
    if len(unions) < least:
        found.append(Finding(TOO_FEW_UNIONS(least=least, count=len(unions)), "unions"))
    found += [
        Finding(NOT_GRASSROOTS(name=name), "unions")
        for name, kind in unions
        if kind not in (UnionKind.SINGLE, UnionKind.JOINT)
    ]
    return tuple(found)
