"""Where an application is, for whoever knows its number and telephone; and what is published."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from guildhall.base.flows.contracts import KINDS, Tracked
from guildhall.base.flows.forms import TrackForm
from guildhall.base.flows.operations import track as find
from guildhall.base.flows.pages import shown
from guildhall.base.flows.queries.published import published_on
from guildhall.base.flows.rules.numbers import read_number
from guildhall.infra.forms import refuse
from guildhall.infra.language import language_of
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.infra.pieces.text import Text
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused

TOO_OFTEN: Final = MessageKind(
    "flows.too_often",
    "查得太频繁，请 10 分钟后再试。",
    "Asked too often; please try again in ten minutes.",
)
#: Questions within `WINDOW` seconds: about one number, and from one address.
EACH_NUMBER: Final = 10
EACH_ADDRESS: Final = 60
WINDOW: Final = 600


class TooOften(Refused):
    """Asked more often than is allowed (RFC 6585)."""

    status = 429


@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask by number and telephone; nothing of both stands in the address."""
    if request.method == "GET":
        return render(request, "flows/track.html", {"form": TrackForm()})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "flows/track.html", {"form": form}, status=422)
    data, clock = form.cleaned_data, SystemClock()
    if _is_too_often(request, data["number"]):
        refuse(form, Invalid({"": [TOO_OFTEN()]}))
        return render(request, "flows/track.html", {"form": form}, status=TooOften.status)
    try:
        found = find(data["number"], data["phone"], at=clock.now())
    except Absent as refusal:
        refuse(form, Invalid({"": refusal.messages}))
        return render(request, "flows/track.html", {"form": form}, status=refusal.status)
    return render(request, "flows/track.html", {"form": form, **_context(request, found)})


def _is_too_often(request: HttpRequest, number: str) -> bool:
    """Whether the number or the address was asked about too often; counts this question."""
    about = read_number(number) or "other"
    address = get_adapter().get_client_ip(request)  # as the limits of signing in know it
    asked = ((f"flows.track:{about}", EACH_NUMBER), (f"flows.from:{address}", EACH_ADDRESS))
    over = False
    for key, most in asked:
        cache.add(key, 0, WINDOW)
        over = cache.incr(key) > most or over
    return over


def _context(request: HttpRequest, found: Tracked) -> dict[str, object]:
    kind, today = KINDS.of(found.kind), SystemClock().today()
    who: Text = shown.who_has_it(kind, found.hand, found.state, found.place)
    clock = shown.due_clock(
        found.due_on, today, found.unit, found.rule, is_paused=found.is_paused, is_provisional=found.is_provisional
    )
    return {
        "found": found,
        "kind": kind,
        "state": kind.state(found.state),
        "who": who,
        "stations": shown.stations(
            kind, found.state, found.visited, who=who, since=found.since, returned_from=found.returned_from, clock=clock
        ),
        "refused": Notice(found.reason, Tone.CAUTION, found.reason_rule) if found.reason else None,
        "map": shown.map_of(kind, language_of(request), found.state, found.visited),
    }


def published(request: HttpRequest) -> HttpResponse:
    """What anybody may read today, because a kind publishes it."""
    rows = published_on(SystemClock().today())
    return render(request, "flows/published.html", {"rows": rows})
