"""What an earlier answer means for a line of a later run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.organising.roster.contracts import Answer, LineState


@dataclass(frozen=True, slots=True)
class Answered:
    """A standing answer to a line with that content."""

    id: UUID
    answer: Answer
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
    """How a line stands in the later run, and which answer it was met with before."""

    state: LineState
    earlier: UUID | None


ASKED = Carried(LineState.OPEN, None)


def carried(content: str, answers: Iterable[Answered]) -> Carried:
    """How a line with that content stands, from the answers given of the same subject.

    The newest that bears on it counts. "Right as it stands" bears on it while both sides say the same as then: it is
    not asked again. "Corrected" bears on it whatever is said now: it is asked again, and told so. "Being checked" is
    no answer yet: it is asked again.
    """
    bearing = (one for one in answers if one.answer is not Answer.RIGHT or one.content == content)
    newest = max(bearing, key=lambda one: (one.at, one.id), default=None)
    if newest is None or newest.answer is Answer.CHECKING:
        return ASKED
    return Carried(LineState.WITHDRAWN if newest.answer is Answer.RIGHT else LineState.OPEN, newest.id)
