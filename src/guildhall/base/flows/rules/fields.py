"""Whether what was filled in does: each field by its type, each transition by what it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from guildhall.base.flows.contracts import Field, FieldType, FlowKind, Transition
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import PERSON_KINDS, IdKind, Verdict, check, phones
from guildhall.kernel.text import clean, clean_code, mask_number, mask_phone

MISSING: Final = MessageKind("flows.missing", "请填写“{name_zh}”。", "Please fill in “{name_en}”.")
PAPER_MISSING: Final = MessageKind("flows.paper_missing", "请附上“{name_zh}”。", "Please attach “{name_en}”.")
TOO_LONG: Final = MessageKind(
    "flows.too_long", "最多 {most} 个字，现在是 {length} 个。", "At most {most} characters; there are {length}."
)
NO_NUMBER: Final = MessageKind("flows.no_number", "请填整数。", "Please give a whole number.")
OUT_OF_RANGE: Final = MessageKind(
    "flows.out_of_range", "应在 {least} 到 {most} 之间。", "It must lie between {least} and {most}."
)
NO_DATE: Final = MessageKind("flows.no_date", "请填日期，如 2023-02-25。", "Please give a date, such as 2023-02-25.")
NO_CHOICE: Final = MessageKind("flows.no_choice", "请从给出的选项里选一项。", "Please choose one of the options.")
NO_EMAIL: Final = MessageKind(
    "flows.no_email",
    "邮箱地址写得不完整，如 name@example.cn。",
    "The address is not complete, such as name@example.cn.",
)
NO_MOBILE: Final = MessageKind(
    "flows.no_mobile",
    "请填手机号码（11 位），查询办理进度要用。",
    "Give a mobile number (11 digits): it finds the application.",
)
NOT_ASKED: Final = MessageKind("flows.not_asked", "这一步不填这一项。", "This is not asked at this step.")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
YES: Final = "yes"
NO: Final = "no"


def cleaned(kind: FlowKind, values: Mapping[str, str]) -> dict[str, str]:
    """Values as they are kept: one form of width and spaces; fields that the kind does not have are left out."""
    known = {field.code: field for field in kind.fields}
    return {code: _clean(known[code], value) for code, value in values.items() if code in known}


def _clean(field: Field, value: str) -> str:
    if field.type is FieldType.PHONE:
        return phones.normalise(value)
    if field.type in {FieldType.IDENTITY, FieldType.CREDIT_CODE}:
        return clean_code(value).value.upper()
    if field.type is FieldType.LONG_TEXT:
        return value.replace("\r\n", "\n").strip()
    return clean(value).value


def wrong_with(field: Field, value: str, on: date) -> tuple[Message, ...]:
    """What is wrong with a value that is not empty, cleaned, on a day."""
    return _BY_TYPE[field.type](field, value, on)


def _text(field: Field, value: str, _on: date) -> tuple[Message, ...]:
    return (TOO_LONG(most=field.most, length=len(value)),) if len(value) > field.most else ()


def _number(field: Field, value: str, _on: date) -> tuple[Message, ...]:
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        return (NO_NUMBER(),)
    inside = field.least <= int(value) <= field.most
    return () if inside else (OUT_OF_RANGE(least=field.least, most=field.most),)


def _date(_field: Field, value: str, _on: date) -> tuple[Message, ...]:
    try:
        date.fromisoformat(value)
    except ValueError:
        return (NO_DATE(),)
    return () if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else (NO_DATE(),)


def _choice(field: Field, value: str, _on: date) -> tuple[Message, ...]:
    return () if value in {option.value for option in field.options} else (NO_CHOICE(),)


def _yes_no(_field: Field, value: str, _on: date) -> tuple[Message, ...]:
    return () if value in {YES, NO} else (NO_CHOICE(),)


def _phone(_field: Field, value: str, _on: date) -> tuple[Message, ...]:
    return () if phones.check(value).kind is phones.PhoneKind.MOBILE else (NO_MOBILE(),)


def _identity(_field: Field, value: str, on: date) -> tuple[Message, ...]:
    found = check(value, on=on)
    return () if set(found.kinds) & set(PERSON_KINDS) else found.reasons[:1]


def _credit_code(_field: Field, value: str, on: date) -> tuple[Message, ...]:
    found = check(value, on=on, kind=IdKind.CREDIT_CODE)
    return () if found.verdict is not Verdict.INVALID else found.reasons[:1]


def _email(field: Field, value: str, on: date) -> tuple[Message, ...]:
    return _text(field, value, on) or (() if _EMAIL.fullmatch(value) else (NO_EMAIL(),))


_BY_TYPE: Final[Mapping[FieldType, Callable[[Field, str, date], tuple[Message, ...]]]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.NAME: _text,
    FieldType.PHONE: _phone,
    FieldType.IDENTITY: _identity,
    FieldType.CREDIT_CODE: _credit_code,
    FieldType.EMAIL: _email,
}


def missing_fields(transition: Transition, values: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of fields that a transition needs and that are empty."""
    return tuple(code for code in transition.needs if not values.get(code))


def missing_papers(transition: Transition, attached: Collection[str]) -> tuple[str, ...]:
    """Codes of papers that a transition needs and that are not attached."""
    return tuple(code for code in transition.papers if code not in attached)


def refusals(
    kind: FlowKind, transition: Transition, values: Mapping[str, str], attached: Collection[str], on: date
) -> dict[str, tuple[Message, ...]]:
    """What keeps a transition from being made, at its field or paper; empty where nothing does."""
    found: dict[str, tuple[Message, ...]] = {}
    for code in transition.fields:
        field, value = kind.field(code), values.get(code, "")
        if value and (wrong := wrong_with(field, value, on)):
            found[code] = wrong
    for code in missing_fields(transition, values):
        words = kind.field(code).words
        found[code] = (MISSING(name_zh=words.zh, name_en=words.en),)
    for code in missing_papers(transition, attached):
        words = kind.paper(code).words
        found[code] = (PAPER_MISSING(name_zh=words.zh, name_en=words.en),)
    if not found and transition.check is not None:
        found = dict(transition.check(values, on))
    return found


def masked(field: Field, value: str) -> str:
    """A value as files and lists show it where it must not be seen whole."""
    if not field.is_masked or not value:
        return value
    if field.type is FieldType.PHONE:
        return mask_phone(value)
    if field.type is FieldType.NAME:
        return mask_name(value)
    return mask_number(value)


def mask_name(name: str) -> str:
    """The first character and a star for each other: 王小明 → 王**."""
    return name[:1] + "*" * (len(name) - 1)


def seen_in(shown: frozenset[str], state: str) -> bool:
    """Whether something that is shown in some states only is shown in this one."""
    return not shown or state in shown
