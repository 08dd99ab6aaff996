"""Whose records an actor reaches because of a union in one of their places."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from guildhall.base.places.queries import narrowed
from guildhall.kernel.actor import Actor, Permission
from guildhall.organising.members.models import Membership


def members_in_reach(actor: Actor, permission: Permission) -> QuerySet[Membership, Any] | None:
    """The ids of persons in unions of the places where the actor has the function."""
    paths = tuple(sorted(scope.path for scope in actor.scopes(permission) if scope.path))
    if not paths:
        return None
    return Membership.objects.filter(narrowed(paths, "union__place"), ends_on=None).values("person_id")
