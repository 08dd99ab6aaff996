"""Forming unions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "guildhall.organising.formation"
    label = "formation"

    def ready(self) -> None:
        from guildhall.base.flows.contracts import KINDS
        from guildhall.organising.formation.flows.kinds import ALL

        for kind in ALL:
            KINDS.add(kind)
