"""Members as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "guildhall.organising.members"
    label = "members"

    def ready(self) -> None:
        from guildhall.base.people.access import REACHES
        from guildhall.organising.members.access import members_in_reach

        REACHES.add(members_in_reach)
