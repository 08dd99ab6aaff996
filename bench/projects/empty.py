"""The view that pages are compared with."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

EMPTY: Final = "nothing"


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
