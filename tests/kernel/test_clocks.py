from datetime import UTC, date, datetime, timedelta

import pytest

from guildhall.kernel.clocks import Clock, FixedClock, SystemClock


def test_the_legal_date_is_chinas() -> None:
    clock: Clock = FixedClock(datetime(2023, 1, 31, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2023, 2, 1)
    assert FixedClock(datetime(2023, 1, 31, 15, 59, tzinfo=UTC)).today() == date(2023, 1, 31)
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.elapsed() == 0.0


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2023, 1, 31))  # noqa: DTZ001  # the refusal is what is tested


def test_the_system_clock_has_chinas_zone_and_does_not_go_back() -> None:
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(hours=8)
    first = clock.elapsed()
    assert clock.elapsed() >= first
