"""Facts that members publish. Ids and days; never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.organising.members.contracts import Change


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """Something happened to one membership, or a person began one."""

    membership_key: int
    person_id: UUID
    union_id: UUID
    change: Change
    on: date


@dataclass(frozen=True, slots=True)
class MembersJoined:
    """Many joined a union at once."""

    union_id: UUID
    count: int
    on: date


@dataclass(frozen=True, slots=True)
class TransferClosed:
    """A transfer took effect, was refused or withdrawn."""

    transfer_id: UUID
    person_id: UUID
    old_union_id: UUID
    new_union_id: UUID
    is_done: bool
