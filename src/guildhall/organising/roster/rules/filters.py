"""What a list shows, as its address says it. Whatever is not understood counts as not asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.industries import BY_LETTER
from guildhall.kernel.text import clean
from guildhall.linkage.rules.worklist import REASONS
from guildhall.organising.roster.contracts import Covered, Group, Outcome, Position, Size, WorkState

#: In place of a section's letter: the industry is not known. In place of a place: nobody has it.
UNKNOWN: Final = "0"
#: Of states: settled ones, too.
EVERY: Final = "every"
KINDS: Final = frozenset({*map(str, Group), *map(str, OrganisationKind)})
INDUSTRIES: Final = frozenset({*BY_LETTER, UNKNOWN})
_REASONS: Final = frozenset(kind.code for kind in REASONS)
#: Longest text searched for, in characters.
_TEXT: Final = 40
#: Digits of the greatest number that a list is ordered by.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class UnitFilters:
    """Organisations behind a number. `kind`: a group or a form; `counts`: those alone that rates count.

    `itself` "1": those alone that lie in the place and in none of those below it that stand today.
    """

    place: UUID | None = None
    kind: str = ""
    industry: str = ""
    covered: str = ""
    counts: str = ""
    q: str = ""
    itself: str = ""


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """The worklist. `place`: where they lie; `assigned`: who has them, `UNKNOWN` for nobody.

    `state` "": what is not settled.
    """

    place: UUID | None = None
    kind: str = ""
    industry: str = ""
    size: str = ""
    state: str = ""
    reason: str = ""
    assigned: str = ""
    outcome: str = ""
    q: str = ""


def unit_filters(asked: Mapping[str, str]) -> UnitFilters:
    """From an address."""
    return UnitFilters(
        place=_id(asked.get("place", "")),
        itself=_one(asked, "itself", frozenset({"1"})) if _id(asked.get("place", "")) else "",
        kind=_one(asked, "kind", KINDS),
        industry=_one(asked, "industry", INDUSTRIES),
        covered=_one(asked, "covered", frozenset(map(str, Covered))),
        counts=_one(asked, "counts", frozenset({"1"})),
        q=_text(asked),
    )


def work_filters(asked: Mapping[str, str]) -> WorkFilters:
    """From an address, a saved view, a job."""
    held = asked.get("assigned", "")
    return WorkFilters(
        place=_id(asked.get("place", "")),
        kind=_one(asked, "kind", KINDS),
        industry=_one(asked, "industry", INDUSTRIES),
        size=_one(asked, "size", frozenset(map(str, Size))),
        state=_one(asked, "state", frozenset({*map(str, WorkState), EVERY})),
        reason=_one(asked, "reason", _REASONS),
        assigned=held if held == UNKNOWN or _id(held) else "",
        outcome=_one(asked, "outcome", frozenset(map(str, Outcome))),
        q=_text(asked),
    )


def asked_by(filters: UnitFilters | WorkFilters) -> dict[str, str]:
    """What an address says for them; nothing for what is not asked for."""
    values = ((field.name, getattr(filters, field.name)) for field in fields(filters))
    return {name: str(value) for name, value in values if value}


def address(path: str, asked: Mapping[str, str]) -> str:
    """A path with what is asked for."""
    return f"{path}?{urlencode(asked)}" if asked else path


def position(text: str) -> Position | None:
    """Where a list stands, as an address says it: `120_0187…`."""
    value, _, held = text.partition("_")
    row_id = _id(held)
    if row_id is None or not value.removeprefix("-").isdecimal() or len(value) > _DIGITS:
        return None
    return Position(int(value), row_id)


def position_text(stands: Position) -> str:
    """As `position` reads it."""
    return f"{stands.value}_{stands.id}"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _one(asked: Mapping[str, str], name: str, values: frozenset[str]) -> str:
    value = asked.get(name, "")
    return value if value in values else ""


def _text(asked: Mapping[str, str]) -> str:
    return clean(asked.get("q", "")[:_TEXT]).value
