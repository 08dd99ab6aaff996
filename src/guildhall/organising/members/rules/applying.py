"""Whether an application to join does, field by field, beyond what each field's type says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import PERSON_KINDS, CheckResult, IdKind, Verdict, check
from guildhall.kernel.text import clean_code, person_name_key
from guildhall.organising.members.contracts import Tie
from guildhall.organising.members.rules.joining import Candidate, join_objections, join_warnings

NO_CONSENT: Final = MessageKind(
    "members.no_consent",
    "不同意就不能在网上办理；可以到工会当面办理。",
    "Without this consent it cannot be done on line; you may join in person at the union.",
    "个人信息保护法第十四条、第二十九条",
)
OTHER_SIGNATURE: Final = MessageKind(
    "members.other_signature",
    "签名要与姓名一致：请写您的姓名。",
    "The signature is your name as given above.",
    "工会会员会籍管理办法第五条",
)
NO_EMPLOYER: Final = MessageKind(
    "members.no_employer", "请填写单位名称。", "Give the name of the employer.", "工会会员会籍管理办法第五条"
)
NO_KIND: Final = MessageKind(
    "members.no_kind", "请选择您的职业。", "Choose your kind of work.", "工会会员会籍管理办法第七条"
)
YES: Final = "yes"


def checked(kind: str, number: str, on: date) -> CheckResult:
    """The check of a document of the kind that was chosen; a resident identity number where none was."""
    chosen = IdKind(kind) if kind in {one.value for one in PERSON_KINDS} else IdKind.RESIDENT_ID
    return check(clean_code(number).value, on=on, kind=chosen)


def document_objections(kind: str, number: str, on: date) -> tuple[Message, ...]:
    """What is wrong with a document's number; warnings do not count."""
    found = checked(kind, number, on)
    return found.reasons[:1] if found.verdict is Verdict.INVALID else ()


def application_objections(values: Mapping[str, str], on: date) -> Mapping[str, tuple[Message, ...]]:
    """What is wrong with an application to join, by field."""
    found: dict[str, tuple[Message, ...]] = {}
    if wrong := document_objections(values.get("document_kind", ""), values.get("document", ""), on):
        found["document"] = wrong
    candidate = Candidate(accepts_charter=values.get("charter") == YES)
    found |= join_objections(candidate)
    for field in ("consent", "sensitive"):
        if values.get(field) != YES:
            found[field] = (NO_CONSENT(),)
    if person_name_key(values.get("signature", "")) != person_name_key(values.get("name", "")):
        found["signature"] = (OTHER_SIGNATURE(),)
    if values.get("tie") in (Tie.EMPLOYED, Tie.DISPATCHED) and not values.get("employer"):
        found["employer"] = (NO_EMPLOYER(),)
    if values.get("tie") in (Tie.INDEPENDENT, Tie.AFFILIATED) and not values.get("new_employment"):
        found["new_employment"] = (NO_KIND(),)
    return found


def application_warnings(values: Mapping[str, str], on: date) -> tuple[Message, ...]:
    """What whoever approves should check about an applicant (age), from the number that was given."""
    facts = checked(values.get("document_kind", ""), values.get("document", ""), on).facts
    is_woman = {"1": False, "2": True}.get(facts.sex)
    return join_warnings(Candidate(birth_date=facts.birth_date, is_woman=is_woman), on)
