"""Flows as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "guildhall.base.flows"
    label = "flows"

    def ready(self) -> None:
        from guildhall.base.flows import tasks  # noqa: F401 -- names its jobs
        from guildhall.base.flows.operations.telling import NOTICES
        from guildhall.base.notices.contracts import KINDS

        for notice in NOTICES:
            KINDS.add(notice)
