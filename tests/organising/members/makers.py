"""Unions and members for tests: people of a place that does not exist."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import actor_for
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.organising.members.contracts import Joining, NewMembership
from guildhall.organising.members.models import Membership
from guildhall.organising.members.operations import join, set_memberships
from guildhall.organising.unions.contracts import NewUnion, UnionKind
from guildhall.organising.unions.operations import bulk_register
from tests.base.actors import AT, ON, at_places, place
from tests.base.people.makers import person


def union(name: str = "甲工会", code: str = "330203", kind: UnionKind = UnionKind.JOINT) -> UUID:
    """A standing union in a place."""
    made = new_id()
    officer = at_places(Role.OFFICER, code)
    bulk_register([NewUnion(made, name, kind, "", place(code), True, None, None)], actor=officer, at=AT)
    return made


def said(person_id: UUID, union_id: UUID, *, active: bool = True, month: str = "2023-01") -> int:
    """A membership that a register alone says; returns its key. Other memberships of the union stay as they are."""
    held = [
        NewMembership(row.person_id, row.union_id, row.active, row.month)
        for row in Membership.objects.filter(union=union_id, ends_on=None)
    ]
    new = NewMembership(person_id, union_id, active, month)
    set_memberships([union_id], [*held, new], actor=at_places(Role.OFFICER, "330000"), on=ON, at=AT)
    return Membership.objects.get(person=person_id, union=union_id, ends_on=None).pk


def member(union_id: UUID, name: str = "甲", serial: int | None = None, *, code: str = "330203") -> Membership:
    """Somebody who joined by the union's approval."""
    made = person(name, serial)
    public_id = join(at_places(Role.OFFICER, code), Joining(made, union_id), at=AT)
    return Membership.objects.get(public_id=public_id)


def officer_at(*codes: str) -> Actor:
    """An officer with an account of their own: applications name whoever acted on them."""
    username = "-".join(codes)
    account = Account.objects.filter(username=username).first() or Account.objects.create(
        username=username, display_name="经办", created_at=AT
    )
    for code in codes:
        Grant.objects.get_or_create(
            account=account, role=Role.OFFICER.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
            starts_on=date(2023, 1, 1),
        )  # fmt: skip
    return actor_for(account.id, None, on=ON)
