"""Making the records behind decisions one, and two again: nothing but what is in force holds them together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.organisations.operations import join_organisations, part_organisation
from guildhall.base.organisations.queries import organisations_of
from guildhall.base.organisations.rules.records import TWO_CODES
from guildhall.base.people.operations import join_people, part_person
from guildhall.base.people.rules.records import ERASED, TWO_NUMBERS
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Message, Refused
from guildhall.organising.roster.contracts import Kind, Verdict
from guildhall.organising.roster.models import Decision
from guildhall.organising.roster.queries.identity import fingerprints_of, heads_of, merges_of
from guildhall.organising.roster.rules.permissions import DECIDE
from guildhall.organising.roster.rules.settling import Link, Same, links_to_cut, settlement
from guildhall.organising.unions import operations as unions
from guildhall.organising.unions.queries import unions_of

#: What keeps two records from being one though a person says so; anything else is a refusal.
HINDRANCES: Final = frozenset({TWO_CODES, unions.TWO_CODES, TWO_NUMBERS, ERASED})


@dataclass(frozen=True, slots=True)
class Settled:
    """What changed. `parted`: records that stand for themselves again; `followed`: those that went with them;
    `joined`: decisions that united theirs anew."""

    parted: int = 0
    followed: int = 0
    joined: int = 0
    hindered: tuple[Message, ...] = ()


@operation
def unite(actor: Actor, decision: Decision, one: UUID, other: UUID, *, at: datetime) -> Message | None:
    """Make the records one for which a decision stands, and note in it what was merged.

    Returns what hinders it, which the decision keeps, too. Raises Refused where somebody else is changing the records.
    """
    hindrance: Message | None = None
    try:
        made = join_records(actor, Kind(decision.kind), one, other, basis=f"roster.decision {decision.id}", at=at)
        decision.merged, decision.into = made or (None, None)
    except Refused as refusal:
        hindrance = refusal.messages[0]
        if hindrance.kind not in HINDRANCES:
            raise
        decision.hindered = hindrance.as_dict()
    decision.save(update_fields=["merged", "into", "hindered"])
    return hindrance


@operation
def join_records(actor: Actor, kind: Kind, one: UUID, other: UUID, *, basis: str, at: datetime) -> Link | None:
    """Merge the heads of two records: into the one with a credit code, else into the older.

    Of two unions into the one that stands. None where they are one, or an organisation and a union.
    Raises Refused where they cannot be one.
    """
    heads = heads_of(kind, (one, other))
    pair = {heads[one], heads[other]}
    if len(pair) == 1:
        return None
    if kind is Kind.ORGANISATION:
        return _join_organisations(actor, pair, basis, at)
    into, own = sorted(pair)
    join_people(actor, own, into, permission=DECIDE, basis=basis, at=at)
    return own, into


def _join_organisations(actor: Actor, pair: Collection[UUID], basis: str, at: datetime) -> Link | None:
    """Two organisations, or two unions; None for one of each, which are never one."""
    rows = organisations_of(pair)
    if len(rows) == len(pair):
        into, own = sorted(pair, key=lambda head: (not rows[head].credit_code, head))
        join_organisations(actor, own, into, permission=DECIDE, basis=basis, at=at)
        return own, into
    held = unions_of(pair)
    if len(held) < len(pair):
        return None
    into, own = sorted(pair, key=lambda head: (not held[head].active, not held[head].code, head))
    unions.join_unions(actor, own, into, permission=DECIDE, basis=basis, at=at)
    return own, into


@operation
def part_records(actor: Actor, kind: Kind, one: UUID, other: UUID, *, at: datetime) -> Link | None:
    """Part two records that are one for other reasons than decisions; the merge that ended, None where they are two.

    Raises Refused where a record cannot stand for itself any more.
    """
    group = heads_of(kind, (one, other))
    if group[one] != group[other]:
        return None
    cut = links_to_cut(merges_of(kind, group), _sames_among(kind, group), one, other)
    if cut:
        settle(actor, kind, group, cut=cut, at=at)
    return cut[0] if cut else None


@operation
def settle(actor: Actor, kind: Kind, records: Collection[UUID], *, cut: Collection[Link], at: datetime) -> Settled:
    """End merges, and with them all that hung on them alone; what other decisions say holds.

    Raises Refused where a record cannot stand for itself any more.
    """
    group = heads_of(kind, records)
    links, sames = merges_of(kind, group), _sames_among(kind, group)
    plan = settlement(links, sames, cut)
    followed = sum(_part(actor, kind, own, at) for own in plan.part)
    ended = [same.decision_id for same in sames if same.made and same.made[0] in plan.part]
    Decision.objects.filter(pk__in=ended).update(merged=None, into=None)
    decisions = Decision.objects.in_bulk(plan.join)
    by_id = {same.decision_id: same for same in sames}
    told = [unite(actor, decisions[key], by_id[key].left, by_id[key].right, at=at) for key in plan.join]
    return Settled(len(plan.part), followed, len(plan.join), tuple(message for message in told if message))


def _part(actor: Actor, kind: Kind, own: UUID, at: datetime) -> int:
    if kind is Kind.PERSON:
        return part_person(actor, own, permission=DECIDE, at=at)
    if unions_of([own]):
        return unions.part_union(actor, own, permission=DECIDE, at=at)
    return part_organisation(actor, own, permission=DECIDE, at=at)


def _sames_among(kind: Kind, group: Mapping[UUID, UUID]) -> list[Same]:
    """Decisions in force by which records of a group are one, in order of time. Reads only: two queries."""
    prints = fingerprints_of(kind, group)
    rows = Decision.objects.filter(
        Q(left_fingerprint__in=prints, right_fingerprint__in=prints),
        kind=kind.value, verdict=Verdict.SAME.value, undone_at=None, hindered__isnull=True,
    ).order_by("decided_at", "id")  # fmt: skip
    found = []
    for row in rows:
        left, right = prints[row.left_fingerprint], prints[row.right_fingerprint]
        if group[left] == group[right]:
            made = (row.merged, row.into) if row.merged and row.into else None
            found.append(Same(row.id, left, right, made))
    return found
