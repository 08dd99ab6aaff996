"""Merging, splitting, dissolving: what becomes of presences, terms, parts and certificates; memberships hear of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.bulk import write_rows
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, MessageKind, Refused
from guildhall.kernel.text import clean
from guildhall.organising.unions.access import union_for, unions_for
from guildhall.organising.unions.bulk import changed_since, keep_former
from guildhall.organising.unions.contracts import Act, Founding, Ground, NewUnion, Part, Relation, UnionKind
from guildhall.organising.unions.contracts.committees import DueKind, FilingState, Leaving
from guildhall.organising.unions.events import PresencesMoved, UnionsEnded, UnionSplit
from guildhall.organising.unions.models import Certificate, Due, Officer, Presence, Succession, Term, Union
from guildhall.organising.unions.operations.tree import KIND, LOCK, found_unions
from guildhall.organising.unions.queries import within_tree
from guildhall.organising.unions.rules import tree
from guildhall.organising.unions.rules.certificates import clock_after
from guildhall.organising.unions.rules.permissions import CHANGE

_LAW_13: Final = "《工会法》第十三条 Trade Union Law art. 13"
STILL_ABOVE: Final = MessageKind(
    "unions.still_above",
    "“{name}”之下还有 {count} 个工会，请先调整它们的上级。",
    "{count|union stands|unions stand} below “{name}” yet. Give them another parent first.",
)
EMPLOYER_STANDS: Final = MessageKind(
    "unions.employer_stands",
    "所在单位还没有注销：不得随意撤销工会。",
    "The employer has not ended: nobody may dissolve its union at will.",
    rule=_LAW_13,
)
RESOLUTION: Final = MessageKind(
    "unions.resolution_missing",
    "会员大会决议解散的，请写明决议的日期和上一级工会批准的文号。",
    "A union whose members resolve to dissolve it gives the resolution and the upper union's approval.",
    rule="《中国工会章程》第十五条 Charter art. 15",
)
ONLY_GRASSROOTS: Final = MessageKind(
    "unions.only_grassroots",
    "只有基层工会可以这样合并、分设。",
    "Only grassroots unions are merged or split in this way.",
    rule=_LAW_13,
)
ITSELF: Final = MessageKind("unions.into_itself", "不能并入自己。", "A union cannot merge into itself.")
NOTHING_CHOSEN: Final = MessageKind(
    "unions.nothing_chosen", "请至少选一家单位分出去。", "Choose at least one organisation that goes."
)
NOT_ITS_OWN: Final = MessageKind(
    "unions.not_its_own", "有单位不在这个工会里，或选了两次。", "An organisation is not in this union, or chosen twice."
)


@operation
def dissolve_union(
    actor: Actor, union_id: UUID, ground: Ground, *, on: date, resolution: str = "", approval: str = "", at: datetime
) -> None:
    """End a union from a day on (the first that it no longer stands), with its branches and groups.

    Its employer ended (Trade Union Law art. 13), or its members resolved so and the upper union approved (Charter 15).
    Memberships are kept by who hears of it. Raises Invalid, Refused while other unions stand below.
    """
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    union = union_for(actor, CHANGE, union_id)
    _require_standing([union])
    is_part = UnionKind(union.kind) in tree.PARTS
    grounds: tuple[Message, ...] = ()
    if ground is Ground.EMPLOYER_ENDED and not is_part and _employers_stand(union):
        grounds = (EMPLOYER_STANDS(),)
    if ground is Ground.RESOLVED and not (clean(resolution).value and (is_part or clean(approval).value)):
        grounds = (RESOLUTION(),)
    _valid(on=_day_objections([union], on, at), ground=grounds)
    ending = [union, *_parts(union)]
    basis = "；".join(filter(None, (ground.value, clean(resolution).value, clean(approval).value)))
    moved = _end(ending, Act.DISSOLVED, on=on, basis=basis)
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["active", "ended_on"], count=len(ending))
    publish(UnionsEnded(tuple(one.pk for one in ending), None, on, at, actor))
    _tell(moved)


@operation
def merge_unions(
    actor: Actor, union_ids: Collection[UUID], into_id: UUID, *, on: date, basis: str, at: datetime
) -> None:
    """Let grassroots unions go into another one from a day on, with what they cover, and their branches and groups."""
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    found = unions_for(actor, CHANGE, {*union_ids, into_id})
    into, ending = found[into_id], [found[one] for one in sorted(set(union_ids) - {into_id})]
    wrong: tuple[Message, ...] = (ITSELF(),) if into_id in set(union_ids) or not ending else ()
    if any(UnionKind(one.kind) not in tree.GRASSROOTS for one in (into, *ending)):
        wrong += (ONLY_GRASSROOTS(),)
    _require_standing([into, *ending])
    _valid(into=wrong, on=_day_objections([into, *ending], on, at), basis=tree.basis_objections(basis))
    kept = clean(basis).value[: tree.BASIS_LENGTH]
    taken = _carry(ending, into, on)
    with_parts = [*ending, *(part for one in ending for part in _parts(one))]
    moved = _end(with_parts, Act.MERGED, on=on, basis=kept) | taken
    Succession.objects.bulk_create(
        Succession(predecessor=one, successor=into, on=on, act=Act.MERGED.value, basis=kept) for one in ending
    )
    record(actor, CHANGE.code, Thing(KIND, into.pk), at=at, fields=["merged", "presence"], count=len(with_parts))
    publish(UnionsEnded(tuple(one.pk for one in with_parts), into.pk, on, at, actor))
    _tell(moved)


@operation
def split_union(
    actor: Actor, union_id: UUID, parts: Sequence[Part], *, on: date, basis: str, at: datetime
) -> tuple[UUID, ...]:
    """Found unions out of another one, each with organisations that it had, beside it; returns their ids.

    The old one goes on with the rest. Memberships follow their employer, by who hears of it.
    """
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    union = union_for(actor, CHANGE, union_id)
    _require_standing([union])
    wanted = [one for part in parts for one in part.organisation_ids]
    held = {
        row.organisation_id: row for row in union.presences.filter(ends_on=None).exclude(relation=Relation.HOST.value)
    }
    wrong: tuple[Message, ...] = () if parts and all(part.organisation_ids for part in parts) else (NOTHING_CHOSEN(),)
    if not set(wanted) <= set(held) or len(set(wanted)) != len(wanted):
        wrong += (NOT_ITS_OWN(),)
    kinds = () if UnionKind(union.kind) in tree.GRASSROOTS else (ONLY_GRASSROOTS(),)
    _valid(organisations=wrong, kind=kinds, on=_day_objections([union], on, at), basis=tree.basis_objections(basis))
    new = [
        NewUnion(new_id(), part.name, part.kind, "", union.place_id, active=True, founded_on=on, declared_members=None)
        for part in parts
    ]
    found_unions(actor, [Founding(one, union.parent_id) for one in new], basis=basis, at=at)
    went = [
        (organisation, one.id) for part, one in zip(parts, new, strict=True) for organisation in part.organisation_ids
    ]
    kinds_of = {one.id: one.kind for one in new}
    _begin([(one, organisation, _relation(kinds_of[one])) for organisation, one in went], on)
    _stop([held[organisation] for organisation, _ in went], on)
    Succession.objects.bulk_create(
        Succession(predecessor=union, successor_id=one.id, on=on, act=Act.SPLIT.value, basis=clean(basis).value[:200])
        for one in new
    )
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["split", "presence"], count=len(new))
    publish(UnionSplit(union.pk, tuple(went), on, at, actor))
    _tell({organisation for organisation, _ in went})
    return tuple(one.id for one in new)


@operation
def cover(actor: Actor, union_id: UUID, organisation_id: UUID, *, on: date, at: datetime) -> None:
    """Let a joint union cover an employer, or a single one stand in it, from a day on; again changes nothing."""
    union = _coverer(actor, union_id, on, at)
    relation = _relation(UnionKind(union.kind))
    if not union.presences.filter(organisation=organisation_id, relation=relation.value, ends_on=None).exists():
        _begin([(union.pk, organisation_id, relation)], on)
        record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["presence"])
        _tell({organisation_id})


@operation
def uncover(actor: Actor, union_id: UUID, organisation_id: UUID, *, on: date, at: datetime) -> None:
    """Let a union stand in or cover an employer no more from a day on."""
    union = _coverer(actor, union_id, on, at)
    rows = list(union.presences.filter(organisation=organisation_id, ends_on=None))
    if rows:
        _stop(rows, on)
        record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["presence"])
        _tell({organisation_id})


def _coverer(actor: Actor, union_id: UUID, on: date, at: datetime) -> Union:
    union = union_for(actor, CHANGE, union_id)
    _require_standing([union])
    wrong = tree.day_objections(on, since=union.founded_on, today=at.astimezone(CHINA).date())
    kinds = () if UnionKind(union.kind) in tree.GRASSROOTS else (ONLY_GRASSROOTS(),)
    _valid(on=wrong, kind=kinds)
    return union


def _relation(kind: UnionKind) -> Relation:
    return Relation.COVERED if kind is UnionKind.JOINT else Relation.OWN


def _parts(union: Union) -> list[Union]:
    """Its branches and groups; Refused where something else stands below."""
    if not union.path:
        return []
    below = list(Union.objects.filter(within_tree(union.path), active=True).exclude(pk=union.pk).order_by("pk"))
    others = sum(UnionKind(one.kind) not in tree.PARTS for one in below)
    if others:
        raise Refused(STILL_ABOVE(name=union.name, count=others))
    return below


def _end(unions: Sequence[Union], act: Act, *, on: date, basis: str) -> set[UUID]:
    """End unions: presences, terms, clocks; returns the organisations that lost one."""
    keep_former(unions, act, on=on, basis=basis[: tree.BASIS_LENGTH])
    ids = [one.pk for one in unions]
    Union.objects.filter(pk__in=ids).update(active=False, ended_on=on)
    rows = list(Presence.objects.filter(union__in=ids, ends_on=None))
    _stop(rows, on)
    Officer.objects.filter(committee__term__union__in=ids, ends_on=None, starts_on__lte=on).update(
        ends_on=on, leaving=Leaving.TERM_ENDED.value
    )
    Term.objects.filter(union__in=ids, closed_on=None).update(closed_on=on)
    Due.objects.filter(union__in=ids).delete()
    granted = Certificate.objects.filter(union__in=ids, state=FilingState.GRANTED.value)
    clock = clock_after(act, on)
    Due.objects.bulk_create(
        Due(union_id=pk, kind=DueKind.END.value, since=clock.since, due_on=clock.due_on)
        for pk in sorted(set(granted.values_list("union", flat=True)))
    )
    return {row.organisation_id for row in rows}


def _carry(ending: Sequence[Union], into: Union, on: date) -> set[UUID]:
    """What unions stand in or cover goes on under the one that they merge into."""
    rows = Presence.objects.filter(union__in=[one.pk for one in ending], ends_on=None)
    wanted = set(rows.exclude(relation=Relation.HOST.value).values_list("organisation_id", flat=True))
    relation = _relation(UnionKind(into.kind))
    there = into.presences.filter(organisation__in=wanted, relation=relation.value, ends_on=None)
    missing = sorted(wanted - set(there.values_list("organisation_id", flat=True)))
    _begin([(into.pk, organisation, relation) for organisation in missing], on)
    return set(missing)


def _begin(presences: Sequence[tuple[UUID, UUID, Relation]], on: date) -> None:
    write_rows(
        Presence,
        ("union", "organisation", "relation", "starts_on"),
        [(union, organisation, relation.value, on) for union, organisation, relation in presences],
    )


def _stop(rows: Sequence[Presence], on: date) -> None:
    """End presences; one that began on the very day, or after it, was never there."""
    never = [row.pk for row in rows if row.starts_on is not None and row.starts_on >= on]
    Presence.objects.filter(pk__in=never).delete()
    Presence.objects.filter(pk__in={row.pk for row in rows} - set(never)).update(ends_on=on)


def _employers_stand(union: Union) -> bool:
    """Whether an employer that the union stands in has not been closed."""
    rows = union.presences.filter(ends_on=None, relation=Relation.OWN.value)
    return rows.filter(Q(organisation__closed_on=None)).exists()


def _require_standing(unions: Sequence[Union]) -> None:
    ended = [one for one in unions if not one.active]
    if ended:
        raise Refused(tree.ENDED(name=ended[0].name))


def _day_objections(unions: Sequence[Union], on: date, at: datetime) -> tuple[Message, ...]:
    since = max((day for day in changed_since(unions).values() if day), default=None)
    return tree.day_objections(on, since=since, today=at.astimezone(CHINA).date())


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)


def _tell(organisation_ids: set[UUID]) -> None:
    if organisation_ids:
        publish(PresencesMoved(tuple(sorted(organisation_ids))))
