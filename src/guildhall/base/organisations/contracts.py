"""What other modules hand to organisations and hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words


class OrganisationKind(StrEnum):
    """Legal form, as far as it can be told. Stored."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL_BUSINESS = "individual_business"
    COOPERATIVE = "cooperative"
    ASSOCIATION = "association"
    SOCIAL_SERVICE = "social_service"
    FOUNDATION = "foundation"
    PUBLIC_INSTITUTION = "public_institution"
    STATE_ORGAN = "state_organ"
    OTHER = "other"


KIND_WORDS: Final[Mapping[OrganisationKind, Words]] = MappingProxyType(
    {
        OrganisationKind.ENTERPRISE: Words("企业", "enterprise"),
        OrganisationKind.INDIVIDUAL_BUSINESS: Words("个体工商户", "individual business"),
        OrganisationKind.COOPERATIVE: Words("农民专业合作社", "farmers' cooperative"),
        OrganisationKind.ASSOCIATION: Words("社会团体", "association"),
        OrganisationKind.SOCIAL_SERVICE: Words("社会服务机构", "social service institution"),
        OrganisationKind.FOUNDATION: Words("基金会", "foundation"),
        OrganisationKind.PUBLIC_INSTITUTION: Words("事业单位", "public institution"),
        OrganisationKind.STATE_ORGAN: Words("机关", "state organ"),
        OrganisationKind.OTHER: Words("其他", "other"),
    }
)
SOCIAL_ORGANISATIONS: Final = frozenset(
    {OrganisationKind.ASSOCIATION, OrganisationKind.SOCIAL_SERVICE, OrganisationKind.FOUNDATION}
)


class StandingKind(StrEnum):
    """What a standing says. Stored."""

    RATING = "rating"  # one at a time from one source: 5A
    QUALIFICATION = "qualification"
    LIST = "list"  # a list that it is on: of exceptions, of the dishonest, of models


STANDING_WORDS: Final[Mapping[StandingKind, Words]] = MappingProxyType(
    {
        StandingKind.RATING: Words("等级", "rating"),
        StandingKind.QUALIFICATION: Words("资质", "qualification"),
        StandingKind.LIST: Words("名单", "list"),
    }
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a field's value was taken from: the register, the run or file, the row in it (0: none)."""

    register: str
    run: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Insured:
    """Insured employees of one month, `YYYY-MM`, and who counted them."""

    count: int
    month: str
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is held of an organisation. "" or None: not known. `industry`: a section letter of GB/T 4754-2017."""

    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    credit_code: str = ""
    place_id: UUID | None = None
    industry: str = ""
    address: str = ""
    legal_representative: str = ""
    phone: str = ""
    insured: Insured | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation to be registered; `id` where the caller has given one already (infra.ids.new_id)."""

    facts: Facts
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    former_names: tuple[str, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a record is to hold from now on. `ended_name`: the name that it gives up, "" where it keeps its own."""

    id: UUID
    facts: Facts
    provenance: Mapping[str, Provenance]
    ended_name: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationSummary:
    """An organisation as lists show it: no telephone number, no person's name."""

    id: UUID
    canonical_id: UUID
    kind: OrganisationKind
    name: str
    credit_code: str
    place_id: UUID | None
    place_name: str
    industry: str
    insured_count: int | None
    insured_month: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class StandingSummary:
    id: UUID
    organisation_id: UUID
    kind: StandingKind
    value: str
    starts_on: date
    ends_on: date | None
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class AliasSummary:
    """`organisation_id` counted as `into_id` for a time."""

    organisation_id: UUID
    into_id: UUID
    since: datetime
    until: datetime | None
    basis: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an organisation: its facts and where each was taken from."""

    id: UUID
    facts: Facts
    provenance: Mapping[str, Provenance]


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What one record of an organisation holds, without where it was taken from."""

    id: UUID
    facts: Facts


@dataclass(frozen=True, slots=True)
class OrganisationDetail:
    """An organisation with all records that count as it, the head first, its names, standings and merges."""

    summary: OrganisationSummary
    records: tuple[Record, ...]
    former_names: tuple[tuple[str, date | None], ...]
    standings: tuple[StandingSummary, ...]
    aliases: tuple[AliasSummary, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search, how many there are in all, and whether another page follows."""

    rows: tuple[OrganisationSummary, ...]
    total: CappedCount
    more: bool
