"""A case as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from guildhall.base.flows.pages.shown import stations
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.errors import Language
from guildhall.kernel.parameters import COMMITTEE_SIZES, Confidence
from guildhall.kernel.text import mask_number
from guildhall.kernel.words import Words
from guildhall.organising.formation.contracts import BODY_WORDS, FORM_WORDS, TIE_WORDS, Body, Next
from guildhall.organising.formation.contracts.cases import BODIES, DOCUMENT_WORDS, BallotHeld, CaseView, Nominee
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.flows.kinds import KINDS_BY_FORM
from guildhall.organising.formation.forms.desk import (
    BallotForm,
    MeetingForm,
    NomineeForm,
    PlanForm,
    RollForm,
    plan_values,
)
from guildhall.organising.formation.rules.candidates import earliest_meeting
from guildhall.organising.formation.rules.committee import WomenBody, full_time_advice, seats_for, women_body
from guildhall.organising.formation.rules.electing import Standing, electorate_of, standings, turn_findings
from guildhall.organising.formation.rules.meeting import least_present, meetings_for
from guildhall.organising.formation.rules.wording import names_in

_NEXT = {
    Next.AGAIN: Words(
        "收回的选票多于发出的，本次无效，重新投票", "more papers came back than went out: void, vote again"
    ),
    Next.TIED: Words("末位票数相等，在同票的人中再投一次", "a tie at the last seat: vote again among the tied"),
    Next.SECOND: Words("未选满，就余下的名额再投一次", "seats are left: vote again for those"),
}


@dataclass(frozen=True, slots=True)
class NomineeRow:
    key: str
    name: str
    bodies: str
    ties: tuple[Words, ...]
    recommended: bool
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One ballot as recorded: names with votes, and what it led to."""

    words: Words
    round: int
    ballot: BallotHeld
    rows: tuple[tuple[str, int, int, int, bool], ...]
    elected: str
    next: Words | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """How the election to one body stands. `is_turn`: its ballot comes now."""

    body: Body
    words: Words
    standing: Standing
    elected: str
    form: BallotForm | None
    waits: tuple[Notice, ...]
    can_take_back: bool


def names_of(case: CaseView, keys: Iterable[str]) -> dict[str, str]:
    """Names by key, in the order of the keys."""
    names = names_in(case.nominees, case.roll, case.ballots)
    return {key: names.get(key, key) for key in keys}


def case_context(case: CaseView, language: Language, on: date) -> dict[str, Any]:
    """What desk and file share."""
    kind = KINDS_BY_FORM[case.form]
    seats = seats_for(case.members, on)
    return {
        "case": case,
        "form_words": FORM_WORDS[case.form],
        "state": kind.state(case.state),
        "stations": stations(kind, case.state, visited_of(case)),
        "documents": [(one, DOCUMENT_WORDS[one.kind]) for one in case.documents],
        "nominees": [_nominee(one) for one in case.nominees],
        "ballots": [_ballot(case, one) for one in case.ballots],
        "bodies": bodies_of(case) if case.state == steps.ELECTING else [],
        "all_elected": bool(case.plan) and _all_elected(case),
        "earliest": earliest_meeting(case.published_until) if case.published_until else None,
        "least": least_present(case.plan.delegates or case.members, on) if case.plan else None,
        "seats": seats,
        "needs_women": women_body(case.women, on) is WomenBody.COMMITTEE,
        "advice": [
            Notice(one.message, Tone.PLAIN, one.message.kind.rule)
            for one in full_time_advice(int(case.values.get("employees") or 0), on)
        ],
        "is_unconfirmed": COMMITTEE_SIZES.source(on).confidence is Confidence.UNCONFIRMED,
        "may_congress": len(meetings_for(case.members, on)) > 1,
        "steps": steps,
        "language": language,
    }


def visited_of(case: CaseView) -> frozenset[str]:
    """States that lie behind: those before the case's own, in the order of the kind."""
    codes = [state.code for state in KINDS_BY_FORM[case.form].states]
    return frozenset(codes[: codes.index(case.state)]) - {steps.CORRECTING}


