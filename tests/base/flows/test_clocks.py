"""Clocks: begun, standing still, going on, ended; overdue told once; computed again by a newer calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.flows.contracts import Applicant, Mark
from guildhall.base.flows.events import ApplicationOverdue
from guildhall.base.flows.models import Application, Clock, Step
from guildhall.base.flows.operations import act, act_as_applicant, escalate_overdue, recompute_deadlines
from guildhall.base.flows.rules import clocks
from guildhall.base.flows.rules.clocks import Change, Running
from guildhall.base.notices.models import Notice
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.working_days import working_days
from tests.base.actors import AT
from tests.base.events import heard
from tests.base.flows.sample import COUNTY, SAMPLE, STREET, applied, days_later, officer

DAYS = working_days()
REVIEW = SAMPLE.clock("review")
known = st.dates(date(2023, 1, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("state", "held", "expected"),
    [
        ("applied", None, Change.BEGIN),
        ("applied", "runs", Change.NONE),
        ("returned", "runs", Change.PAUSE),
        ("returned", "stands", Change.NONE),
        ("applied", "stands", Change.RESUME),
        ("public", "runs", Change.END),
        ("public", "stands", Change.END),
        ("public", None, Change.NONE),
        ("returned", None, Change.NONE),
    ],
)
def test_entering_a_state_turns_a_clock(state: str, held: str | None, expected: Change) -> None:
    running = None if held is None else Running("review", date(2023, 2, 1), date(2023, 2, 8), False)
    if running is not None and held == "stands":
        running = replace(running, left=3)
    assert clocks.change(REVIEW, state, running) is expected


@given(begins=known, after=st.integers(0, 4), pause=st.integers(0, 60))
def test_what_was_left_when_it_stopped_is_left_when_it_goes_on(begins: date, after: int, pause: int) -> None:
    held = clocks.begun(REVIEW, begins, DAYS)
    stopped = DAYS.after(begins, after)
    still = clocks.paused(REVIEW, held, stopped, DAYS)
    again = DAYS.after(stopped, pause)
    goes_on = clocks.resumed(REVIEW, still, again, DAYS)
    assert still.left == clocks.left_on(REVIEW, held, stopped, DAYS) == 5 - after
    assert clocks.left_on(REVIEW, goes_on, again, DAYS) == still.left
    assert not goes_on.is_paused


def test_what_was_overdue_when_it_stopped_stays_overdue() -> None:
    held = Running("review", date(2023, 2, 1), date(2023, 2, 8), False)
    still = clocks.paused(REVIEW, held, date(2023, 2, 10), DAYS)
    assert still.left == -2
    assert clocks.resumed(REVIEW, still, date(2023, 2, 20), DAYS).due_on < date(2023, 2, 20)


def test_time_that_must_pass_presses_nobody() -> None:
    publicity = clocks.begun(SAMPLE.clock("publicity"), date(2023, 2, 1), DAYS)
    review = clocks.begun(REVIEW, date(2023, 2, 10), DAYS)
    assert clocks.most_urgent(SAMPLE, [publicity]) is None
    assert clocks.most_urgent(SAMPLE, [publicity, review]) == review
    assert (clocks.is_over(publicity, date(2023, 2, 8)), clocks.is_over(publicity, date(2023, 2, 9))) == (False, True)


@pytest.mark.django_db
def test_a_clock_that_ran_out_is_told_once_to_the_office_above() -> None:
    county, street = officer(COUNTY), officer(STREET)
    done = applied()
    with heard(ApplicationOverdue) as events:
        assert escalate_overdue(at=days_later(6)) == 0  # Friday, 3 March, is the last day
        assert escalate_overdue(at=days_later(7)) == 1
        assert escalate_overdue(at=days_later(8)) == 0
    assert len(events) == 1
    found = Notice.objects.filter(kind="flows.overdue").values_list("account", "params__day", "link")
    assert list(found) == [(county.account_id, "2023-03-03", f"/applications/{done.application_id}")]
    assert Step.objects.filter(act="flows.escalated", application=done.application_id).count() == 1
    assert act(street, done.application_id, "accept", version=done.version, at=days_later(8)).state == "public"


@pytest.mark.django_db
def test_what_stands_still_or_only_must_pass_is_never_overdue() -> None:
    street, by = officer(STREET), Applicant(browser="one")
    act(street, applied(by=by).application_id, "return", marks=(Mark("staff", "改"),), at=AT)
    act(street, applied().application_id, "accept", at=AT)
    assert escalate_overdue(at=days_later(100)) == 0


@pytest.mark.django_db
def test_provisional_deadlines_are_computed_again_once_the_holidays_are_known() -> None:
    by = Applicant(browser="one")
    at = datetime(2026, 12, 29, 9, 30, tzinfo=CHINA)
    done = applied(by=by, at=at)
    row = Application.objects.get(pk=done.application_id)
    assert (row.due_on, row.is_provisional) == (date(2027, 1, 5), True)
    later = replace(
        DAYS, off=DAYS.off | {date(2027, 1, 1), date(2027, 1, 4)}, made_up=DAYS.made_up | {date(2027, 1, 3)},
        years=DAYS.years | {2027},
    )  # fmt: skip
    assert recompute_deadlines(later, at=at) is None
    row.refresh_from_db()
    # 30, 31 December; Sunday the 3rd made up; 5, 6 January.
    assert (row.due_on, row.is_provisional, row.version) == (date(2027, 1, 6), False, done.version)
    assert Clock.objects.get(application=row).due_on == date(2027, 1, 6)
    assert recompute_deadlines(DAYS, at=at) is None
    row.refresh_from_db()
    assert row.due_on == date(2027, 1, 6)
    act_as_applicant(by, done.application_id, "withdraw", at=at)
    assert Clock.objects.filter(ended_on=None).count() == 0
