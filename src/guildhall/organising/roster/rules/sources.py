"""What registers say of an organisation beside what its record holds: which fields, in which order, what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from guildhall.base.organisations.contracts import KIND_WORDS, Facts
from guildhall.kernel.industries import BY_LETTER, section_of
from guildhall.kernel.text import clean, clean_code, clean_person_name, mask_phone, organisation_name_key
from guildhall.kernel.words import Words

#: Fields as registers name them, in the order in which they are shown.
FIELD_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "name": Words("名称", "Name"),
        "credit_code": Words("统一社会信用代码", "Credit code"),
        "former_name": Words("曾用名", "Former name"),
        "org_type": Words("类别", "Kind"),
        "district": Words("地方", "Place"),
        "industry": Words("行业", "Industry"),
        "address": Words("地址", "Address"),
        "legal_representative": Words("法定代表人", "Legal representative"),
        "phone": Words("电话", "Telephone"),
        "insured_count": Words("参保人数", "Insured"),
        "month": Words("参保月份", "Month of insurance"),
        "employee_count": Words("职工人数", "Employees"),
        "member_count": Words("会员人数", "Members"),
        "union_name": Words("工会名称", "Union"),
        "union_type": Words("工会类型", "Kind of union"),
        "leader": Words("工会负责人", "Union chair"),
        "supervisor": Words("业务主管单位", "Supervising unit"),
        "status": Words("登记状态", "Status"),
        "registered_on": Words("登记日期", "Registered on"),
        "closed_on": Words("注销日期", "Closed on"),
        "unit_number": Words("单位编号", "Unit number"),
    }
)
#: Names of people that no register publishes: for those who may read people.
NAMES: Final = frozenset({"leader"})
#: Register's field → the name under which the record keeps where it took its own from.
PROVENANCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "name", "credit_code": "credit_code", "org_type": "kind", "district": "place_id",
        "industry": "industry", "address": "address", "legal_representative": "legal_representative",
        "phone": "phone", "insured_count": "insured", "month": "insured", "closed_on": "closed_on",
    }
)  # fmt: skip
#: How two ways of writing are made one before they count as different.
_KEYS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "name": organisation_name_key,
        "credit_code": lambda text: clean_code(text).value,
        "industry": section_of,
        "address": organisation_name_key,
        "legal_representative": lambda text: clean_person_name(text).value,
        "phone": lambda text: "".join(filter(str.isdigit, text)),
        "insured_count": lambda text: text,
        "closed_on": lambda text: text[:10],
    }
)


def differs(field: str, held: str, told: str) -> bool:
    """Whether a register says something else than the record. Where the record holds nothing there is no difference."""
    key = _KEYS.get(field)
    return key is not None and bool(held) and bool(told) and key(held) != key(told)


def shown(field: str, value: str) -> str:
    """A register's value as pages show it: telephone numbers masked."""
    value = clean(value).value
    return mask_phone(value) if field == "phone" and value else value


def held_by(facts: Facts, place: str) -> Mapping[str, str]:
    """What the record holds of each field that registers tell, as they would write it."""
    insured = facts.insured
    return {
        "name": facts.name,
        "credit_code": facts.credit_code,
        "org_type": KIND_WORDS[facts.kind].zh,
        "district": place,
        "industry": BY_LETTER[facts.industry].name if facts.industry else "",
        "address": facts.address,
        "legal_representative": facts.legal_representative,
        "phone": facts.phone,
        "insured_count": str(insured.count) if insured else "",
        "month": insured.month if insured else "",
        "closed_on": facts.closed_on.isoformat() if facts.closed_on else "",
    }
