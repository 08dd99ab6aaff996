"""How the reader wants pages: light or dark, usual or large type. Chosen once, kept in cookies, applied by the server.

The page arrives as chosen: no script paints it over, nothing flashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.http import HttpRequest, HttpResponse

from guildhall.infra.language import COOKIE as LANGUAGE_COOKIE
from guildhall.kernel.errors import Language

THEME_COOKIE: Final = "guildhall_theme"
TYPE_COOKIE: Final = "guildhall_type"
_YEAR: Final = 365 * 24 * 3600


class Theme(StrEnum):
    AUTO = "auto"  # as the device says
    LIGHT = "light"
    DARK = "dark"


class Type(StrEnum):
    USUAL = "usual"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Appearance:
    theme: Theme = Theme.AUTO
    type: Type = Type.USUAL


def appearance_of(request: HttpRequest) -> Appearance:
    """What was chosen before; whatever is not understood counts as not chosen."""
    theme, size = request.COOKIES.get(THEME_COOKIE, ""), request.COOKIES.get(TYPE_COOKIE, "")
    return Appearance(
        Theme(theme) if theme in set(Theme) else Theme.AUTO, Type(size) if size in set(Type) else Type.USUAL
    )


#: What a form may choose: its field, the cookie that keeps it, the values it may have.
_CHOICES: Final = (
    ("theme", THEME_COOKIE, frozenset(map(str, Theme))),
    ("type", TYPE_COOKIE, frozenset(map(str, Type))),
    ("lang", LANGUAGE_COOKIE, frozenset(map(str, Language))),
)


def keep_choices(request: HttpRequest, response: HttpResponse) -> None:
    """Put what the form chose into cookies for a year; other values are passed over."""
    for field, cookie, values in _CHOICES:
        chosen = request.POST.get(field, "")
        if chosen in values:
            response.set_cookie(
                cookie, chosen, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
            )
