"""What memberships do when unions end: they go along into the union that took theirs over, or are kept as they are."""

from __future__ import annotations

from guildhall.organising.members.operations import keep_memberships, move_memberships
from guildhall.organising.unions.events import UnionsEnded


def follow_ended_unions(event: UnionsEnded) -> None:
    """Merged: everybody is in the successor from that day. Dissolved: membership is kept (Trade Union Law art. 13)."""
    if event.successor_id is None:
        keep_memberships(event.union_ids, actor=event.actor, at=event.at)
    else:
        move_memberships(event.union_ids, event.successor_id, actor=event.actor, on=event.on, at=event.at)
