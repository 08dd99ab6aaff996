"""Committees, terms, officers and certificates, as other modules and pages hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.words import Words


class CommitteeKind(StrEnum):
    """What is elected with a term. Stored."""

    UNION = "union"
    STANDING = "standing"
    AUDIT = "audit"
    WOMEN = "women"


COMMITTEE_WORDS: Final[Mapping[CommitteeKind, Words]] = MappingProxyType(
    {
        CommitteeKind.UNION: Words("工会委员会", "union committee"),
        CommitteeKind.STANDING: Words("常务委员会", "standing committee"),
        CommitteeKind.AUDIT: Words("经费审查委员会", "funds audit committee"),
        CommitteeKind.WOMEN: Words("女职工委员会", "women workers' committee"),
    }
)


class Post(StrEnum):
    """What somebody is in a committee. Stored."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    ACTING_CHAIR = "acting_chair"  # while the chair is vacant (Election Regulations art. 33)
    ORGANISER = "organiser"  # instead of a committee, below 25 members (Trade Union Law art. 11)
    MEMBER = "member"


POST_WORDS: Final[Mapping[Post, Words]] = MappingProxyType(
    {
        Post.CHAIR: Words("主席（主任）", "chair"),
        Post.VICE_CHAIR: Words("副主席（副主任）", "vice-chair"),
        Post.ACTING_CHAIR: Words("代行主席职务", "acting chair"),
        Post.ORGANISER: Words("组织员", "organiser"),
        Post.MEMBER: Words("委员", "member"),
    }
)


class Leaving(StrEnum):
    """How somebody left a committee. Stored."""

    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    TRANSFERRED = "transferred"
    REMOVED = "removed"
    DIED = "died"


LEAVING_WORDS: Final[Mapping[Leaving, Words]] = MappingProxyType(
    {
        Leaving.TERM_ENDED: Words("任期届满", "end of the term"),
        Leaving.RESIGNED: Words("辞职", "resigned"),
        Leaving.TRANSFERRED: Words("调动", "transferred"),
        Leaving.REMOVED: Words("罢免", "removed"),
        Leaving.DIED: Words("去世", "died"),
    }
)


class Stage(IntEnum):
    """How far a term has run. Stored as the last that was told; rising."""

    AMPLE = 0
    SIX = 1
    THREE = 2
    ONE = 3
    OVERDUE = 4
    BEYOND = 5


STAGE_WORDS: Final[Mapping[Stage, Words]] = MappingProxyType(
    {
        Stage.AMPLE: Words("未到提醒期", "not due yet"),
        Stage.SIX: Words("六个月内届满", "ends within six months"),
        Stage.THREE: Words("三个月内届满", "ends within three months"),
        Stage.ONE: Words("一个月内届满", "ends within a month"),
        Stage.OVERDUE: Words("已届满未换届", "ended, no election yet"),
        Stage.BEYOND: Words("超过允许延期的期限", "overdue beyond the permitted delay"),
    }
)


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """Somebody elected. `handles_funds`: answers for the union's money or assets."""

    name: str
    post: Post
    full_time: bool = False
    handles_funds: bool = False
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewCommittee:
    kind: CommitteeKind
    seats: int
    officers: tuple[NewOfficer, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTerm:
    """What an election brought. `basis`: the upper union's reply to its result."""

    elected_on: date
    years: int
    committees: tuple[NewCommittee, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class OfficerSummary:
    id: UUID
    name: str
    post: Post
    full_time: bool
    handles_funds: bool
    starts_on: date
    ends_on: date | None
    leaving: Leaving | None


@dataclass(frozen=True, slots=True)
class CommitteeSummary:
    id: UUID
    kind: CommitteeKind
    seats: int
    officers: tuple[OfficerSummary, ...]

    @property
    def seated(self) -> int:
        return sum(officer.ends_on is None for officer in self.officers)


@dataclass(frozen=True, slots=True)
class TermSummary:
    """`due_on`: its last day by law; `expires_on`: with an approved delay. `closed_on`: day of the next election."""

    id: UUID
    elected_on: date
    years: int
    due_on: date
    expires_on: date
    delay_basis: str
    closed_on: date | None
    basis: str
    committees: tuple[CommitteeSummary, ...]


class Filing(StrEnum):
    """What is applied for at the registering federation. Stored."""

    NEW = "new"
    CHANGE = "change"
    RENEWAL = "renewal"
    END = "end"


FILING_WORDS: Final[Mapping[Filing, Words]] = MappingProxyType(
    {
        Filing.NEW: Words("法人登记", "registration"),
        Filing.CHANGE: Words("变更登记", "change"),
        Filing.RENEWAL: Words("换领证书", "renewal"),
        Filing.END: Words("注销登记", "deregistration"),
    }
)


class FilingState(StrEnum):
    """Stored."""

    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"


FILING_STATE_WORDS: Final[Mapping[FilingState, Words]] = MappingProxyType(
    {
        FilingState.APPLIED: Words("审查中", "being examined"),
        FilingState.GRANTED: Words("已办理", "granted"),
        FilingState.REFUSED: Words("不予办理", "refused"),
    }
)


class DueKind(StrEnum):
    """Which clock of a certificate runs. Stored."""

    APPLY = "apply"
    EXAMINE = "examine"
    CHANGE = "change"
    RENEW = "renew"
    END = "end"


DUE_WORDS: Final[Mapping[DueKind, Words]] = MappingProxyType(
    {
        DueKind.APPLY: Words("申请法人登记", "to apply for registration"),
        DueKind.EXAMINE: Words("审查申请", "to examine the application"),
        DueKind.CHANGE: Words("申请变更登记", "to apply for a change"),
        DueKind.RENEW: Words("换领证书", "to renew the certificate"),
        DueKind.END: Words("申请注销登记", "to apply for deregistration"),
    }
)


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    id: UUID
    filing: Filing
    state: FilingState
    applied_on: date
    decided_on: date | None
    reason: str
    number: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class DueSummary:
    """A clock that runs: from the event on `since` to its last day."""

    kind: DueKind
    since: date
    due_on: date
