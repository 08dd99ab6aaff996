"""A kind of flow as data: states, transitions, who acts, what is asked and attached, clocks, what a decision does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from guildhall.base.places.contracts import PlaceKind
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.deadlines import Limit
from guildhall.kernel.errors import Message
from guildhall.kernel.words import Words

#: Where a transition leads that goes back to the state from which the application was returned.
BACK: Final = "back"
#: The next union above a unit: of its street or township or its park, else of the county, the city, the province.
NEXT_HIGHER: Final = (
    PlaceKind.PARK, PlaceKind.TOWNSHIP, PlaceKind.COUNTY, PlaceKind.CITY, PlaceKind.PROVINCE,
)  # fmt: skip


class Hand(StrEnum):
    """In whose hands an application is. Stored."""

    APPLICANT = "applicant"
    OFFICE = "office"
    NOBODY = "nobody"  # it has ended


class By(StrEnum):
    """Who makes a transition. Stored with every step."""

    APPLICANT = "applicant"
    OFFICE = "office"  # any account of the office that has it
    HOLDER = "holder"  # only the account to which it was handed within the office
    PRODUCT = "product"  # the module that declares the kind, or the schedule


class Act(StrEnum):
    """What a transition is, so that pages and rules know how to ask for it. Stored."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    RETURN = "return"  # marks fields, each with a note
    APPROVE = "approve"
    REFUSE = "refuse"  # takes a reason with its article
    STEP = "step"  # anything else that leads on


class Outcome(StrEnum):
    """How an application ended. Stored."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FieldType(StrEnum):
    """What a field takes; each is checked as it is filled in."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"  # a resident identity number (GB 11643)
    CREDIT_CODE = "credit_code"  # GB 32100
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is filled in.

    `purpose`: what it is needed for, told beside it. `is_personal`: tells something of a person; a reading is recorded.
    `is_masked`: never shown whole on a file's page. `shown_in`: the states in which offices see it; empty: all.
    `most`: characters, or the largest number; `least`: the smallest number.
    """

    code: str
    words: Words
    type: FieldType = FieldType.TEXT
    hint: Words | None = None
    purpose: Words | None = None
    options: tuple[Option, ...] = ()
    is_personal: bool = False
    is_masked: bool = False
    shown_in: frozenset[str] = frozenset()
    least: int = 0
    most: int = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are asked together, one step of the form."""

    words: Words
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that is attached. `most`: bytes; `suffixes` lower case, each checked by content."""

    code: str
    words: Words
    hint: Words | None = None
    suffixes: frozenset[str] = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
    most: int = 20 * 2**20
    is_several: bool = False
    shown_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Office:
    """A role at a place: that of the application or one above it.

    `levels`: the nearest place of one of these kinds has it; where none lies there, the next wider place.
    `is_above`: begin one place above the application's own.
    """

    code: str
    words: Words
    levels: tuple[PlaceKind, ...] = NEXT_HIGHER
    role: Role = Role.OFFICER
    is_above: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Time that runs while an application is in `runs_in`, and stands still in `pauses_in`.

    It begins when one of its states is first entered and ends when it is in none of both. `is_minimum`: time that must
    pass (a publicity), not time that must be kept: nothing is overdue by it. `escalates`: the office above is told.
    """

    code: str
    words: Words
    limit: Limit
    runs_in: frozenset[str]
    pauses_in: frozenset[str] = frozenset()
    is_minimum: bool = False
    escalates: bool = True


@dataclass(frozen=True, slots=True)
class Publication:
    """What anybody may read while a state lasts: these fields, for as long as the clock runs."""

    words: Words
    fields: tuple[str, ...]
    clock: str


