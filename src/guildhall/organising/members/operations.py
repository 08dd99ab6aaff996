"""Writing memberships: a register at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.operations import record
from guildhall.infra.bulk import look_over, update_rows, write_rows
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
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
    look_over(begun, Membership)
    update_rows(Membership, ("active", "month"), renewed)
    gone = [pk for pk, _, _ in held.values()]
    for start in range(0, len(gone), _CHUNK):
        Membership.objects.filter(pk__in=gone[start : start + _CHUNK]).update(ends_on=on, active=False)
    if begun or changed or gone:
        record(actor, CHANGE.code, None, at=at, fields=list(_COLUMNS), count=begun + changed + len(gone))
    return begun, changed, len(gone)
