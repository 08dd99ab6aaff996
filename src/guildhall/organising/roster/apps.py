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
        from guildhall.organising.roster import tasks  # noqa: F401 -- names its jobs
        from guildhall.organising.roster.access import handed_to, insured_in_reach
        from guildhall.organising.roster.events import RunAccepted
        from guildhall.organising.roster.handlers import count_again, follow_job, follow_split, offer_after
        from guildhall.organising.roster.indicators import INDICATORS
        from guildhall.organising.roster.pages.insured import insured_part
        from guildhall.organising.roster.pages.person import disagreements_part
        from guildhall.organising.roster.rules.permissions import IMPORT, READ
        from guildhall.organising.unions.events import PresencesMoved, UnionSplit

        organisations.REACHES.add(handed_to)
        people.REACHES.add(insured_in_reach)
        people.PARTS.add(20, READ, insured_part)
        people.PARTS.add(30, IMPORT, disagreements_part)
        subscribe(JobEnded, follow_job)
        subscribe(RunAccepted, offer_after)
        subscribe(PresencesMoved, count_again)
        subscribe(UnionSplit, follow_split)
        for indicator in INDICATORS:
            register(indicator)
        _fill_the_frame()


def _fill_the_frame() -> None:
    """Entries of the navigation, and what waits on the first page."""
    from guildhall.infra.shell import Section, Waiting, add_section, add_waiting
    from guildhall.kernel.words import Words
    from guildhall.organising.roster.queries.reviewing import count_open
    from guildhall.organising.roster.queries.waiting import runs_to_accept, visits_to_make
    from guildhall.organising.roster.rules.permissions import DECIDE, IMPORT, READ, VISIT, WORK

    for section in (
        Section(
            Words("名单比对", "Comparisons"), "roster:runs", 10, IMPORT,
            Words("带来名单，比对，采纳结果", "Bring registers in, compare them, accept what they say"),
        ),
        Section(
            Words("审核", "Review"), "roster:review", 20, DECIDE,
            Words("判定像是同一个的两条记录", "Decide pairs of records that may be one"),
        ),
        Section(
            Words("覆盖率", "Coverage"), "roster:coverage", 30, READ,
            Words("哪些单位该有工会，哪些有了", "Which organisations should have a union, and which do"),
        ),
        Section(
            Words("走访名单", "Worklist"), "roster:work", 40, WORK,
            Words("接下来走访谁，为什么", "Whom to visit next, and why"),
        ),
    ):  # fmt: skip
        add_section(section)
    for waiting in (
        Waiting(Words("待采纳的比对", "runs to be accepted"), "roster:runs", 10, runs_to_accept, IMPORT),
        Waiting(Words("待审核的记录对", "pairs to decide"), "roster:review", 20, count_open, DECIDE),
        Waiting(Words("待走访的单位", "organisations to visit"), "roster:work", 40, visits_to_make, VISIT),
    ):
        add_waiting(waiting)
