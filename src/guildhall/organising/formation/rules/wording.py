"""Values of documents: names, numbers and days as Chinese papers write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from guildhall.kernel.text import mask_number
from guildhall.organising.formation.contracts import BODY_WORDS, FORM_WORDS, MEETING_WORDS, Form, Next
from guildhall.organising.formation.contracts.cases import (
    BODIES,
    CHAIR_BY_WORDS,
    BallotHeld,
    Enrolled,
    MeetingHeld,
    Nominee,
    Plan,
)
from guildhall.organising.formation.rules.electing import standings
from guildhall.organising.formation.rules.filling import UnitLine, number

_SIDES: Final = {"workers": "职工提出", "employer": "用人单位提出", "upper": "上级工会派员协助提出"}


def day(on: date) -> str:
    """2026年11月24日."""
    return f"{on.year}年{on.month}月{on.day}日"


def of_request(form: Form, values: Mapping[str, str], place: str, on: date) -> dict[str, str]:
    """Values of the request."""
    units = values.get("unit_name") or values.get("workers") or FORM_WORDS[form].zh
    return {
        "union": values["union_name"],
        "several": "yes" if form is Form.JOINT else "",
        "unit": units,
        "place": place,
        "employees": values.get("employees", ""),
        "members": str(number(values, "members")) if "members" in values else "",
        "women": str(number(values, "women")),
        "side": _SIDES.get(values.get("side", ""), "职工提出"),
        "party": "yes" if values.get("party") == "yes" else "",
        "contact": values["contact"],
        "date": day(on),
    }


def unit_rows(units: Iterable[UnitLine]) -> list[dict[str, str]]:
    """Employers as a table shows them."""
    return [
        {"no": str(row), "code": unit.code, "name": unit.name, "members": str(unit.members)}
        for row, unit in enumerate(units, 1)
    ]


def of_reply(union: str, office: str, request: str, words: str, on: date) -> dict[str, str]:
    """Values of a reply."""
    return {"union": union, "office": office, "request": request, "words": words, "date": day(on)}


def roll_rows(roll: Sequence[Enrolled]) -> list[dict[str, str]]:
    """Members as the list shows them: numbers masked."""
    return [
        {
            "no": str(row), "name": one.name, "sex": "女" if one.woman else "男", "number": mask_number(one.number),
            "unit": one.unit,
        }
        for row, one in enumerate(roll, 1)
    ]  # fmt: skip


def bodies_of(one: Nominee) -> str:
    """What somebody is put up for, in the order of the election."""
    return "、".join(BODY_WORDS[body].zh for body in BODIES if body in one.bodies)


def published(nominees: Iterable[Nominee]) -> str:
    """The list that is published, one candidate a line."""
    return "\n".join(f"{one.name}（{bodies_of(one)}候选人）" for one in nominees)


def nominee_rows(nominees: Sequence[Nominee]) -> list[dict[str, str]]:
    """Candidates as a table shows them."""
    return [
        {"no": str(row), "name": one.name, "sex": "女" if one.woman else "男", "bodies": bodies_of(one)}
        for row, one in enumerate(nominees, 1)
    ]


def of_minutes(union: str, plan: Plan, meeting: MeetingHeld, names: Mapping[str, str], on: date) -> dict[str, str]:
    """Values of the minutes."""
    return {
        "union": union,
        "meeting": MEETING_WORDS[plan.meeting].zh,
        "held_on": day(meeting.held_on),
        "venue": meeting.venue,
        "entitled": str(meeting.entitled),
        "present": str(meeting.present),
        "scrutineers": "、".join(names[key] for key in meeting.scrutineers),
        "years": str(plan.term_years),
        "chair_by": CHAIR_BY_WORDS[plan.chair_by].zh,
        "date": day(on),
    }


def ballot_rows(ballots: Sequence[BallotHeld], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Votes by candidate, ballot by ballot."""
    rows = []
    for ballot in ballots:
        counts = ballot.counts
        for key, votes in [*counts.votes.items(), *counts.written_in.items()]:
            rows.append(
                {
                    "body": f"{BODY_WORDS[ballot.body].zh}（第 {ballot.round} 次）", "name": names.get(key, key),
                    "for": str(votes), "against": str(counts.against.get(key, 0)),
                    "abstained": str(counts.abstained.get(key, 0)),
                    "elected": "当选" if key in ballot.result.elected else "",
                }
            )  # fmt: skip
    return rows


def paper_rows(ballots: Sequence[BallotHeld]) -> list[dict[str, str]]:
    """Papers issued, collected and void, ballot by ballot."""
    return [
        {
            "body": f"{BODY_WORDS[one.body].zh}（第 {one.round} 次）", "issued": str(one.counts.issued),
            "collected": str(one.counts.collected), "void": str(one.counts.void),
            "valid": "无效，重新投票" if one.result.next is Next.AGAIN else "有效",
        }
        for one in ballots
    ]  # fmt: skip


def result_rows(
    plan: Plan, nominees: Sequence[Nominee], ballots: Sequence[BallotHeld], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Who was elected to which body."""
    return [
        {"body": BODY_WORDS[one.body].zh, "names": "、".join(names.get(key, key) for key in one.elected)}
        for one in standings(plan, nominees, ballots)
        if one.elected
    ]


def of_certificate(
    union: str, values: Mapping[str, str], plan: Plan, chair: str, approved_on: date, basis: str, members: int, on: date
) -> dict[str, str]:
    """Values of the application for the certificate."""
    return {
        "union": union, "domicile": values["domicile"], "members": str(members),
        "employees": values.get("employees", ""), "unit": values.get("unit_name", ""), "chair": chair,
        "years": str(plan.term_years), "approved_on": day(approved_on), "basis": basis, "contact": values["contact"],
        "date": day(on),
    }  # fmt: skip


def names_in(nominees: Sequence[Nominee], roll: Sequence[Enrolled], ballots: Sequence[BallotHeld]) -> dict[str, str]:
    """Names by key, of the roll, of those put up from outside, and of those written in, who stand under their name."""
    written = {key: key for ballot in ballots for key in ballot.counts.written_in}
    return written | {one.key: one.name for one in nominees} | {one.key: one.name for one in roll}
