"""The door to a place that is to be changed. Reading needs none: places are public."""

from __future__ import annotations

from uuid import UUID

from guildhall.base.places.models import Place
from guildhall.base.places.queries import NO_PLACE
from guildhall.base.places.rules.paths import contains
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Absent


def place_for(actor: Actor, permission: Permission, place_id: UUID) -> Place:
    """The place, locked for a change. Forbidden without the function, Absent outside the actor's scopes."""
    actor.require(permission)
    place = locked(Place.objects.filter(pk=place_id)).first()
    if place is None or not any(s.path and contains(s.path, place.path) for s in actor.scopes(permission)):
        raise Absent(NO_PLACE())
    return place
