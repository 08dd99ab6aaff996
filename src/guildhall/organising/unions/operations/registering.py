"""A register of unions at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.aliases import canonical_ids, join, locked_heads, part
from guildhall.infra.bulk import look_over, update_rows, write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.text import clean, organisation_name_key
from guildhall.organising.unions.bulk import keep_former
from guildhall.organising.unions.contracts import Act, NewPresence, NewUnion, Relation, UnionKind
from guildhall.organising.unions.models import Presence, Union, UnionAlias
from guildhall.organising.unions.queries import records_of_register
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.tree import TERRITORIAL, kept_kind

KIND: Final = "unions.union"
#: Characters of a basis that are kept.
_BASIS: Final = 120
TWO_CODES: Final = MessageKind(
    "unions.two_codes",
    "两家工会的统一社会信用代码不同，不能合并；请先更正代码。",
    "The two unions have different unified social credit codes: they cannot be one. Correct the code first.",
    "GB 32100-2015 4.1：一个主体只能拥有一个统一社会信用代码",
)
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
    """Let unions stand in and cover exactly these organisations from `on`, with all records that count as them.

    Returns the organisations that gained or lost one, how many presences began, how many ended.
    """
    actor.require(CHANGE)
    heads = records_of_register(union_ids)
    rows = [
        ((heads[row.union_id], row.organisation_id, Relation(row.relation)), row)
        for row in Presence.objects.filter(union__in=list(heads), ends_on=None)
    ]
    held = {key for key, _ in rows}
    wanted = {(heads[new.union_id], new.organisation_id, new.relation): new for new in presences}
    begun = [new for key, new in wanted.items() if key not in held]
    ended = [row for key, row in rows if key not in wanted]
    write_rows(
        Presence,
        ("union", "organisation", "relation", "starts_on"),
        ((new.union_id, new.organisation_id, new.relation.value, new.starts_on) for new in begun),
    )
    look_over(len(begun), Presence, Union)
    # One that began on the very day, or after it, was never there.
    gone = [row.pk for row in ended if row.starts_on is not None and row.starts_on >= on]
    Presence.objects.filter(pk__in=gone).delete()
    Presence.objects.filter(pk__in={row.pk for row in ended} - set(gone)).update(ends_on=on)
    moved = {new.organisation_id for new in begun} | {row.organisation_id for row in ended}
    if moved:
        record(actor, CHANGE.code, None, at=at, fields=["presence"], count=len(begun) + len(ended))
    return frozenset(moved), len(begun), len(ended)


@operation
def join_unions(
    actor: Actor, union_id: UUID, into_id: UUID, *, permission: Permission, basis: str, at: datetime
) -> None:
    """Let one union's record count as another's from now on, for modules whose own door was passed.

    What stands written of each stays where it is: presences and memberships are read together, the same one once.
    Both must be heads. Raises Forbidden; Refused where their codes differ. The caller answers for the reach of both.
    """
    actor.require(permission)
    rows = locked_heads(Union, (union_id, into_id))
    codes = {row.code for row in rows.values() if row.code}
    if len(codes) > 1:
        raise Refused(TWO_CODES())
    join(Union, UnionAlias, union_id, into_id, at=at, basis=clean(basis).value[:_BASIS])
    for one in (union_id, into_id):
        record(actor, permission.code, Thing(KIND, one), at=at, fields=["canonical"])


@operation
def part_union(actor: Actor, union_id: UUID, *, permission: Permission, at: datetime) -> int:
    """End the alias of a union's record: it stands for itself again. Returns how many records went with it."""
    actor.require(permission)
    head_id = canonical_ids(Union, [union_id]).get(union_id, union_id)
    following = part(Union, UnionAlias, union_id, at=at)
    for one in (union_id, head_id):
        record(actor, permission.code, Thing(KIND, one), at=at, fields=["canonical"])
    return following
