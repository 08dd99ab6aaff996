"""Reading memberships: whole unions, one person, lists in an actor's places."""

from guildhall.organising.members.queries.reading import (
    active_members,
    members_by_union,
    membership_summary,
    memberships_of_person,
    women_by_union,
)

__all__ = ["active_members", "members_by_union", "membership_summary", "memberships_of_person", "women_by_union"]
