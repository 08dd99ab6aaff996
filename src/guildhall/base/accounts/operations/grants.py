"""Roles given and ended, within the giver's own places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.accounts.access import account_to_grant
from guildhall.base.accounts.events import GrantEnded, GrantGiven
from guildhall.base.accounts.models import Grant
from guildhall.base.accounts.rules.permissions import MANAGE
from guildhall.base.accounts.rules.reach import lies_in
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import paths_of
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.errors import Absent, Invalid, MessageKind

NO_GRANT: Final = MessageKind(
    "accounts.no_grant", "没有这个账号、地方或岗位。", "There is no such account, place or grant."
)
GRANT_PERIOD: Final = MessageKind(
    "accounts.grant_period", "结束日期要在开始日期之后。", "The end must come after the start."
)
GRANT_PAST: Final = MessageKind(
    "accounts.grant_past",
    "最早从今天起结束；已经过去的日子不能改。",
    "It can end from today on; days gone by stay as they were.",
)
NO_PLACES_ROLE: Final = MessageKind(
    "accounts.no_places_role",
    "会员的岗位只管本人，不按地方授予。",
    "A member's role is for oneself and is not given for a place.",
)
GRANT_TWICE: Final = MessageKind(
    "accounts.grant_twice",
    "这个岗位从这一天起已经授予。",
    "This role is already given from that day.",
)


@operation
def give_grant(
    actor: Actor, account_id: UUID, *, role: Role, place_id: UUID, starts_on: date, ends_on: date | None, at: datetime
) -> UUID:
    """Give an account a role in a place within the actor's own and return the grant's id.

    The account has a role in one of the actor's places, or none yet, or was opened by the actor. Raises Forbidden;
    Absent where account or place is out of reach; Invalid at `role`, `ends_on`, `starts_on`.
    """
    account_to_grant(actor, account_id)
    if not _reaches(actor, place_id):
        raise Absent(NO_GRANT())
    if role is Role.MEMBER:
        raise Invalid({"role": [NO_PLACES_ROLE()]})
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid({"ends_on": [GRANT_PERIOD()]})
    same = {"account_id": account_id, "role": role.value, "scope_kind": ScopeKind.PLACE.value, "scope_id": place_id}
    if Grant.objects.filter(**same, starts_on=starts_on).exclude(ends_on=starts_on).exists():
        raise Invalid({"starts_on": [GRANT_TWICE()]})
    grant = Grant.objects.create(**same, starts_on=starts_on, ends_on=ends_on, given_by_id=actor.account_id)
    record(actor, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["role", "scope", "period"])
    publish(GrantGiven(grant.id, account_id, starts_on))
    return grant.id


@operation
def end_grant(actor: Actor, grant_id: UUID, *, on: date, at: datetime) -> None:
    """End a grant; `on` is the first day that it no longer holds, today at the earliest.

    One that begins on that day or later is taken back: it never holds. Raises Forbidden, Absent, Invalid at `ends_on`.
    """
    actor.require(MANAGE)
    grant = locked(Grant.objects.filter(id=grant_id, scope_kind=ScopeKind.PLACE.value)).first()
    if grant is None or not _reaches(actor, grant.scope_id):
        raise Absent(NO_GRANT())
    if on < actor.on:
        raise Invalid({"ends_on": [GRANT_PAST()]})
    on = max(on, grant.starts_on)
    if grant.ends_on is not None and on > grant.ends_on:
        raise Invalid({"ends_on": [GRANT_PERIOD()]})
    if grant.ends_on == on:
        return
    grant.ends_on = on
    grant.save(update_fields=["ends_on"])
    record(actor, MANAGE.code, Thing("accounts.grant", grant.id), at=at, fields=["ends_on"])
    publish(GrantEnded(grant.id, grant.account_id, on))


def _reaches(actor: Actor, place_id: UUID) -> bool:
    return lies_in(paths_of([place_id]).get(place_id, ""), actor.scopes(MANAGE))
