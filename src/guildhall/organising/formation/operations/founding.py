"""From the approved result to the roster: what the flow's last steps do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Acted
from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.operations import bulk_admit
from guildhall.base.people.queries import known_documents
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Refused
from guildhall.organising.formation.contracts import Body, Form
from guildhall.organising.formation.contracts.cases import DocumentKind, Enrolled, MeetingHeld, Nominee, Plan
from guildhall.organising.formation.events import UnionFormed
from guildhall.organising.formation.models import Assembly, Case
from guildhall.organising.formation.operations.papers import KIND, issue_paper, number_reply
from guildhall.organising.formation.queries.cases import ballots_of, meeting_of, plan_of
from guildhall.organising.formation.queries.offices import parent_in_reach, upper_office
from guildhall.organising.formation.rules import electing, wording
from guildhall.organising.formation.rules.permissions import DECIDE, FORM
from guildhall.organising.formation.rules.terms import term
from guildhall.organising.formation.sealing import open_nominees, open_roll
from guildhall.organising.members.contracts import Joining, Tie
from guildhall.organising.members.operations import join_all
from guildhall.organising.members.queries import active_members
from guildhall.organising.unions.contracts import NewPresence, NewUnion, Relation, UnionKind
from guildhall.organising.unions.contracts.committees import (
    CommitteeKind,
    Filing,
    NewCommittee,
    NewOfficer,
    NewTerm,
    Post,
)
from guildhall.organising.unions.operations.certificates import apply_for, grant
from guildhall.organising.unions.operations.registering import bulk_register, bulk_renew, set_presences
from guildhall.organising.unions.operations.terms import begin_term
from guildhall.organising.unions.operations.tree import found_union, move_union
from guildhall.organising.unions.queries import standing_presences, unions_of

_KINDS: Final = {
    Form.SINGLE: UnionKind.SINGLE,
    Form.JOINT: UnionKind.JOINT,
    Form.WORKERS: UnionKind.JOINT,
    Form.FEDERATION: UnionKind.FEDERATION,
}
_COMMITTEES: Final = {Body.AUDIT: CommitteeKind.AUDIT, Body.WOMEN: CommitteeKind.WOMEN}


@operation
def found_union_of_case(acted: Acted) -> UUID | None:
    """The result is approved: the union stands, with its parent, employers, first term and members. Returns its id.

    It stands from the approval on (Trade Union Law art. 12); its term began on election day (E20).
    """
    actor = _officer(acted)
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    plan, nominees, ballots = plan_of(case), open_nominees(case), ballots_of(case)
    held = Assembly.objects.filter(case=case).first()
    if plan is None or held is None:
        raise Refused(electing.NO_MEETING())
    form, on, office = Form(case.form), acted.at.astimezone(CHINA).date(), upper_office(case)
    roll, meeting = open_roll(case), meeting_of(held)
    basis = number_reply(office.id, office.name, acted.at)
    union = NewUnion(
        new_id(), case.union_name, _KINDS[form], "", case.place_id, True, on,
        case.members if form is not Form.FEDERATION else None,
    )  # fmt: skip
    parent = parent_in_reach(actor, case, union.kind)
    if parent is None:
        bulk_register([union], actor=actor, at=acted.at)
    else:
        found_union(actor, union, parent, basis=basis, at=acted.at)
    people = _people(actor, roll, acted) if form is not Form.FEDERATION else {}
    _stand(actor, case, union.id, on, acted)
    _enrol(actor, case, union.id, people, acted)
    _join_federation(actor, case, union.id, parent, on, basis, acted)
    names = wording.names_in(nominees, roll, ballots)
    begin_term(actor, union.id, _term(plan, meeting, nominees, case, names, people, basis), at=acted.at)
    case.union_id, case.approved_on, case.basis = union.id, on, basis
    case.save(update_fields=["union", "approved_on", "basis"])
    values = wording.of_reply(case.union_name, office.name, acted.number, acted.values.get("reply", ""), on)
    results = wording.result_rows(plan, nominees, ballots, names)
    values |= {"years": str(plan.term_years), "held_on": wording.day(meeting.held_on)}
    issue_paper(case, DocumentKind.RESULT_REPLY, values, {"results": results}, number=basis, at=acted.at)
    record(actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["union"], count=len(people) or 1)
    units = tuple(case.units.exclude(organisation=None).values_list("organisation", flat=True))
    publish(UnionFormed(case.pk, union.id, units, on))
    return union.id


def _officer(acted: Acted) -> Actor:
    if acted.actor is None:
        raise ValueError("an office approves")
    return acted.actor


def _people(actor: Actor, roll: Sequence[Enrolled], acted: Acted) -> dict[str, UUID]:
    """Who joins, by key of the roll: records that are there already, and new ones."""
    documents = {one.key: DocumentNumber(one.kind, one.number) for one in roll}
    known = known_documents(documents.values())
    found = {key: known[doc.kind, doc.number] for key, doc in documents.items() if (doc.kind, doc.number) in known}
    new = [
        NewPerson(one.name, documents=(documents[one.key],), phones=(one.phone,), id=new_id())
        for one in roll
        if one.key not in found
    ]
    keys = [one.key for one in roll if one.key not in found]
    if new:
        bulk_admit(new, actor=actor, at=acted.at)
    return found | {key: person.id for key, person in zip(keys, new, strict=True) if person.id is not None}


def _stand(actor: Actor, case: Case, union_id: UUID, on: date, acted: Acted) -> None:
    """Let the union stand in its employer or cover its employers; a joint union that covered one lets it go."""
    organisations = set(case.units.exclude(organisation=None).values_list("organisation", flat=True))
    if not organisations:
        return
    relation = Relation.OWN if case.form == Form.SINGLE else Relation.COVERED
    covering = standing_presences().filter(organisation__in=organisations, relation=Relation.COVERED.value)
    joint = set(covering.values_list("union", flat=True))
    if joint:
        kept = standing_presences().filter(union__in=joint).exclude(organisation__in=organisations)
        left = [NewPresence(row.union_id, row.organisation_id, Relation(row.relation), row.starts_on) for row in kept]
        set_presences(joint, left, actor=actor, on=on, at=acted.at)
    presences = [NewPresence(union_id, organisation, relation, on) for organisation in sorted(organisations)]
    set_presences([union_id], presences, actor=actor, on=on, at=acted.at)


def _enrol(actor: Actor, case: Case, union_id: UUID, people: dict[str, UUID], acted: Acted) -> None:
    """Take in those of the roll, by the rules of joining; who is a member elsewhere stays there until a transfer."""
    employers = list(case.units.values_list("organisation", flat=True)) if case.form == Form.SINGLE else []
    employer = employers[0] if employers else None
    tie = Tie.EMPLOYED if case.form == Form.SINGLE else Tie.UNKNOWN
    joinings = [Joining(person, union_id, tie, employer) for person in sorted(set(people.values()))]
    if joinings:
        join_all(actor, union_id, joinings, at=acted.at)


def _join_federation(
    actor: Actor, case: Case, union_id: UUID, parent: UUID | None, on: date, basis: str, acted: Acted
) -> None:
    """Put the unions of a federation below it, where it stands in the tree itself."""
    if parent is None:
        return
    for member in case.member_unions.order_by("union").values_list("union", flat=True):
        move_union(actor, member, union_id, on=on, basis=basis, at=acted.at)


def _term(
    plan: Plan, meeting: MeetingHeld, nominees: Sequence[Nominee], case: Case, names: dict[str, str],
    people: dict[str, UUID], basis: str,
) -> NewTerm:  # fmt: skip
    """What the election brought, as the union's first term."""
    elected = {one.body: one.elected for one in electing.standings(plan, nominees, ballots_of(case))}
    money = {one.key for one in nominees if one.handles_money}
    chair, deputies = set(elected.get(Body.CHAIR, ())), set(elected.get(Body.DEPUTY, ()))

    def officer(key: str, post: Post) -> NewOfficer:
        return NewOfficer(names.get(key, key), post, False, key in money, people.get(key))

    def post_of(key: str) -> Post:
        if key in chair:
            return Post.CHAIR
        return Post.VICE_CHAIR if key in deputies else Post.MEMBER

    sitting = dict.fromkeys([*elected.get(Body.CHAIR, ()), *elected.get(Body.DEPUTY, ())])
    sitting |= dict.fromkeys(elected.get(Body.COMMITTEE, ()))
    # An outsider recommended for chair sits on the committee beside those elected (Chair Measures art. 12).
    seats = max(plan.seats, len(sitting))
    bodies = [NewCommittee(CommitteeKind.UNION, seats, tuple(officer(key, post_of(key)) for key in sitting))]
    for body, kind in _COMMITTEES.items():
        keys = elected.get(body, ())
        if keys:
            # Whoever had most votes leads; a single auditor leads nobody.
            leads = Post.CHAIR if len(keys) > 1 else Post.MEMBER
            officers = tuple(officer(key, Post.MEMBER if row else leads) for row, key in enumerate(keys))
            bodies.append(NewCommittee(kind, len(keys), officers))
    return NewTerm(meeting.held_on, plan.term_years, tuple(bodies), basis)


