"""The page of one's own notices."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guildhall.base.notices.contracts import Found
from guildhall.base.notices.operations import mark_all_read, mark_read
from guildhall.base.notices.queries import notices_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Act, Column, Pager, Row, View, WorkList
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import MessageKind, UsageError
from guildhall.kernel.words import Words

BAD_ADDRESS: Final = MessageKind(
    "notices.bad_address", "地址里的页码或编号写得不对。", "A page or id in the address is not well written."
)
_COLUMNS: Final = (
    Column(Words("通知", "Notice")),
    Column(Words("时间", "When")),
    Column(Words("状态", "State")),
)
_READ: Final = Words("已读", "Read")
_UNREAD: Final = Words("未读", "Unread")
_NONE: Final = Instead(
    Blank.EMPTY,
    Words("没有通知", "No notices"),
    Words("与您有关的事会在这里告诉您。", "What concerns you will be told here."),
)


@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The reader's notices, newest first."""
    unread_only = "unread" in request.GET
    try:
        number = int(request.GET.get("page", 1))
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    if not 1 <= number <= 10**6:
        raise UsageError(BAD_ADDRESS())
    start = (number - 1) * settings.GUILDHALL_PAGE_ROWS
    found = notices_of(actor, unread_only=unread_only, start=start, most=settings.GUILDHALL_PAGE_ROWS)
    listed = WorkList(
        Words("通知", "Notices"),
        _COLUMNS,
        tuple(
            Row(str(one.id), (one.message, one.at, _READ if one.read_at else _UNREAD), one.message, one.link)
            for one in found.rows
        ),
        _pager(found, number, start, unread_only),
        views=(
            View(Words("全部", "All"), reverse("notices:index"), not unread_only),
            View(_UNREAD, reverse("notices:index") + "?unread", unread_only),
        ),
        acts=(Act("read", Words("标为已读", "Mark as read")),),
        act_url=reverse("notices:read"),
        instead=None if found.rows else _NONE,
    )
    return render(request, "notices/index.html", {"listed": listed})


def _pager(found: Found, number: int, start: int, unread_only: bool) -> Pager:
    def turned(other: int) -> str:
        return f"{reverse('notices:index')}?page={other}{'&unread' if unread_only else ''}"

    return Pager(
        Count(found.total.number, capped=found.total.more),
        start + 1 if found.rows else 0,
        start + len(found.rows),
        turned(number - 1) if number > 1 else "",
        turned(number + 1) if found.more else "",
    )


@page
@require_POST
def read(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mark the chosen notices as read, or all of them."""
    at = SystemClock().now()
    if request.POST.get("all"):
        mark_all_read(actor, at=at)
    else:
        try:
            chosen = [UUID(one) for one in request.POST.getlist("chosen")]
        except ValueError as error:
            raise UsageError(BAD_ADDRESS()) from error
        mark_read(actor, chosen, at=at)
    return HttpResponseRedirect(reverse("notices:index"))
