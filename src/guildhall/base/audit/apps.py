"""The audit as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "guildhall.base.audit"
    label = "audit"

    def ready(self) -> None:
        from guildhall.base.audit.rules.permissions import READ
        from guildhall.infra.shell import Section, add_section
        from guildhall.kernel.words import Words

        add_section(
            Section(
                Words("审计", "Audit"),
                "audit:chain",
                order=90,
                permission=READ,
                about=Words("审计记录是否完整", "Whether the audit is whole"),
            )
        )
