"""Elections and what follows: a term begins, is put off, somebody joins or leaves a committee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import NO_PERSON, person_for
from guildhall.base.people.queries import people_visible_to
from guildhall.base.people.rules.permissions import READ as READ_PEOPLE
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message, MessageKind, Refused
from guildhall.kernel.text import clean
from guildhall.organising.unions.access import union_for, unions_for
from guildhall.organising.unions.contracts import Act, UnionKind
from guildhall.organising.unions.contracts.committees import (
    CommitteeKind,
    FilingState,
    Leaving,
    NewOfficer,
    NewTerm,
    Post,
)
from guildhall.organising.unions.models import Certificate, Committee, Due, Officer, Term, Union
from guildhall.organising.unions.operations.tree import KIND
from guildhall.organising.unions.rules import committees, terms, tree
from guildhall.organising.unions.rules.certificates import clock_after
from guildhall.organising.unions.rules.permissions import CHANGE

NO_TERM: Final = MessageKind(
    "unions.no_term", "还没有本届委员会，请先登记选举结果。", "There is no term yet. Record an election first."
)
NO_OFFICER: Final = MessageKind("unions.no_officer", "没有这个人。", "There is nobody like that.")
ONE_AT_A_TIME: Final = MessageKind("unions.one_term_each", "每个工会一次只登记一届。", "One term a union at a time.")


@operation
def begin_term(actor: Actor, union_id: UUID, term: NewTerm, *, at: datetime) -> UUID:
    """Record what an election brought: a term that begins on election day, and ends the one before. Returns its id."""
    return begin_terms(actor, [(union_id, term)], at=at)[0]


@operation
def begin_terms(actor: Actor, new: Sequence[tuple[UUID, NewTerm]], *, at: datetime) -> tuple[UUID, ...]:
    """Record elections of several unions, all or none; returns the ids of their terms. Raises Invalid, Absent, Refused.

    A certified union whose chair is another one then has its certificate changed (Legal-person Measures).
    """
    actor.require(CHANGE)
    if len({union_id for union_id, _ in new}) != len(new):
        raise Refused(ONE_AT_A_TIME())
    unions = unions_for(actor, CHANGE, {union_id for union_id, _ in new})
    held = {term.union_id: term for term in locked(Term.objects.filter(union__in=unions, closed_on=None))}
    today = at.astimezone(CHINA).date()
    for union_id, term in new:
        _require(unions[union_id], term, held.get(union_id), today)
    _require_people(actor, [one for _, term in new for body in term.committees for one in body.officers])
    _close([(held[union_id], term.elected_on) for union_id, term in new if union_id in held])
    ids = [new_id() for _ in new]
    _write(list(zip(ids, new, strict=True)))
    _begin_clocks([(unions[union_id], term.elected_on) for union_id, term in new])
    thing = Thing(KIND, new[0][0]) if len(new) == 1 else None
    if new:
        record(actor, CHANGE.code, thing, at=at, fields=["term", "committees", "officers"], count=len(new))
    return tuple(ids)


@operation
def put_off(actor: Actor, union_id: UUID, until: date, *, basis: str, at: datetime) -> None:
    """Let a term go on to a later day with the upper union's approval (Election Regulations art. 30)."""
    union = union_for(actor, CHANGE, union_id)
    term = _term_of(union)
    _valid(until=terms.delay_objections(until, term.due_on), basis=tree.basis_objections(basis))
    kept = clean(basis).value[: tree.BASIS_LENGTH]
    Term.objects.filter(pk=term.pk).update(expires_on=until, delay_basis=kept, told=0)
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["expires_on"])


@operation
def seat(
    actor: Actor, union_id: UUID, kind: CommitteeKind, officer: NewOfficer, *, on: date, basis: str, at: datetime
) -> UUID:
    """Let somebody join a committee for what is left of its term: a by-election, or an acting chair (art. 33)."""
    union = union_for(actor, CHANGE, union_id)
    term = _term_of(union)
    committee = term.committees.filter(kind=kind.value).first()
    if committee is None:
        raise Refused(NO_TERM())
    sitting = list(locked(Officer.objects.filter(committee__term=term, ends_on=None)))
    here = [one for one in sitting if one.committee_id == committee.pk]
    name = clean(officer.name).value[:100]
    wrong: tuple[Message, ...] = () if name else (committees.NAME_MISSING(),)
    if any(one.name == name for one in here):
        wrong += (committees.TWICE(name=name),)
    posts = {Post(one.post) for one in here}
    taken: tuple[Message, ...] = ()
    if officer.post is Post.CHAIR and posts & {Post.CHAIR, Post.ORGANISER}:
        taken = (committees.CHAIR_TAKEN(),)
    elif officer.post is not Post.ACTING_CHAIR and len(here) >= committee.seats:
        taken = (committees.SEATS_TAKEN(seats=committee.seats),)
    elif officer.post is Post.ACTING_CHAIR and Post.CHAIR in posts:
        taken = (committees.CHAIR_TAKEN(),)
    if kind in {CommitteeKind.AUDIT, CommitteeKind.UNION}:
        joined = NewOfficer(name, officer.post, officer.full_time, officer.handles_funds, officer.person_id)
        both = _both(sitting, {row.pk: CommitteeKind(row.kind) for row in term.committees.all()})
        both[kind].append(joined)
        wrong += committees.audit_objections(both[CommitteeKind.AUDIT], both[CommitteeKind.UNION])
    _valid(
        name=wrong,
        post=taken,
        on=tree.day_objections(on, since=term.elected_on, today=at.astimezone(CHINA).date()),
        basis=tree.basis_objections(basis),
    )
    if officer.person_id is not None:
        person_for(actor, READ_PEOPLE, officer.person_id)
    made = Officer.objects.create(
        committee=committee, name=name, person_id=officer.person_id, post=officer.post.value,
        full_time=officer.full_time, handles_funds=officer.handles_funds, starts_on=on, basis=clean(basis).value[:200],
    )  # fmt: skip
    if officer.post is Post.CHAIR and kind is CommitteeKind.UNION:
        Officer.objects.filter(committee=committee, post=Post.ACTING_CHAIR.value, ends_on=None).update(
            ends_on=on, leaving=Leaving.TERM_ENDED.value
        )
        _begin_clocks([(union, on)])
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["officers"])
    return made.pk


