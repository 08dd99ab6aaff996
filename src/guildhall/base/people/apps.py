"""People as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "guildhall.base.people"
    label = "people"

    def ready(self) -> None:
        from guildhall.base.people.rules.permissions import READ
        from guildhall.infra.shell import Section, add_section
        from guildhall.kernel.words import Words

        add_section(
            Section(
                Words("人员", "People"),
                "people:search",
                order=40,
                permission=READ,
                about=Words(
                    "按姓名、证件号码或电话查人，看档案，合并和拆分",
                    "Find people by name, document or telephone; their records; merge and split",
                ),
            )
        )
