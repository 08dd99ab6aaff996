"""Texts of pages that are put together once: a template's output for each set of facts, with holes for what differs.

A template that is kept sees nothing but the facts that it is kept by and the marks of its holes: no request, no
account, no context processor. So what belongs to one reader cannot lie in a text that another one gets; it can only be
put into a hole, of a copy, for one answer (docs/adr/0030).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from guildhall.infra.appearance import appearance_of
from guildhall.infra.language import language_of
from guildhall.infra.shell import Shell

#: What no template and no value of a page holds.
_MARK: Final = "\0"
#: Who brings none of these has no account and nothing that was said to them before: session, words of an act.
_OF_SOMEBODY: Final = frozenset({settings.SESSION_COOKIE_NAME, "messages"})


def kept(template: str, facts: Mapping[str, Hashable], holes: Mapping[str, str]) -> SafeString:
    """The template's text for these facts, holes filled; what is put into them is escaped, and only asked for if shown.

    In the template a hole is printed as it is, `{{ name }}`: no filter, no condition. What is to be decided is a fact,
    and there are few of its kind: a text is kept for each. Raises ValueError where a fact holds a null character.
    """
    parts = list(_parts(template, tuple(facts.items()), tuple(holes)))
    for at in range(1, len(parts), 2):
        parts[at] = conditional_escape(holes[parts[at]])
    return SafeString("".join(parts))


@lru_cache(maxsize=1024)
def _parts(template: str, facts: tuple[tuple[str, Hashable], ...], holes: tuple[str, ...]) -> tuple[str, ...]:
    """Text, name of a hole, text, name, …, text."""
    context = Context({**dict(facts), **{name: SafeString(f"{_MARK}{name}{_MARK}") for name in holes}})
    # `get_template` gives the engine's wrapper, whose own `render` would take a context and add to it.
    backend: Any = get_template(template)
    parts = tuple(backend.template.render(context).split(_MARK))
    if len(parts) % 2 == 0 or not set(parts[1::2]) <= set(holes):
        raise ValueError(f"{template} cannot be kept: its text holds a null character")
    return parts


def is_stranger(request: HttpRequest) -> bool:
    """Whether nobody can be behind a request: it brings no session, whether good or not."""
    return _OF_SOMEBODY.isdisjoint(request.COOKIES)


def strangers_page(
    request: HttpRequest,
    template: str,
    facts: Mapping[str, Hashable],
    holes: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A whole page that says the same to every stranger, by language and looks: kept. Only for `is_stranger`."""
    known = {
        "language": language_of(request),
        "appearance": appearance_of(request),
        "shell": Shell(),
        **facts,
    }
    differing = {"here": request.get_full_path(), "request_id": getattr(request, "request_id", ""), **(holes or {})}
    return HttpResponse(kept(template, known, differing), status=status)
