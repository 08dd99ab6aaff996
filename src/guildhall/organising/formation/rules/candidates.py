"""Who may stand, how many must, and for how long the list is published (Election Regulations, Chair Measures)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.errors import MessageKind
from guildhall.kernel.parameters import Parameter
from guildhall.kernel.working_days import WorkingDays
from guildhall.organising.formation.contracts import TIE_WORDS, Body, Candidate, Finding, Form, Standing, Tie
from guildhall.organising.formation.parameters import (
    CHAIR_PUBLICITY,
    COMMITTEE_PUBLICITY,
    COMMITTEE_SURPLUS,
    DELEGATE_SURPLUS,
    STANDING_SURPLUS,
)
from guildhall.organising.formation.rules.terms import training_due

_REGS_11: Final = "《工会基层组织选举工作条例》第十一条；《工会法》第十条"
_CHAIR_6: Final = "《企业工会主席产生办法（试行）》第六条"

RETAINED: Final = MessageKind(
    "formation.candidate_retained",
    "保留会籍的会员没有选举权和被选举权。",
    "A member whose membership is retained neither votes nor stands.",
    "《工会会员会籍管理办法》第二十一条；《工会基层组织选举工作条例》第四条",
)
NO_MEMBER: Final = MessageKind(
    "formation.candidate_no_member",
    "候选人须是会籍在本工会的会员。",
    "A candidate must be a member of this union.",
    "《工会基层组织选举工作条例》第四条",
)
OUTSIDER_COMMITTEE: Final = MessageKind(
    "formation.outsider_committee",
    "上一级工会推荐的非本单位人选只能作主席候选人。",
    "Somebody from outside, recommended by the next-higher union, can stand for chair only.",
    "《企业工会主席产生办法（试行）》第十二条",
)
OUTSIDER_HERE: Final = MessageKind(
    "formation.outsider_here",
    "上一级工会只能向非公有制企业和联合基层工会推荐非本单位的主席候选人。",
    "The next-higher union recommends outsiders for chair of non-public enterprises and joint unions only.",
    "《企业工会主席产生办法（试行）》第十二条",
)
NOT_COMMITTEE: Final = MessageKind(
    "formation.not_committee",
    "{tie_zh}不得作为工会委员会委员人选。",
    "A candidate for the committee may not be {tie_en}.",
    _REGS_11,
)
NOT_CHAIR: Final = MessageKind(
    "formation.not_chair", "{tie_zh}不得作为工会主席人选。", "A candidate for chair may not be {tie_en}.", _CHAIR_6
)
UNTRAINED: Final = MessageKind(
    "formation.untrained",
    "任职满一年仍未参加培训，一般不再提名为主席、副主席候选人。",
    "Who held office for a year without being trained is normally not put up as chair or deputy again.",
    "《工会基层组织选举工作条例》第十四条",
)
TOO_FEW: Final = MessageKind(
    "formation.too_few_candidates",
    "应选 {seats} 人，候选人至少 {least} 人（差额不低于 {percent}%），现在 {count} 人。",
    "For {seats|seat|seats} there must be {least} candidates at least ({percent} % more); there are {count}.",
    "《工会基层组织选举工作条例》第十七条",
)
SHORT_OF_SEATS: Final = MessageKind(
    "formation.fewer_than_seats",
    "应选 {seats} 人，候选人只有 {count} 人。",
    "There are {seats|seat|seats} and only {count|candidate|candidates}.",
    "《工会基层组织选举工作条例》第十八条",
)
TWICE: Final = MessageKind(
    "formation.candidate_twice", "同一人在名单里出现了两次。", "One person stands on the list twice."
)
TOO_EARLY: Final = MessageKind(
    "formation.meeting_too_early",
    "候选人公示到 {until} 为止，大会最早可在 {earliest} 召开。",
    "The candidates are published until {until}; the meeting can be held on {earliest} at the earliest.",
    "《工会基层组织选举工作条例》第十五条；《企业工会主席产生办法（试行）》第十条",
)

#: E5: the employer's principal head, legal representative, partners and their close relatives.
_BARS_COMMITTEE: Final = (Tie.PRINCIPAL, Tie.LEGAL_REPRESENTATIVE, Tie.PARTNER, Tie.RELATIVE_OF_PRINCIPAL)
#: E6: wider, deputies with relatives, the head of human resources, foreign employees.
_BARS_CHAIR: Final = (*_BARS_COMMITTEE, Tie.DEPUTY_HEAD, Tie.RELATIVE_OF_DEPUTY, Tie.HR_HEAD, Tie.FOREIGN)
#: E7: enterprises and institutions run as such, private non-enterprise units among them (Chair Measures art. 2).
_CHAIR_MEASURES: Final = frozenset(
    {OrganisationKind.ENTERPRISE, OrganisationKind.COOPERATIVE, OrganisationKind.SOCIAL_SERVICE}
)
_SURPLUS: Final[dict[Body, Parameter[Decimal]]] = {
    Body.COMMITTEE: COMMITTEE_SURPLUS,
    Body.STANDING: STANDING_SURPLUS,
    Body.DELEGATES: DELEGATE_SURPLUS,
}


def chair_measures_apply(kind: OrganisationKind, run_as_enterprise: bool = False) -> bool:
    """Whether the Chair Measures hold here (their art. 2). `run_as_enterprise`: an institution managed like one."""
    return kind in _CHAIR_MEASURES or (kind is OrganisationKind.PUBLIC_INSTITUTION and run_as_enterprise)


def committee_findings(candidate: Candidate, field: str = "candidates") -> tuple[Finding, ...]:
    """Why somebody may not stand for the committee (E3, E5: Election Regulations arts 4, 11; the Law, art. 10)."""
    if candidate.recommended and candidate.standing is not Standing.MEMBER:
        return (Finding(OUTSIDER_COMMITTEE(), field),)
    return (*_membership(candidate, field), *_tied(candidate, _BARS_COMMITTEE, NOT_COMMITTEE, field))


def chair_findings(
    candidate: Candidate,
    employer: OrganisationKind,
    form: Form,
    on: date,
    *,
    public: bool = False,
    run_as_enterprise: bool = False,
    field: str = "candidates",
) -> tuple[Finding, ...]:
    """Why somebody may not stand for chair or deputy (E6, E7, E26, E28).

    Chair Measures art. 6 bars more people than the committee's rule, where these measures hold; art. 12 lets the
    next-higher union put up an outsider in non-public enterprises and joint unions. `public`: a public enterprise.
    """
    found: list[Finding] = []
    if candidate.recommended and candidate.standing is not Standing.MEMBER:
        open_to = form in (Form.JOINT, Form.WORKERS) or (employer is OrganisationKind.ENTERPRISE and not public)
        found += [] if open_to else [Finding(OUTSIDER_HERE(), field)]
    else:
        found += _membership(candidate, field)
    wide = chair_measures_apply(employer, run_as_enterprise)
    found += _tied(candidate, _BARS_CHAIR if wide else _BARS_COMMITTEE, NOT_CHAIR, field)
    if candidate.untrained_since is not None and on > training_due(candidate.untrained_since, on):
        found.append(Finding(UNTRAINED(), field, refuses=False))
    return tuple(found)


def _membership(candidate: Candidate, field: str) -> list[Finding]:
    if candidate.standing is Standing.RETAINED:
        return [Finding(RETAINED(), field)]
    return [Finding(NO_MEMBER(), field)] if candidate.standing is Standing.NONE else []


def _tied(candidate: Candidate, bars: Iterable[Tie], kind: MessageKind, field: str) -> list[Finding]:
    return [
        Finding(kind(tie_zh=TIE_WORDS[tie].zh, tie_en=TIE_WORDS[tie].en), field)
        for tie in bars
        if tie in candidate.ties
    ]


def least_candidates(seats: int, body: Body, on: date, place: str = "") -> int:
    """How many must stand at least (E10: Election Regulations art. 17; E11: for chair, as many as seats).

    A committee's candidates exceed the seats by 5 %, a standing committee's by 10 %, delegates' by 15 %, and by one at
    least. Raises ValueError for no seats.
    """
    if seats < 1:
        raise ValueError(f"no seats to elect: {seats}")
    if body not in _SURPLUS:
        return seats
    more = (Decimal(seats) * (1 + _SURPLUS[body].at(on, place))).to_integral_value(ROUND_CEILING)
    return max(seats + 1, int(more))


def surplus_findings(count: int, seats: int, body: Body, on: date, place: str = "") -> tuple[Finding, ...]:
    """What is wrong with so many candidates for so many seats (E10, E11)."""
    least = least_candidates(seats, body, on, place)
    if count >= least:
        return ()
    if body in _SURPLUS:
        percent = format((_SURPLUS[body].at(on, place) * 100).normalize(), "f")
        return (Finding(TOO_FEW(seats=seats, least=least, percent=percent, count=count), "candidates"),)
    return (Finding(SHORT_OF_SEATS(seats=seats, count=count), "candidates"),)


def list_findings(keys: Iterable[str]) -> tuple[Finding, ...]:
    """Whether somebody stands twice on one list."""
    given = list(keys)
    return (Finding(TWICE(), "candidates"),) if len(set(given)) < len(given) else ()


def published_until(
    begins: date, bodies: Iterable[Body], days: WorkingDays, place: str = "", *, chair_measures: bool = True
) -> date:
    """The last day on which candidates must be published (E8), put up on `begins`, which does not count.

    Five working days for the committee (Election Regulations art. 15), seven days for the chair where the Chair
    Measures hold (their art. 10), the last moved past a holiday (Civil Code arts 201, 203); the later of both.
    """
    chosen = set(bodies)
    until = begins
    if chosen - {Body.CHAIR, Body.DEPUTY} or not chair_measures:
        until = days.after(begins, COMMITTEE_PUBLICITY.at(begins, place))
    if chair_measures and chosen & {Body.CHAIR, Body.DEPUTY}:
        last = begins + timedelta(days=CHAIR_PUBLICITY.at(begins, place))
        until = max(until, days.first_from(last))
    return until


def earliest_meeting(until: date) -> date:
    """The first day on which the meeting can be held: after the last day of publication."""
    return until + timedelta(days=1)


def meeting_findings(held_on: date, until: date) -> tuple[Finding, ...]:
    """Whether a meeting came before the candidates had been published long enough (E8)."""
    if held_on > until:
        return ()
    earliest = earliest_meeting(until)
    return (Finding(TOO_EARLY(until=until.isoformat(), earliest=earliest.isoformat()), "held_on"),)
