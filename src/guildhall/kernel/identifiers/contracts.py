"""What a check of an identifier answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from guildhall.kernel.errors import Message


class IdKind(StrEnum):
    """Documents and codes that can be told apart. Military and police cards are absent: no public format."""

    RESIDENT_ID = "resident_id"
    HK_RESIDENCE_PERMIT = "hk_residence_permit"
    MACAU_RESIDENCE_PERMIT = "macau_residence_permit"
    TAIWAN_RESIDENCE_PERMIT = "taiwan_residence_permit"
    FOREIGN_PERMANENT_ID = "foreign_permanent_id"
    FOREIGN_PERMANENT_CARD = "foreign_permanent_card"
    HK_MACAU_TRAVEL_PERMIT = "hk_macau_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    PRC_PASSPORT = "prc_passport"
    FOREIGN_PASSPORT = "foreign_passport"
    CREDIT_CODE = "credit_code"


#: (Chinese, English) names of the kinds, for sentences.
KIND_NAMES: Final[Mapping[IdKind, tuple[str, str]]] = MappingProxyType(
    {
        IdKind.RESIDENT_ID: ("居民身份证号", "resident ID number"),
        IdKind.HK_RESIDENCE_PERMIT: ("香港居民居住证号", "Hong Kong residence permit"),
        IdKind.MACAU_RESIDENCE_PERMIT: ("澳门居民居住证号", "Macau residence permit"),
        IdKind.TAIWAN_RESIDENCE_PERMIT: ("台湾居民居住证号", "Taiwan residence permit"),
        IdKind.FOREIGN_PERMANENT_ID: ("外国人永久居留身份证号（18 位）", "foreigner's permanent residence ID (18)"),
        IdKind.FOREIGN_PERMANENT_CARD: (
            "外国人永久居留证号（旧版 15 位）",
            "foreigner's permanent residence card (15)",
        ),
        IdKind.HK_MACAU_TRAVEL_PERMIT: ("港澳居民来往内地通行证号", "Hong Kong/Macau travel permit"),
        IdKind.TAIWAN_TRAVEL_PERMIT: ("台湾居民来往大陆通行证号", "Taiwan travel permit"),
        IdKind.PRC_PASSPORT: ("中国护照号", "Chinese passport"),
        IdKind.FOREIGN_PASSPORT: ("外国护照号", "foreign passport"),
        IdKind.CREDIT_CODE: ("统一社会信用代码", "unified social credit code"),
    }
)

#: Kinds with the structure of GB 11643: 6 address + 8 birth date + 3 sequence + 1 check character.
BIRTH_NUMBER_KINDS: Final = (
    IdKind.RESIDENT_ID,
    IdKind.HK_RESIDENCE_PERMIT,
    IdKind.MACAU_RESIDENCE_PERMIT,
    IdKind.TAIWAN_RESIDENCE_PERMIT,
    IdKind.FOREIGN_PERMANENT_ID,
)
PERSON_KINDS: Final = tuple(kind for kind in IdKind if kind is not IdKind.CREDIT_CODE)


class Verdict(StrEnum):
    VALID = "valid"
    VALID_WITH_WARNING = "valid_with_warning"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a valid number says by itself; None or "" where its kind says nothing of the sort."""

    birth_date: date | None = None
    sex: str = ""  # GB/T 2261.1: "1" male, "2" female
    division_code: str = ""  # six digits; abolished and unknown ones too
    region: str = ""  # permits: "810000" …; foreigners: two digits of the accepting province
    country: str = ""  # foreigners: ISO 3166-1 numeric
    organisation_code: str = ""  # credit code: nine characters of GB 11714
    department: str = ""  # credit code: registering department, Chinese
    category: str = ""  # credit code: category of organisation, Chinese; "" unknown


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind's view of a number. It passes when there are no errors."""

    kind: IdKind
    errors: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()  # worth knowing; they leave the verdict alone
    facts: Facts = Facts()

    @property
    def passes(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The whole answer for one number.

    `kinds`: every kind whose checks pass. `kind`: the only one, or the one that was asked for; None if none or several.
    `reasons`: never empty, the weightiest first. `facts`: of `kind`; empty if that is None or the number is invalid.
    """

    text: str
    value: str
    kinds: tuple[IdKind, ...]
    kind: IdKind | None
    verdict: Verdict
    reasons: tuple[Message, ...]
    facts: Facts

    @property
    def ambiguous(self) -> bool:
        return len(self.kinds) > 1
