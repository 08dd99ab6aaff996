"""The reader's language: Chinese unless they chose English. A choice stands in the address or in a cookie."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from guildhall.kernel.errors import Language

COOKIE: Final = "guildhall_language"
PARAMETER: Final = "lang"


def language_of(request: HttpRequest) -> Language:
    """What the address asks for, else what was chosen before, else Chinese."""
    asked = request.GET.get(PARAMETER) or request.COOKIES.get(COOKIE, "")
    return Language.EN if asked == Language.EN.value else Language.ZH
