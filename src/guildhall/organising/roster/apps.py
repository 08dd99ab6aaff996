"""The roster as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "guildhall.organising.roster"
    label = "roster"

    def ready(self) -> None:
        from guildhall.base.figures.indicators import register
        from guildhall.base.organisations import access as organisations
        from guildhall.base.people import access as people
        from guildhall.infra.bus import subscribe
        from guildhall.infra.jobs.contracts import JobEnded
        from guildhall.infra.shell import Section, add_section
        from guildhall.kernel.words import Words
        from guildhall.organising.roster import tasks  # noqa: F401 -- names its jobs
        from guildhall.organising.roster.access import handed_to, insured_in_reach
        from guildhall.organising.roster.handlers import follow_job
        from guildhall.organising.roster.indicators import INDICATORS
        from guildhall.organising.roster.rules.permissions import DECIDE, IMPORT, READ, WORK

        organisations.REACHES.add(handed_to)
        people.REACHES.add(insured_in_reach)
        subscribe(JobEnded, follow_job)
        add_section(Section(Words("覆盖率", "Coverage"), "roster:coverage", 20, READ))
        add_section(Section(Words("走访名单", "Worklist"), "roster:work", 30, WORK))
        add_section(Section(Words("审核", "Review"), "roster:review", order=40, permission=DECIDE))
        add_section(Section(Words("名单比对", "Comparisons"), "roster:runs", 10, IMPORT))
        for indicator in INDICATORS:
            register(indicator)
