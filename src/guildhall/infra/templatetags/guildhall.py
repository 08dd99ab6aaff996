"""What templates say: every sentence in both languages side by side (docs/adr/0012)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Protocol

from django import template
from django.template import Context, Node
from django.template.base import Parser, Token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from guildhall.kernel.errors import Language
from guildhall.kernel.plurals import filled
from guildhall.kernel.words import Words

register = template.Library()
_LITERAL: Final = re.compile(r"""("[^"]*")|('[^']*')""")


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


class _Sentence(Node):
    """`{% t "中文" "English" %}` without facts: nothing is left to be worked out but the language."""

    def __init__(self, zh: SafeString, en: SafeString) -> None:
        self._said = {Language.ZH: zh, Language.EN: en}

    def render(self, context: Context) -> SafeString:
        return self._said[_language(context)]

    def render_annotated(self, context: Context) -> SafeString:
        """As `render`: nothing here can fail, so there is no place to tell."""
        return self._said[_language(context)]


_with_facts: Final[Callable[[Parser, Token], Node]] = register.tags["t"]


@register.tag("t")
def _compile_t(parser: Parser, token: Token) -> Node:
    """Most sentences of the product carry no facts; they are read once, when their template is."""
    _, *arguments = token.split_contents()
    if len(arguments) == 2 and all(_LITERAL.fullmatch(argument) for argument in arguments):
        zh, en = (parser.compile_filter(argument).resolve(Context()) for argument in arguments)
        return _Sentence(conditional_escape(zh), conditional_escape(en))
    return _with_facts(parser, token)


@register.simple_tag(takes_context=True)
def words(context: Context, value: Renders) -> str:
    """A `Words` or `Message` in the reader's language."""
    return conditional_escape(value.render(_language(context)))


@register.simple_tag(takes_context=True)
def counted(context: Context, unit: Words, count: int) -> SafeString:
    """A unit in the reader's language, in English as the count asks: `1 day`, `2 days`."""
    return conditional_escape(unit.counted(count, _language(context)))
