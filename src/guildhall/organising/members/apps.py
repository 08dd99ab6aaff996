"""Members as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "guildhall.organising.members"
    label = "members"

    def ready(self) -> None:
        from guildhall.base.people.access import PARTS, REACHES
        from guildhall.infra.bus import subscribe
        from guildhall.organising.members.access import members_in_reach
        from guildhall.organising.members.handlers import follow_ended_unions
        from guildhall.organising.members.pages import memberships_part
        from guildhall.organising.members.queries import members_by_union, women_by_union
        from guildhall.organising.members.rules.permissions import READ
        from guildhall.organising.unions.access import count_members_with
        from guildhall.organising.unions.events import UnionsEnded

        REACHES.add(members_in_reach)
        PARTS.add(10, READ, memberships_part)
        subscribe(UnionsEnded, follow_ended_unions)
        count_members_with(members_by_union, women_by_union)
