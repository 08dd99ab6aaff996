"""The plumbing as a Django app: its template tags, templates and checks."""

from __future__ import annotations

from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "guildhall.infra"
    label = "infra"

    def ready(self) -> None:
        from guildhall.infra import checks  # noqa: F401  # registers itself with Django
