"""Figures as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "guildhall.base.figures"
    label = "figures"

    def ready(self) -> None:
        from guildhall.base.figures import tasks  # noqa: F401 -- names its jobs
