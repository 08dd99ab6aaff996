"""Looks at lists of members, which the members can be told of: who looked, when, at how many."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.organising.members.rules.permissions import READ, TRANSFER


@operation
def look_at_members(actor: Actor, union_id: UUID, count: int, *, at: datetime) -> None:
    """Record that a page of a union's members was shown, with how many stood on it."""
    thing = Thing("unions.union", union_id)
    record(actor, READ.code, thing, at=at, act=Act.READ, fields=["name", "membership"], count=count)


@operation
def look_at_membership(actor: Actor, person_id: UUID, union_id: UUID, *, at: datetime) -> None:
    """Record that one membership was shown: the person sees it among the looks at their data."""
    thing = Thing("unions.union", union_id)
    record(actor, READ.code, thing, at=at, act=Act.READ, fields=["name", "membership"], person_id=person_id)


@operation
def look_at_transfers(actor: Actor, count: int, *, at: datetime) -> None:
    """Record that a page of transfers was shown, with how many stood on it."""
    record(actor, TRANSFER.code, None, at=at, act=Act.READ, fields=["name", "membership"], count=count)
