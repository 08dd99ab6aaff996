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
from guildhall.organising.members.bulk import overrule_registers
from guildhall.organising.members.contracts import NewMembership
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.permissions import CHANGE
from guildhall.organising.unions.queries import records_of_register

_COLUMNS: Final = ("person", "union", "active", "month")
#: Rows read at a time.
_CHUNK: Final = 20_000


@operation
def set_memberships(
    union_ids: Collection[UUID], memberships: Iterable[NewMembership], *, actor: Actor, on: date, at: datetime
) -> tuple[int, int, int]:
    """Let unions, with all records that count as them, have exactly these memberships from `on`.

    Returns how many began, changed and ended. What a union has confirmed stays as it is: a register's word about it is
    only noted. Who is a confirmed member elsewhere is overruled here.
    """
    actor.require(CHANGE)
    heads = records_of_register(union_ids)
    rows = Membership.objects.filter(union__in=list(heads), ends_on=None)
    held: dict[tuple[UUID, UUID], tuple[int, bool, str, bool]] = {}
    twice: list[tuple[int, bool]] = []
    columns = ("pk", "person_id", "union_id", "active", "month", "confirmed")
    for pk, person, union, active, month, confirmed in (
        rows.order_by("-confirmed").values_list(*columns).iterator(_CHUNK)
    ):
        if held.setdefault((person, heads[union]), (pk, active, month, confirmed))[0] != pk:
            twice.append((pk, confirmed))  # of two written before their unions became one, the other goes on
    begun = changed = 0
    renewed: list[tuple[int, bool, str]] = []

    def new() -> Iterable[tuple[UUID, UUID, bool, str]]:
        nonlocal changed
        for membership in memberships:
            was = held.pop((membership.person_id, heads[membership.union_id]), None)
            if was is None:
                yield membership.person_id, membership.union_id, membership.active, membership.month
                continue
            active = was[1] if was[3] else membership.active
            if was[1:3] != (active, membership.month):
                changed += 1
                renewed.append((was[0], active, membership.month))

    begun = write_rows(Membership, _COLUMNS, new())
    look_over(begun, Membership)
    update_rows(Membership, ("active", "month"), renewed)
    overrule_registers(Membership.objects.filter(union__in=list(heads)))
    gone = [pk for pk, confirmed in twice if not confirmed]
    gone += [pk for pk, _, _, confirmed in held.values() if not confirmed]
    for start in range(0, len(gone), _CHUNK):
        Membership.objects.filter(pk__in=gone[start : start + _CHUNK]).update(ends_on=on, active=False)
    if begun or changed or gone:
        record(actor, CHANGE.code, None, at=at, fields=list(_COLUMNS), count=begun + changed + len(gone))
    return begun, changed, len(gone)
