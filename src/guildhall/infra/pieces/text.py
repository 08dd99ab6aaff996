"""What can be said: plain text as it stands in a record, or words in both languages."""

from __future__ import annotations

from typing import Protocol

from guildhall.kernel.errors import Language


class Renders(Protocol):
    """`Words`, `Message` and every figure."""

    def render(self, language: Language) -> str:
        """The same in the language asked for."""


Text = str | Renders


def said(text: Text | None, language: Language) -> str:
    """A text in a language; what is missing is a dash, never a blank."""
    if text is None or text == "":
        return "—"
    return text if isinstance(text, str) else text.render(language)
