"""A kindergarten of thirty people on its way to a union, as far as a test needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application
from guildhall.base.flows.operations import act, act_as_applicant, start
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.organising.formation.contracts import Body, Counts, Form, Meeting
from guildhall.organising.formation.contracts.cases import CaseView, ChairBy, MeetingHeld, Nominee, Plan
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.operations import desk
from guildhall.organising.formation.queries import own_view_of
from tests.base.actors import AT, place
from tests.base.flows.sample import officer
from tests.base.organisations.makers import credit_code
from tests.base.people.makers import number, phone

COUNTY, STREET, OTHER_STREET, OTHER_COUNTY = "330203", "330203001", "330203005", "330205"
#: A Monday a week and more later: candidates published on Saturday 25 February 2023 are so until Monday 6 March.
MEETING_ON: Final = date(2023, 3, 7)
COUNTED: Final = datetime(2023, 3, 7, 16, 0, tzinfo=CHINA)
APPROVED: Final = datetime(2023, 3, 15, 9, 0, tzinfo=CHINA)
PLAN: Final = Plan(
    seats=5, audit_seats=3, women_seats=3, term_years=3, meeting=Meeting.ALL, chair_by=ChairBy.MEETING, own_account=True
)
SINGLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unit_code": credit_code(1), "unit_name": "甲幼儿园", "union_name": "甲幼儿园工会委员会",
        "ownership": "non_public", "employees": "30", "members": "28", "women": "22", "side": "workers", "party": "no",
        "contact": "张甲", "phone": phone(1),
    }
)  # fmt: skip


def key(n: int) -> str:
    """Somebody of the roll."""
    return f"m{n:04d}"


def lines(count: int, *, first: int = 1, unit: str = "") -> str:
    """A roll as it is pasted in: the first persons are women, for the serial numbers are even."""
    return "\n".join(f"甲{n:03d}\t{number(2 * n)}\t{phone(n)}\t{unit}" for n in range(first, first + count))


def nominees() -> tuple[Nominee, ...]:
    """Seven for five seats, one of them for chair; three auditors; three women."""
    committee = [
        Nominee(key(n), "", frozenset({Body.COMMITTEE, Body.CHAIR} if n == 1 else {Body.COMMITTEE}))
        for n in range(1, 8)
    ]
    audit = [Nominee(key(n), "", frozenset({Body.AUDIT})) for n in range(8, 11)]
    women = [Nominee(key(n), "", frozenset({Body.WOMEN})) for n in range(11, 14)]
    return (*committee, *audit, *women)


@dataclass
class Forming:
    """A case with those who form it and the offices that decide on it."""

    by: Applicant = field(default_factory=lambda: Applicant(browser=f"browser-{new_id()}"))
    id: UUID = field(default_factory=new_id)
    street: Actor = field(default_factory=lambda: officer(STREET))
    county: Actor = field(default_factory=lambda: officer(COUNTY))

    @property
    def view(self) -> CaseView:
        return own_view_of(self.by, self.id)

    @property
    def state(self) -> str:
        return Application.objects.get(pk=self.id).state

    def apply(self, form: Form = Form.SINGLE, values: Mapping[str, str] = SINGLE, code: str = STREET) -> Forming:
        done = start(self.by, f"formation.{form.value}", new_id(), values, place_id=place(code), at=AT)
        self.id = done.application_id
        return self

    def decide(self, transition: str, at: datetime = AT, *, actor: Actor | None = None, **given: object) -> None:
        act(actor or self.street, self.id, transition, at=at, **given)  # type: ignore[arg-type]  # as act takes them

    def step(self, transition: str, at: datetime = AT, **values: str) -> None:
        act_as_applicant(self.by, self.id, transition, values=values, at=at)

    def prepared(self) -> Forming:
        self.apply().decide(steps.APPROVE_PREPARATION)
        return self

    def enrolled(self, count: int = 28) -> Forming:
        self.prepared()
        desk.save_roll(self.by, self.id, lines(count), at=AT)
        self.step(steps.ENROLLED)
        return self

    def put_up(self, plan: Plan = PLAN) -> Forming:
        self.enrolled()
        desk.save_plan(self.by, self.id, plan, at=AT)
        for nominee in nominees():
            desk.nominate(self.by, self.id, nominee, at=AT)
        desk.send_candidates(self.by, self.id, at=AT)
        return self

    def published(self) -> Forming:
        self.put_up().decide(steps.PUBLISH)
        return self

    def met(self) -> Forming:
        self.published()
        meeting = MeetingHeld(MEETING_ON, "多功能厅", 28, 26, (key(20), key(21)))
        desk.record_meeting(self.by, self.id, meeting, at=COUNTED)
        return self

    def count(self, body: Body, votes: Mapping[str, int], round_: int = 1) -> None:
        """A ballot of 26 papers in which all who are not in favour are against."""
        counts = Counts(0, 0, 26, 26, 0, 0, votes, {k: 26 - v for k, v in votes.items()}, dict.fromkeys(votes, 0))
        desk.record_ballot(self.by, self.id, body, counts, round_=round_, at=COUNTED)

    def elected(self) -> Forming:
        self.met()
        self.count(Body.COMMITTEE, {key(n): 24 if n <= 5 else 4 for n in range(1, 8)})
        self.count(Body.CHAIR, {key(1): 25})
        self.count(Body.AUDIT, {key(n): 20 for n in range(8, 11)})
        self.count(Body.WOMEN, {key(n): 20 for n in range(11, 14)})
        return self

    def reported(self) -> Forming:
        self.elected().step(steps.REPORT, COUNTED)
        return self

    def approved(self) -> Forming:
        self.reported().decide(steps.APPROVE_RESULT, APPROVED)
        return self
