from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel import periods
from guildhall.kernel.periods import Period, add_months, full_years, last_day, merged

A, B, C, D = date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3), date(2023, 1, 4)


def test_half_open() -> None:
    period = Period(A, C)
    assert [day in period for day in (A - timedelta(days=1), A, B, C)] == [False, True, True, False]
    assert period.days == 2
    assert Period(A, None).days is None
    assert date.max in Period(A)
    assert date.min in Period(None, A)


@pytest.mark.parametrize(("start", "end"), [(A, A), (B, A)])
def test_a_period_holds_a_day(start: date, end: date) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(start, end)


def test_periods_that_touch_do_not_overlap() -> None:
    assert not Period(A, B).overlaps(Period(B, C))
    assert Period(A, C).intersection(Period(B, None)) == Period(B, C)
    assert Period().intersection(Period(A, B)) == Period(A, B)
    assert merged([Period(B, C), Period(A, B), Period(D)]) == (Period(A, C), Period(D))
    assert merged([Period(A), Period(B, C)]) == (Period(A),)
    assert merged([Period(None, B), Period(A, C)]) == (Period(None, C),)


_DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))


@st.composite
def some_periods(draw: st.DrawFn) -> Period:
    start, end = sorted([draw(_DAYS), draw(_DAYS)])
    return Period(draw(st.sampled_from([start, None])), draw(st.sampled_from([end + timedelta(days=1), None])))


@given(st.lists(some_periods(), max_size=6), _DAYS)
def test_merging_keeps_every_day_and_leaves_no_overlap(given_periods: list[Period], day: date) -> None:
    result = merged(given_periods)
    assert (day in Period() and any(day in p for p in given_periods)) == any(day in p for p in result)
    assert not any(one.overlaps(other) for i, one in enumerate(result) for other in result[i + 1 :])


@given(some_periods(), some_periods(), _DAYS)
def test_an_intersection_holds_the_days_of_both(one: Period, other: Period, day: date) -> None:
    both = one.intersection(other)
    assert (both is not None and day in both) == (day in one and day in other)
    assert one.overlaps(other) == other.overlaps(one)


def test_months() -> None:
    assert periods.month_period("2023-01") == Period(date(2023, 1, 1), date(2023, 2, 1))
    assert periods.last_day_of_month("2024-02") == date(2024, 2, 29)
    assert periods.last_day_of_month("2022-12") == date(2022, 12, 31)
    for wrong in ("2023-13", "202301", ""):
        with pytest.raises(ValueError, match=r"."):
            periods.month_period(wrong)


def test_civil_code_201_the_first_day_is_not_counted() -> None:
    assert last_day(date(2023, 1, 1), days=15) == date(2023, 1, 16)


def test_civil_code_202_the_corresponding_day_or_the_months_last() -> None:
    assert last_day(date(2023, 1, 31), months=1) == date(2023, 2, 28)
    assert last_day(date(2023, 3, 15), months=1) == date(2023, 4, 15)
    assert last_day(date(2024, 2, 29), years=1) == date(2025, 2, 28)
    assert add_months(date(2023, 1, 31), -2) == date(2022, 11, 30)


def test_civil_code_203_a_holiday_moves_the_last_day() -> None:
    holidays = {date(2023, 1, 21) + timedelta(days=i) for i in range(7)}
    assert last_day(date(2023, 1, 6), days=15, is_holiday=holidays.__contains__) == date(2023, 1, 28)
    assert last_day(date(2023, 1, 5), days=15, is_holiday=holidays.__contains__) == date(2023, 1, 20)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_adding_months_gives_that_month(day: date, months: int) -> None:
    result = add_months(day, months)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result + timedelta(days=1)).day == 1


def test_full_years() -> None:
    birth = date(2000, 2, 29)
    assert full_years(birth, date(2016, 2, 28)) == 15
    assert full_years(birth, date(2016, 2, 29)) == 16
    assert full_years(birth, date(2017, 2, 28)) == 17
    assert full_years(birth, birth) == 0
    with pytest.raises(ValueError, match="before the birth"):
        full_years(birth, date(2000, 2, 28))


def test_civil_code_1259_which_words_include_the_number() -> None:
    assert [periods.at_least(n, 25) for n in (24, 25, 26)] == [False, True, True]
    assert [periods.at_most(n, 25) for n in (24, 25, 26)] == [True, True, False]
    assert [periods.less_than(n, 25) for n in (24, 25, 26)] == [True, False, False]
    assert [periods.more_than(n, 25) for n in (24, 25, 26)] == [False, False, True]
