"""What a person's record must hold to be taken in, and in which form numbers are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from guildhall.base.people.contracts import DocumentNumber, Sex
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.identifiers import PERSON_KINDS, IdKind, Verdict, check, phones
from guildhall.kernel.text import clean_code

NO_NAME: Final = MessageKind("people.no_name", "请填写姓名。", "Give the name.")
BORN_LATER: Final = MessageKind("people.born_later", "出生日期晚于今天。", "The birth date lies in the future.")
NOT_A_PERSONS: Final = MessageKind(
    "people.not_a_persons", "这种证件不是个人证件。", "That kind of document does not belong to a person."
)
DOCUMENT_TAKEN: Final = MessageKind(
    "people.document_taken",
    "这个证件号码已登记在另一条记录上；如是同一人，请合并两条记录。",
    "The number stands on another record already. If it is the same person, merge the two.",
)
TWO_NUMBERS: Final = MessageKind(
    "people.two_numbers",
    "两条记录的公民身份号码不同，不能合并为一人；请先更正号码。",
    "The two records have different resident identity numbers: they cannot be one person. Correct the number first.",
    "居民身份证法第三条：公民身份号码是每个公民唯一的、终身不变的身份代码",
)
ERASED: Final = MessageKind("people.erased", "这个人的资料已经删除。", "This person's data were erased.")

#: Kinds of which one person can hold one number only, for life.
FOR_LIFE: Final = frozenset({IdKind.RESIDENT_ID})


def document_number(document: DocumentNumber) -> DocumentNumber:
    """The document with its number in the form that is kept: half-width, upper-case, without spaces."""
    return DocumentNumber(document.kind, clean_code(document.number).value)


def person_objections(name: str, birth_date: date | None, on: date) -> dict[str, tuple[Message, ...]]:
    """What is wrong with a name and a birth date, by field."""
    found: dict[str, tuple[Message, ...]] = {}
    if not name:
        found["name"] = (NO_NAME(),)
    if birth_date is not None and birth_date > on:
        found["birth_date"] = (BORN_LATER(),)
    return found


def document_objections(document: DocumentNumber, on: date) -> tuple[Message, ...]:
    """What is wrong with a document's number; warnings do not count."""
    if document.kind not in PERSON_KINDS:
        return (NOT_A_PERSONS(),)
    checked = check(document.number, on=on, kind=document.kind)
    return checked.reasons if checked.verdict is Verdict.INVALID else ()


def phone_objections(phone: str) -> tuple[Message, ...]:
    """What is wrong with a telephone number."""
    reason = phones.check(phone).reason
    return (reason,) if reason else ()


def merge_objections(own: Sequence[tuple[IdKind, bytes]], other: Sequence[tuple[IdKind, bytes]]) -> tuple[Message, ...]:
    """Why two persons cannot be one, from the kinds and blind indexes of their documents in force."""
    for kind in FOR_LIFE:
        mine = {blind for held, blind in own if held is kind}
        theirs = {blind for held, blind in other if held is kind}
        if mine and theirs and mine != theirs:  # Law on Resident Identity Cards art. 3
            return (TWO_NUMBERS(),)
    return ()


def facts_of(documents: Sequence[DocumentNumber], on: date) -> tuple[Sex, date | None]:
    """Sex and birth date as the first valid number with such facts says them; unknown and None where none does."""
    for document in documents:
        facts = check(document.number, on=on, kind=document.kind).facts
        if facts.birth_date is not None:
            return Sex(facts.sex), facts.birth_date
    return Sex.UNKNOWN, None
