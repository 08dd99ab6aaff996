"""What an organisation's record must hold, and which records may be one organisation."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from typing import Final

from guildhall.base.organisations.contracts import Facts, OrganisationKind
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import IdKind, Verdict, check
from guildhall.kernel.industries import BY_LETTER

NO_NAME: Final = MessageKind("organisations.no_name", "请填写单位名称。", "Give the organisation's name.")
CODE_TAKEN: Final = MessageKind(
    "organisations.code_taken",
    "这个统一社会信用代码已登记在另一条记录上；如是同一单位，请合并两条记录。",
    "The credit code stands on another record already. If it is the same organisation, merge the two.",
    "GB 32100-2015: one code, one organisation",
)
TWO_CODES: Final = MessageKind(
    "organisations.two_codes",
    "两条记录的统一社会信用代码不同，不能合并为一家；请先更正代码。",
    "The two records have different credit codes: they cannot be one organisation. Correct the code first.",
    "GB 32100-2015: one organisation, one code",
)
BAD_INDUSTRY: Final = MessageKind(
    "organisations.bad_industry",
    "行业应为门类字母 A–T。",
    "The industry is a section letter, A to T.",
    "GB/T 4754-2017",
)
BAD_INSURED: Final = MessageKind(
    "organisations.bad_insured",
    "参保人数不能为负，月份写作 2023-02。",
    "The number of insured cannot be negative; the month is written 2023-02.",
)
CLOSED_LATER: Final = MessageKind(
    "organisations.closed_later", "注销日期晚于今天。", "The day of closing lies in the future."
)
CLOSED: Final = MessageKind("organisations.closed", "这家单位已于 {on} 注销。", "The organisation was closed on {on}.")
NO_VALUE: Final = MessageKind(
    "organisations.no_value", "请写明等级、资质或名单。", "Say which rating, qualification or list."
)
NO_SOURCE: Final = MessageKind("organisations.no_source", "请写明由谁评定或公布。", "Say who gave or published it.")
ENDS_BEFORE: Final = MessageKind(
    "organisations.ends_before", "截止日期应晚于开始日期。", "The end must come after the beginning."
)
STANDING_TWICE: Final = MessageKind("organisations.standing_twice", "这一项已在有效期内。", "That is in force already.")

#: Names of the fields of which provenance is kept.
FIELDS: Final = frozenset(field.name for field in fields(Facts))
_MONTH: Final = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
#: First two characters of a credit code → legal form (GB 32100-2015 table of categories).
_KIND_OF: Final = {
    "11": OrganisationKind.STATE_ORGAN,
    "12": OrganisationKind.PUBLIC_INSTITUTION,
    "51": OrganisationKind.ASSOCIATION,
    "52": OrganisationKind.SOCIAL_SERVICE,
    "53": OrganisationKind.FOUNDATION,
    "91": OrganisationKind.ENTERPRISE,
    "92": OrganisationKind.INDIVIDUAL_BUSINESS,
    "93": OrganisationKind.COOPERATIVE,
}


def kind_of_code(credit_code: str) -> OrganisationKind:
    """The legal form that a credit code says; OTHER where it says none that is told apart here."""
    return _KIND_OF.get(credit_code[:2], OrganisationKind.OTHER)


def objections(facts: Facts, on: date) -> dict[str, tuple[Message, ...]]:
    """What is wrong with an organisation's facts, by field; warnings do not count."""
    wrong: dict[str, tuple[Message, ...]] = {}
    if not facts.name:
        wrong["name"] = (NO_NAME(),)
    if facts.credit_code:
        checked = check(facts.credit_code, on=on, kind=IdKind.CREDIT_CODE)
        if checked.verdict is Verdict.INVALID:
            wrong["credit_code"] = checked.reasons
    if facts.industry and facts.industry not in BY_LETTER:
        wrong["industry"] = (BAD_INDUSTRY(),)
    if facts.insured and (facts.insured.count < 0 or not _MONTH.fullmatch(facts.insured.month)):
        wrong["insured"] = (BAD_INSURED(),)
    if facts.closed_on is not None and facts.closed_on > on:
        wrong["closed_on"] = (CLOSED_LATER(),)
    return wrong


def merge_objections(own: frozenset[str], other: frozenset[str]) -> tuple[Message, ...]:
    """Why two organisations cannot be one, from the credit codes of the records that count as each."""
    return (TWO_CODES(),) if own - {""} and other - {""} and own - {""} != other - {""} else ()


def standing_objections(
    value: str, source: str, starts_on: date, ends_on: date | None
) -> dict[str, tuple[Message, ...]]:
    """What is wrong with a standing, by field."""
    wrong: dict[str, tuple[Message, ...]] = {}
    if not value:
        wrong["value"] = (NO_VALUE(),)
    if not source:
        wrong["source"] = (NO_SOURCE(),)
    if ends_on is not None and ends_on <= starts_on:
        wrong["ends_on"] = (ENDS_BEFORE(),)
    return wrong
