"""What every page needs: its context, its actor, a word about what was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from guildhall.infra.appearance import appearance_of
from guildhall.infra.language import language_of
from guildhall.infra.shell import Shell, description_of, marks_for, sections_for
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words

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


View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """A page for the signed-in: `view(request, actor, …)`. Others are sent to sign in and come back."""

    @login_required
    @wraps(view)
    def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, actor_of(request), *args, **kwargs)

    return signed_in


def done(request: HttpRequest, address: str, words: Words) -> HttpResponse:
    """Send on after an act was done, and say there what it was, in the reader's language."""
    messages.success(request, words.render(language_of(request)))
    return HttpResponseRedirect(address)


def page_context(request: HttpRequest) -> dict[str, object]:
    """For every template: language, appearance, where one is, and what the frame shows of who is in."""
    return {
        "language": language_of_page(request),
        "appearance": appearance_of(request),
        "here": SimpleLazyObject(request.get_full_path),
        "request_id": getattr(request, "request_id", ""),
        "shell": SimpleLazyObject(lambda: _shell(request)),
    }


def language_of_page(request: HttpRequest) -> Language:
    """What the edge found, or the request's own word where it has not come by there."""
    return getattr(request, "language", None) or language_of(request)


def _shell(request: HttpRequest) -> Shell:
    """Sections, description and marks for the signed-in; asked for only by templates that show them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell()
    actor = actor_of(request)
    name = str(getattr(user, "display_name", "") or user.get_username())
    return Shell(sections_for(actor), description_of(request, actor), name, marks_for(actor))
