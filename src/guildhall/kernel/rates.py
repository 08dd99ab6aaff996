"""Shares in percent as every part of the product writes them: one decimal, half up, `76.9%` in both languages.

Chinese text sets no space before the sign (GB/T 15835-2011 writes 34.05%), and most English text does not either.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

#: What stands where nothing can be said.
MISSING: Final = "—"
_STEP: Final = Decimal("0.1")


def percent(numerator: int, denominator: int) -> Decimal | None:
    """The share in percent to one decimal; None of nothing. More than 100 is given as it is, never clipped."""
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / Decimal(denominator)).quantize(_STEP, ROUND_HALF_UP)


def rate_text(numerator: int, denominator: int) -> str:
    """The share as text: `76.9%`; `—` where there is nothing to divide by."""
    share = percent(numerator, denominator)
    return MISSING if share is None else f"{share}%"
