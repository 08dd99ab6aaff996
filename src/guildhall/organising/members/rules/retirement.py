"""From which day somebody is of retirement age: the ages of 1978, raised month by month since 2025."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from guildhall.kernel.parameters import Parameter
from guildhall.kernel.periods import add_months
from guildhall.organising.members.parameters import (
    RAISE_MOST_MEN,
    RAISE_MOST_WOMEN,
    RAISE_MOST_WOMEN_STAFF,
    RAISE_STEP_MEN,
    RAISE_STEP_WOMEN,
    RAISE_STEP_WOMEN_STAFF,
    RETIREMENT_MEN,
    RETIREMENT_WOMEN,
    RETIREMENT_WOMEN_STAFF,
)


class Track(StrEnum):
    """By which of three rules somebody retires."""

    MAN = "man"
    WOMAN_STAFF = "woman_staff"
    WOMAN_WORKER = "woman_worker"


_PARAMETERS: Final[dict[Track, tuple[Parameter[int], Parameter[int], Parameter[int]]]] = {
    Track.MAN: (RETIREMENT_MEN, RAISE_STEP_MEN, RAISE_MOST_MEN),
    Track.WOMAN_STAFF: (RETIREMENT_WOMEN_STAFF, RAISE_STEP_WOMEN_STAFF, RAISE_MOST_WOMEN_STAFF),
    Track.WOMAN_WORKER: (RETIREMENT_WOMEN, RAISE_STEP_WOMEN, RAISE_MOST_WOMEN),
}


@lru_cache(maxsize=50_000)
def retires_on(birth: date, track: Track) -> date:
    """The day on which somebody reaches the statutory age.

    Who would have reached it in the raise's first month or later waits one month longer for that month and one more for
    every further `step` months, up to the most.
    """
    age, step, most = _PARAMETERS[track]
    reached = add_months(birth, 12 * age.at(date(2025, 1, 1)))
    begins = step.entries()[0].source.period.start
    if begins is None or reached < begins:
        return reached
    months = (reached.year - begins.year) * 12 + reached.month - begins.month
    return add_months(birth, 12 * age.at(begins) + min(months // step.at(begins) + 1, most.at(begins)))


def is_of_retirement_age(birth: date, is_woman: bool | None, on: date) -> bool:
    """Whether somebody is past the age by every rule that may be theirs: sex None and a woman's post are not known."""
    tracks = [Track.MAN] if not is_woman else [Track.WOMAN_STAFF, Track.WOMAN_WORKER]
    return all(retires_on(birth, track) <= on for track in tracks)
