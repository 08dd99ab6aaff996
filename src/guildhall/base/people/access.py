"""The only door to a person: look up and check. Who reaches whom is known to the modules above (`REACHES`)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from guildhall.base.people.models import Person
from guildhall.infra.parts import Parts
from guildhall.infra.reach import Reaches
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Absent, MessageKind

#: Memberships, rosters, cases say here whose records an actor reaches, as queries of person ids.
REACHES: Final = Reaches()
#: Memberships, employments, cases say here what they show on a person's page.
PARTS: Final = Parts()
NO_PERSON: Final = MessageKind(
    "people.absent", "没有这个人，或不在您的范围内。", "There is no such person in your area."
)


def reached(actor: Actor, permission: Permission) -> Q:
    """Persons in the actor's reach; a record and the one that it counts as are reached together. For looking one up."""
    through = Person.objects.filter(REACHES.condition(actor, permission), canonical__isnull=False)
    own = REACHES.condition(actor, permission) | REACHES.condition(actor, permission, "canonical")
    return own | Q(pk__in=through.values("canonical"))


def heads_reached(actor: Actor, permission: Permission) -> Q:
    """The same for lists of heads: one set of ids, with which the database can begin."""
    condition = Q(pk__in=[])
    for way in REACHES.queries(actor, permission):
        heads = Person.objects.filter(pk__in=way).values(head=Coalesce("canonical_id", "pk"))
        condition |= Q(pk__in=heads)
    return condition


def person_for(actor: Actor, permission: Permission, person_id: UUID) -> Person:
    """The person. Forbidden without the function, Absent out of reach: one query."""
    actor.require(permission)
    person = Person.objects.filter(reached(actor, permission), pk=person_id).first()
    if person is None:
        raise Absent(NO_PERSON())
    return person


def own_person(actor: Actor) -> Person:
    """The person that the account belongs to. Absent where none is known or all was erased."""
    person = Person.objects.filter(pk=actor.person_id, erased_at=None).first() if actor.person_id else None
    if person is None:
        raise Absent(NO_PERSON())
    return person
