"""The only place that reads the time. Whatever needs a date takes it as an argument."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final, Protocol

#: Legal time of China. A fixed offset: there has been no summer time since 1991, and no zone table has to be installed.
CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """What the edge hands down."""

    def now(self) -> datetime:
        """The moment, with the zone of China."""

    def today(self) -> date:
        """The legal date in China."""

    def elapsed(self) -> float:
        """Seconds since some fixed moment, never going back; only differences mean something."""


class SystemClock:
    """The machine's clock, read in China's time whatever zone the machine is set to."""

    def now(self) -> datetime:
        return datetime.now(CHINA)  # noqa: TID251  # this is the edge that the rule speaks of

    def today(self) -> date:
        return self.now().date()

    def elapsed(self) -> float:
        return time.perf_counter()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and for re-running a day."""

    moment: datetime

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise ValueError("the moment needs a time zone")

    def now(self) -> datetime:
        return self.moment.astimezone(CHINA)

    def today(self) -> date:
        return self.now().date()

    def elapsed(self) -> float:
        return 0.0
