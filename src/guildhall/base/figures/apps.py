"""Figures as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "guildhall.base.figures"
    label = "figures"

    def ready(self) -> None:
        from guildhall.base.figures import tasks  # noqa: F401 -- names its jobs
        from guildhall.base.figures.rules.permissions import READ
        from guildhall.infra.shell import Section, add_section
        from guildhall.kernel.words import Words

        add_section(Section(Words("指标", "Figures"), "figures:index", 60, READ))
