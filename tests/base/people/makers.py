"""Made-up people: numbers of division 3399, which does not exist, phones from a range never allocated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from guildhall.base.people.access import REACHES
from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.models import Person
from guildhall.base.people.operations import admit_person
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.identifiers.resident import check_character
from tests.base.actors import AT


def number(serial: int, birth: date = date(1980, 1, 1)) -> str:
    """A valid number of a place that does not exist."""
    first = f"339901{birth:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def resident(serial: int) -> DocumentNumber:
    return DocumentNumber(IdKind.RESIDENT_ID, number(serial))


def phone(serial: int) -> str:
    return f"100{serial:08d}".replace("100", "199", 1)


def person(name: str, serial: int | None = None, *, phones: tuple[str, ...] = ()) -> UUID:
    """Somebody admitted by the installation itself."""
    documents = (resident(serial),) if serial is not None else ()
    return admit_person(None, NewPerson(name, documents=documents, phones=phones), at=AT)


@contextmanager
def reaching(*ids: UUID, code: str = "") -> Iterator[None]:
    """Whoever has a permission reaches these persons, as if a module above said so; `code`: one permission only."""

    def way(actor: Actor, permission: Permission) -> QuerySet[Person, dict[str, UUID]] | None:
        if code and permission.code != code:
            return None
        return Person.objects.filter(pk__in=ids).values("pk")  # type: ignore[return-value]  # a query of ids

    REACHES.add(way)
    try:
        yield
    finally:
        REACHES.remove(way)
