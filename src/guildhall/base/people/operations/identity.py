"""Two records that are one person, and one that turns out to be two."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import person_for
from guildhall.base.people.events import PeopleMerged, PersonSplit
from guildhall.base.people.models import Document, Person, PersonAlias
from guildhall.base.people.operations.admitting import KIND
from guildhall.base.people.rules.permissions import MERGE
from guildhall.base.people.rules.records import ERASED, merge_objections
from guildhall.infra.aliases import canonical_ids, join, locked_heads, part
from guildhall.infra.bus import publish
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Refused
from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.text import clean

#: Characters of a basis that are kept.
_BASIS: Final = 120


@operation
def merge_people(actor: Actor, person_id: UUID, into_id: UUID, *, basis: str, at: datetime) -> None:
    """Let one person's record count as another's from now on. Both keep their ids, documents and history.

    Both must be heads (not merged themselves). Refused where their resident identity numbers differ.
    """
    for one in (person_id, into_id):
        person_for(actor, MERGE, one)
    join_people(actor, person_id, into_id, permission=MERGE, basis=basis, at=at)


@operation
def join_people(
    actor: Actor, person_id: UUID, into_id: UUID, *, permission: Permission, basis: str, at: datetime
) -> None:
    """The same by another function of the actor's, for modules above whose own door was passed.

    The caller answers for the reach of both records: what was decided about them may lie in two places.
    """
    actor.require(permission)
    rows = locked_heads(Person, (person_id, into_id))
    if any(row.erased_at is not None for row in rows.values()):
        raise Refused(ERASED())
    numbers: dict[UUID, list[tuple[IdKind, bytes]]] = {person_id: [], into_id: []}
    held = Document.objects.filter(person__in=rows, ends_at=None).exclude(blind=None)
    for owner, kind, blind in held.values_list("person_id", "kind", "blind"):
        numbers[rows[owner].canonical_id or owner].append((IdKind(kind), bytes(blind or b"")))
    wrong = merge_objections(numbers[person_id], numbers[into_id])
    if wrong:
        raise Refused(*wrong)
    join(Person, PersonAlias, person_id, into_id, at=at, basis=clean(basis).value[:_BASIS])
    for one in (person_id, into_id):
        record(actor, permission.code, Thing(KIND, one), at=at, fields=["canonical"], person_id=one)
    publish(PeopleMerged(person_id, into_id))


@operation
def split_person(actor: Actor, person_id: UUID, *, basis: str = "", at: datetime) -> None:
    """End the alias of a record: it stands for itself again, with what had been merged into it before."""
    person_for(actor, MERGE, person_id)
    part_person(actor, person_id, permission=MERGE, basis=basis, at=at)


@operation
def part_person(actor: Actor, person_id: UUID, *, permission: Permission, basis: str = "", at: datetime) -> int:
    """The same by another function, as `join_people`. Returns how many records went with it."""
    actor.require(permission)
    head_id = canonical_ids(Person, [person_id]).get(person_id, person_id)
    following = part(Person, PersonAlias, person_id, at=at)
    PersonAlias.objects.filter(own=person_id, ends_at=at).update(ended_basis=clean(basis).value[:_BASIS])
    record(actor, permission.code, Thing(KIND, person_id), at=at, fields=["canonical"], person_id=person_id)
    publish(PersonSplit(person_id, head_id))
    return following
