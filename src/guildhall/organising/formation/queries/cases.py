"""One case whole, as those who form the union and the office that decides see it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.sealing import open_values
from guildhall.kernel.actor import Actor
from guildhall.organising.formation.access import case_for, own_case
from guildhall.organising.formation.contracts import Body, Counts, Form, Meeting
from guildhall.organising.formation.contracts.cases import (
    BallotHeld,
    CaseView,
    ChairBy,
    DocumentKind,
    DocumentView,
    MeetingHeld,
    Plan,
    UnitOf,
)
from guildhall.organising.formation.models import Assembly, Case, Vote
from guildhall.organising.formation.rules.committee import seats_for
from guildhall.organising.formation.rules.counting import result
from guildhall.organising.formation.sealing import open_nominees, open_roll


def own_view_of(by: Applicant, application_id: UUID) -> CaseView:
    """One's own case, in clear. Raises Absent for another's, and before it was sent in."""
    return case_of(own_case(by, application_id))


def view_for(actor: Actor, application_id: UUID) -> CaseView:
    """The case of an application in reach, in clear; the caller records the reading. Forbidden, Absent."""
    return case_of(case_for(actor, application_id))


def case_of(case: Case) -> CaseView:
    """A case that the caller let the reader reach: six queries."""
    application = case.application
    meeting = Assembly.objects.filter(case=case).first()
    return CaseView(
        application_id=case.pk,
        number=application.number or "",
        form=Form(case.form),
        state=application.state,
        version=application.version,
        union_name=case.union_name,
        place_id=case.place_id,
        union_id=case.union_id,
        units=tuple(UnitOf(row.code, row.name, row.members, row.organisation_id) for row in case.units.order_by("id")),
        member_unions=tuple(
            case.member_unions.order_by("union__name").values_list("union", "union__name", named=False)
        ),
        plan=plan_of(case),
        published_on=case.published_on,
        published_until=case.published_until,
        meeting=meeting_of(meeting) if meeting else None,
        ballots=ballots_of(case),
        documents=tuple(
            DocumentView(row.id, DocumentKind(row.kind), row.number, row.made_at) for row in case.papers.order_by("id")
        ),
        values=open_values(application),
        roll=open_roll(case),
        nominees=open_nominees(case),
    )


def plan_of(case: Case) -> Plan | None:
    """What is to be elected; None before it was said."""
    if not case.seats:
        return None
    return Plan(
        case.seats, case.audit_seats, case.women_seats, case.term_years, Meeting(case.meeting), ChairBy(case.chair_by),
        case.deputies, case.delegates, case.managers, case.own_account,
    )  # fmt: skip


def meeting_of(row: Assembly) -> MeetingHeld:
    """The founding meeting as it was recorded."""
    return MeetingHeld(row.held_on, row.venue, row.entitled, row.present, tuple(row.scrutineers))


def ballots_of(case: Case) -> tuple[BallotHeld, ...]:
    """The ballots with what each led to, in their order: one query."""
    rows = case.ballots.order_by("recorded_at", "round", "id")
    return tuple(_ballot(row, case) for row in rows)


def counts_of(row: Vote) -> Counts:
    """The counts of a ballot as they were recorded."""
    return Counts(
        row.entitled, row.present, row.issued, row.collected, row.void, row.seats,
        {key: votes[0] for key, votes in row.votes.items()},
        {key: votes[1] for key, votes in row.votes.items()},
        {key: votes[2] for key, votes in row.votes.items()},
        row.written_in,
    )  # fmt: skip


def _ballot(row: Vote, case: Case) -> BallotHeld:
    counts, on = counts_of(row), _day(row)
    band = seats_for(case.members, on) if row.body == Body.COMMITTEE else None
    return BallotHeld(Body(row.body), row.round, counts, result(counts, on, band=band), row.reduced)


def _day(row: Vote) -> date:
    return row.recorded_at.date()
