"""What somebody who types into the one field of a search is looking for."""

from __future__ import annotations

from datetime import date

from guildhall.base.people.contracts import Asked, DocumentNumber
from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers import PERSON_KINDS, check, phones
from guildhall.kernel.text import clean


def what_is_asked(text: str, on: date) -> tuple[Asked | None, tuple[Message, ...]]:
    """A name where there is no digit, else the numbers that it could be; None and why where it is none."""
    text = clean(text).value
    if not any(char.isdigit() for char in text):
        return Asked(name=text), ()
    phone = phones.check(text)
    checked = check(text, on=on)
    documents = tuple(DocumentNumber(kind, checked.value) for kind in checked.kinds if kind in PERSON_KINDS)
    if phone.kind is None and not documents:
        return None, checked.reasons
    return Asked(documents=documents, phone=phone.value if phone.kind is not None else ""), ()
