"""A label in both languages. Sentences about what happened are `errors.MessageKind`s; this is for names of things."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.errors import Language
from guildhall.kernel.plurals import one_or_several


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Chinese and in English. Neither may be empty. `one`: in English, where it names what is counted."""

    zh: str
    en: str
    one: str = ""

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError(f"both languages are needed: {self.zh!r}, {self.en!r}")

    def render(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en

    def counted(self, count: int, language: Language) -> str:
        """As it goes with a count."""
        return self.zh if language is Language.ZH else one_or_several(count, self.one or self.en, self.en)
