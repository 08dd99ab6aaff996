"""Companies that belong together, and lists of key enterprises: which have a union, which could, which must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.words import Words


class Tie(StrEnum):
    """What an organisation is in a group of companies. Stored."""

    HEAD = "head"
    SUBSIDIARY = "subsidiary"
    BRANCH = "branch"
    AFFILIATE = "affiliate"
    STATION = "station"  # of a partner who works for the platform


TIE_WORDS: Final[Mapping[Tie, Words]] = MappingProxyType(
    {
        Tie.HEAD: Words("头部企业", "head company"),
        Tie.SUBSIDIARY: Words("子公司", "subsidiary"),
        Tie.BRANCH: Words("分公司", "branch"),
        Tie.AFFILIATE: Words("关联企业", "affiliate"),
        Tie.STATION: Words("合作站点", "partner's station"),
    }
)


class Standing(StrEnum):
    """How an employer stands to having a union."""

    HAS = "has"
    MUST = "must"
    COULD = "could"
    UNKNOWN = "unknown"
    CLOSED = "closed"


STANDING_WORDS: Final[Mapping[Standing, Words]] = MappingProxyType(
    {
        Standing.HAS: Words("已建会", "has a union"),
        Standing.MUST: Words("应建未建", "must form one"),
        Standing.COULD: Words("可建", "could form or join one"),
        Standing.UNKNOWN: Words("参保人数不明", "insured not known"),
        Standing.CLOSED: Words("已注销", "closed"),
    }
)


@dataclass(frozen=True, slots=True)
class CompanyView:
    """An organisation of a group or list. `members`: active ones of its own union; None: it has none."""

    organisation_id: UUID
    name: str
    place: str
    tie: Tie | None
    since: date | None
    insured: int | None
    members: int | None
    union_id: UUID | None
    union_name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class CompaniesView:
    """A group or list. `withheld`: organisations outside the reader's places, which `counts` holds all the same.

    `target_share`: in percent, by `target_on`; None for groups.
    """

    id: UUID
    name: str
    place: str
    rows: tuple[CompanyView, ...]
    withheld: int
    counts: Mapping[Standing, int]
    target_share: int | None = None
    target_on: date | None = None

    @property
    def total(self) -> int:
        return sum(count for standing, count in self.counts.items() if standing is not Standing.CLOSED)
