"""How a person's numbers are sealed: with a key of the person's own, bound to the person and to what they are."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from guildhall.base.people.models import Person
from guildhall.base.people.rules.records import ERASED
from guildhall.infra.crypto import KeyRing, SubjectKey, ring
from guildhall.kernel.errors import Refused

_KEY: Final = b"people.key:"
_DOCUMENT: Final = b"people.document:"
_PHONE: Final = b"people.phone:"


def key_context(person_id: UUID) -> bytes:
    """What a sealed key belongs to."""
    return _KEY + person_id.bytes


def document_context(person_id: UUID) -> bytes:
    """What a sealed document number belongs to."""
    return _DOCUMENT + person_id.bytes


def phone_context(person_id: UUID) -> bytes:
    """What a sealed telephone number belongs to."""
    return _PHONE + person_id.bytes


def key_of(person: Person, keys: KeyRing | None = None) -> SubjectKey:
    """A person's key, opened. Raises Refused where it was destroyed."""
    if person.key is None:
        raise Refused(ERASED())
    return SubjectKey((keys or ring()).open(bytes(person.key), key_context(person.id)))
