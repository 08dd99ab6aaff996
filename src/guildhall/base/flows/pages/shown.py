"""Applications as pages show them: stations, clocks, filled-in fields, the timeline, the drawing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.safestring import SafeString

from guildhall.base.flows.contracts import Act, Field, FieldType, FileView, FlowKind, Hand, PaperView
from guildhall.base.flows.rules.drawing import drawing
from guildhall.base.flows.rules.fields import NO, YES
from guildhall.base.flows.rules.offices import main_path
from guildhall.infra.pieces.marks import At, Clock, Station
from guildhall.infra.pieces.text import Text
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.deadlines import UNIT_WORDS, Unit, left
from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words
from guildhall.kernel.working_days import working_days

APPLICANT: Final = Words("申请人", "the applicant")
_YES_NO: Final = {YES: Words("是", "Yes"), NO: Words("否", "No")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what was filled in. `mark`: what is to be corrected."""

    words: Words
    value: Text
    is_masked: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper that the kind asks, with the files attached to it."""

    code: str
    words: Words
    files: tuple[PaperView, ...]
    mark: str = ""
    hint: Words | None = None


def value_of(field: Field, value: str) -> Text:
    """What was filled in, in words."""
    if field.type is FieldType.CHOICE:
        return next((option.words for option in field.options if option.value == value), value)
    return _YES_NO.get(value, value) if field.type is FieldType.YES_NO else value


def fields_shown(kind: FlowKind, found: FileView) -> list[Shown]:
    """The fields that the reader may see and that were filled in, in the order of the kind."""
    marks = {mark.code: mark.note for mark in found.marks}
    return [
        Shown(field.words, value_of(field, found.values[field.code]), field.is_masked, marks.get(field.code, ""))
        for field in kind.fields
        if found.values.get(field.code) or (field.code in marks and field.code not in found.hidden)
    ]


def papers_shown(kind: FlowKind, found: FileView) -> list[Attached]:
    """The papers that were attached, or marked."""
    marks = {mark.code: mark.note for mark in found.marks}
    return [
        Attached(paper.code, paper.words, held, marks.get(paper.code, ""), paper.hint)
        for paper in kind.papers
        if (held := tuple(one for one in found.papers if one.paper == paper.code)) or paper.code in marks
    ]


def clock_pieces(found: FileView) -> list[tuple[Words, Clock, bool, bool]]:
    """Each running clock with its words, whether it only must pass, and whether its rule is confirmed."""
    return [
        (
            one.words,
            Clock(one.left, one.due_on, one.rule, UNIT_WORDS[one.unit], one.is_paused, one.is_provisional),
            one.is_minimum,
            one.is_confirmed,
        )
        for one in found.clocks
    ]


def due_clock(
    due_on: date | None, on: date, unit: Unit, rule: str, *, is_paused: bool, is_provisional: bool
) -> Clock | None:
    """The clock of a row of a list, where something is due. Of one that stands still, the day is when it stopped."""
    if due_on is None:
        return None
    rest = left(unit, on, due_on, working_days())
    return Clock(rest, due_on, rule, UNIT_WORDS[unit], is_paused, is_provisional)


def stations(
    kind: FlowKind, state: str, visited: Collection[str], *, who: Text = "", since: datetime | None = None,
    returned_from: str = "", clock: Clock | None = None,
) -> tuple[Station, ...]:  # fmt: skip
    """Where an application is on the way to an approval, and where it went otherwise."""
    path = [kind.draft.code, *(one.leads for one in main_path(kind, kind.draft.code))]
    here, day = kind.state(state), since.astimezone(CHINA).date() if since else None
    is_returned = returned_from in path and here.hand is Hand.APPLICANT
    at = path.index(returned_from) if is_returned else path.index(state) if state in path else None
    if at is None:  # it left the way: what it came through, and where it is now
        passed = [code for code in path if code in visited]
        ended = Station(here.words, At.HERE, who, day, clock=clock)
        return (*(Station(kind.state(code).words, At.DONE) for code in passed), ended)
    shown = []
    for number, code in enumerate(path):
        words = kind.state(code).words
        if number == at:
            shown.append(Station(words, At.RETURNED if is_returned else At.HERE, who, day, clock=clock))
        else:
            shown.append(Station(words, At.DONE if number < at else At.AHEAD))
    return tuple(shown)


def map_of(kind: FlowKind, language: Language, here: str = "", visited: Collection[str] = ()) -> SafeString:
    """The drawing of a kind for a page; `rules.drawing` escapes what it writes."""
    return SafeString(drawing(kind, language, here=here, done=visited))


def who_has_it(kind: FlowKind, hand: Hand, state: str, place: str, holder: str = "") -> Text:
    """In whose hands it is, in words."""
    if hand is Hand.APPLICANT:
        return APPLICANT
    if hand is Hand.NOBODY:
        return ""
    office = kind.office(kind.state(state).office).words
    before, after = (f"{place} · " if place else ""), (f" · {holder}" if holder else "")
    return Words(f"{before}{office.zh}{after}", f"{before}{office.en}{after}")


def first_act(acts: Collection[str], kind: FlowKind) -> str:
    """The act that leads on: the one that stands first on the page."""
    leading = (code for code in acts if (one := kind.transition(code)) and one.act in {Act.APPROVE, Act.STEP})
    return next(leading, "")
