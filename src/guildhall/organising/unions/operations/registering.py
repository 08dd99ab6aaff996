"""A register of unions at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from guildhall.base.audit.operations import record
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.text import organisation_name_key
from guildhall.organising.unions.bulk import keep_former
from guildhall.organising.unions.contracts import Act, NewPresence, NewUnion, Relation, UnionKind
from guildhall.organising.unions.models import Presence, Union
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.tree import TERRITORIAL, kept_kind

_COLUMNS = ("name", "name_key", "kind", "code", "place", "active", "founded_on", "declared_members")


@operation
def bulk_register(unions: Iterable[NewUnion], *, actor: Actor, at: datetime) -> int:
    """Take unions in; returns how many. The caller has cleaned them and answers for their places."""
    actor.require(CHANGE)
    count = write_rows(Union, ("id", *_COLUMNS, "created_at"), ((union.id, *_columns(union), at) for union in unions))
    if count:
        record(actor, CHANGE.code, None, at=at, fields=list(_COLUMNS), count=count)
    return count


@operation
def bulk_renew(unions: Iterable[NewUnion], *, actor: Actor, at: datetime) -> int:
    """Bring unions up to date; returns how many. A union that stands again loses the day on which it had ended.

    A kind that no register can tell was entered by somebody, and stays. What they were is kept as their history.
    """
    actor.require(CHANGE)
    given = list(unions)
    held = {row.pk: row for row in Union.objects.filter(pk__in=[union.id for union in given])}
    given = [_kept(held[union.id], union) for union in given]
    keep_former((held[union.id] for union in given if _differs(held[union.id], union)), Act.TOLD, on=_day(at))
    update_rows(Union, _COLUMNS, ((union.id, *_columns(union)) for union in given))
    Union.objects.filter(pk__in=[union.id for union in given if union.active]).update(ended_on=None)
    if given:
        record(actor, CHANGE.code, None, at=at, fields=list(_COLUMNS), count=len(given))
    return len(given)


def _kept(row: Union, told: NewUnion) -> NewUnion:
    """What a register tells of a union, with what officers decide: its kind; a place's own union stays where it is."""
    kind = kept_kind(UnionKind(row.kind), told.kind)
    if kind not in TERRITORIAL:
        return replace(told, kind=kind)
    return replace(told, kind=kind, place_id=row.place_id, active=row.active)


def _differs(row: Union, told: NewUnion) -> bool:
    return (row.name, row.kind, row.active) != (told.name, told.kind.value, told.active)


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _columns(union: NewUnion) -> tuple[object, ...]:
    return (
        union.name, organisation_name_key(union.name), union.kind.value, union.code, union.place_id, union.active,
        union.founded_on, union.declared_members,
    )  # fmt: skip


@operation
def set_presences(
    union_ids: Collection[UUID], presences: Iterable[NewPresence], *, actor: Actor, on: date, at: datetime
) -> tuple[frozenset[UUID], int, int]:
    """Let unions stand in and cover exactly these organisations from `on`.

    Returns the organisations that gained or lost one, how many presences began, how many ended.
    """
    actor.require(CHANGE)
    held = {
        (row.union_id, row.organisation_id, Relation(row.relation)): row
        for row in Presence.objects.filter(union__in=union_ids, ends_on=None)
    }
    wanted = {(new.union_id, new.organisation_id, new.relation): new for new in presences}
    begun = [new for key, new in wanted.items() if key not in held]
    ended = [row for key, row in held.items() if key not in wanted]
    write_rows(
        Presence,
        ("union", "organisation", "relation", "starts_on"),
        ((new.union_id, new.organisation_id, new.relation.value, new.starts_on) for new in begun),
    )
    # One that began on the very day, or after it, was never there.
    gone = [row.pk for row in ended if row.starts_on is not None and row.starts_on >= on]
    Presence.objects.filter(pk__in=gone).delete()
    Presence.objects.filter(pk__in={row.pk for row in ended} - set(gone)).update(ends_on=on)
    moved = {new.organisation_id for new in begun} | {row.organisation_id for row in ended}
    if moved:
        record(actor, CHANGE.code, None, at=at, fields=["presence"], count=len(begun) + len(ended))
    return frozenset(moved), len(begun), len(ended)
