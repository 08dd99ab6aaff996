"""The only door to an organisation: look up and check. A list costs one condition, whatever the number of grants."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.organisations.models import Organisation
from guildhall.base.places.queries import paths_of, within_any
from guildhall.infra.reach import Reaches
from guildhall.kernel.actor import Actor, Permission, ScopeKind
from guildhall.kernel.errors import Absent, MessageKind

#: Assignments, unions say here which organisations an actor reaches, as queries of organisation ids.
REACHES: Final = Reaches()
NO_ORGANISATION: Final = MessageKind(
    "organisations.absent", "没有这家单位，或不在您的范围内。", "There is no such organisation in your area."
)


def place_paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places where an actor has a function. Grants loaded by accounts carry them: no query then."""
    scopes = actor.scopes(permission)
    found = {scope.path for scope in scopes if scope.path}
    found |= set(paths_of([scope.id for scope in scopes if not scope.path]).values())
    return tuple(sorted(found))


def reached(actor: Actor, permission: Permission, *, lists: bool = False) -> Q:
    """Organisations in the actor's reach. A record is reached with the one that it counts as, and the other way.

    `lists`: only what lists need, in which the head stands for its group.
    """
    paths = place_paths(actor, permission)
    named = [scope.id for scope in actor.scopes(permission, ScopeKind.ORGANISATION)]
    own = within_any(paths, "place__path") | Q(pk__in=named) | REACHES.condition(actor, permission)
    merged = Organisation.objects.filter(own, canonical__isnull=False)
    condition = own | Q(pk__in=merged.values("canonical"))
    if lists:
        return condition
    heads = within_any(paths, "canonical__place__path") | Q(canonical__in=named)
    return condition | heads | REACHES.condition(actor, permission, "canonical")


def organisation_for(actor: Actor, permission: Permission, organisation_id: UUID) -> Organisation:
    """The organisation. Forbidden without the function, Absent out of reach: one query."""
    actor.require(permission)
    rows = Organisation.objects.filter(reached(actor, permission), pk=organisation_id).select_related("place")
    organisation = rows.first()
    if organisation is None:
        raise Absent(NO_ORGANISATION())
    return organisation
