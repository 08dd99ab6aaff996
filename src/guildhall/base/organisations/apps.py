"""Organisations as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "guildhall.base.organisations"
    label = "organisations"

    def ready(self) -> None:
        from guildhall.base.organisations.handlers import follow_successor
        from guildhall.base.places.events import PlaceAbolished
        from guildhall.infra.bus import subscribe

        subscribe(PlaceAbolished, follow_successor)
