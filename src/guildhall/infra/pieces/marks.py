"""Small marks: the clock of a matter, where it is, a person, a job's progress, a notice, what stands in for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from guildhall.infra.pieces.text import Text
from guildhall.kernel.deadlines import UNIT_WORDS, Unit
from guildhall.kernel.words import Words

#: A clock with so many units left or fewer calls for care.
_SOON: Final = 3


class Running(StrEnum):
    """How a clock stands."""

    AMPLE = "ample"
    SOON = "soon"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Clock:
    """Time left by a rule. `left`: in `unit`, below 0 when overdue. `rule`: the article. `is_provisional`: the holiday
    calendar of that year is not published yet."""

    left: int
    due_on: date
    rule: str
    unit: Words = UNIT_WORDS[Unit.WORKING_DAYS]
    is_paused: bool = False
    is_provisional: bool = False

    @property
    def running(self) -> Running:
        if self.is_paused:
            return Running.PAUSED
        if self.left < 0:
            return Running.OVERDUE
        return Running.SOON if self.left <= _SOON else Running.AMPLE

    @property
    def overdue_by(self) -> int:
        return max(-self.left, 0)


class At(StrEnum):
    """How a matter stands to a station."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Station:
    """A station of a flow: who has or had it, since when."""

    name: Text
    at: At
    who: Text = ""
    since: date | None = None
    note: Text = ""
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose. `count`: how many there are of it."""

    value: str
    words: Text
    count: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person as shown. `name` and `document` come masked; `unmask_url` takes a purpose and answers this chip again.

    `purposes`: for what one may ask. Empty `unmask_url`: the reader may not ask.
    """

    name: str
    document: str = ""
    href: str = ""
    unmask_url: str = ""
    purposes: Sequence[Option] = ()
    is_unmasked: bool = False


class Step(StrEnum):
    """How a job stands; the values of infra.jobs."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as its page shows it. `total` 0: size unknown. `poll_url` answers this piece again, every two seconds."""

    title: Text
    step: Step
    done: int = 0
    total: int = 0
    note: Text = ""
    poll_url: str = ""
    cancel_url: str = ""
    result_href: str = ""
    messages: Sequence[Text] = ()
    is_cancelling: bool = False

    @property
    def is_going_on(self) -> bool:
        return self.step in {Step.QUEUED, Step.RUNNING}


class Tone(StrEnum):
    """What a notice is: each has its own shape and word beside its colour."""

    PLAIN = "plain"
    GOOD = "good"
    CAUTION = "caution"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told. `rule`: the article that it rests on; `href` and `act`: what to do about it."""

    text: Text
    tone: Tone = Tone.PLAIN
    rule: str = ""
    href: str = ""
    act: Text = ""


class Blank(StrEnum):
    """Why there is nothing to see."""

    EMPTY = "empty"
    LOADING = "loading"
    ERROR = "error"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands where a piece has nothing to show: what is so, and what to do next."""

    blank: Blank
    title: Text
    advice: Text = ""
    href: str = ""
    act: Text = ""
