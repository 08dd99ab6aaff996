"""Writing memberships: a register at a time, and whole unions that end."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.operations import record
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.organising.members.contracts import NewMembership
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.permissions import CHANGE

_COLUMNS: Final = ("person", "union", "active", "month")
#: Rows read at a time.
_CHUNK: Final = 20_000


@operation
def set_memberships(
    union_ids: Collection[UUID], memberships: Iterable[NewMembership], *, actor: Actor, on: date, at: datetime
) -> tuple[int, int, int]:
    """Let unions have exactly these memberships from `on`; returns how many began, changed and ended."""
    actor.require(CHANGE)
    rows = Membership.objects.filter(union__in=union_ids, ends_on=None)
    held = {
        (person, union): (pk, active, month)
        for pk, person, union, active, month in rows.values_list(
            "pk", "person_id", "union_id", "active", "month"
        ).iterator(_CHUNK)
    }
    begun = changed = 0
    renewed: list[tuple[int, bool, str]] = []

    def new() -> Iterable[tuple[UUID, UUID, bool, str]]:
        nonlocal changed
        for membership in memberships:
            was = held.pop((membership.person_id, membership.union_id), None)
            if was is None:
                yield membership.person_id, membership.union_id, membership.active, membership.month
            elif was[1:] != (membership.active, membership.month):
                changed += 1
                renewed.append((was[0], membership.active, membership.month))

    begun = write_rows(Membership, _COLUMNS, new())
    update_rows(Membership, ("active", "month"), renewed)
    gone = [pk for pk, _, _ in held.values()]
    _end(gone, on)
    if begun or changed or gone:
        record(actor, CHANGE.code, None, at=at, fields=list(_COLUMNS), count=begun + changed + len(gone))
    return begun, changed, len(gone)


@operation
def move_memberships(
    union_ids: Collection[UUID], into_id: UUID, *, actor: Actor, on: date, at: datetime,
    person_ids: Collection[UUID] | None = None,
) -> int:  # fmt: skip
    """Let memberships of unions end on a day and go on in another one, without a gap; returns how many went.

    Whoever is in both stays in the one that goes on. `person_ids`: only theirs.
    """
    actor.require(CHANGE)
    rows = Membership.objects.filter(union__in=union_ids, ends_on=None).exclude(union=into_id)
    if person_ids is not None:
        rows = rows.filter(person__in=person_ids)
    going = list(rows.order_by("pk").values_list("pk", "person_id", "active", "month"))
    there = set(Membership.objects.filter(union=into_id, ends_on=None).values_list("person_id", flat=True))
    best: dict[UUID, tuple[bool, str]] = {}
    for _, person, active, month in going:
        best[person] = max(best.get(person, (False, "")), (active, month))
    begun = [(person, into_id, active, month) for person, (active, month) in best.items() if person not in there]
    write_rows(Membership, _COLUMNS, begun)
    _end([pk for pk, *_ in going], on)
    if going:
        record(actor, CHANGE.code, None, at=at, fields=["union"], count=len(going))
    return len(going)


@operation
def keep_memberships(union_ids: Collection[UUID], *, actor: Actor, at: datetime) -> int:
    """Keep memberships of unions that were dissolved, as retained ones (Trade Union Law art. 13); returns how many."""
    actor.require(CHANGE)
    count = Membership.objects.filter(union__in=union_ids, ends_on=None, active=True).update(active=False)
    if count:
        record(actor, CHANGE.code, None, at=at, fields=["active"], count=count)
    return count


def _end(keys: list[int], on: date) -> None:
    for chunk in chunks(keys, _CHUNK):
        Membership.objects.filter(pk__in=chunk).update(ends_on=on, active=False)
