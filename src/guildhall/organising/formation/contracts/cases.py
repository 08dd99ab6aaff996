"""A union being formed, as its pages and documents show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.words import Words
from guildhall.organising.formation.contracts import Body, Candidate, Counts, Form, Meeting, Result, Standing, Tie


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who joins. `unit`: name of the employer in a joint union, "" elsewhere."""

    key: str
    name: str
    kind: IdKind
    number: str
    phone: str
    woman: bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody put up for one or more bodies. `key`: of the roll, or of their own where recommended from outside."""

    key: str
    name: str
    bodies: frozenset[Body]
    ties: frozenset[Tie] = frozenset()
    woman: bool = False
    recommended: bool = False
    handles_money: bool = False

    def candidate(self, enrolled: bool) -> Candidate:
        """As the rules see them."""
        standing = Standing.MEMBER if enrolled else Standing.NONE
        return Candidate(self.key, standing, self.ties, self.recommended, self.woman, self.handles_money)


class ChairBy(StrEnum):
    """Who elects the chair (Election Regulations arts 3, 18). Stored."""

    MEETING = "meeting"
    COMMITTEE = "committee"


CHAIR_BY_WORDS: Final[Mapping[ChairBy, Words]] = MappingProxyType(
    {
        ChairBy.MEETING: Words("大会直接选举", "the meeting"),
        ChairBy.COMMITTEE: Words("委员会选举", "the committee"),
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be elected. `seats` 1: a chair or an organiser alone. `audit_seats` 0: no account of its own.

    `women_seats`: of a women's committee, 0 where one committee member will do. `delegates` 0: all members meet.
    """

    seats: int
    audit_seats: int
    women_seats: int
    term_years: int
    meeting: Meeting
    chair_by: ChairBy
    deputies: int = 0
    delegates: int = 0
    managers: int = 0
    own_account: bool = True

    def seats_of(self, body: Body) -> int:
        """How many are elected to a body; 0: it is not elected."""
        if body is Body.COMMITTEE:
            return self.seats if self.seats > 1 else 0
        of = {Body.AUDIT: self.audit_seats, Body.WOMEN: self.women_seats, Body.DEPUTY: self.deputies, Body.CHAIR: 1}
        return of.get(body, 0)


#: The bodies of a founding meeting, in the order in which they are elected.
BODIES: Final = (Body.COMMITTEE, Body.CHAIR, Body.DEPUTY, Body.AUDIT, Body.WOMEN)


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """The founding meeting. `scrutineers`: keys of the roll."""

    held_on: date
    venue: str
    entitled: int
    present: int
    scrutineers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BallotHeld:
    """One ballot with its result. `round`: 1, and from 2 on among the tied or for the seats left."""

    body: Body
    round: int
    counts: Counts
    result: Result
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class UnitOf:
    """An employer of the case. `organisation_id`: its record, once there is one."""

    code: str
    name: str
    members: int
    organisation_id: UUID | None


class DocumentKind(StrEnum):
    """Papers that a case brings forth. Stored."""

    REQUEST = "request"
    PREPARATION_REPLY = "preparation_reply"
    ROLL = "roll"
    CANDIDATES = "candidates"
    MINUTES = "minutes"
    RESULT_REPLY = "result_reply"
    CERTIFICATE_APPLICATION = "certificate_application"


DOCUMENT_WORDS: Final[Mapping[DocumentKind, Words]] = MappingProxyType(
    {
        DocumentKind.REQUEST: Words("建会请示", "request"),
        DocumentKind.PREPARATION_REPLY: Words("同意筹建的批复", "reply to the request"),
        DocumentKind.ROLL: Words("会员名册", "member list"),
        DocumentKind.CANDIDATES: Words("候选人公示", "candidates as published"),
        DocumentKind.MINUTES: Words("选举结果报告（会议纪要）", "minutes and report of the result"),
        DocumentKind.RESULT_REPLY: Words("同意成立的批复", "reply to the result"),
        DocumentKind.CERTIFICATE_APPLICATION: Words("法人资格登记申请表", "application for the certificate"),
    }
)


@dataclass(frozen=True, slots=True)
class DocumentView:
    id: UUID
    kind: DocumentKind
    number: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A union being formed. `roll` and `nominees` in clear: only for those who form it and the office that decides."""

    application_id: UUID
    number: str
    form: Form
    state: str
    version: int
    union_name: str
    place_id: UUID
    union_id: UUID | None
    units: tuple[UnitOf, ...]
    member_unions: tuple[tuple[UUID, str], ...]
    plan: Plan | None
    published_on: date | None
    published_until: date | None
    meeting: MeetingHeld | None
    ballots: tuple[BallotHeld, ...]
    documents: tuple[DocumentView, ...]
    values: Mapping[str, str]
    roll: tuple[Enrolled, ...] = ()
    nominees: tuple[Nominee, ...] = field(default=())

    @property
    def members(self) -> int:
        return len(self.roll)

    @property
    def women(self) -> int:
        return sum(one.woman for one in self.roll)
