"""The officer's pages: transfers that wait, a union's members and code, one membership and what is done with it."""

from __future__ import annotations

from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guildhall.infra.forms import refuse as refuse_at
from guildhall.infra.pages import done, page
from guildhall.infra.paging import page_of
from guildhall.infra.pieces.lists import Act, Column, Filter, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Clock, Instead, Option
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid, MessageKind, UsageError
from guildhall.kernel.words import Words
from guildhall.kernel.working_days import working_days
from guildhall.organising.members import operations
from guildhall.organising.members.access import union_for
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import (
    BATCH_WORDS,
    NEW_EMPLOYMENT_WORDS,
    ORIGIN_WORDS,
    STATUS_WORDS,
    BatchState,
    Change,
    NewEmployment,
    Origin,
    Reason,
    Status,
    Transferred,
)
from guildhall.organising.members.forms import RosterForm
from guildhall.organising.members.models import Transfer
from guildhall.organising.members.operations.reading import look_at_members, look_at_transfers
from guildhall.organising.members.queries.batches import batches_of
from guildhall.organising.members.queries.people import may_speak, members_of_union, open_transfers, token_of
from guildhall.organising.members.rules import articles
from guildhall.organising.members.rules.permissions import BATCH, CHANGE, READ, TRANSFER
from guildhall.organising.members.sealing import qr_code
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.queries import summary

NOTHING_CHOSEN: Final = MessageKind("members.nothing_chosen", "请先勾选。", "Choose some first.")
#: Files that the first page shows.
_FILES: Final = 10


@require_safe
@never_cache
@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Transfers that wait for one's unions, and files that were brought in."""
    actor.require(TRANSFER)
    rows, pager = page_of(request, open_transfers(actor))
    look_at_transfers(actor, len(rows), at=SystemClock().now())
    speaks = may_speak(actor, rows)
    columns = (
        Column(Words("会员", "Member")), Column(Words("转出", "From")), Column(Words("转入", "To")),
        Column(Words("由谁提出", "Asked by")), Column(Words("还差谁同意", "Still to agree")),
        Column(Words("转出工会答复期限", "The union left answers by")),
    )  # fmt: skip
    today = SystemClock().today()
    work_list = WorkList(
        Words("等着办的转移", "Transfers that wait"), columns,
        [_transfer(row, speaks[row.pk], today) for row in rows], pager,
        acts=(
            Act("new", Words("同意转入", "Agree to receive"), is_first=True),
            Act("old", Words("同意转出", "Agree to let go")),
        ),
        act_url=reverse("members:agree"), for_all=False,
        instead=Instead(Blank.EMPTY, Words("没有等着办的转移", "No transfer waits")), id="transfers",
    )  # fmt: skip
    files = [(row, BATCH_WORDS[BatchState(row.state)]) for row in batches_of(actor)[:_FILES]]
    return render(request, "members/index.html", {"work_list": work_list, "files": files})


def _transfer(row: Transfer, sides: frozenset[Transferred], today: Any) -> Row:
    lacking = [
        words
        for words, agreed in (
            (Words("转出工会", "the union left"), row.old_agreed_at),
            (Words("转入工会", "the union moved to"), row.new_agreed_at),
        )
        if agreed is None
    ]  # fmt: skip
    waits = Words("、".join(w.zh for w in lacking), ", ".join(w.en for w in lacking))
    left = working_days().between(today, row.due_on)
    clock = None if row.old_agreed_at else Clock(left, row.due_on, articles.TRANSFER)
    cells = (row.person.name, row.old_union.name, row.new_union.name, ORIGIN_WORDS[Origin(row.origin)], waits, clock)
    href = reverse("members:one", args=[row.membership_id]) if Transferred.OLD in sides else ""
    return Row(str(row.pk), cells, row.person.name, href)


