"""Which accounts an administrator may manage: by the places of grants, never by who asks for what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from guildhall.kernel.actor import Scope, ScopeKind


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as the rules see it. `path`: of its place, "" where the scope is no place or is not known."""

    kind: ScopeKind
    path: str
    starts_on: date
    ends_on: date | None

    def is_over(self, on: date) -> bool:
        return self.ends_on is not None and (self.ends_on <= on or self.ends_on <= self.starts_on)


def lies_in(path: str, scopes: Iterable[Scope]) -> bool:
    """Whether a place lies in one of the scopes."""
    return bool(path) and any(scope.path and path.startswith(scope.path) for scope in scopes)


def is_whole(grants: Iterable[Held], scopes: Collection[Scope], on: date) -> bool:
    """Whether all that an account may, today or later, lies in the scopes.

    Who may put an account aside or give it a new password could act as it: only where it can do nothing that they
    could not have given themselves. What one may do with one's own data counts for nobody else.
    """
    return all(
        grant.kind is ScopeKind.SELF or (grant.kind is ScopeKind.PLACE and lies_in(grant.path, scopes))
        for grant in grants
        if not grant.is_over(on)
    )
