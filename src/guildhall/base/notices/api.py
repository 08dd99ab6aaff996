"""One's own notices over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from guildhall.base.notices.operations import mark_all_read, mark_read
from guildhall.base.notices.queries import notices_of
from guildhall.base.notices.rules.permissions import OWN
from guildhall.infra.api import caller, cursor_of, position_of
from guildhall.kernel.clocks import SystemClock

router = Router()
#: Rows of a page.
PAGE = 50


class NoticeOut(Schema):
    """`message`: code, parameters and both sentences. `link`: an address of the product, or ""."""

    id: UUID
    message: dict[str, Any]
    link: str
    at: datetime
    read_at: datetime | None


class NoticePage(Schema):
    """`total`: exact, or `10,000+`. `next`: "" on the last page."""

    total: str
    next: str
    rows: list[NoticeOut]


class ReadIn(Schema):
    """`ids` null: all that were told up to now."""

    ids: list[UUID] | None = None


@router.get("", response=NoticePage, summary="One's own notices, newest first")
def list_notices(request: HttpRequest, unread: bool = False, cursor: str = "") -> NoticePage:
    actor, held = caller(request), position_of(cursor, int)
    actor.require(OWN)
    start = max(held[0], 0) if held else 0
    found = notices_of(actor, unread_only=unread, start=start, most=PAGE)
    return NoticePage(
        total=str(found.total),
        next=cursor_of(start + PAGE) if found.more else "",
        rows=[
            NoticeOut(id=one.id, message=one.message.as_dict(), link=one.link, at=one.at, read_at=one.read_at)
            for one in found.rows
        ],
    )


@router.post("read", response={204: None}, summary="Mark notices of one's own as read")
def read(request: HttpRequest, given: ReadIn) -> Status[None]:
    actor, at = caller(request), SystemClock().now()
    actor.require(OWN)
    if given.ids is None:
        mark_all_read(actor, at=at)
    else:
        mark_read(actor, given.ids, at=at)
    return Status(204, None)
