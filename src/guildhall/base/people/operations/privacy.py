"""Reading personal data so that the person can see it, erasing it, and changing the keys that hold it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import own_person, person_for
from guildhall.base.people.contracts import Asked, PersonDetail, PersonFound, Purpose, Sex, Unmasked
from guildhall.base.people.events import PersonErased
from guildhall.base.people.models import Document, FormerName, Person, Phone
from guildhall.base.people.operations.admitting import KIND
from guildhall.base.people.queries import detail, found_people
from guildhall.base.people.rules.permissions import ERASE, OWN, READ, UNMASK
from guildhall.base.people.rules.records import ERASED
from guildhall.base.people.sealing import document_context, key_context, key_of, phone_context
from guildhall.infra.aliases import group
from guildhall.infra.bus import publish
from guildhall.infra.crypto import ring
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Refused
from guildhall.kernel.text import clean

#: Keys that one step of a rotation seals anew.
STEP: Final = 2_000


@operation
def look_at_person(actor: Actor, person_id: UUID, *, at: datetime, request_id: str = "") -> PersonDetail:
    """Show a person's record, numbers masked. The look is recorded: the person can see it."""
    person = person_for(actor, READ, person_id)
    record(
        actor, READ.code, Thing(KIND, person.id), at=at, act=Act.READ,
        fields=["name", "sex", "birth_date", "documents_masked", "phones_masked"], person_id=person.id,
        request_id=request_id,
    )  # fmt: skip
    return detail(person)


@operation
def search_people(
    actor: Actor, asked: Asked, *, permission: Permission = READ, at: datetime, request_id: str = ""
) -> tuple[PersonFound, ...]:
    """Find persons in reach by name or number. The search is recorded with how many it showed, not with whom."""
    found = found_people(actor, asked, permission)
    record(
        actor, permission.code, None, at=at, act=Act.READ, fields=["name", "sex", "birth_date", "documents_masked"],
        count=len(found), request_id=request_id,
    )  # fmt: skip
    return found


@operation
def unmask(
    actor: Actor,
    person_id: UUID,
    *,
    documents: bool,
    phones: bool,
    purpose: Purpose,
    at: datetime,
    request_id: str = "",
) -> Unmasked:
    """Read documents or telephone numbers in clear, for a stated purpose. The person can see who did and why."""
    person = person_for(actor, UNMASK, person_id)
    return _open(actor, UNMASK.code, person, documents, phones, purpose, at, request_id)


@operation
def unmask_own(actor: Actor, *, at: datetime, request_id: str = "") -> Unmasked:
    """Read one's own numbers in clear (PIPL art. 45)."""
    return _open(actor, OWN.code, own_person(actor), True, True, Purpose.OWN, at, request_id)


def _open(
    actor: Actor, action: str, person: Person, documents: bool, phones: bool, purpose: Purpose, at: datetime,
    request_id: str,
) -> Unmasked:  # fmt: skip
    rows = {row.id: row for row in group(Person, person.canonical_id or person.id).exclude(key=None)}
    if not rows:
        raise Refused(ERASED())
    keys = {person_id: key_of(row) for person_id, row in rows.items()}
    held = Document.objects.filter(person__in=rows, ends_at=None) if documents else Document.objects.none()
    lines = Phone.objects.filter(person__in=rows, ends_at=None) if phones else Phone.objects.none()
    numbers = {d.id: keys[d.person_id].open(bytes(d.sealed or b""), document_context(d.person_id)) for d in held}
    calls = {p.id: keys[p.person_id].open(bytes(p.sealed or b""), phone_context(p.person_id)) for p in lines}
    fields = sorted({d.kind for d in held}) + (["phones"] if calls else [])
    record(
        actor, action, Thing(KIND, person.id), at=at, act=Act.READ, fields=fields, person_id=person.id,
        purpose=purpose.value, request_id=request_id,
    )  # fmt: skip
    return Unmasked(numbers, calls)


@operation
def erase_person(actor: Actor, person_id: UUID, *, basis: str, at: datetime) -> None:
    """Erase a person, with all records that count as them (PIPL art. 47): keys, values, names, blind indexes.

    What stays are the ids, so that other records still point at something, and the audit, which holds no values.
    Sealed values in older backups can no longer be opened by this installation: their key is gone from it.
    """
    person = person_for(actor, ERASE, person_id)
    head = person.canonical_id or person.id
    ids = [row.pk for row in locked(group(Person, head))]
    ended = Coalesce("ends_at", Value(at))
    Document.objects.filter(person__in=ids).update(sealed=None, blind=None, masked="", ends_at=ended)
    Phone.objects.filter(person__in=ids).update(sealed=None, blind=None, masked="", ends_at=ended)
    FormerName.objects.filter(person__in=ids).delete()
    Person.objects.filter(pk__in=ids).update(
        key=None, name="", name_key="", sex=Sex.UNKNOWN.value, birth_date=None, erased_at=at
    )
    purpose = clean(basis).value[:60]
    for one in ids:
        record(
            actor, ERASE.code, Thing(KIND, one), at=at, fields=["name", "sex", "birth_date", "documents", "phones"],
            person_id=one, purpose=purpose,
        )  # fmt: skip
        publish(PersonErased(one))


@operation
def reseal_keys(*, after: UUID | None, at: datetime, limit: int = STEP) -> tuple[int, UUID | None]:
    """Seal the next persons' keys with the ring's current key: (how many were sealed anew, where to go on).

    A job calls it again with the second value until that is None. Values need no new sealing: their keys stay.
    """
    keys = ring()
    rows = Person.objects.exclude(key=None).order_by("pk")
    step = list(locked(rows.filter(pk__gt=after) if after else rows)[:limit])
    old = [row for row in step if row.key is not None and keys.sealed_by(bytes(row.key)) != keys.current]
    for row in old:
        context = key_context(row.id)
        row.key = keys.seal(keys.open(bytes(row.key or b""), context), context)
    Person.objects.bulk_update(old, ["key"], batch_size=500)
    if old:
        record(None, "people.reseal", None, at=at, fields=["key"], count=len(old))
    return len(old), step[-1].pk if len(step) == limit else None
