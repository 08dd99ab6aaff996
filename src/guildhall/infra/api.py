"""What every operation of the API needs: who calls, by which token; how a list is cut; what errors look like.

Modules write a `Router` each in their `api.py`; `config.api` puts them together under /api/v1. Refusals rise as they do
in pages and are mapped to application/problem+json by the edge (RFC 9457).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import GuildhallError, MessageKind, UsageError

NO_TOKEN: Final = MessageKind(
    "api.no_token",
    "请在 Authorization 头里给出有效的令牌：Bearer gh_…。令牌在“我的令牌”里签发。",
    "Give a valid token in the Authorization header: Bearer gh_…. Tokens are issued under “My tokens”.",
)
BAD_CURSOR: Final = MessageKind(
    "api.bad_cursor",
    "cursor 要照上一页给出的 next 原样传回。",
    "Give the cursor back as the page before gave it in next.",
)

#: Set by accounts at start: how a token's actor is found. The plumbing below must not import the module above it.
_actor_of_token: list[Callable[[str, date], Actor | None]] = []


class Unauthorised(GuildhallError):
    """No token, or one that does not hold."""

    status = 401


def find_token_actors_with(loader: Callable[[str, date], Actor | None]) -> None:
    """Say how the actor of a token is loaded; base.accounts does so when the apps are ready."""
    _actor_of_token[:] = [loader]


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`; the actor of the token becomes the request's."""

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if found is None:
            raise Unauthorised(NO_TOKEN())
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = _actor_of_token[0](token, SystemClock().today()) if _actor_of_token else None
        held: Any = request
        held.guildhall_actor = actor
        return actor


def caller(request: HttpRequest) -> Actor:
    """The actor whose token was given."""
    held: Any = request
    actor: Actor = held.guildhall_actor
    return actor


def request_id(request: HttpRequest) -> str:
    """The id of the request, for the audit."""
    return str(getattr(request, "request_id", ""))


def cursor_of(*position: str | int) -> str:
    """A place in a list as one opaque word."""
    return base64.urlsafe_b64encode(json.dumps(position, ensure_ascii=False).encode()).decode().rstrip("=")


def position_of(cursor: str, *shapes: Callable[[Any], Any]) -> Sequence[Any] | None:
    """The place that a cursor stands for, each part as its shape; None for the first page. Raises UsageError."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(shapes):
            raise ValueError
        return [shape(part) for shape, part in zip(shapes, parts, strict=True)]
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise UsageError(BAD_CURSOR()) from error
