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
    """What a union is made of (Legal-person Measures art. 2). Stored; the values are those of the engine's roster."""

    SINGLE = "single"
    JOINT = "joint"
    FEDERATION = "federation"
    UNKNOWN = ""


KIND_WORDS: Final[Mapping[UnionKind, Words]] = MappingProxyType(
    {
        UnionKind.SINGLE: Words("单独工会", "union of one employer"),
        UnionKind.JOINT: Words("联合工会", "joint union"),
        UnionKind.FEDERATION: Words("工会联合会", "federation of unions"),
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
class NewPresence:
    """That a union stands in an organisation or covers it, from a day on; None: the register does not say."""

    union_id: UUID
    organisation_id: UUID
    relation: Relation
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class UnionSummary:
    """A union as lists show it."""

    id: UUID
    name: str
    kind: UnionKind
    code: str
    place_id: UUID | None
    active: bool
    founded_on: date | None
    ended_on: date | None
    declared_members: int | None


@dataclass(frozen=True, slots=True)
class PresenceSummary:
    """A union in an organisation, today or before."""

    union: UnionSummary
    organisation_id: UUID
    relation: Relation
    starts_on: date | None
    ends_on: date | None
