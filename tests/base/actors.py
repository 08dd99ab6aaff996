"""Actors and moments for tests of the base: an account with one grant a scope, on a day when all places stand."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from guildhall.base.places.queries import paths_of
from guildhall.base.places.rules.shipped import shipped_id
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Grant, Role, Scope, ScopeKind
from guildhall.kernel.clocks import CHINA

ON = date(2023, 2, 25)
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)


def place(code: str) -> UUID:
    """The id of a shipped place."""
    return shipped_id(code)


def actor(role: Role, *scopes: Scope, person_id: UUID | None = None) -> Actor:
    """An account with a grant in each scope, or in itself alone where none is named."""
    scopes = scopes or (Scope(ScopeKind.SELF, person_id or new_id()),)
    return Actor(new_id(), tuple(Grant(role, scope) for scope in scopes), ON, person_id)


def at_places(role: Role, *codes: str) -> Actor:
    """An account with a grant in each place; places are loaded."""
    paths = paths_of([place(code) for code in codes])
    return actor(role, *(Scope(ScopeKind.PLACE, place(code), paths[place(code)]) for code in codes))