def _all_elected(case: CaseView) -> bool:
    found = standings(case.plan, case.nominees, case.ballots) if case.plan else ()
    return bool(found) and all(one.is_settled for one in found)


def _nominee(one: Nominee) -> NomineeRow:
    words = tuple(BODY_WORDS[body] for body in BODIES if body in one.bodies)
    return NomineeRow(
        one.key, one.name, "、".join(each.zh for each in words), tuple(TIE_WORDS[tie] for tie in sorted(one.ties)),
        one.recommended, words,
    )  # fmt: skip


def _ballot(case: CaseView, one: BallotHeld) -> BallotRow:
    counts = one.counts
    names = names_of(case, [*counts.votes, *counts.written_in])
    rows = tuple(
        (
            names[key], votes, counts.against.get(key, 0), counts.abstained.get(key, 0), key in one.result.elected
        )
        for key, votes in [*counts.votes.items(), *counts.written_in.items()]
    )  # fmt: skip
    elected = "、".join(names_of(case, one.result.elected).values())
    return BallotRow(BODY_WORDS[one.body], one.round, one, rows, elected, _NEXT.get(one.result.next))


def bodies_of(case: CaseView) -> list[BodyRow]:
    """The election body by body, each with the form of its next ballot."""
    if case.plan is None or case.meeting is None:
        return []
    found = []
    committee = next(
        (len(one.elected) for one in standings(case.plan, case.nominees, case.ballots) if one.body is Body.COMMITTEE), 0
    )
    for now in standings(case.plan, case.nominees, case.ballots):
        waits = () if now.is_settled else turn_findings(now.body, case.plan, case.nominees, case.ballots)
        form = None
        if not now.is_settled and not waits:
            _, present = electorate_of(now.body, case.plan, case.meeting, committee)
            initial = {"round": now.round, "issued": present, "collected": present, "void": 0}
            form = BallotForm(initial=initial, candidates=names_of(case, now.candidates), prefix=now.body.value)
        found.append(
            BodyRow(
                now.body, BODY_WORDS[now.body], now, "、".join(names_of(case, now.elected).values()), form,
                tuple(Notice(one.message, Tone.CAUTION, one.message.kind.rule) for one in waits), now.round > 1,
            )
        )  # fmt: skip
    return found


def roll_text(case: CaseView) -> str:
    """The roll as the form begins with it."""
    return "\n".join(
        "\t".join(part for part in (one.name, one.number, one.phone, one.unit) if part) for one in case.roll
    )


def roll_rows(case: CaseView) -> list[tuple[str, str, bool, str]]:
    """The roll with masked numbers."""
    return [(one.name, mask_number(one.number), one.woman, one.unit) for one in case.roll]


def desk_forms(case: CaseView) -> dict[str, Any]:
    """The forms of the step at which a case is."""
    if case.state == steps.RECRUITING:
        return {"roll_form": RollForm(initial={"roll": roll_text(case)})}
    if case.state == steps.NOMINATING:
        first = {"term_years": 3, "deputies": 0, "delegates": 0, "managers": 0, "own_account": True, "women_seats": 0}
        values = plan_values(case.plan) if case.plan else first
        return {"plan_form": PlanForm(initial=values), "nominee_form": NomineeForm(roll=case.roll)}
    if case.state == steps.ELECTING and case.plan is not None:
        held = case.meeting
        values = (
            {
                "held_on": held.held_on, "venue": held.venue, "entitled": held.entitled, "present": held.present,
                "scrutineers": list(held.scrutineers),
            }
            if held
            else {"entitled": case.plan.delegates or case.members}
        )  # fmt: skip
        return {"meeting_form": MeetingForm(initial=values, roll=case.roll)}
    return {}


def paper_name(case_number: str, words: Words, suffix: str) -> str:
    """How a document's file is called: nothing personal in it."""
    return f"{case_number}-{words.zh}.{suffix}"
