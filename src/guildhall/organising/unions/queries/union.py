"""One union for its page: what it is and was, where it stands, its terms, employers, certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.base.organisations.contracts import OrganisationSummary
from guildhall.base.organisations.queries import organisations_of
from guildhall.base.places.queries import places_of
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Message
from guildhall.organising.unions.access import members_of, union_for, women_of
from guildhall.organising.unions.contracts import Act, Relation, Stood, UnionKind, UnionSummary
from guildhall.organising.unions.contracts.committees import (
    CertificateSummary,
    CommitteeKind,
    DueSummary,
    OfficerSummary,
    Post,
    Stage,
    TermSummary,
)
from guildhall.organising.unions.models import Former, Presence, Succession, Union
from guildhall.organising.unions.queries import summary
from guildhall.organising.unions.queries.history import in_force, periods
from guildhall.organising.unions.queries.terms import certificates_of, dues_of, terms_of
from guildhall.organising.unions.queries.tree import above, names_on
from guildhall.organising.unions.rules import committees
from guildhall.organising.unions.rules.permissions import READ
from guildhall.organising.unions.rules.terms import acting_until, stage

#: Employers shown at most.
EMPLOYERS = 200


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation that it stands in or covers; `organisation` None: no longer known."""

    organisation: OrganisationSummary | None
    relation: Relation
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Heir:
    """A union that it went into, came out of, or took over."""

    union_id: UUID
    name: str
    act: Act
    on: date
    is_successor: bool


@dataclass(frozen=True, slots=True)
class UnionView:
    """`then`: what it was on `on`, None before anything is known. `vacant_until`: last day of an acting chair."""

    union: UnionSummary
    place: str
    above: tuple[UnionSummary, ...]
    history: tuple[Stood, ...]
    names: Mapping[UUID, str]
    on: date
    then: Stood | None
    heirs: tuple[Heir, ...]
    members: int
    employers: tuple[Employer, ...]
    employers_total: CappedCount
    terms: tuple[TermSummary, ...]
    stage: Stage | None
    vacant_until: date | None
    cautions: tuple[Message, ...]
    certificates: tuple[CertificateSummary, ...]
    dues: tuple[DueSummary, ...]


def union_view(actor: Actor, union_id: UUID, *, on: date, today: date) -> UnionView:
    """A union in reach, and what it was on a day: eighteen queries at most. Forbidden, Absent."""
    row = union_for(actor, READ, union_id)
    history = periods(row, list(Former.objects.filter(union=row).order_by("ends_on")))
    presences = Presence.objects.filter(union=row)
    employers = _employers(list(presences.order_by("-ends_on", "pk")[:EMPLOYERS]))
    terms = terms_of(row.pk)
    members = members_of([row.pk]).get(row.pk, 0)
    current = terms[0] if terms and terms[0].closed_on is None else None
    parents = {one.parent_id for one in history if one.parent_id}
    return UnionView(
        union=summary(row),
        place=places_of([row.place_id])[row.place_id].name if row.place_id else "",
        above=above(row),
        history=history,
        names=names_on(parents),
        on=on,
        then=in_force(history, on),
        heirs=_heirs(row.pk),
        members=members,
        employers=employers,
        employers_total=count_up_to(presences),
        terms=terms,
        stage=stage(current.due_on, current.expires_on, today) if current else None,
        vacant_until=_vacant(current),
        cautions=_cautions(row, current, members, employers, today),
        certificates=certificates_of(row.pk),
        dues=dues_of(row.pk),
    )


def _employers(rows: list[Presence]) -> tuple[Employer, ...]:
    named = organisations_of([row.organisation_id for row in rows])
    rows.sort(key=lambda row: (row.ends_on is not None, row.pk))
    return tuple(
        Employer(named.get(row.organisation_id), Relation(row.relation), row.starts_on, row.ends_on) for row in rows
    )


def _heirs(union_id: UUID) -> tuple[Heir, ...]:
    went = Succession.objects.filter(predecessor=union_id).select_related("successor").order_by("on", "pk")
    came = Succession.objects.filter(successor=union_id).select_related("predecessor").order_by("on", "pk")
    return (
        *(Heir(row.successor_id, row.successor.name, Act(row.act), row.on, is_successor=True) for row in went),
        *(Heir(row.predecessor_id, row.predecessor.name, Act(row.act), row.on, is_successor=False) for row in came),
    )


def _vacant(term: TermSummary | None) -> date | None:
    """Until when somebody may act, where the chair left and no other one was elected."""
    body = _body(term, CommitteeKind.UNION)
    chairs = [one for one in body if one.post in {Post.CHAIR, Post.ORGANISER}] if body else []
    if not chairs or any(one.ends_on is None for one in chairs):
        return None
    return acting_until(max(one.ends_on for one in chairs if one.ends_on is not None))


def _body(term: TermSummary | None, kind: CommitteeKind) -> tuple[OfficerSummary, ...]:
    found = [body for body in term.committees if body.kind is kind] if term else []
    return found[0].officers if found else ()


def _cautions(
    row: Union, term: TermSummary | None, members: int, employers: tuple[Employer, ...], today: date
) -> tuple[Message, ...]:
    found: list[Message] = []
    if term is not None:
        has_women = any(body.kind is CommitteeKind.WOMEN and len(body.officers) > 1 for body in term.committees)
        found += committees.women_cautions(women_of([row.pk]).get(row.pk), has_women, today)
    for body in term.committees if term else ():
        found += committees.seats_cautions(body.kind, body.seats, members or row.declared_members, today)
    if row.kind == UnionKind.JOINT.value and row.active:
        covered = sum(one.relation is Relation.COVERED and one.ends_on is None for one in employers)
        found += committees.joint_cautions(covered, today)
    return tuple(found)
