"""Which place's office has an application, and which transitions somebody may make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guildhall.base.flows.contracts import BACK, Act, By, FlowKind, Hand, Office, State, Transition
from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.kernel.actor import Role

#: From the narrowest to the widest; a park lies in a county, beside its townships.
_WIDTH: Final = (
    PlaceKind.VILLAGE, PlaceKind.TOWNSHIP, PlaceKind.PARK, PlaceKind.COUNTY, PlaceKind.CITY, PlaceKind.PROVINCE,
)  # fmt: skip


def office_place(office: Office, line: Sequence[PlaceSummary]) -> PlaceSummary:
    """The place that has an office for an application. `line`: its place and those above it, widest first.

    Where no place of the office's levels lies there, the next wider one; the widest where none does. Raises ValueError
    for an empty line.
    """
    if not line:
        raise ValueError("an office needs a place")
    upward = list(reversed(line))
    if office.is_above and len(upward) > 1:
        upward = upward[1:]
    for place in upward:
        if place.kind in office.levels:
            return place
    widest_wanted = max(map(_WIDTH.index, office.levels))
    return next((place for place in upward if _WIDTH.index(place.kind) > widest_wanted), upward[-1])


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to an application.

    `roles`: with which roles they reach the office that has it; `is_applicant`: it is their own; `account`: who.
    """

    roles: frozenset[Role] = frozenset()
    is_applicant: bool = False
    account: UUID | None = None


def may_make(kind: FlowKind, transition: Transition, state: State, standing: Standing, *, holder: UUID | None) -> bool:
    """Whether somebody may make a transition out of a state, whatever it asks for."""
    if state.code not in transition.starts or transition.by is By.PRODUCT:
        return False
    if transition.by is By.APPLICANT:
        return standing.is_applicant
    if state.hand is not Hand.OFFICE or kind.office(state.office).role not in standing.roles:
        return False
    if standing.is_applicant:
        return False  # nobody decides what they applied for themselves
    # What was handed to one account is acted on by that one alone, until it is taken back.
    if transition.by is By.HOLDER:
        return holder is not None and holder == standing.account
    return holder is None or holder == standing.account


def makeable(kind: FlowKind, state: State, standing: Standing, *, holder: UUID | None) -> tuple[Transition, ...]:
    """The transitions that somebody may make, in the order of the kind."""
    return tuple(one for one in kind.transitions if may_make(kind, one, state, standing, holder=holder))


def goal_of(kind: FlowKind, transition: Transition, returned_from: str) -> State:
    """Where a transition leads. Raises ValueError where it leads back and nothing was returned."""
    code = returned_from if transition.leads == BACK else transition.leads
    if not code:
        raise ValueError(f"{kind.code}: nothing was returned that {transition.code} could lead back to")
    return kind.state(code)


def main_path(kind: FlowKind, start: str, goal: str = "") -> tuple[Transition, ...]:
    """The shortest way from a state to a goal, by what leads on; "": to an approval. Empty where there is none."""
    onward = [one for one in kind.transitions if one.act in {Act.SUBMIT, Act.RESUBMIT, Act.APPROVE, Act.STEP}]
    ends = {goal} if goal else {state.code for state in kind.states if state.outcome == "approved"}
    ways: list[tuple[str, tuple[Transition, ...]]] = [(start, ())]
    seen = {start}
    while ways:
        here, way = ways.pop(0)
        if here in ends:
            return way
        for one in onward:
            if here in one.starts and one.leads not in seen and one.leads != BACK:
                seen.add(one.leads)
                ways.append((one.leads, (*way, one)))
    return ()


def bulk_transitions(kind: FlowKind, states: Collection[str]) -> tuple[Transition, ...]:
    """Transitions that may be made for many at once out of every one of those states."""
    return tuple(one for one in kind.transitions if one.bulk and set(states) <= set(one.starts))


def office_states(kind: FlowKind, roles: Iterable[Role]) -> tuple[str, ...]:
    """The states in which an office of one of those roles has an application of this kind."""
    held = frozenset(roles)
    return tuple(s.code for s in kind.states if s.hand is Hand.OFFICE and kind.office(s.office).role in held)
