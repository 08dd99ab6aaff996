"""What memberships hear of: people's records made one, or two again."""

from __future__ import annotations

from guildhall.base.people.events import PeopleMerged, PersonSplit
from guildhall.organising.members.bulk import settle


def follow_merge(event: PeopleMerged) -> None:
    """Of two confirmed memberships of what is one person, the older stands; the other waits for somebody to end it."""
    settle({event.person_id, event.into_id})


def follow_split(event: PersonSplit) -> None:
    """Each record's membership stands for itself again."""
    settle({event.person_id, event.from_id})