@dataclass(frozen=True, slots=True)
class State:
    """Where an application can be. `office`: a code, where an office has it. `outcome`: it ends here."""

    code: str
    words: Words
    hand: Hand = Hand.OFFICE
    office: str = ""
    outcome: Outcome | None = None
    publishes: Publication | None = None
    advice: Words | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something may be refused. `rule`: the article."""

    code: str
    words: Words
    rule: str


@dataclass(frozen=True, slots=True)
class Acted:
    """What happened, for the module whose kind it is. `values`: everything filled in so far, in clear.

    `actor`: None where an applicant without account or the product acted. `held`: values given with this transition.
    """

    application_id: UUID
    number: str
    kind: str
    transition: str
    state: str
    place_id: UUID
    account_id: UUID | None
    person_id: UUID | None
    organisation_id: UUID | None
    subject_id: UUID | None
    values: Mapping[str, str]
    actor: Actor | None
    at: datetime
    reason: str = ""
    note: str = ""


#: What a decision does: an operation of the module that declares the kind, within the same transaction. It may give the
#: id of what the application is about from here on (a union, a membership); a refusal of it undoes the whole act.
Effect = Callable[[Acted], UUID | None]
#: Whether what was filled in does: field → what is wrong with it, "" for the whole. A pure rule of the module.
Check = Callable[[Mapping[str, str], date], Mapping[str, tuple[Message, ...]]]


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from states to a state.

    `needs`: fields that must be filled in, `takes`: those that may be; `papers`: what must be attached, `takes_papers`:
    what may be. `signatures`: how many accounts must sign before it is made. `not_before`: a clock that must have run
    out first. `bulk`: may be made for many at once. `effect`, `check`: of the module that declares the kind.
    """

    code: str
    words: Words
    starts: tuple[str, ...]
    leads: str
    by: By
    act: Act = Act.STEP
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    takes_papers: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    signatures: int = 1
    not_before: str = ""
    bulk: bool = False
    effect: Effect | None = None
    check: Check | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is asked, what must be filled in first."""
        return (*self.needs, *(code for code in self.takes if code not in self.needs))

    @property
    def is_return(self) -> bool:
        return self.act is Act.RETURN

    @property
    def all_papers(self) -> tuple[str, ...]:
        return (*self.papers, *(code for code in self.takes_papers if code not in self.papers))


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that a rehearsal tells: the earliest on which it may lawfully be, when these clocks ran one by one."""

    words: Words
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowKind:
    """A kind of application. The first of `states` is the draft.

    `code`: `module.name`. `prefix`: begins its numbers. `name_field`, `phone_field`: who applies, and the number by
    which they find it again without an account. `own_page`, `office_page`: names of addresses where the module
    shows more of an application, by its id. `kept`: how long what was filled in stays after the end.
    """

    code: str
    prefix: str
    words: Words
    about: Words
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    offices: tuple[Office, ...]
    fields: tuple[Field, ...]
    name_field: str
    phone_field: str
    papers: tuple[Paper, ...] = ()
    clocks: tuple[Clock, ...] = ()
    groups: tuple[Group, ...] = ()
    milestone: Milestone | None = None
    own_page: str = ""
    office_page: str = ""
    kept: timedelta = timedelta(days=3 * 365)
    draft_kept: timedelta = timedelta(days=30)

    @property
    def draft(self) -> State:
        return self.states[0]

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def transition(self, code: str) -> Transition | None:
        return next((one for one in self.transitions if one.code == code), None)

    def office(self, code: str) -> Office:
        return next(office for office in self.offices if office.code == code)

    def field(self, code: str) -> Field:
        return next(field for field in self.fields if field.code == code)

    def paper(self, code: str) -> Paper:
        return next(paper for paper in self.papers if paper.code == code)

    @property
    def correctable(self) -> Mapping[str, Words]:
        """Codes of fields and papers, which a return can mark, with their words."""
        fields = {field.code: field.words for field in self.fields}
        return fields | {paper.code: paper.words for paper in self.papers}

    def clock(self, code: str) -> Clock:
        return next(clock for clock in self.clocks if clock.code == code)

    def starting(self, state: str) -> tuple[Transition, ...]:
        """The transitions out of a state, in their order."""
        return tuple(one for one in self.transitions if state in one.starts)

    @property
    def submission(self) -> Transition:
        """The transition that sends a draft in."""
        return next(one for one in self.transitions if one.act is Act.SUBMIT)
