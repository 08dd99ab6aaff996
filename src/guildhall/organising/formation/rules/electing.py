"""Which ballots a founding meeting takes, what each led to, and whether the election is complete (arts 17–29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.organising.formation.contracts import BODY_WORDS, Body, Finding, Next
from guildhall.organising.formation.contracts.cases import BODIES, BallotHeld, ChairBy, MeetingHeld, Nominee, Plan
from guildhall.organising.formation.rules.putting_up import list_of

NO_MEETING: Final = MessageKind(
    "formation.no_meeting",
    "请先登记大会的时间、地点和到会人数。",
    "Record the meeting first: when, where, how many.",
)
NOT_ELECTED: Final = MessageKind(
    "formation.not_elected",
    "{body_zh}还没有选出来，还差 {seats} 人。",
    "The {body_en} is not elected yet: {seats|seat|seats} open.",
    "《工会基层组织选举工作条例》第二十七条",
)
COMMITTEE_FIRST: Final = MessageKind(
    "formation.committee_first",
    "请先登记工会委员会的选举结果，再选主席、副主席。",
    "Record the committee's election first; chair and deputies come from it.",
    "《工会基层组织选举工作条例》第三条",
)
SETTLED: Final = MessageKind("formation.body_settled", "{body_zh}已经选出来了。", "The {body_en} is elected already.")
NOT_ELECTED_TO_COMMITTEE: Final = MessageKind(
    "formation.lost_committee",
    "主席、副主席候选人都没有当选委员，请从当选的委员中重新提名。",
    "No candidate for chair or deputy was elected to the committee. Put up somebody who was.",
    "《工会基层组织选举工作条例》第三条",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the election to one body stands: who is in, how many seats are open, which ballot comes next.

    `candidates`: of the next ballot, those tied or not elected yet; empty where none is to come.
    """

    body: Body
    seats: int
    elected: tuple[str, ...]
    open_seats: int
    round: int
    candidates: tuple[str, ...]
    may_reduce: bool

    @property
    def is_settled(self) -> bool:
        return self.open_seats == 0


def standing_of(body: Body, plan: Plan, nominees: Sequence[Nominee], ballots: Sequence[BallotHeld]) -> Standing:
    """How the election to a body stands after its ballots, in their order (E16–E18).

    Chair and deputies are elected from those elected to the committee, where there is one.
    """
    seats = plan.seats_of(body)
    held = sorted((one for one in ballots if one.body is body), key=lambda one: one.round)
    elected: tuple[str, ...] = ()
    candidates = _stand(body, plan, nominees, ballots)
    may_reduce = False
    for ballot in held:
        result = ballot.result
        elected = (*elected, *result.elected)
        open_to = result.tied if result.next is Next.TIED else tuple(k for k in candidates if k not in elected)
        candidates = candidates if result.next is Next.AGAIN else open_to
        may_reduce = result.may_reduce
        if ballot.reduced:
            seats = len(elected)
    missing = max(seats - len(elected), 0)
    return Standing(
        body, seats, elected, missing, len(held) + 1, candidates if missing else (), bool(missing) and may_reduce
    )


def _stand(body: Body, plan: Plan, nominees: Sequence[Nominee], ballots: Sequence[BallotHeld]) -> tuple[str, ...]:
    keys = tuple(one.key for one in list_of(nominees, body))
    if body not in (Body.CHAIR, Body.DEPUTY) or plan.seats == 1:
        return keys
    committee = standing_of(Body.COMMITTEE, plan, nominees, ballots)
    # An outsider whom the next-higher union recommends does not sit on the committee before (Chair Measures art. 12).
    outside = {one.key for one in nominees if one.recommended}
    chosen = tuple(key for key in keys if key in committee.elected or key in outside)
    if body is Body.DEPUTY:
        chair = standing_of(Body.CHAIR, plan, nominees, ballots).elected
        chosen = tuple(key for key in chosen if key not in chair)
    return chosen


def electorate_of(body: Body, plan: Plan, meeting: MeetingHeld, committee: int) -> tuple[int, int]:
    """(entitled, present) of a ballot: of the meeting, or of the committee where that elects chair and deputies."""
    if body in (Body.CHAIR, Body.DEPUTY) and plan.chair_by is ChairBy.COMMITTEE and plan.seats > 1:
        return committee, committee
    return meeting.entitled, meeting.present


def turn_findings(
    body: Body, plan: Plan, nominees: Sequence[Nominee], ballots: Sequence[BallotHeld]
) -> tuple[Finding, ...]:
    """Whether a ballot to a body comes now."""
    now = standing_of(body, plan, nominees, ballots)
    words = BODY_WORDS[body]
    if now.is_settled:
        return (Finding(SETTLED(body_zh=words.zh, body_en=words.en)),)
    if body in (Body.CHAIR, Body.DEPUTY) and plan.seats > 1:
        if not standing_of(Body.COMMITTEE, plan, nominees, ballots).is_settled:
            return (Finding(COMMITTEE_FIRST()),)
        if not now.candidates:
            return (Finding(NOT_ELECTED_TO_COMMITTEE()),)
    return ()


def standings(plan: Plan, nominees: Sequence[Nominee], ballots: Sequence[BallotHeld]) -> tuple[Standing, ...]:
    """How the election stands, body by body."""
    return tuple(standing_of(body, plan, nominees, ballots) for body in BODIES if plan.seats_of(body))


def completeness_findings(
    plan: Plan, nominees: Sequence[Nominee], meeting: MeetingHeld | None, ballots: Sequence[BallotHeld]
) -> tuple[Finding, ...]:
    """What an election lacks before its result can be reported (E19: Election Regulations art. 29)."""
    if meeting is None:
        return (Finding(NO_MEETING()),)
    return tuple(
        Finding(NOT_ELECTED(body_zh=BODY_WORDS[one.body].zh, body_en=BODY_WORDS[one.body].en, seats=one.open_seats))
        for one in standings(plan, nominees, ballots)
        if not one.is_settled
    )
