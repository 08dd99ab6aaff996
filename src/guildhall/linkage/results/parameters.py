"""Which values of law and practice a run decides by, and for what; the manifest tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from guildhall.kernel.parameters import (
    ACTIVE_MEMBERSHIPS,
    COMMITTEE_MEMBERS,
    CUT_OFF,
    FULL_TIME_CHAIR,
    PROXY_INSURED,
    RETAINED_COUNTED,
    Entry,
    Parameter,
)

#: parameter → what the run takes it for, and whether the value is that of the place whose statistics the run is.
_OF_RATES: Final[tuple[tuple[Parameter[int], str, bool], ...]] = (
    (PROXY_INSURED, "threshold of coverage and worklist", True),
    (COMMITTEE_MEMBERS, "what the worklist says of close calls", False),
    (FULL_TIME_CHAIR, "which visits the worklist calls large", False),
)
_OF_PEOPLE: Final[tuple[tuple[Parameter[int] | Parameter[bool], str], ...]] = (
    (RETAINED_COUNTED, "which memberships are active"),
    (ACTIVE_MEMBERSHIPS, "who holds one membership too many"),
)


@dataclass(frozen=True, slots=True)
class Used:
    """`on`: the day whose value was taken; None: the newest one. `place`: the place asked for, "" for the nation."""

    name: str
    purpose: str
    on: date | None
    place: str
    entry: Entry


def used_parameters(as_of: date | None, place: str | None, *, found_cut_off: bool) -> Iterator[Used]:
    """In the order in which a run asks. `place`: whose rates are counted; None: none are. `found_cut_off`: nobody
    named the day.

    Raises Refused where a value is not in force.
    """
    if found_cut_off:
        yield Used(CUT_OFF.key, "cut-off", None, "", CUT_OFF.entry(date.max))
    for asked, purpose in _OF_PEOPLE:
        yield Used(asked.key, purpose, as_of, "", asked.entry(as_of or date.max))
    if as_of is not None and place is not None:
        for parameter, purpose, local in _OF_RATES:
            where = place if local else ""
            yield Used(parameter.key, purpose, as_of, where, parameter.entry(as_of, where))
