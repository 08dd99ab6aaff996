"""Forming unions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "guildhall.organising.formation"
    label = "formation"

    def ready(self) -> None:
        from guildhall.base.figures.indicators import register
        from guildhall.base.flows.contracts import KINDS
        from guildhall.infra.shell import Section, add_section
        from guildhall.kernel.words import Words
        from guildhall.organising.formation import tasks  # noqa: F401 -- names its jobs
        from guildhall.organising.formation.flows.kinds import ALL
        from guildhall.organising.formation.indicators import INDICATORS
        from guildhall.organising.formation.rules.permissions import FORM, READ

        for indicator in INDICATORS:
            register(indicator)
        for kind in ALL:
            KINDS.add(kind)
        add_section(
            Section(
                Words("建会进度", "Forming"), "formation:funnel", 46, READ,
                Words("各步有多少件，办了多少天", "How many stand at which step, and how long it takes"),
            )
        )  # fmt: skip
        add_section(
            Section(
                Words("建会", "Form a union"), "formation:choose", 45, FORM,
                Words("看哪种形式合适，提交申请，选举，取文书", "See what fits, apply, elect, take documents"),
            )
        )  # fmt: skip
