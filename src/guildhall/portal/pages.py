"""Pages that mix wings, how pages look, and what is said where nothing else answers."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guildhall.infra.appearance import appearance_of, keep_choices
from guildhall.infra.edge import refusal
from guildhall.infra.language import PARAMETER, language_of
from guildhall.infra.pages import actor_of, page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.infra.shell import sections_for, waiting_for
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Forbidden, MessageKind, UsageError
from guildhall.kernel.words import Words
from guildhall.portal import front_page as stories
from guildhall.portal import gallery as showcase

ABSENT: Final = MessageKind("portal.absent", "没有这个页面。", "There is no such page.")
DENIED: Final = MessageKind("portal.denied", "这一步不允许。", "This is not allowed.")
UNREADABLE: Final = MessageKind("portal.unreadable", "请求不完整。", "The request is not complete.")
STALE: Final = MessageKind(
    "portal.stale", "这一页的安全标记已失效，内容没有提交。", "The page's safety mark has lapsed; nothing was sent in."
)
ELSEWHERE: Final = MessageKind(
    "portal.elsewhere",
    "这一步是从别的网站发来的，没有照办。",
    "This was sent from another site; nothing was done.",
)
NOTHING_YET: Final = Instead(
    Blank.EMPTY,
    Words("您还没有可办的事项", "There is nothing for you to do yet"),
    Words(
        "岗位由本级管理员分派；分派后这里会列出。", "Your administrator gives roles; what they include will stand here."
    ),
)


@page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the signed-in may do, and what waits for them."""
    context = {
        "sections": sections_for(actor),
        "waiting": [(one, Count(n.number, capped=n.more)) for one, n in waiting_for(actor)],
        "is_person": actor.person_id is not None,
        "nothing_yet": NOTHING_YET,
    }
    return render(request, "portal/home.html", context)


def front_page(request: HttpRequest) -> HttpResponse:
    """The five stories of the front page: live for those who may read the figures, as published for everybody else."""
    actor = actor_of(request) if request.user.is_authenticated else None
    return render(request, "portal/front_page.html", {"stories": stories.shown(stories.STORIES, actor)})


@csrf_exempt
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep a choice of language, theme or type in a cookie and go back to where one was.

    Without a safety mark, so that pages that strangers read need none; the browser must say that the form is ours.
    """
    if not _is_from_here(request):
        raise Forbidden(ELSEWHERE())
    response = HttpResponseRedirect(_back(request))
    keep_choices(request, response)
    return response


def _is_from_here(request: HttpRequest) -> bool:
    """What the browser says of the page that sent a form. Who says nothing is none, and only chooses for itself."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _back(request: HttpRequest) -> str:
    """The page that one came from, without its language: the choice takes its place."""
    wanted = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) or not wanted.startswith("/"):
        return "/"
    parts = urlsplit(wanted)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != PARAMETER])
    return f"{parts.path}?{query}" if query else parts.path


def gallery(request: HttpRequest) -> HttpResponse:
    """Every piece in every state, for those who build with them; not there in production."""
    if settings.GUILDHALL_PRODUCTION:
        raise Absent(ABSENT())
    return render(request, "gallery/gallery.html", showcase.context(read_only="read-only" in request.GET))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django gives it by name
    return refusal(request, UsageError(UNREADABLE()))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django gives it by name
    return refusal(request, Forbidden(DENIED()))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django gives it by name
    return refusal(request, Absent(ABSENT()))


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django gives it by name
    """What a form without a valid token is answered; `reason` is for developers and not told."""
    return render(request, "errors/csrf.html", {"messages_said": [STALE()], "status": 403}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown when nothing can be relied on: no session, no database."""
    context = {
        "language": language_of(request),
        "appearance": appearance_of(request),
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
