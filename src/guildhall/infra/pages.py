"""What every page needs: its context, its actor, its list cut into pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from guildhall.infra.language import language_of
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Language

#: Set by accounts at start: how a request's actor is found. The edge below must not import the module above it.
_actor_of: list[Callable[[HttpRequest], Actor]] = []


def find_actors_with(loader: Callable[[HttpRequest], Actor]) -> None:
    """Say how the actor of a signed-in request is loaded; base.accounts does so when the apps are ready."""
    _actor_of[:] = [loader]


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in account's actor, loaded once a request."""
    held: Any = request
    if getattr(held, "guildhall_actor", None) is None:
        held.guildhall_actor = _actor_of[0](request)
    actor: Actor = held.guildhall_actor
    return actor


View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page for the signed-in: `view(request, actor, …)`. Others are sent to sign in and come back."""

    @login_required
    @wraps(view)
    def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, actor_of(request), *args, **kwargs)

    return signed_in


def page_context(request: HttpRequest) -> dict[str, object]:
    """For every template: the language, and the same address in the other one."""
    language: Language = getattr(request, "language", None) or language_of(request)
    query = request.GET.copy()
    query["lang"] = (Language.ZH if language is Language.EN else Language.EN).value
    return {
        "language": language,
        "html_language": "zh-CN" if language is Language.ZH else "en",
        "other_language": f"{request.path}?{query.urlencode()}",
    }
