"""How many there are, exactly up to a cap and "more than that" beyond it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CappedCount:
    """`number` things; `more`: there are more than that. Written `1,234` or `10,000+`."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else f"{self.number:,}"