@operation
def unseat(
    actor: Actor, union_id: UUID, officer_id: UUID, leaving: Leaving, *, on: date, basis: str, at: datetime,
    committee_agrees: bool = False, upper_agrees: bool = False, votes: int | None = None, entitled: int | None = None,
) -> None:  # fmt: skip
    """Let somebody leave a committee before its term ends; a leader's transfer and removal by law (art. 18)."""
    union = union_for(actor, CHANGE, union_id)
    officer = locked(Officer.objects.filter(pk=officer_id, committee__term__union=union)).first()
    if officer is None:
        raise Absent(NO_OFFICER())
    if officer.ends_on is not None:
        raise Refused(committees.LEFT_ALREADY())
    _valid(
        leaving=committees.leaving_objections(
            Post(officer.post), leaving, committee_agrees=committee_agrees, upper_agrees=upper_agrees, votes=votes,
            entitled=entitled,
        ),
        on=tree.day_objections(on, since=officer.starts_on, today=at.astimezone(CHINA).date()),
        basis=tree.basis_objections(basis),
    )  # fmt: skip
    Officer.objects.filter(pk=officer.pk).update(
        ends_on=on, leaving=leaving.value, basis=clean(basis).value[: tree.BASIS_LENGTH]
    )
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["officers"])


def _require(union: Union, term: NewTerm, held: Term | None, today: date) -> None:
    if not union.active:
        raise Refused(tree.ENDED(name=union.name))
    kind = UnionKind(union.kind)
    _valid(
        elected_on=tree.day_objections(term.elected_on, since=None, today=today)
        or terms.election_objections(
            term.elected_on,
            last=held.elected_on if held else None,
            due_on=held.due_on if held else None,
            founded_on=union.founded_on,
            approval=clean(term.basis).value,
        ),
        years=terms.years_objections(kind, term.years, term.elected_on),
        committees=committees.committee_objections(term.committees, term.elected_on),
        basis=tree.basis_objections(term.basis),
    )


def _require_people(actor: Actor, officers: Sequence[NewOfficer]) -> None:
    """Officers who are named by their record must be in the actor's reach: one query, none where nobody is."""
    wanted = {one.person_id for one in officers if one.person_id}
    if wanted and people_visible_to(actor).filter(pk__in=wanted).count() != len(wanted):
        raise Absent(NO_PERSON())


def _close(ending: Sequence[tuple[Term, date]]) -> None:
    for term, on in ending:
        Term.objects.filter(pk=term.pk).update(closed_on=on)
        Officer.objects.filter(committee__term=term, ends_on=None).update(ends_on=on, leaving=Leaving.TERM_ENDED.value)


def _write(new: Sequence[tuple[UUID, tuple[UUID, NewTerm]]]) -> None:
    write_rows(
        Term,
        ("id", "union", "elected_on", "years", "due_on", "expires_on", "delay_basis", "basis", "told"),
        [
            (pk, union, term.elected_on, term.years, due, due, "", clean(term.basis).value[: tree.BASIS_LENGTH], 0)
            for pk, (union, term) in new
            for due in [terms.due_day(term.elected_on, term.years)]
        ],
    )
    bodies = [(new_id(), pk, one, term) for pk, (_, term) in new for one in term.committees]
    write_rows(
        Committee, ("id", "term", "kind", "seats"), [(own, pk, one.kind.value, one.seats) for own, pk, one, _ in bodies]
    )
    write_rows(
        Officer,
        ("id", "committee", "name", "person", "post", "full_time", "handles_funds", "starts_on", "leaving", "basis"),
        [
            (
                new_id(), own, clean(officer.name).value[:100], officer.person_id, officer.post.value,
                officer.full_time, officer.handles_funds, term.elected_on, "", "",
            )
            for own, _, one, term in bodies
            for officer in one.officers
        ],
    )  # fmt: skip


def _begin_clocks(elected: Sequence[tuple[Union, date]]) -> None:
    """Certified unions have their certificate changed after an election: 30 days."""
    certified = set(
        Certificate.objects.filter(union__in=[u.pk for u, _ in elected], state=FilingState.GRANTED.value).values_list(
            "union", flat=True
        )
    )
    clocks = [(union, clock_after(Act.TOLD, on)) for union, on in elected if union.pk in certified]
    Due.objects.bulk_create(
        [Due(union=union, kind=clock.kind.value, since=clock.since, due_on=clock.due_on) for union, clock in clocks],
        ignore_conflicts=True,
    )


def _term_of(union: Union) -> Term:
    term = locked(Term.objects.filter(union=union, closed_on=None)).first()
    if term is None:
        raise Refused(NO_TERM())
    return term


def _both(sitting: Sequence[Officer], kinds: dict[UUID, CommitteeKind]) -> dict[CommitteeKind, list[NewOfficer]]:
    found: dict[CommitteeKind, list[NewOfficer]] = {kind: [] for kind in CommitteeKind}
    for one in sitting:
        found[kinds[one.committee_id]].append(
            NewOfficer(one.name, Post(one.post), one.full_time, one.handles_funds, one.person_id)
        )
    return found


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)
