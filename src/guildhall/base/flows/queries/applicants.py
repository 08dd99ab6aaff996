"""Who applies, as a request tells it: the account that is signed in, and the secret that its browser keeps."""

from __future__ import annotations

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guildhall.base.accounts.models import Account
from guildhall.base.flows.contracts import Applicant

COOKIE: Final = "guildhall_applicant"
#: How long a browser finds its own applications again, in seconds.
KEPT: Final = 400 * 24 * 3600
_BYTES: Final = 24


def applicant_of(request: HttpRequest) -> Applicant:
    """Whoever applies by a request; a browser that has no secret yet gets one, to be kept by `remember`."""
    held = request.COOKIES.get(COOKIE, "")
    if isinstance(request.user, Account):
        return Applicant(request.user.id, held, request.user.person_id)
    return Applicant(browser=held or secrets.token_urlsafe(_BYTES))


def remember(response: HttpResponse, by: Applicant) -> HttpResponse:
    """Let the browser keep its secret, so that it finds its applications again."""
    if by.browser:
        response.set_cookie(
            COOKIE, by.browser, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
