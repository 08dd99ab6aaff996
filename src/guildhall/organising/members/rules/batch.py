"""A row of an employer's roster file: whether it can be taken, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import PERSON_KINDS, Facts, IdKind, Verdict, check, phones
from guildhall.kernel.text import clean_code, clean_person_name
from guildhall.organising.members.rules.joining import Candidate, join_warnings

NO_NAME: Final = MessageKind("members.row_no_name", "没有姓名。", "There is no name.")
NO_NUMBER: Final = MessageKind("members.row_no_number", "没有证件号码。", "There is no document number.")
UNCLEAR: Final = MessageKind(
    "members.row_unclear",
    "这个号码可能是几种证件，请在表里加一列“证件类别”。",
    "The number may be of several kinds of documents: add a column that says which.",
)
TWICE: Final = MessageKind("members.row_twice", "与第 {row} 行是同一个号码。", "The same number as in row {row}.")
OTHER_NAME: Final = MessageKind(
    "members.row_other_name",
    "这个号码登记的是另一个姓名，请核对。",
    "Another name is on record for this number. Please check.",
)
#: Words in a column of kinds that mean the resident identity card.
_RESIDENT: Final = ("身份证", "居民身份证", "二代身份证", "第二代居民身份证", "1", "resident_id")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read. `row`: of the sheet. "" or None: the file does not say."""

    row: int
    name: str
    number: str
    id_type: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A row that was checked.

    `wrong`: why it is left out; `kind` None then. `warnings`: what should be looked at. `facts`: what the number says.
    """

    row: int
    name: str
    kind: IdKind | None
    number: str
    phone: str
    wrong: Message | None
    warnings: tuple[Message, ...] = ()
    facts: Facts = field(default_factory=Facts)


def examine(line: Line, on: date) -> Examined:
    """Check a row: name, number by its check digit, age (a warning); a telephone number that is none is left away."""
    name, number = clean_person_name(line.name).value[:100], clean_code(line.number).value.upper()
    if not name:
        return _wrong(line, name, NO_NAME())
    if not number:
        return _wrong(line, name, NO_NUMBER())
    said = IdKind.RESIDENT_ID if line.id_type.strip() in _RESIDENT else None
    found = check(number, on=on, kind=said)
    if found.verdict is Verdict.INVALID:
        return _wrong(line, name, found.reasons[0])
    kinds = [kind for kind in found.kinds if kind in PERSON_KINDS]
    if len(kinds) != 1:
        return _wrong(line, name, UNCLEAR())
    phone = line.phone if line.phone and phones.check(line.phone).reason is None else ""
    is_woman = {"1": False, "2": True}.get(found.facts.sex)
    warnings = join_warnings(Candidate(birth_date=found.facts.birth_date, is_woman=is_woman), on)
    return Examined(line.row, name, kinds[0], number, phone, None, warnings, found.facts)


def _wrong(line: Line, name: str, message: Message) -> Examined:
    return Examined(line.row, name, None, "", "", message)
