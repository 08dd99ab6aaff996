"""Flows as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "guildhall.base.flows"
    label = "flows"

    def ready(self) -> None:
        from guildhall.base.figures.indicators import register
        from guildhall.base.flows import tasks  # noqa: F401 -- names its jobs
        from guildhall.base.flows.indicators import INDICATORS
        from guildhall.base.flows.operations.telling import NOTICES
        from guildhall.base.flows.queries import waiting_count
        from guildhall.base.flows.rules.permissions import ACT, READ
        from guildhall.base.notices.contracts import KINDS
        from guildhall.infra.shell import Section, Waiting, add_section, add_waiting
        from guildhall.kernel.words import Words

        for notice in NOTICES:
            KINDS.add(notice)
        for indicator in INDICATORS:
            register(indicator)
        add_section(
            Section(
                Words("办理", "Applications"),
                "flows:queue",
                order=15,
                permission=READ,
                about=Words("谁在等、等谁、等了多久、何时到期", "Who waits for whom, since when, until when"),
            )
        )
        add_waiting(Waiting(Words("申请等您办理", "Applications wait for you"), "flows:queue", 5, waiting_count, ACT))
