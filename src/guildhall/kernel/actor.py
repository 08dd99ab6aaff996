"""Who acts: an account's grants on a day, and what they reach. Pure values; accounts loads them, modules ask them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.errors import Forbidden, MessageKind
from guildhall.kernel.periods import Period
from guildhall.kernel.words import Words


class Role(StrEnum):
    """What an account is there for. Stored: a value never changes its meaning."""

    ADMINISTRATOR = "administrator"  # accounts and grants of a place
    OFFICER = "officer"  # keeps the roster of a place: imports, decides, accepts, hands out
    REVIEWER = "reviewer"  # decides doubtful pairs, nothing else
    VISITOR = "visitor"  # a street's staff: what was handed to them, and nothing else
    LEADER = "leader"  # reads figures and lists of a place
    AUDITOR = "auditor"  # reads the audit
    MEMBER = "member"  # oneself


#: How roles are called on pages.
ROLE_WORDS: Final[Mapping[Role, Words]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: Words("管理员", "administrator"),
        Role.OFFICER: Words("经办", "officer"),
        Role.REVIEWER: Words("核对员", "reviewer"),
        Role.VISITOR: Words("走访员", "visitor"),
        Role.LEADER: Words("领导", "leader"),
        Role.AUDITOR: Words("审计员", "auditor"),
        Role.MEMBER: Words("会员", "member"),
    }
)


class ScopeKind(StrEnum):
    PLACE = "place"
    UNION = "union"
    ORGANISATION = "organisation"
    ASSIGNMENT = "assignment"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant reaches. `path`: of a place or union (base.places.paths); everything below it is reached, too."""

    kind: ScopeKind
    id: UUID
    path: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    scope: Scope
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True)
class Permission:
    """A function and the roles that have it. `code` is `module.verb`, named once, in the module's rules."""

    code: str
    roles: frozenset[Role]


FORBIDDEN: Final = MessageKind(
    "actor.forbidden",
    "您的岗位没有这项权限。需要时请找本级管理员。",
    "Your role does not include this. If you need it, ask your administrator.",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """An account with the grants in force on `on`.

    `person_id`: the person that the account belongs to, if known. `only`: codes of the permissions that a token was
    issued for; None: all that the grants give.
    """

    account_id: UUID
    grants: tuple[Grant, ...]
    on: date
    person_id: UUID | None = None
    only: frozenset[str] | None = None

    def __post_init__(self) -> None:
        stale = [grant for grant in self.grants if self.on not in grant.period]
        if stale:
            raise ValueError(f"{len(stale)} grants are not in force on {self.on}")

    def has(self, permission: Permission) -> bool:
        """Whether any grant includes the function, wherever it reaches."""
        return self._holds(permission) and any(grant.role in permission.roles for grant in self.grants)

    def _holds(self, permission: Permission) -> bool:
        return self.only is None or permission.code in self.only

    def scopes(self, permission: Permission, kind: ScopeKind = ScopeKind.PLACE) -> tuple[Scope, ...]:
        """Where the function may be used: the scopes of one kind, widest only, in order of path."""
        if not self._holds(permission):
            return ()
        found = {g.scope for g in self.grants if g.role in permission.roles and g.scope.kind is kind}
        return tuple(widest(found))

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the function is among the actor's: the page of another function, not of absence."""
        if not self.has(permission):
            raise Forbidden(FORBIDDEN())


def widest(scopes: Collection[Scope]) -> Iterable[Scope]:
    """Scopes without those that lie within another one; scopes without a path stand for themselves."""
    kept: list[Scope] = []
    for scope in sorted(scopes, key=lambda s: (s.path, str(s.id))):
        if not scope.path or not any(k.path and scope.path.startswith(k.path) for k in kept):
            kept.append(scope)
    return kept


def grants_in_force(grants: Iterable[Grant], on: date) -> tuple[Grant, ...]:
    """The grants whose period holds the day."""
    return tuple(grant for grant in grants if on in grant.period)
