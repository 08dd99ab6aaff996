"""The reader's language: Chinese unless they chose English. A choice stands in the address or in a cookie."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest
from django.utils.functional import lazystr
from django.utils.translation import get_language

from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words

COOKIE: Final = "guildhall_language"
PARAMETER: Final = "lang"


def language_of(request: HttpRequest) -> Language:
    """What the address asks for, else what was chosen before, else Chinese."""
    asked = request.GET.get(PARAMETER) or request.COOKIES.get(COOKIE, "")
    return Language.EN if asked == Language.EN.value else Language.ZH


#: What libraries that speak through gettext are told.
CATALOGUES: Final = {Language.ZH: "zh-hans", Language.EN: "en"}


class _Said:
    """Both languages, read in whichever is active when it is shown."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __str__(self) -> str:
        return self._words.render(Language.EN if (get_language() or "").startswith("en") else Language.ZH)


def says(zh: str, en: str) -> str:
    """A label for Django's own machinery (form fields, choices), read in the language of the request that shows it."""
    return cast(str, lazystr(_Said(Words(zh, en))))  # a str to whoever shows it
