"""What other modules hold of a union."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.words import Words


class UnionKind(StrEnum):
    """What a union is and where in the tree it may stand (Trade Union Law art. 11; Legal-person Measures art. 2).

    Stored. SINGLE, JOINT, FEDERATION and UNKNOWN are what the engine's roster tells; FEDERATION: of a region or of an
    industry, which the register does not say.
    """

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    INDUSTRIAL = "industrial"
    TOWN = "town"
    VILLAGE = "village"
    PARK = "park"
    SINGLE = "single"
    JOINT = "joint"
    REGIONAL = "regional"
    INDUSTRY = "industry"
    FEDERATION = "federation"
    BRANCH = "branch"
    GROUP = "group"
    UNKNOWN = ""


KIND_WORDS: Final[Mapping[UnionKind, Words]] = MappingProxyType(
    {
        UnionKind.PROVINCE: Words("省总工会", "federation of the province"),
        UnionKind.CITY: Words("市总工会", "federation of a city"),
        UnionKind.COUNTY: Words("县（市、区）总工会", "federation of a county"),
        UnionKind.INDUSTRIAL: Words("产业工会", "industrial union"),
        UnionKind.TOWN: Words("乡镇（街道）工会", "union of a township or street"),
        UnionKind.VILLAGE: Words("村（社区）工会", "union of a village or community"),
        UnionKind.PARK: Words("园区工会", "union of a park"),
        UnionKind.SINGLE: Words("单独工会", "union of one employer"),
        UnionKind.JOINT: Words("联合工会", "joint union"),
        UnionKind.REGIONAL: Words("区域性工会联合会", "regional federation"),
        UnionKind.INDUSTRY: Words("行业性工会联合会", "industry federation"),
        UnionKind.FEDERATION: Words("工会联合会", "federation of unions"),
        UnionKind.BRANCH: Words("分会", "branch"),
        UnionKind.GROUP: Words("工会小组", "group"),
        UnionKind.UNKNOWN: Words("类别不明的工会", "union of unknown kind"),
    }
)


class Relation(StrEnum):
    """What a union is to an organisation. Stored; HOST: the seat of a joint union, which covers nothing by itself."""

    OWN = "own"
    COVERED = "covered"
    HOST = "host"


RELATION_WORDS: Final[Mapping[Relation, Words]] = MappingProxyType(
    {
        Relation.OWN: Words("本单位工会", "its own union"),
        Relation.COVERED: Words("联合工会覆盖", "covered by a joint union"),
        Relation.HOST: Words("联合工会所在单位", "seat of a joint union"),
    }
)


class Act(StrEnum):
    """What changed a union on a day. Stored."""

    FOUNDED = "founded"
    MOVED = "moved"
    RENAMED = "renamed"
    KIND = "kind"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"
    RESTORED = "restored"
    TOLD = "told"  # a register told it, through a run


ACT_WORDS: Final[Mapping[Act, Words]] = MappingProxyType(
    {
        Act.FOUNDED: Words("成立", "founded"),
        Act.MOVED: Words("调整上级", "moved"),
        Act.RENAMED: Words("更名", "renamed"),
        Act.KIND: Words("变更类别", "kind changed"),
        Act.MERGED: Words("并入其他工会", "merged into another"),
        Act.SPLIT: Words("分设", "split"),
        Act.DISSOLVED: Words("撤销", "dissolved"),
        Act.RESTORED: Words("恢复", "restored"),
        Act.TOLD: Words("名册所载", "told by a register"),
    }
)


class Ground(StrEnum):
    """Why a union is dissolved: its employer ended (Trade Union Law art. 13), its members resolved so (Charter 15)."""

    EMPLOYER_ENDED = "employer_ended"
    RESOLVED = "resolved"


GROUND_WORDS: Final[Mapping[Ground, Words]] = MappingProxyType(
    {
        Ground.EMPLOYER_ENDED: Words("所在单位终止", "its employer has ended"),
        Ground.RESOLVED: Words("会员大会决议解散", "its members resolved so"),
    }
)


@dataclass(frozen=True, slots=True)
class NewUnion:
    """A union to be registered. `id`: where the caller has given one already. "" or None: not known."""

    id: UUID
    name: str
    kind: UnionKind
    code: str
    place_id: UUID | None
    active: bool
    founded_on: date | None
    declared_members: int | None


@dataclass(frozen=True, slots=True)
class Founding:
    """A union to be founded below another one; None: the uppermost."""

    union: NewUnion
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewPresence:
    """That a union stands in an organisation or covers it, from a day on; None: the register does not say."""

    union_id: UUID
    organisation_id: UUID
    relation: Relation
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """A union that comes out of another one: the organisations that it takes along."""

    name: str
    kind: UnionKind
    organisation_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UnionSummary:
    """A union as lists show it. `path`: "" outside the tree; `proposed`: its parent was found by place alone."""

    id: UUID
    name: str
    kind: UnionKind
    code: str
    place_id: UUID | None
    active: bool
    founded_on: date | None
    ended_on: date | None
    declared_members: int | None
    parent_id: UUID | None = None
    path: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """What a union was for a time. `starts_on`: None, where nothing is recorded; `act`: what ended it."""

    name: str
    kind: UnionKind
    parent_id: UUID | None
    active: bool
    starts_on: date | None
    ends_on: date | None
    act: Act | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PresenceSummary:
    """A union in an organisation, today or before."""

    union: UnionSummary
    organisation_id: UUID
    relation: Relation
    starts_on: date | None
    ends_on: date | None