@operation
def apply_legal_person(acted: Acted) -> UUID | None:
    """The union applies to be registered: its application form is written."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    plan, nominees, ballots = plan_of(case), open_nominees(case), ballots_of(case)
    if plan is None or case.approved_on is None:
        raise Refused(electing.NO_MEETING())
    names = wording.names_in(nominees, open_roll(case), ballots)
    chair = electing.standing_of(Body.CHAIR, plan, nominees, ballots).elected
    values = wording.of_certificate(
        case.union_name, acted.values, plan, "、".join(names.get(key, key) for key in chair), case.approved_on,
        case.basis, case.members, acted.at.astimezone(CHINA).date(),
    )  # fmt: skip
    issue_paper(case, DocumentKind.CERTIFICATE_APPLICATION, values, {}, at=acted.at)
    record(acted.actor, FORM.code, Thing(KIND, case.pk), at=acted.at, fields=["registration"])
    return None


@operation
def grant_legal_person(acted: Acted) -> UUID | None:
    """The federation of the county registers the union: certificate, credit code, validity as long as the term."""
    actor, on = _officer(acted), acted.at.astimezone(CHINA).date()
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    held, plan = Assembly.objects.filter(case=case).first(), plan_of(case)
    if case.union_id is None or held is None or plan is None:
        raise Refused(electing.NO_MEETING())
    runs = term(held.held_on, plan.term_years)
    apply_for(actor, case.union_id, Filing.NEW, on=on, at=acted.at)
    # Valid as long as the term (Legal-person Measures art. 26), the last day included.
    grant(
        actor, case.union_id, on=on, number=acted.values["certificate"], valid_from=held.held_on,
        valid_until=(runs.end or on) - timedelta(days=1), at=acted.at,
    )  # fmt: skip
    _renew(actor, case.union_id, acted, code=acted.values["union_code"])
    record(actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["certificate", "code"])
    return None


@operation
def enter_roster(acted: Acted) -> UUID | None:
    """Checked against the papers: the union's declared members are those of its roster from here on."""
    actor = _officer(acted)
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    if case.union_id is None:
        raise Refused(electing.NO_MEETING())
    if case.form != Form.FEDERATION:
        counted = active_members().filter(union=case.union_id).count()
        _renew(actor, case.union_id, acted, members=counted)
    record(actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["declared_members"])
    return None


def _renew(actor: Actor, union_id: UUID, acted: Acted, *, code: str = "", members: int | None = None) -> None:
    union = unions_of([union_id])[union_id]
    renewed = NewUnion(
        union.id, union.name, union.kind, code or union.code, union.place_id, union.active, union.founded_on,
        union.declared_members if members is None else members,
    )  # fmt: skip
    bulk_renew([renewed], actor=actor, at=acted.at)
