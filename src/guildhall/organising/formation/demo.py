"""Unions being formed, for the demonstration: some at every step, and a kindergarten that can be taken all the way.

Only where GUILDHALL_DEMO is on. All people and employers in it are made up (division 3399 does not exist); everything
goes by the operations that those who form a union and the offices use, on the days on which they would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.operations import act, act_as_applicant, start
from guildhall.base.places.queries import places_by_codes
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.identifiers import credit_code, resident
from guildhall.kernel.working_days import working_days
from guildhall.organising.formation.contracts import Body, Counts, Meeting
from guildhall.organising.formation.contracts.cases import ChairBy, MeetingHeld, Nominee, Plan
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.operations import desk
from guildhall.organising.formation.rules.candidates import published_until

#: The street in which they lie.
STREET: Final = "330203001"
_SURNAMES: Final = "林周徐陈沈方王李何郑吴叶胡朱孙章"
_GIVEN: Final = ("一帆", "知言", "海平", "秋月", "长风", "亚男", "明远", "思齐", "若水", "望舒", "清和", "景行")
#: Name, employees, women among those who join, how far it has come, days since it was applied for.
_STORY: Final = (
    ("演示阳光幼儿园", 30, 24, steps.RECRUITING, 6),
    ("演示启明幼儿园", 32, 26, steps.NOMINATING, 9),
    ("演示安康养老服务中心", 46, 30, steps.APPLIED, 3),
    ("演示同心社会工作服务社", 28, 18, steps.APPLIED, 1),
    ("演示育才托育园", 35, 28, steps.CHECKING, 12),
    ("演示晨曦康复医院", 60, 40, steps.ELECTING, 16),
    ("演示博雅培训学校", 40, 22, steps.RESULT_REPORTED, 30),
    ("演示和风助残中心", 29, 15, steps.APPROVED, 40),
    ("演示甬江科普馆", 33, 12, steps.LEGAL_PERSON, 44),
    ("演示百草中医门诊部", 38, 20, steps.ROSTERED, 60),
    ("演示银杏养老院", 52, 36, steps.ROSTERED, 75),
)  # fmt: skip

#: Steps at which a case lies with the owner, who can go on.
_OWNED: Final = (steps.RECRUITING, steps.NOMINATING, steps.ELECTING)


def is_filled() -> bool:
    """Whether the demonstration has unions being formed."""
    return Case.objects.exists()


def fill_forming(
    street: Actor, county: Actor, owner: Applicant, employer: tuple[str, str] | None = None, *, at: datetime
) -> int:
    """Bring the cases as far as the story says, once; returns how many.

    `owner`: who can go on with those that lie with the applicant. `employer`: code and name of one that registers know,
    for the first case, so that its approval moves the coverage.
    """
    if is_filled():
        return 0
    place_id = places_by_codes([STREET], on=at.astimezone(CHINA).date())[STREET].id
    for serial, (name, employees, women, goal, days) in enumerate(_STORY, 1):
        by = owner if goal in _OWNED else Applicant(browser=f"demonstration-{new_id()}")
        told = employer if serial == 1 and employer is not None else (_code(serial, "52"), name)
        begun = at - timedelta(days=days)
        _Story(*told, employees, women, serial, by, street, county, begun).until(goal, place_id, at)
    return len(_STORY)


@dataclass
class _Story:
    code: str
    name: str
    employees: int
    women: int
    serial: int
    by: Applicant
    street: Actor
    county: Actor
    at: datetime
    id: UUID | None = None

    def until(self, goal: str, place_id: UUID, now: datetime) -> None:
        """Take every step before the goal, each on its day and none after today."""
        for state in self._steps(place_id, now):
            if state == goal:
                return

    def _steps(self, place_id: UUID, now: datetime) -> Iterator[str]:
        members = self.employees - 2
        done = start(self.by, "formation.single", new_id(), self._values(members), place_id=place_id, at=self.at)
        self.id = done.application_id
        yield steps.APPLIED
        self._later(2, now)
        self._office(steps.APPROVE_PREPARATION)
        desk.save_roll(self.by, self.id, "\n".join(self._people(members)), at=self.at)
        yield steps.RECRUITING
        self._later(2, now)
        self._own(steps.ENROLLED)
        yield steps.NOMINATING
        self._put_up()
        yield steps.CHECKING
        self._later(1, now)
        self._office(steps.PUBLISH)
        yield steps.ELECTING
        self._elect(members, now)
        yield steps.RESULT_REPORTED
        self._later(5, now)
        self._office(steps.APPROVE_RESULT)
        yield steps.APPROVED
        self._later(3, now)
        self._own(steps.APPLY_LEGAL_PERSON, domicile="南门街道演示路 1 号", funds="yes")
        yield steps.LEGAL_PERSON
        self._later(4, now)
        values = {"certificate": f"演示 {self.serial:04d}", "union_code": _code(self.serial, "81")}
        self._office(steps.GRANT, self.county, values)
        day = self.at.astimezone(CHINA).date().isoformat()
        self._own(steps.OPEN, seal_on=day, account_on=day, dues_on=day)
        self._office(steps.ENTER)
        yield steps.ROSTERED

    def _values(self, members: int) -> dict[str, str]:
        return {
            "unit_code": self.code, "unit_name": self.name, "union_name": f"{self.name}工会委员会",
            "ownership": "non_public", "employees": str(self.employees), "members": str(members),
            "women": str(self.women), "side": "workers", "party": "no", "contact": _person(self.serial * 7),
            "phone": f"199{self.serial:08d}",
        }  # fmt: skip

    def _people(self, members: int) -> Iterator[str]:
        for n in range(members):
            born = date(1970 + (n * 7 + self.serial) % 30, 1 + n % 12, 1 + n % 28)
            # An odd number is a man's, an even one a woman's (GB 11643).
            order = self.serial * 60 + 2 * n + (0 if n < self.women else 1)
            first = f"339901{born:%Y%m%d}{order % 1000:03d}"
            number = first + resident.check_character(first)
            yield f"{_person(self.serial * 31 + n)}\t{number}\t199{self.serial * 1000 + n:08d}"

    def _put_up(self) -> None:
        plan = Plan(5, 1, 3 if self.women >= 10 else 0, 3, Meeting.ALL, ChairBy.MEETING)
        desk.save_plan(self.by, self._case, plan, at=self.at)
        for n in range(1, 7):
            bodies = frozenset({Body.COMMITTEE, Body.CHAIR}) if n == 1 else frozenset({Body.COMMITTEE})
            desk.nominate(self.by, self._case, Nominee(f"m{n:04d}", "", bodies), at=self.at)
        desk.nominate(self.by, self._case, Nominee("m0007", "", frozenset({Body.AUDIT})), at=self.at)
        for n in range(8, 11) if plan.women_seats else ():
            desk.nominate(self.by, self._case, Nominee(f"m{n:04d}", "", frozenset({Body.WOMEN})), at=self.at)
        desk.send_candidates(self.by, self._case, at=self.at)

    def _elect(self, members: int, now: datetime) -> None:
        until = published_until(self.at.astimezone(CHINA).date(), set(Body), working_days())
        held = until + timedelta(days=1)
        self._later((held - self.at.astimezone(CHINA).date()).days, now)
        present = members - 1
        meeting = MeetingHeld(held, "多功能厅", members, present, ("m0012", "m0013"))
        desk.record_meeting(self.by, self._case, meeting, at=self.at)
        for body, votes in self._votes(present).items():
            against = {key: present - favour for key, favour in votes.items()}
            counts = Counts(0, 0, present, present, 0, 0, votes, against, dict.fromkeys(votes, 0))
            desk.record_ballot(self.by, self._case, body, counts, round_=1, at=self.at)
        self._own(steps.REPORT)

    def _votes(self, present: int) -> Mapping[Body, dict[str, int]]:
        committee = {f"m{n:04d}": present - n if n < 6 else 3 for n in range(1, 7)}
        women = {f"m{n:04d}": present - n for n in range(8, 11)} if self.women >= 10 else {}
        votes = {Body.COMMITTEE: committee, Body.CHAIR: {"m0001": present - 1}, Body.AUDIT: {"m0007": present - 2}}
        return votes | ({Body.WOMEN: women} if women else {})

    @property
    def _case(self) -> UUID:
        if self.id is None:
            raise ValueError("not applied for yet")
        return self.id

    def _own(self, transition: str, **values: str) -> None:
        act_as_applicant(self.by, self._case, transition, values=values, at=self.at)

    def _office(self, transition: str, actor: Actor | None = None, values: Mapping[str, str] | None = None) -> None:
        act(actor or self.street, self._case, transition, values=values or {}, at=self.at)

    def _later(self, days: int, now: datetime) -> None:
        self.at = min(self.at + timedelta(days=days), now)


def _person(n: int) -> str:
    return _SURNAMES[n % len(_SURNAMES)] + _GIVEN[(n * 5 + n // len(_SURNAMES)) % len(_GIVEN)]


def _code(serial: int, category: str) -> str:
    """A credit code of a division that does not exist."""
    inner = f"DM{serial:06d}"
    first = f"{category}339901{inner}{credit_code.organisation_check(inner)}"
    return first + credit_code.check_character(first)
