"""The only door to an organisation: look up and check. A list costs one condition, whatever the number of grants."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from guildhall.base.organisations.models import Organisation
from guildhall.base.places.queries import narrowed, nowhere, paths_of, within_any
from guildhall.base.places.rules.paths import is_root
from guildhall.infra.reach import Reaches
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.errors import Absent, MessageKind

#: Assignments, unions say here which organisations an actor reaches, as queries of organisation ids.
REACHES: Final = Reaches()
#: Roles whose place says what may be handed to them, not what they see.
_HANDED: Final = frozenset({Role.VISITOR})
NO_ORGANISATION: Final = MessageKind(
    "organisations.absent", "没有这家单位，或不在您的范围内。", "There is no such organisation in your area."
)


def place_paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places all of whose organisations an actor reaches. Grants loaded by accounts carry them: no
    query then. Visitors reach what was handed to them (`REACHES`), not whatever lies in their street.
    """
    scopes = actor.scopes(replace(permission, roles=permission.roles - _HANDED))
    found = {scope.path for scope in scopes if scope.path}
    found |= set(paths_of([scope.id for scope in scopes if not scope.path]).values())
    return tuple(sorted(found))


def reached(actor: Actor, permission: Permission) -> Q:
    """Organisations in the actor's reach. A record is reached with the one that it counts as, and the other way.

    For looking one up; a list over all of them asks `heads_reached`.
    """
    named = [scope.id for scope in actor.scopes(permission, ScopeKind.ORGANISATION)]
    paths = place_paths(actor, permission)
    own = within_any(paths, "place__path") | nowhere(paths) | Q(pk__in=named) | REACHES.condition(actor, permission)
    head = within_any(paths, "canonical__place__path") | Q(canonical__in=named)
    merged = Organisation.objects.filter(own, canonical__isnull=False)
    return own | head | REACHES.condition(actor, permission, "canonical") | Q(pk__in=merged.values("canonical"))


def heads_reached(actor: Actor, permission: Permission) -> Q:
    """The same for lists of heads, in a form with which the database can begin at the places.

    Two queries beforehand: which places, and the few heads that lie elsewhere and are reached by a merged record.
    """
    paths = place_paths(actor, permission)
    condition = narrowed(paths) | nowhere(paths)
    ids = {scope.id for scope in actor.scopes(permission, ScopeKind.ORGANISATION)}
    if ids or (paths and not any(is_root(path) for path in paths)):
        merged = Organisation.objects.filter(condition | Q(pk__in=ids), canonical__isnull=False)
        ids |= set(merged.exclude(within_any(paths, "canonical__place__path")).values_list("canonical_id", flat=True))
    if ids:
        condition |= Q(pk__in=ids)
    for way in REACHES.queries(actor, permission):
        heads = Organisation.objects.filter(pk__in=way).values(head=Coalesce("canonical_id", "pk"))
        condition |= Q(pk__in=heads)
    return condition


def organisation_for(actor: Actor, permission: Permission, organisation_id: UUID) -> Organisation:
    """The organisation. Forbidden without the function, Absent out of reach: one query."""
    actor.require(permission)
    rows = Organisation.objects.filter(reached(actor, permission), pk=organisation_id).select_related("place")
    organisation = rows.first()
    if organisation is None:
        raise Absent(NO_ORGANISATION())
    return organisation
