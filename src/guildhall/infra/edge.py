"""The web edge: request ids, security headers, and every refusal turned into the page or the problem that says it.

A view parses, calls one operation or query and answers. What it refuses rises as a `GuildhallError` and is mapped here,
once: HTML for pages, application/problem+json (RFC 9457) for the API.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from guildhall.infra.ids import new_id
from guildhall.infra.kept import is_stranger, strangers_page
from guildhall.infra.language import CATALOGUES, language_of
from guildhall.kernel.errors import GuildhallError, Invalid, Language, Message

logger = logging.getLogger("guildhall.edge")
API_PREFIX: Final = "/api/"
_DESIGNED: Final = frozenset({400, 403, 404, 409, 413, 422})

Handler = Callable[[HttpRequest], HttpResponse]


class EdgeMiddleware:
    """Gives each request an id and a language; sets headers; maps refusals."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        edge: Any = request
        edge.request_id = str(new_id())
        edge.language = language_of(request)
        with translation.override(CATALOGUES[edge.language]):
            response = self._get_response(request)
        response["X-Request-ID"] = edge.request_id
        response["Content-Language"] = "zh-CN" if edge.language is Language.ZH else "en"
        response.setdefault("Content-Security-Policy", settings.GUILDHALL_CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=()")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, GuildhallError):
            return None
        if exception.status >= 500:
            return None  # ours to mend, not theirs to read: it rises and is logged with the request id
        return refusal(request, exception)


def refusal(request: HttpRequest, error: GuildhallError) -> HttpResponse:
    """The answer to a refusal, in the reader's language."""
    language: Language = getattr(request, "language", Language.ZH)
    if request.path.startswith(API_PREFIX):
        return JsonResponse(
            problem(error, language),
            status=error.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    name = error.status if error.status in _DESIGNED else 409
    template, context = f"errors/{name}.html", {"messages_said": error.messages, "status": error.status}
    if is_stranger(request) and not any(message.params for message in error.messages):
        return strangers_page(request, template, context, status=error.status)
    return render(request, template, context, status=error.status)


def problem(error: GuildhallError, language: Language) -> dict[str, object]:
    """RFC 9457: `type` is the stable code; `messages` both sentences of each, `fields` those at a field."""
    first = error.messages[0]
    told: dict[str, object] = {
        "type": f"urn:guildhall:{first.code}",
        "title": first.render(language),
        "status": error.status,
        "messages": [_plain(message) for message in error.messages],
    }
    if isinstance(error, Invalid):
        told["fields"] = {name: [_plain(m) for m in messages] for name, messages in error.fields.items()}
    return told


def _plain(message: Message) -> dict[str, object]:
    rule = {"rule": message.kind.rule} if message.kind.rule else {}
    return {**message.as_dict(), **rule}
