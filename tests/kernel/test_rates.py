"""Shares in percent: one decimal, half up, never clipped, nothing out of nothing."""

from __future__ import annotations

import pytest

from guildhall.kernel.rates import rate_text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (317, 412, "76.9%"),
        (1, 8, "12.5%"),
        (1, 800, "0.1%"),
        (5, 4, "125.0%"),
        (0, 3, "0.0%"),
        (0, 0, "—"),
        (69, 92, "75.0%"),
    ],
)
def test_rates_have_one_decimal_half_up_and_are_never_clipped(numerator: int, denominator: int, text: str) -> None:
    assert rate_text(numerator, denominator) == text


def test_half_is_rounded_up_and_not_to_even() -> None:
    assert rate_text(5, 10_000) == "0.1%"  # 0.05
    assert rate_text(25, 10_000) == "0.3%"  # 0.25, which binary rounding would make 0.2
