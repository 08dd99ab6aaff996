"""What other modules and pages hold of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.kernel.actor import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class GrantSummary:
    """A role in one scope. `place`: its name, "" where the scope is none. `is_within`: in the reader's own places.

    `ends_on`: the first day that it no longer holds; the day it begins where it was taken back before it held.
    """

    id: UUID
    role: Role
    scope_kind: ScopeKind
    scope_id: UUID
    place: str
    starts_on: date
    ends_on: date | None
    given_by: str
    is_within: bool

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        """Whether it no longer holds on a day, nor ever will."""
        return self.ends_on is not None and (self.ends_on <= on or self.ends_on <= self.starts_on)


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as lists show it, with the grants that hold or are to come."""

    id: UUID
    username: str
    display_name: str
    is_active: bool
    grants: tuple[GrantSummary, ...]


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account as its page shows it, with every grant, newest first.

    `is_whole`: all that it may do lies in the reader's places. `has_code`: an authenticator is set up. `is_own`: the
    reader's own account. `person_id`: whose it is, where the reader may open their record.
    """

    account: AccountSummary
    grants: tuple[GrantSummary, ...]
    created_at: datetime
    last_sign_in: datetime | None
    must_use_code: bool
    has_code: bool
    is_whole: bool
    is_own: bool
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Opened:
    """An account just opened, or given a new password: the one password is shown this once."""

    account_id: UUID
    username: str
    password: str
