"""Looking at somebody's memberships, which is recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import person_for
from guildhall.base.people.rules.permissions import READ as READ_PERSON
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.organising.members.contracts import MembershipSummary
from guildhall.organising.members.queries import memberships_of_person
from guildhall.organising.members.rules.permissions import READ


@operation
def look_at_memberships(
    actor: Actor, person_id: UUID, *, at: datetime, request_id: str = ""
) -> tuple[MembershipSummary, ...]:
    """The memberships of a person in reach; the person can see who looked. Raises Forbidden, Absent."""
    actor.require(READ)
    person = person_for(actor, READ_PERSON, person_id)
    record(
        actor, READ.code, Thing("people.person", person.id), at=at, act=Act.READ, fields=["memberships"],
        person_id=person.id, request_id=request_id,
    )  # fmt: skip
    return memberships_of_person(actor, person.canonical_id or person.id)
