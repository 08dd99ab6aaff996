"""Whether a kind of flow holds together: everything that is wrong with one, in sentences for whoever declares it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from guildhall.base.flows.contracts.kinds import BACK, Act, By, FlowKind, Hand, State, Transition
from guildhall.base.flows.rules.permissions import ACT

_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
_KIND: Final = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")
_PREFIX: Final = re.compile(r"[A-Z]{2,4}")


def faults(kind: FlowKind) -> tuple[str, ...]:
    """What is wrong with a kind; empty where it holds together."""
    if not kind.states:
        return ("it has no states",)
    found = list(_names(kind))
    if found:
        return tuple(found)
    for look in _LOOKS:
        found += look(kind)
    return tuple(found)


def _names(kind: FlowKind) -> Iterator[str]:
    """Codes that do not do, stand twice, or name what is not there."""
    if not _KIND.fullmatch(kind.code):
        yield f"its code is not of the form module.name: {kind.code!r}"
    if not _PREFIX.fullmatch(kind.prefix):
        yield f"its prefix is not two to four capital letters: {kind.prefix!r}"
    parts: dict[str, list[str]] = {
        "state": [one.code for one in kind.states],
        "transition": [one.code for one in kind.transitions],
        "office": [one.code for one in kind.offices],
        "field": [one.code for one in kind.fields],
        "paper": [one.code for one in kind.papers],
        "clock": [one.code for one in kind.clocks],
    }
    for what, codes in parts.items():
        for code in codes:
            if not _CODE.fullmatch(code) or code == BACK:
                yield f"{what} {code!r}: not a code"
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"{what} {code} stands twice"
    for what, used, user in _uses(kind):
        if used not in parts[what]:
            yield f"{user} names the {what} {used}, which it does not have"


def _uses(kind: FlowKind) -> Iterator[tuple[str, str, str]]:
    """(kind of part, code, who names it)."""
    yield "field", kind.name_field, "its name field"
    yield "field", kind.phone_field, "its phone field"
    for state in kind.states:
        if state.hand is Hand.OFFICE:
            yield "office", state.office, f"state {state.code}"
        if state.publishes is not None:
            yield "clock", state.publishes.clock, f"state {state.code}"
            yield from (("field", code, f"state {state.code}") for code in state.publishes.fields)
    for one in kind.transitions:
        user = f"transition {one.code}"
        yield from (("state", code, user) for code in one.starts)
        if one.leads != BACK:
            yield "state", one.leads, user
        yield from (("field", code, user) for code in one.fields)
        yield from (("paper", code, user) for code in one.all_papers)
        if one.not_before:
            yield "clock", one.not_before, user
    for clock in kind.clocks:
        yield from (("state", code, f"clock {clock.code}") for code in clock.runs_in | clock.pauses_in)
    for field in kind.fields:
        yield from (("state", code, f"field {field.code}") for code in field.shown_in)
    for paper in kind.papers:
        yield from (("state", code, f"paper {paper.code}") for code in paper.shown_in)
    for group in kind.groups:
        yield from (("field", code, "a group") for code in group.fields)
    if kind.milestone is not None:
        yield from (("clock", code, "its milestone") for code in kind.milestone.clocks)


def _ways(kind: FlowKind) -> Iterator[str]:
    """States that nothing reaches, or out of which nothing leads to an end."""
    reached, ending = {kind.draft.code}, {state.code for state in kind.states if state.outcome is not None}
    if not ending:
        yield "it has no state in which it ends"
    edges = list(edges_of(kind))
    reached = _spread(reached, edges)
    ending = _spread(ending, [(to, start) for start, to in edges])
    for state in kind.states:
        if state.code not in reached:
            yield f"state {state.code} is reached by no transition"
        if state.code not in ending:
            yield f"state {state.code} has no way to an end"


def _spread(known: set[str], edges: list[tuple[str, str]]) -> set[str]:
    """What is reached from some states along edges, they themselves included."""
    while more := {to for start, to in edges if start in known} - known:
        known = known | more
    return known


def edges_of(kind: FlowKind) -> Iterator[tuple[str, str]]:
    """Every (state, state) that a transition leads along; BACK leads to each state that returns into its start."""
    for one in kind.transitions:
        for start in one.starts:
            if one.leads != BACK:
                yield start, one.leads
                continue
            for other in kind.transitions:
                if other.act is Act.RETURN and other.leads == start:
                    yield from ((start, origin) for origin in other.starts)


def _states(kind: FlowKind) -> Iterator[str]:
    if kind.draft.hand is not Hand.APPLICANT or kind.draft.outcome is not None:
        yield f"the first state, {kind.draft.code}, is not a draft in the applicant's hands"
    for state in kind.states:
        if (state.hand is Hand.NOBODY) != (state.outcome is not None):
            yield f"state {state.code}: it is in nobody's hands if and only if it ends there"
        if state.outcome is not None and kind.starting(state.code):
            yield f"state {state.code} has an outcome, yet transitions lead out of it"
        if state.office and state.hand is not Hand.OFFICE:
            yield f"state {state.code} names an office, yet is not in one's hands"
        if state.publishes is not None and state.code not in kind.clock(state.publishes.clock).runs_in:
            yield f"state {state.code} publishes for as long as {state.publishes.clock}, which does not run in it"


def _transitions(kind: FlowKind) -> Iterator[str]:
    if len([one for one in kind.transitions if one.act is Act.SUBMIT]) != 1:
        yield "it needs exactly one transition that submits the draft"
    for one in kind.transitions:
        if not one.starts:
            yield f"transition {one.code} starts nowhere"
        yield from (f"transition {one.code} {wrong}" for wrong in _wrong_with(kind, one))
        for start in one.starts:
            hand = kind.state(start).hand
            if one.by not in _MAY[hand]:
                yield f"transition {one.code}: {one.by.value} cannot act in {start}, which is in the hands of {hand}"


_MAY: Final = {
    Hand.APPLICANT: {By.APPLICANT, By.PRODUCT},
    Hand.OFFICE: {By.APPLICANT, By.OFFICE, By.HOLDER, By.PRODUCT},
    Hand.NOBODY: set[By](),
}


def _wrong_with(kind: FlowKind, one: Transition) -> Iterator[str]:
    """What is wrong with one transition, each as the rest of a sentence that begins with its name."""
    goal: State | None = None if one.leads == BACK else kind.state(one.leads)
    if one.act is Act.SUBMIT and one.starts != (kind.draft.code,):
        yield "submits something else than the draft"
    if one.act is Act.REFUSE and not one.reasons:
        yield "refuses without any reason to choose from"
    if one.act is not Act.REFUSE and one.reasons:
        yield "gives reasons, yet refuses nothing"
    if one.act is Act.RETURN and (goal is None or goal.hand is not Hand.APPLICANT):
        yield "returns to somebody else than the applicant"
    if one.leads == BACK and one.act is not Act.RESUBMIT:
        yield "leads back, yet is no resubmission"
    if one.act in {Act.SUBMIT, Act.RESUBMIT, Act.WITHDRAW} and one.by is not By.APPLICANT:
        yield "is for the applicant to make"
    if one.signatures < 1 or (one.signatures > 1 and one.by is not By.OFFICE):
        yield "is signed by several, yet not by an office"
    if one.bulk and (one.needs or one.reasons or one.by is not By.OFFICE or one.act is Act.RETURN):
        yield "is made for many at once, yet asks for something of each"


def _clocks(kind: FlowKind) -> Iterator[str]:
    for clock in kind.clocks:
        if not clock.runs_in:
            yield f"clock {clock.code} runs in no state"
        for state in sorted(clock.runs_in & clock.pauses_in):
            yield f"clock {clock.code} both runs and stands still in {state}"
    for one in kind.transitions:
        if one.not_before and not set(one.starts) <= kind.clock(one.not_before).runs_in:
            yield f"transition {one.code} waits for {one.not_before}, which does not run where it starts"


def _offices(kind: FlowKind) -> Iterator[str]:
    for office in kind.offices:
        if office.role not in ACT.roles:
            yield f"office {office.code}: the role {office.role.value} may not act on applications"
        if not office.levels:
            yield f"office {office.code} is at no level of place"


_LOOKS: Final[tuple[Callable[[FlowKind], Iterable[str]], ...]] = (_ways, _states, _transitions, _clocks, _offices)
