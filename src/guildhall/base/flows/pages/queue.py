"""The queue of an office: what waits, for whom, since when, by when; many decided at once."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guildhall.base.flows.contracts import KINDS, Asked, Held, Position, Waiting
from guildhall.base.flows.operations import act_on_several
from guildhall.base.flows.pages.shown import due_clock, who_has_it
from guildhall.base.flows.queries import opinions_open, queue
from guildhall.base.flows.queries.queue import offered_places
from guildhall.base.flows.rules.offices import bulk_transitions
from guildhall.base.flows.rules.permissions import ACT
from guildhall.infra.api import cursor_of, position_of
from guildhall.infra.pages import done, page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Act, Cell, Column, Filter, Pager, Row, View, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Option
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA, SystemClock
from guildhall.kernel.errors import MessageKind, UsageError
from guildhall.kernel.words import Words

BAD_ADDRESS: Final = MessageKind(
    "flows.bad_address", "地址或表单里的编号写得不对。", "An id in the address or form is not well written."
)
_NAMES: Final = ("kind", "state", "place", "hands", "clock", "number")
_EMPTY: Final = Instead(
    Blank.EMPTY,
    Words("没有等待办理的申请", "Nothing waits"),
    Words("换个条件，或等新的申请到来。", "Change the filters, or wait for new applications."),
)
_COLUMNS: Final = (
    Column(Words("编号", "Number")),
    Column(Words("申请", "Application")),
    Column(Words("申请单位（人）", "Applicant")),
    Column(Words("在哪一步", "Where it is")),
    Column(Words("在谁手里", "Who has it")),
    Column(Words("等了几天", "Days waited"), is_figure=True),
    Column(Words("时限", "Time left")),
)
_HANDS: Final = (
    ("", Words("辖区内全部", "All in reach")),
    ("mine", Words("本级办理", "My own office")),
    ("me", Words("交给我的", "Handed to me")),
)
_CLOCKS: Final = (
    ("", Words("全部", "All")),
    ("overdue", Words("已超期", "Overdue")),
    ("soon", Words("快到期", "Due soon")),
)


def asked_of(given: Any) -> Asked:
    """Filters out of an address. Raises UsageError for a place that is no id."""
    try:
        place = UUID(given["place"]) if given.get("place") else None
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    one = {name: str(given.get(name, ""))[:80] for name in _NAMES if name != "place"}
    hands = one["hands"] if one["hands"] in dict(_HANDS) else ""
    clock = one["clock"] if one["clock"] in dict(_CLOCKS) else ""
    return Asked(one["kind"], one["state"], place, hands, clock, one["number"].strip())


def query_of(asked: Asked) -> dict[str, str]:
    """Filters as an address holds them; what is not narrowed is left out."""
    return {name: str(value) for name in _NAMES if (value := getattr(asked, name))}


@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for an office in reach, the most urgent first."""
    asked, on = asked_of(request.GET), SystemClock().today()
    held = position_of(request.GET.get("after", ""), str, UUID)
    after = Position(_day(held[0]), held[1]) if held else None
    found = queue(actor, asked, on=on, size=settings.GUILDHALL_PAGE_ROWS, after=after)
    acts = _acts(actor, asked, found)
    listed = WorkList(
        Words("等待办理", "Waiting"),
        _COLUMNS,
        tuple(_row(one, on) for one in found.rows),
        _pager(asked, found, has_before=after is not None),
        filters=_filters(actor, asked),
        views=_views(asked),
        acts=acts,
        act_url=reverse("flows:several") if acts else "",
        for_all=False,
        clear_href=reverse("flows:queue"),
        instead=None if found.rows else _EMPTY,
    )
    return render(request, "flows/queue.html", {"listed": listed, "opinions": opinions_open(actor)})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error


