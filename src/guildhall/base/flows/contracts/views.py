"""Values that operations and queries of flows take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.base.flows.contracts.kinds import By, Hand, Outcome
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.deadlines import Unit
from guildhall.kernel.words import Words


class Verdict(StrEnum):
    """What an office that was asked thinks. Stored."""

    FOR = "for"
    AGAINST = "against"
    REMARK = "remark"


VERDICT_WORDS: Final[Mapping[Verdict, Words]] = MappingProxyType(
    {
        Verdict.FOR: Words("同意", "in favour"),
        Verdict.AGAINST: Words("不同意", "against"),
        Verdict.REMARK: Words("只提意见", "a remark"),
    }
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies: an account, or a browser without one by the secret that it keeps. One of both at least.

    `person_id`: whose record the account belongs to, where known.
    """

    account_id: UUID | None = None
    browser: str = ""
    person_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.account_id is None and not self.browser:
            raise ValueError("an applicant is an account or a browser")


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its applicant finds it again. `serial`: of the last saving, later ones are higher."""

    id: UUID
    kind: str
    key: UUID
    serial: int
    values: Mapping[str, str]
    papers: tuple[PaperView, ...]
    place_id: UUID | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What an act led to. `signed`, `needed`: signatures, where it waits for more of them."""

    application_id: UUID
    number: str
    state: str
    version: int
    signed: int = 1
    needed: int = 1

    @property
    def is_made(self) -> bool:
        return self.signed >= self.needed


@dataclass(frozen=True, slots=True)
class SeveralDone:
    """What became of many: how many moved on, and how many stayed as they were."""

    count: int
    left: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A field or paper that was marked for correction, and what to do about it."""

    code: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """An attached file. `digest`: SHA-256 in hex."""

    id: UUID
    paper: str
    name: str
    size: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as it stands on a day. `left`: in `unit`; `is_paused`: stands still."""

    code: str
    words: Words
    rule: str
    unit: Unit
    left: int
    due_on: date
    is_provisional: bool
    is_paused: bool
    is_minimum: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One entry of the timeline. `who`: an account's display name, "" for applicants without one and the product."""

    at: datetime
    act: str
    words: Words
    by: By
    who: str
    place: str
    leads: str
    reason: Words | None
    rule: str
    note: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion that was asked for. `given_at` None: still open."""

    id: UUID
    place: str
    question: str
    asked_by: str
    asked_at: datetime
    verdict: Verdict | None
    answer: str
    given_by: str
    given_at: datetime | None
    may_give: bool


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application without anything personal: what lists and other modules hold."""

    id: UUID
    number: str
    kind: str
    state: str
    version: int
    hand: Hand
    place_id: UUID | None
    office: str
    office_place_id: UUID | None
    account_id: UUID | None
    person_id: UUID | None
    organisation_id: UUID | None
    subject_id: UUID | None
    since: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the queue. `hands`: "" all in reach, `mine` one's own places, `me` handed to oneself."""

    kind: str = ""
    state: str = ""
    place: UUID | None = None
    hands: str = ""
    clock: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the queue begins: after that due day and id."""

    due_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue. `title`: the applicant as the kind's name field tells, masked where it is a person."""

    id: UUID
    number: str
    kind: str
    state: str
    title: str
    place: str
    office: str
    office_place: str
    holder: str
    since: datetime
    submitted_at: datetime | None
    due_on: date | None
    is_provisional: bool
    is_paused: bool
    unit: Unit
    rule: str
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """A page of the queue."""

    rows: tuple[Waiting, ...]
    total: CappedCount
    after: Position | None


@dataclass(frozen=True, slots=True)
class FileView:
    """One application as its file shows it. `values`: those that the reader may see now, masked where the kind says so.

    `acts`: codes of the transitions that the reader may make; `signed`: transition → signatures so far.
    `visited`: states that it has been in. `holder`: to whom it was handed within the office.
    """

    application: ApplicationView
    values: Mapping[str, str]
    hidden: tuple[str, ...]
    papers: tuple[PaperView, ...]
    marks: tuple[Mark, ...]
    clocks: tuple[ClockView, ...]
    steps: tuple[StepView, ...]
    opinions: tuple[OpinionView, ...]
    acts: tuple[str, ...]
    signed: Mapping[str, int]
    visited: frozenset[str]
    place: str
    office_place: str
    holder: str
    may_hand: bool
    returned_from: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Where an application is, for its applicant without an account: nothing personal but a masked name."""

    number: str
    kind: str
    state: str
    name: str
    hand: Hand
    office: str
    place: str
    since: datetime
    submitted_at: datetime
    due_on: date | None
    is_provisional: bool
    rule: str
    unit: Unit
    is_paused: bool
    visited: frozenset[str]
    reason: Words | None
    reason_rule: str
    marks: tuple[Mark, ...] = ()
    returned_from: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A state that an application will come through. `median`: days that this office took so far; None: too few."""

    state: str
    office: str
    place: str
    median: float | None
    due: date | None
    is_provisional: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What lies before an application that was filed today."""

    kind: str
    path: tuple[Ahead, ...]
    missing_fields: tuple[str, ...]
    missing_papers: tuple[str, ...]
    milestone: Words | None = None
    earliest: date | None = None
    is_provisional: bool = False
    clocks: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))


#: Acts that leave an application where it is, as steps name them beside the transitions of its kind.
OWN_ACTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "flows.delegated": Words("交给同事", "handed to a colleague"),
        "flows.taken_back": Words("收回自办", "taken back from a colleague"),
        "flows.handed": Words("转其他工会", "handed to another office"),
        "flows.asked": Words("征求意见", "an opinion was asked"),
        "flows.answered": Words("给出意见", "an opinion was given"),
        "flows.signed": Words("会签", "signed"),
        "flows.escalated": Words("超期上报", "overdue, the office above was told"),
        "flows.effected": Words("办理结果登记", "recorded"),
    }
)