@require_POST
@page
def agree(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Agree to transfers for one's side."""
    actor.require(TRANSFER)
    side = {"old": Transferred.OLD, "new": Transferred.NEW}.get(request.POST.get("act", ""))
    chosen = _ids(request)
    if side is None or not chosen:
        raise UsageError(NOTHING_CHOSEN())
    count = operations.agree_all(actor, chosen, side, at=SystemClock().now())
    return done(request, reverse("members:index"), Words(f"已同意 {count} 件。", f"Agreed to {count}."))


@require_POST
@page
def refuse(request: HttpRequest, actor: Actor, transfer_id: UUID) -> HttpResponse:
    """Refuse a transfer, saying why."""
    operations.refuse_transfer(actor, transfer_id, refusal=request.POST.get("refusal", ""), at=SystemClock().now())
    return done(request, reverse("members:index"), Words("已记下不同意。", "The refusal was recorded."))


def _ids(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(one) for one in request.POST.getlist("chosen")]
    except ValueError as error:
        raise UsageError(NOTHING_CHOSEN()) from error


@require_safe
@never_cache
@page
def union(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """A union's members, its code, files that were brought in for it. The look is recorded."""
    held = union_for(actor, READ, union_id)
    return _union(request, actor, held, RosterForm(), 200)


def _union(request: HttpRequest, actor: Actor, held: Union, form: RosterForm, status: int) -> HttpResponse:
    asked = request.GET.get("status", "")
    chosen = Status(asked) if asked in set(Status) else None
    rows, pager = page_of(request, members_of_union(actor, held.id, chosen))
    look_at_members(actor, held.id, len(rows), at=SystemClock().now())
    columns = (
        Column(Words("姓名", "Name")), Column(Words("状态", "Standing")), Column(Words("会籍开始", "Since")),
        Column(Words("首次入会", "First joined")), Column(Words("职业", "Kind of work")),
        Column(Words("平台", "Platform")),
    )  # fmt: skip
    work_list = WorkList(
        Words("会员", "Members"), columns,
        [
            Row(
                str(row.pk),
                (
                    row.person.name, STATUS_WORDS[status_of(row)], row.starts_on, row.first_joined_on,
                    NEW_EMPLOYMENT_WORDS[NewEmployment(row.new_employment)] if row.new_employment else "",
                    row.platform,
                ),
                row.person.name,
                reverse("members:one", args=[row.pk]),
            )
            for row in rows
        ],
        pager,
        filters=(
            Filter(
                "status", Words("状态", "Standing"),
                (
                    Option("", Words("全部", "all"), is_chosen=chosen is None),
                    *(Option(one.value, words, is_chosen=one is chosen) for one, words in STATUS_WORDS.items()),
                ),
            ),
        ),
        acts=(Act("confirm", Words("确认名册所载会籍", "Confirm what the register says")),)
        if actor.has(CHANGE) else (),
        act_url=reverse("members:several", args=[held.id]), for_all=False,
        instead=Instead(Blank.EMPTY, Words("没有会员", "No members")), id="members",
    )  # fmt: skip
    token = token_of(held.id)
    address = request.build_absolute_uri(reverse("joining:code", args=[token])) if token else ""
    files = (
        [(row, BATCH_WORDS[BatchState(row.state)]) for row in batches_of(actor).filter(union=held.id)[:_FILES]]
        if actor.has(BATCH) else []
    )  # fmt: skip
    context: dict[str, Any] = {
        "union": summary(held), "work_list": work_list, "address": address, "files": files, "form": form,
        "qr": qr_code(address) if address else "", "may_change": actor.has(CHANGE), "may_bring": actor.has(BATCH),
    }  # fmt: skip
    return render(request, "members/union.html", context, status=status)


@require_POST
@page
def several(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """Confirm what a register says of many members."""
    union_for(actor, CHANGE, union_id)
    try:
        keys = [int(one) for one in request.POST.getlist("chosen")]
    except ValueError as error:
        raise UsageError(NOTHING_CHOSEN()) from error
    if not keys:
        raise UsageError(NOTHING_CHOSEN())
    clock = SystemClock()
    changed = operations.change_all(actor, keys, Change.CONFIRMED, Reason.NONE, on=clock.today(), at=clock.now())
    done_, left = len(changed.done), len(changed.refused)
    words = Words(f"已确认 {done_} 人，{left} 人不能确认。", f"{done_} were confirmed, {left} could not be.")
    return done(request, reverse("members:union", args=[union_id]), words)


@require_POST
@page
def invite(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """Make a union's code, or end it."""
    at, back = SystemClock().now(), reverse("members:union", args=[union_id])
    if request.POST.get("act") == "end":
        operations.end_invitation(actor, union_id, at=at)
        return done(request, back, Words("二维码已停用。", "The code leads nowhere any more."))
    operations.invite(actor, union_id, at=at)
    return done(request, back, Words("二维码已生成。", "The code was made."))


@require_safe
@page
def poster(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """The code to be printed and hung up."""
    held = union_for(actor, READ, union_id)
    token = token_of(held.id)
    address = request.build_absolute_uri(reverse("joining:code", args=[token])) if token else ""
    context = {"union": held, "address": address, "qr": qr_code(address) if address else ""}
    return render(request, "members/poster.html", context)


@require_POST
@page
def bring(request: HttpRequest, actor: Actor, union_id: UUID) -> HttpResponse:
    """Take an employer's roster file in."""
    held = union_for(actor, BATCH, union_id)
    form = RosterForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = operations.bring_batch(
                actor, union_id, file.name or "", cast(BinaryIO, file.file), at=SystemClock().now()
            )
        except Invalid as refusal:
            refuse_at(form, refusal)
        else:
            return done(request, reverse("members:file", args=[batch]), Words("名单已收到。", "The file was received."))
    return _union(request, actor, held, form, 422)
