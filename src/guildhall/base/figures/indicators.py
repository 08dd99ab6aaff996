"""The register of indicators: modules above declare theirs in `AppConfig.ready`, pages find them by code."""

from __future__ import annotations

from typing import Final

from guildhall.base.figures.contracts import Indicator
from guildhall.kernel.errors import Absent, MessageKind

NO_INDICATOR: Final = MessageKind("figures.no_indicator", "没有这项指标。", "There is no such figure.")

_indicators: dict[str, Indicator] = {}


def register(indicator: Indicator) -> None:
    """Declare an indicator; once however often the same is declared. Raises ValueError where its code is taken."""
    held = _indicators.setdefault(indicator.code, indicator)
    if held != indicator:
        raise ValueError(f"two indicators are called {indicator.code}")


def unregister(code: str) -> None:
    """Take an indicator out again, for tests."""
    del _indicators[code]


def indicators() -> tuple[Indicator, ...]:
    """Every indicator, by code."""
    return tuple(_indicators[code] for code in sorted(_indicators))


def find_indicator(code: str) -> Indicator | None:
    """The indicator of a code, None where no module declares it."""
    return _indicators.get(code)


def indicator_of(code: str) -> Indicator:
    """The indicator of a code. Raises Absent where no module declares it."""
    held = _indicators.get(code)
    if held is None:
        raise Absent(NO_INDICATOR())
    return held
