"""Accounts over the API, for those who manage them, within their places.

No new passwords: whoever holds a token would hold the account of its owner with one.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from guildhall.base.accounts import operations, queries
from guildhall.base.accounts.access import account_for
from guildhall.base.accounts.contracts import AccountSummary, GrantSummary
from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import SystemClock

router = Router()
#: Rows of a page.
PAGE = 50


class GrantOut(Schema):
    """`place_id`: null where the scope is no place. `ends_on`: the first day that it no longer holds."""

    id: UUID
    role: str
    place_id: UUID | None
    place_name: str
    starts_on: date
    ends_on: date | None
    given_by: str


class AccountOut(Schema):
    """`grants`: those that hold or are to come."""

    id: UUID
    username: str
    display_name: str
    is_active: bool
    grants: list[GrantOut]


class AccountPage(Schema):
    """`total`: exact, or `10,000+`. `next`: "" on the last page."""

    total: str
    next: str
    rows: list[AccountOut]


class AccountDetailOut(Schema):
    """`grants`: every one, newest first. `is_whole`: all that the account may do lies in the caller's places."""

    account: AccountOut
    grants: list[GrantOut]
    created_at: datetime
    last_sign_in: datetime | None
    must_use_code: bool
    has_code: bool
    is_whole: bool


class SearchIn(Schema):
    """`text`: part of a sign-in name or a name. Names do not belong into addresses."""

    text: str


class AccountIn(Schema):
    display_name: str
    username: str


class OpenedOut(Schema):
    """`password`: told this once and changed at the first sign-in."""

    id: UUID
    username: str
    password: str


class GrantIn(Schema):
    """`ends_on`: the first day that it no longer holds; null: until it is ended."""

    role: Role
    place_id: UUID
    starts_on: date
    ends_on: date | None = None


class GrantMade(Schema):
    id: UUID


class EndIn(Schema):
    """`ends_on`: the first day that it no longer holds; null: today."""

    ends_on: date | None = None


def _grant(one: GrantSummary) -> GrantOut:
    return GrantOut(
        id=one.id, role=one.role.value, place_id=one.scope_id if one.place else None, place_name=one.place,
        starts_on=one.starts_on, ends_on=one.ends_on, given_by=one.given_by,
    )  # fmt: skip


def _out(one: AccountSummary) -> AccountOut:
    return AccountOut(
        id=one.id, username=one.username, display_name=one.display_name, is_active=one.is_active,
        grants=[_grant(grant) for grant in one.grants],
    )  # fmt: skip


@router.get("", response=AccountPage, summary="Accounts in reach, by sign-in name")
def list_accounts(
    request: HttpRequest, active: bool | None = None, role: Role | None = None, cursor: str = ""
) -> AccountPage:
    """`active`: only those that may sign in, or that may not; `role`: only those that hold it today."""
    actor, after = caller(request), position_of(cursor, str)
    rows = queries.accounts_visible_to(actor, active=active, role=role)
    total = count_up_to(rows)
    if after is not None:
        rows = rows.filter(username__gt=after[0])
    found = list(rows[: PAGE + 1])
    return AccountPage(
        total=str(total),
        next=cursor_of(found[PAGE - 1].username) if len(found) > PAGE else "",
        rows=[_out(one) for one in queries.summaries(actor, found[:PAGE])],
    )


@router.post("search", response=list[AccountOut], summary="Accounts by part of a sign-in name or a name")
def search(request: HttpRequest, given: SearchIn) -> list[AccountOut]:
    return [_out(one) for one in queries.search(caller(request), given.text)]


@router.post("", response={201: OpenedOut}, summary="Open an account; its password is told this once")
def open_account(request: HttpRequest, given: AccountIn) -> Status[OpenedOut]:
    made = operations.open_account(
        caller(request), username=given.username, display_name=given.display_name, at=SystemClock().now()
    )
    return Status(201, OpenedOut(id=made.account_id, username=made.username, password=made.password))


@router.get("{account_id}", response=AccountDetailOut, summary="One account with every grant")
def one_account(request: HttpRequest, account_id: UUID) -> AccountDetailOut:
    actor = caller(request)
    found = queries.detail(actor, account_for(actor, account_id))
    return AccountDetailOut(
        account=_out(found.account), grants=[_grant(grant) for grant in found.grants], created_at=found.created_at,
        last_sign_in=found.last_sign_in, must_use_code=found.must_use_code, has_code=found.has_code,
        is_whole=found.is_whole,
    )  # fmt: skip


@router.post("{account_id}/grants", response={201: GrantMade}, summary="Give a role in a place")
def give_grant(request: HttpRequest, account_id: UUID, given: GrantIn) -> Status[GrantMade]:
    made = operations.give_grant(
        caller(request), account_id, role=given.role, place_id=given.place_id, starts_on=given.starts_on,
        ends_on=given.ends_on, at=SystemClock().now(),
    )  # fmt: skip
    return Status(201, GrantMade(id=made))


@router.post("grants/{grant_id}/end", response={204: None}, summary="End a role from a day on")
def end_grant(request: HttpRequest, grant_id: UUID, given: EndIn) -> Status[None]:
    actor = caller(request)
    operations.end_grant(actor, grant_id, on=given.ends_on or actor.on, at=SystemClock().now())
    return Status(204, None)


@router.post("{account_id}/aside", response={204: None}, summary="Put an account aside: it signs in no more")
def put_aside(request: HttpRequest, account_id: UUID) -> Status[None]:
    operations.put_aside(caller(request), account_id, at=SystemClock().now())
    return Status(204, None)


@router.post("{account_id}/restore", response={204: None}, summary="Let an account sign in again")
def restore(request: HttpRequest, account_id: UUID) -> Status[None]:
    operations.restore(caller(request), account_id, at=SystemClock().now())
    return Status(204, None)
