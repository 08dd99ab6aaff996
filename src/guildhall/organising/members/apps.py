"""Members as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "guildhall.organising.members"
    label = "members"

    def ready(self) -> None:
        from guildhall.base.figures.indicators import register
        from guildhall.base.flows.contracts import KINDS
        from guildhall.base.flows.events import ApplicationMoved
        from guildhall.base.people.access import PARTS, REACHES
        from guildhall.base.people.events import PeopleMerged, PersonSplit
        from guildhall.infra.bus import subscribe
        from guildhall.infra.jobs.contracts import JobEnded
        from guildhall.organising.members import tasks  # noqa: F401 -- names its jobs
        from guildhall.organising.members.access import members_in_reach
        from guildhall.organising.members.events import TransferClosed
        from guildhall.organising.members.flows import JOIN
        from guildhall.organising.members.handlers import (
            follow_application,
            follow_closed,
            follow_ended_unions,
            follow_job,
            follow_merge,
            follow_split,
        )
        from guildhall.organising.members.indicators import INDICATORS
        from guildhall.organising.members.pages.part import memberships_part
        from guildhall.organising.members.queries import members_by_union, women_by_union
        from guildhall.organising.members.rules.permissions import READ
        from guildhall.organising.unions.access import count_members_with
        from guildhall.organising.unions.events import UnionsEnded

        REACHES.add(members_in_reach)
        PARTS.add(10, READ, memberships_part)
        subscribe(PeopleMerged, follow_merge)
        subscribe(PersonSplit, follow_split)
        subscribe(ApplicationMoved, follow_application)
        subscribe(TransferClosed, follow_closed)
        subscribe(JobEnded, follow_job)
        KINDS.add(JOIN)
        subscribe(UnionsEnded, follow_ended_unions)
        count_members_with(members_by_union, women_by_union)
        for indicator in INDICATORS:
            register(indicator)
        _fill_the_frame()


def _fill_the_frame() -> None:
    """Entries of the navigation, and what waits on the first page."""
    from guildhall.infra.shell import Section, Waiting, add_section, add_waiting
    from guildhall.kernel.words import Words
    from guildhall.organising.members.queries.people import transfers_to_agree
    from guildhall.organising.members.rules.permissions import TRANSFER

    add_section(
        Section(
            Words("会员", "Members"),
            "members:index",
            36,
            TRANSFER,
            Words("会籍转移、名单入会、扫码入会", "Transfers, joining by a file or by a code"),
        )
    )
    add_section(
        Section(
            Words("我的工会", "My union"),
            "membership:mine",
            90,
            None,
            Words("我的会籍、会员卡、转移", "My membership, my card, transfers"),
        )
    )
    add_waiting(
        Waiting(Words("等着同意的会籍转移", "transfers to agree to"), "members:index", 45, transfers_to_agree, TRANSFER)
    )
