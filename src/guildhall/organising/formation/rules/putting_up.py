"""Whether what is to be elected, and who is put up, may go to the next-higher union (Election Regulations 8–18)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.errors import MessageKind
from guildhall.organising.formation.contracts import Body, Finding, Form, Meeting
from guildhall.organising.formation.contracts.cases import BODIES, ChairBy, Nominee, Plan
from guildhall.organising.formation.rules.candidates import (
    chair_findings,
    committee_findings,
    list_findings,
    surplus_findings,
)
from guildhall.organising.formation.rules.committee import (
    WomenBody,
    audit_findings,
    auditor_findings,
    seat_findings,
    women_body,
    women_findings,
)
from guildhall.organising.formation.rules.findings import distinct
from guildhall.organising.formation.rules.meeting import delegate_findings, meeting_form_findings
from guildhall.organising.formation.rules.terms import term_findings

NOT_ON_COMMITTEE: Final = MessageKind(
    "formation.chair_not_on_committee",
    "主席、副主席从工会委员会委员中产生，须同时是委员候选人。",
    "Chair and deputies come from the committee, so they stand for it, too.",
    "《工会基层组织选举工作条例》第三条",
)
NO_WOMAN: Final = MessageKind(
    "formation.no_woman",
    "有女会员的，委员候选人中须有女职工。",
    "Where there are women members, a woman stands for the committee.",
    "《工会女职工委员会工作条例》第十一条",
)
NOT_A_WOMAN: Final = MessageKind(
    "formation.not_a_woman",
    "女职工委员会委员候选人须是女职工。",
    "Candidates to the women's committee are women.",
    "《工会女职工委员会工作条例》第十一条",
)
ALONE_MEETS: Final = MessageKind(
    "formation.alone_meets",
    "只选主席或组织员 1 人的，由大会直接选举。",
    "One chair or organiser alone is elected by the meeting.",
    "《工会法》第十一条第一款",
)
WOMEN_SEATS: Final = MessageKind(
    "formation.women_seats",
    "女会员 {women} 人，不设女职工委员会，这里填 0。",
    "With {women|woman member|women members} there is no women's committee: give 0 here.",
    "《工会女职工委员会工作条例》第十一条",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the findings depend on beside plan and nominees. `kind`: of the employer; OTHER where there are several."""

    form: Form
    kind: OrganisationKind
    public: bool
    members: int
    women: int
    on: date
    place: str = ""


def plan_findings(plan: Plan, ground: Ground) -> tuple[Finding, ...]:
    """What is wrong with seats, term and meeting (Election Regulations arts 8, 16; Trade Union Law art. 16)."""
    on, place = ground.on, ground.place
    found = [
        *seat_findings(plan.seats, ground.members, on, place),
        *audit_findings(plan.audit_seats, plan.own_account, on, place),
        *term_findings(plan.term_years, on, place),
        *meeting_form_findings(plan.meeting, ground.members, on, place),
    ]
    needed = women_body(ground.women, on, place)
    if needed is WomenBody.COMMITTEE:
        has = WomenBody.COMMITTEE if plan.women_seats else WomenBody.MEMBER
        found += [
            Finding(one.message, "women_seats", one.refuses) for one in women_findings(ground.women, has, on, place)
        ]
    elif plan.women_seats:
        found.append(Finding(WOMEN_SEATS(women=ground.women), "women_seats"))
    if plan.meeting is Meeting.CONGRESS:
        found += delegate_findings(ground.members, plan.delegates, plan.managers, on, place)
    if plan.seats == 1 and plan.chair_by is not ChairBy.MEETING:
        found.append(Finding(ALONE_MEETS(), "chair_by"))
    return tuple(found)


def nominee_findings(nominee: Nominee, enrolled: bool, plan: Plan, ground: Ground) -> tuple[Finding, ...]:
    """Why somebody may not stand for what they are put up for (E3, E5–E7, E26, E28; arts 34–37 for auditors)."""
    one, found = nominee.candidate(enrolled), list[Finding]()
    leads = nominee.bodies & {Body.CHAIR, Body.DEPUTY}
    if Body.COMMITTEE in nominee.bodies and not (nominee.recommended and leads):
        found += committee_findings(one, "bodies")
    if leads:
        found += chair_findings(one, ground.kind, ground.form, ground.on, public=ground.public, field="bodies")
        if plan.seats > 1 and Body.COMMITTEE not in nominee.bodies:
            found.append(Finding(NOT_ON_COMMITTEE(), "bodies"))
    if Body.AUDIT in nominee.bodies:
        found += [*committee_findings(one, "bodies"), *auditor_findings(one, {one.key} if leads else (), "bodies")]
    if Body.WOMEN in nominee.bodies:
        found += committee_findings(one, "bodies")
        found += [] if nominee.woman else [Finding(NOT_A_WOMAN(), "bodies")]
    return distinct(found)


def list_of(nominees: Sequence[Nominee], body: Body) -> tuple[Nominee, ...]:
    """Who stands for a body."""
    return tuple(one for one in nominees if body in one.bodies)


def slate_findings(
    nominees: Sequence[Nominee], enrolled: Collection[str], plan: Plan, ground: Ground
) -> tuple[Finding, ...]:
    """Everything that is wrong with the whole list, once seats and terms are settled (E10, E11)."""
    found = [*list_findings(one.key for one in nominees)]
    for nominee in nominees:
        found += nominee_findings(nominee, nominee.key in enrolled, plan, ground)
    for body in BODIES:
        seats = plan.seats_of(body)
        if seats:
            count = len(list_of(nominees, body))
            found += surplus_findings(count, seats, body, ground.on, ground.place)
    if plan.seats > 1 and ground.women and not any(one.woman for one in list_of(nominees, Body.COMMITTEE)):
        found.append(Finding(NO_WOMAN(), "candidates"))
    return tuple(Finding(one.message, "candidates", one.refuses) for one in distinct(found))
