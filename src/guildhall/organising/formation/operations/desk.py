"""What those who form a union do between the steps: enter members, plan the election, put up, record the meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Applicant, Done
from guildhall.base.flows.operations import advance
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, MessageKind, Refused
from guildhall.kernel.text import clean, clean_person_name
from guildhall.organising.formation.access import NOT_NOW, own_case_at
from guildhall.organising.formation.contracts import Body, Counts, Form
from guildhall.organising.formation.contracts.cases import MeetingHeld, Nominee, Plan
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.models import Assembly, Case, Vote
from guildhall.organising.formation.operations.papers import KIND
from guildhall.organising.formation.queries.cases import ballots_of, meeting_of, plan_of
from guildhall.organising.formation.queries.grounds import ground_of
from guildhall.organising.formation.rules import electing, filling, putting_up, wording
from guildhall.organising.formation.rules.candidates import meeting_findings
from guildhall.organising.formation.rules.counting import count_findings
from guildhall.organising.formation.rules.meeting import quorum_findings, scrutineer_findings
from guildhall.organising.formation.rules.permissions import FORM
from guildhall.organising.formation.sealing import open_nominees, open_roll, seal_nominees, seal_roll

NO_PLAN: Final = MessageKind(
    "formation.no_plan",
    "请先填委员名额、任期和大会形式。",
    "Say first how many seats there are, the term and the meeting.",
)
NOBODY: Final = MessageKind("formation.nobody", "请从会员名单里选人。", "Choose somebody from the roll.")
NO_BODY: Final = MessageKind("formation.no_body", "请选择提名的职务。", "Choose what they are put up for.")
NO_NAME: Final = MessageKind("formation.no_name", "请填姓名。", "Give a name.")
NO_VENUE: Final = MessageKind("formation.no_venue", "请填开会地点。", "Say where it was held.")
MORE_PRESENT: Final = MessageKind(
    "formation.more_present", "实到人数多于应到人数。", "More came than were entitled to attend."
)
ENTITLED: Final = MessageKind(
    "formation.entitled",
    "应到人数应为 {expected} 人：会员大会是全体会员，会员代表大会是全体代表。",
    "Entitled to attend are {expected}: all members, or all delegates where delegates meet.",
    "《工会基层组织选举工作条例》第十七条",
)
NOT_REDUCIBLE: Final = MessageKind(
    "formation.not_reducible",
    "不能减少名额：当选人数不在规定的范围内，请另行投票。",
    "The seats cannot be reduced: those elected are not within the band. Hold another ballot.",
    "《工会基层组织选举工作条例》第二十七条",
)
ONCE: Final = MessageKind("formation.counted_already", "这一次投票已经登记。", "This ballot is recorded already.")
NO_BALLOT: Final = MessageKind("formation.no_ballot", "没有可以撤回的登记。", "There is no ballot to take back.")


@operation
def save_roll(by: Applicant, application_id: UUID, text: str, *, actor: Actor | None = None, at: datetime) -> int:
    """Keep who joins, from lines of name, number and mobile number; returns how many. Raises Invalid at `roll`.

    The list replaces the one before: nominees who are no longer on it are no longer put up.
    """
    case = own_case_at(by, application_id, steps.RECRUITING)
    units = tuple(case.units.values_list("name", flat=True)) if case.form == Form.JOINT else ()
    roll, wrong = filling.read_roll(text, units, at.astimezone(CHINA).date())
    if wrong:
        raise Invalid({"roll": wrong})
    Case.objects.filter(pk=case.pk).update(sealed_roll=seal_roll(case, roll), sealed_nominees=None)
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["roll"], count=len(roll))
    return len(roll)


@operation
def save_plan(by: Applicant, application_id: UUID, plan: Plan, *, actor: Actor | None = None, at: datetime) -> None:
    """Keep what is to be elected. Raises Invalid at each field whose rule is not kept."""
    case = own_case_at(by, application_id, steps.NOMINATING)
    wrong = filling.at_fields(putting_up.plan_findings(plan, ground_of(case, at)))
    if wrong:
        raise Invalid(wrong)
    Case.objects.filter(pk=case.pk).update(
        seats=plan.seats, audit_seats=plan.audit_seats, women_seats=plan.women_seats, deputies=plan.deputies,
        delegates=plan.delegates, managers=plan.managers, term_years=plan.term_years, meeting=plan.meeting.value,
        chair_by=plan.chair_by.value, own_account=plan.own_account,
    )  # fmt: skip
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["plan"])


@operation
def nominate(
    by: Applicant, application_id: UUID, nominee: Nominee, *, actor: Actor | None = None, at: datetime
) -> None:
    """Put somebody up, or change what they are put up for. `key` "": from outside, recommended by the union above.

    Raises Invalid at `member`, `name` or `bodies` with the rule that speaks against it.
    """
    case = own_case_at(by, application_id, steps.NOMINATING)
    plan = plan_of(case)
    if plan is None:
        raise Refused(NO_PLAN())
    roll = {one.key: one for one in open_roll(case)}
    held = [one for one in open_nominees(case) if not nominee.key or one.key != nominee.key]
    if not nominee.bodies:
        raise Invalid({"bodies": (NO_BODY(),)})
    if nominee.recommended:
        name = clean_person_name(nominee.name).value
        if not name:
            raise Invalid({"name": (NO_NAME(),)})
        outside = sum(one.recommended for one in held)
        put = Nominee(
            f"x{outside + 1:04d}", name, nominee.bodies, nominee.ties, nominee.woman, True, nominee.handles_money
        )
    elif nominee.key in roll:
        person = roll[nominee.key]
        put = Nominee(person.key, person.name, nominee.bodies, nominee.ties, person.woman, False, nominee.handles_money)
    else:
        raise Invalid({"member": (NOBODY(),)})
    wrong = filling.at_fields(putting_up.nominee_findings(put, put.key in roll, plan, ground_of(case, at)))
    if wrong:
        raise Invalid(wrong)
    Case.objects.filter(pk=case.pk).update(sealed_nominees=seal_nominees(case, [*held, put]))
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["nominees"])


@operation
def take_down(by: Applicant, application_id: UUID, key: str, *, actor: Actor | None = None, at: datetime) -> None:
    """Take somebody off the list of nominees; one who is not on it is no error."""
    case = own_case_at(by, application_id, steps.NOMINATING)
    left = [one for one in open_nominees(case) if one.key != key]
    Case.objects.filter(pk=case.pk).update(sealed_nominees=seal_nominees(case, left))
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["nominees"])


@operation
def record_meeting(
    by: Applicant, application_id: UUID, meeting: MeetingHeld, *, actor: Actor | None = None, at: datetime
) -> None:
    """Record the founding meeting. Raises Invalid where it came too early, too few came, or a scrutineer stands.

    Changing it takes the ballots back: they were counted for other numbers.
    """
    case = own_case_at(by, application_id, steps.ELECTING)
    plan, on = plan_of(case), at.astimezone(CHINA).date()
    if plan is None or case.published_until is None:
        raise Refused(NO_PLAN())
    wrong = filling.at_fields(
        [
            *meeting_findings(meeting.held_on, case.published_until),
            *quorum_findings(meeting.entitled, meeting.present, meeting.held_on),
            *scrutineer_findings(meeting.scrutineers, [one.key for one in open_nominees(case)]),
        ]
    )
    if meeting.held_on > on:
        wrong["held_on"] = (filling.AHEAD(),)
    expected = plan.delegates or case.members
    if meeting.entitled != expected:
        wrong["entitled"] = (ENTITLED(expected=expected),)
    if meeting.present > meeting.entitled:
        wrong["present"] = (MORE_PRESENT(),)
    if not clean(meeting.venue).value:
        wrong["venue"] = (NO_VENUE(),)
    if wrong:
        raise Invalid(wrong)
    Assembly.objects.update_or_create(
        case=case,
        defaults={
            "held_on": meeting.held_on, "venue": clean(meeting.venue).value[:100], "entitled": meeting.entitled,
            "present": meeting.present, "scrutineers": sorted(meeting.scrutineers),
        },
    )  # fmt: skip
    Vote.objects.filter(case=case).delete()
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["meeting"])


@operation
def record_ballot(
    by: Applicant, application_id: UUID, body: Body, counts: Counts, *, round_: int, actor: Actor | None = None,
    at: datetime,
) -> None:  # fmt: skip
    """Record how a ballot was counted. `round_`: which one the form was for; entitled, present and seats come from the
    meeting. Raises Invalid at each number that does not add up, Refused where it is not this ballot's turn.
    """
    case = own_case_at(by, application_id, steps.ELECTING)
    plan, nominees, ballots = plan_of(case), open_nominees(case), ballots_of(case)
    held = Assembly.objects.filter(case=case).first()
    if plan is None or held is None:
        raise Refused(electing.NO_MEETING())
    turn = electing.turn_findings(body, plan, nominees, ballots)
    if turn:
        raise Refused(*(one.message for one in turn))
    now = electing.standing_of(body, plan, nominees, ballots)
    if now.round != round_:
        raise Refused(ONCE())
    committee = len(electing.standing_of(Body.COMMITTEE, plan, nominees, ballots).elected)
    entitled, present = electing.electorate_of(body, plan, meeting_of(held), committee)
    whole = Counts(
        entitled, present, counts.issued, counts.collected, counts.void, now.open_seats, counts.votes, counts.against,
        counts.abstained, counts.written_in,
    )  # fmt: skip
    wrong = filling.at_fields(count_findings(whole, now.candidates))
    if wrong:
        raise Invalid(wrong)
    votes = {
        key: [number, whole.against.get(key, 0), whole.abstained.get(key, 0)] for key, number in whole.votes.items()
    }
    Vote.objects.create(
        case=case, body=body.value, round=now.round, entitled=entitled, present=present, issued=whole.issued,
        collected=whole.collected, void=whole.void, seats=whole.seats, votes=votes,
        written_in=dict(whole.written_in), recorded_at=at,
    )  # fmt: skip
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["ballot"])


@operation
def take_back_ballot(
    by: Applicant, application_id: UUID, body: Body, *, actor: Actor | None = None, at: datetime
) -> None:
    """Take the last ballot of a body back, to enter its counts again; with the committee's, those of its leaders."""
    case = own_case_at(by, application_id, steps.ELECTING)
    last = case.ballots.filter(body=body.value).order_by("-round").first()
    if last is None:
        raise Refused(NO_BALLOT())
    last.delete()
    if body is Body.COMMITTEE:
        case.ballots.filter(body__in=[Body.CHAIR.value, Body.DEPUTY.value]).delete()
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["ballot"])


