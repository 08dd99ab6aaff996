from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money


def test_yuan_are_exact() -> None:
    assert Money.yuan("1234.5") == Money(123450)
    assert Money.yuan(Decimal("0.01")) == Money(1)
    assert Money.yuan(3) == Money(300)
    assert Money.yuan("0.1") + Money.yuan("0.2") == Money.yuan("0.3")
    assert str(Money.yuan("1234.5")) == "¥1,234.50"
    assert str(Money(-5)) == "-¥0.05"
    assert Money(105).in_yuan == Decimal("1.05")
    assert Money(1) < Money(2)
    assert Money(5) - Money(7) == -Money(2)
    assert Money(5) * 3 == Money(15)


@pytest.mark.parametrize("wrong", ["0.001", "abc", "", "NaN", "Infinity"])
def test_other_amounts_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        Money.yuan(wrong)


@pytest.mark.parametrize("wrong", [0.1, True])
def test_a_float_is_refused(wrong: float) -> None:
    with pytest.raises(TypeError, match="float"):
        Money.yuan(wrong)  # type: ignore[arg-type]  # the refusal is what is tested


def test_a_share_rounds_half_up() -> None:
    assert Money(5).share(Fraction(1, 2)) == Money(3)
    assert Money(-5).share(Fraction(1, 2)) == Money(-3)
    assert Money(100).share(Fraction(1, 3)) == Money(33)
    assert Money(10_000).share(Fraction(2, 100)) == Money(200)


@given(st.integers(-(10**15), 10**15), st.integers(1, 50))
def test_parts_add_up_and_differ_by_a_fen_at_most(fen: int, parts: int) -> None:
    split = Money(fen).split(parts)
    assert len(split) == parts
    assert sum(part.fen for part in split) == fen
    assert max(split).fen - min(split).fen <= 1


def test_no_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Money(1).split(0)
