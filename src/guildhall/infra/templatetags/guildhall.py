"""What templates say: every sentence in both languages side by side (docs/adr/0012)."""

from __future__ import annotations

from typing import Any, Protocol

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from guildhall.kernel.errors import Language
from guildhall.kernel.plurals import filled

register = template.Library()


class Renders(Protocol):
    def render(self, language: Language) -> str: ...


def _language(context: Context) -> Language:
    return Language(context.get("language") or Language.ZH)


@register.simple_tag(takes_context=True)
def t(context: Context, zh: str, en: str, **facts: Any) -> SafeString:
    """`{% t "共 {n} 家" "{n|organisation|organisations}" n=count %}`: one of the two, facts escaped."""
    sentence = zh if _language(context) is Language.ZH else en
    if not facts:
        return SafeString(conditional_escape(sentence))
    told = {name: conditional_escape(fact) for name, fact in facts.items()}
    return mark_safe(filled(sentence, told))  # noqa: S308 -- a template's own sentence, facts escaped


@register.simple_tag(takes_context=True)
def words(context: Context, value: Renders) -> str:
    """A `Words` or `Message` in the reader's language."""
    return conditional_escape(value.render(_language(context)))
