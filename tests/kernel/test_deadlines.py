"""Deadlines: Civil Code arts 200–203, working days of the published arrangement, provisional beyond it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.deadlines import Due, Limit, OnHoliday, Start, Unit, due, left
from guildhall.kernel.working_days import working_days

DAYS = working_days()
known = st.dates(date(2023, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("begins", "number", "last"),
    [
        (date(2025, 9, 26), 10, date(2025, 10, 16)),  # over the holidays of October, with both days made up
        (date(2023, 1, 20), 1, date(2023, 1, 28)),  # a Saturday that is worked after the Spring Festival
        (date(2023, 1, 20), 3, date(2023, 1, 30)),
        (date(2023, 2, 24), 1, date(2023, 2, 27)),  # over a weekend
    ],
)
def test_working_days_leave_holidays_out_and_count_days_made_up(begins: date, number: int, last: date) -> None:
    assert due(Limit(number, Unit.WORKING_DAYS, "规"), begins, DAYS) == Due(last, False)


def test_art_201_the_day_it_begins_is_not_counted() -> None:
    assert due(Limit(15, Unit.DAYS, "规"), date(2023, 2, 1), DAYS).on == date(2023, 2, 16)
    assert due(Limit(15, Unit.DAYS, "规", start=Start.SAME_DAY), date(2023, 2, 1), DAYS).on == date(2023, 2, 15)


def test_art_202_months_end_on_the_corresponding_day_or_the_last() -> None:
    stay = OnHoliday.STAY
    assert due(Limit(1, Unit.MONTHS, "规", on_holiday=stay), date(2023, 1, 31), DAYS).on == date(2023, 2, 28)
    assert due(Limit(3, Unit.YEARS, "规", on_holiday=stay), date(2024, 2, 29), DAYS).on == date(2027, 2, 28)


def test_art_203_a_last_day_that_is_a_holiday_moves_to_the_day_after() -> None:
    # 15 days from 2023-09-14 end on 29 September, the first of eight days off.
    limit = Limit(15, Unit.DAYS, "规")
    assert due(limit, date(2023, 9, 14), DAYS).on == date(2023, 10, 7)
    assert due(Limit(15, Unit.DAYS, "规", on_holiday=OnHoliday.STAY), date(2023, 9, 14), DAYS).on == date(2023, 9, 29)


def test_a_deadline_beyond_the_published_years_is_provisional() -> None:
    assert due(Limit(5, Unit.WORKING_DAYS, "规"), date(2026, 12, 24), DAYS) == Due(date(2026, 12, 31), False)
    assert due(Limit(6, Unit.WORKING_DAYS, "规"), date(2026, 12, 24), DAYS) == Due(date(2027, 1, 1), True)
    assert due(Limit(1, Unit.YEARS, "规"), date(2026, 1, 4), DAYS) == Due(date(2027, 1, 4), True)


@given(begins=known, number=st.integers(1, 60))
def test_so_many_working_days_lie_between_beginning_and_end(begins: date, number: int) -> None:
    found = due(Limit(number, Unit.WORKING_DAYS, "规"), begins, DAYS)
    assert DAYS.is_working(found.on)
    assert left(Unit.WORKING_DAYS, begins, found.on, DAYS) == number
    assert left(Unit.WORKING_DAYS, found.on, begins, DAYS) == -number


@given(begins=known, number=st.integers(1, 200))
def test_a_limit_in_days_ends_on_a_working_day_and_never_early(begins: date, number: int) -> None:
    found = due(Limit(number, Unit.DAYS, "规"), begins, DAYS)
    assert DAYS.is_working(found.on)
    assert found.on >= begins + timedelta(days=number)


def test_a_limit_names_its_rule_and_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="names its rule"):
        Limit(5, Unit.DAYS, "")
    with pytest.raises(ValueError, match="at least 1"):
        Limit(0, Unit.DAYS, "规")
