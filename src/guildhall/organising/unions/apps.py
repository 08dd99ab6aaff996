"""Unions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "guildhall.organising.unions"
    label = "unions"

    def ready(self) -> None:
        from guildhall.base.notices.contracts import KINDS
        from guildhall.infra.shell import Section, Waiting, add_section, add_waiting
        from guildhall.kernel.words import Words
        from guildhall.organising.unions import tasks  # noqa: F401 -- names its jobs
        from guildhall.organising.unions.operations.reminding import KINDS_BY_STAGE
        from guildhall.organising.unions.queries.terms import count_terms_due
        from guildhall.organising.unions.rules.permissions import CHANGE, READ

        for kind in KINDS_BY_STAGE.values():
            KINDS.add(kind)
        for section in (
            Section(
                Words("工会组织", "Unions"), "unions:tree", 50, READ,
                Words("工会的组织树、委员会、证书", "The tree of unions, committees, certificates"),
            ),
            Section(
                Words("换届", "Terms"), "unions:terms", 52, READ,
                Words("哪些工会快要届满、已经届满", "Which terms end, and which have ended"),
            ),
            Section(
                Words("重点企业", "Companies"), "unions:groups", 56, READ,
                Words("平台企业集团、重点企业名单的建会情况", "Groups of companies and lists of key enterprises"),
            ),
        ):  # fmt: skip
            add_section(section)
        add_waiting(Waiting(Words("已届满未换届的工会", "terms overdue"), "unions:terms", 52, count_terms_due, CHANGE))