@operation
def reduce_seats(by: Applicant, application_id: UUID, body: Body, *, actor: Actor | None = None, at: datetime) -> None:
    """Let the meeting rest at those elected (E18: Election Regulations art. 27). Refused outside of the band."""
    case = own_case_at(by, application_id, steps.ELECTING)
    plan = plan_of(case)
    if plan is None:
        raise Refused(NO_PLAN())
    now = electing.standing_of(body, plan, open_nominees(case), ballots_of(case))
    if not now.may_reduce:
        raise Refused(NOT_REDUCIBLE())
    Vote.objects.filter(case=case, body=body.value, round=now.round - 1).update(reduced=True)
    record(actor, FORM.code, Thing(KIND, case.pk), at=at, fields=["ballot"])


@operation
def send_candidates(
    by: Applicant, application_id: UUID, *, version: int | None = None, actor: Actor | None = None, at: datetime
) -> Done:
    """Send the candidates to the next-higher union. Refused with every rule that speaks against plan or list."""
    case = own_case_at(by, application_id, steps.NOMINATING)
    if version is not None and version != case.application.version:
        raise Refused(NOT_NOW())
    given = {"candidates": wording.published(open_nominees(case))}
    return advance(application_id, steps.PUT_UP, actor=actor, values=given, at=at)