def _acts(actor: Actor, asked: Asked, found: Held) -> tuple[Act, ...]:
    """What may be done with all of the page's rows at once: only where the list is of one kind."""
    kinds = {one.kind for one in found.rows}
    kind = KINDS.find(next(iter(kinds))) if len(kinds) == 1 else None
    if kind is None or not actor.has(ACT):
        return ()
    able = bulk_transitions(kind, {one.state for one in found.rows} if not asked.state else {asked.state})
    return tuple(Act(one.code, one.words, is_first=number == 0) for number, one in enumerate(able))


def _row(one: Waiting, on: date) -> Row:
    kind = KINDS.find(one.kind)
    state = kind.state(one.state).words if kind else one.state
    cells: tuple[Cell, ...] = (
        one.number,
        kind.words if kind else one.kind,
        one.title or None,
        state,
        who_has_it(kind, kind.state(one.state).hand, one.state, one.office_place, one.holder) if kind else None,
        Count((on - one.since.astimezone(CHINA).date()).days),
        due_clock(one.due_on, on, one.unit, one.rule, is_paused=one.is_paused, is_provisional=one.is_provisional),
    )
    return Row(str(one.id), cells, one.number, reverse("flows:file", args=[one.id]))


def _filters(actor: Actor, asked: Asked) -> tuple[Filter, ...]:
    def choose(name: str, words: Words, options: Any, value: str) -> Filter:
        return Filter(name, words, tuple(Option(code, text, is_chosen=code == value) for code, text in options))

    kinds = [("", Words("全部", "All")), *((kind.code, kind.words) for kind in KINDS.all())]
    chosen = KINDS.find(asked.kind)
    states = [(state.code, state.words) for state in chosen.states if state.office] if chosen else []
    places = [("", Words("全部", "All")), *((str(place.id), place.name) for place in offered_places(actor))]
    return (
        choose("kind", Words("申请种类", "Kind"), kinds, asked.kind),
        *(
            (choose("state", Words("步骤", "Step"), [("", Words("全部", "All")), *states], asked.state),)
            if states
            else ()
        ),
        choose("place", Words("经办地方", "Office at"), places, str(asked.place or "")),
        choose("hands", Words("范围", "Whose"), _HANDS, asked.hands),
        choose("clock", Words("时限", "Time"), _CLOCKS, asked.clock),
        Filter("number", Words("编号", "Number"), value=asked.number),
    )


def _views(asked: Asked) -> tuple[View, ...]:
    here, path = query_of(asked), reverse("flows:queue")
    own: tuple[tuple[Words, dict[str, str]], ...] = (
        (Words("全部", "All"), {}),
        (Words("本级办理", "My own office"), {"hands": "mine"}),
        (Words("已超期", "Overdue"), {"clock": "overdue"}),
    )
    return tuple(View(words, f"{path}?{urlencode(query)}" if query else path, here == query) for words, query in own)


def _pager(asked: Asked, found: Held, *, has_before: bool) -> Pager:
    path, query = reverse("flows:queue"), query_of(asked)
    total = Count(found.total.number, Words("件", "applications"), capped=found.total.more)
    following = ""
    if found.after is not None:
        after = cursor_of(found.after.due_on.isoformat(), str(found.after.id))
        following = f"{path}?{urlencode({**query, 'after': after})}"
    first = f"{path}?{urlencode(query)}" if query else path
    return Pager(total, previous_href=first if has_before else "", next_href=following)


@require_POST
@page
def several(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make one transition for the chosen ones."""
    try:
        chosen = [UUID(one) for one in request.POST.getlist("chosen")]
    except ValueError as error:
        raise UsageError(BAD_ADDRESS()) from error
    made = act_on_several(actor, chosen, request.POST.get("act", ""), at=SystemClock().now())
    stayed = Words(f"，{made.left} 件没有动", f", {made.left} stayed as they were") if made.left else None
    words = Words(
        f"办了 {made.count} 件{stayed.zh if stayed else ''}。",
        f"{made.count} done{stayed.en if stayed else ''}.",
    )
    return done(request, reverse("flows:queue"), words)
