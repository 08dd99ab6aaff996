"""Sums of money in whole fen: exact, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen (1 yuan = 100 fen); may be negative."""

    fen: int

    @classmethod
    def yuan(cls, amount: str | int | Decimal) -> Money:
        """From yuan, exactly. Raises ValueError for parts of a fen, TypeError for a float (it is not exact)."""
        if isinstance(amount, float | bool):
            raise TypeError("give yuan as a text, an integer or a Decimal: a float is not exact")
        try:
            fen = Decimal(amount) * 100
        except InvalidOperation as error:
            raise ValueError(f"not an amount: {amount}") from error
        if not fen.is_finite() or fen != fen.to_integral_value():
            raise ValueError(f"yuan have two decimals: {amount}")
        return cls(int(fen))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, count: int) -> Money:
        return Money(self.fen * count)

    def share(self, ratio: Fraction) -> Money:
        """That part of the amount, rounded half up (away from zero) to a fen."""
        exact = self.fen * ratio
        magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
        return Money(magnitude if exact >= 0 else -magnitude)

    def split(self, parts: int) -> tuple[Money, ...]:
        """As even parts as whole fen allow, the larger ones first; they add up to the amount."""
        if parts < 1:
            raise ValueError("at least one part")
        each, rest = divmod(self.fen, parts)
        return tuple(Money(each + (1 if i < rest else 0)) for i in range(parts))

    @property
    def in_yuan(self) -> Decimal:
        """The amount in yuan with two decimals."""
        return (Decimal(self.fen) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def __str__(self) -> str:
        """`¥1,234.50`"""
        sign = "-" if self.fen < 0 else ""
        return f"{sign}¥{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"
