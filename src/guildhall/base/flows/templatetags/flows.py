"""Tags of the pages of applications: what marks and verdicts are called."""

from __future__ import annotations

from django import template
from django.template import Context

from guildhall.base.flows.contracts import FlowKind, Verdict
from guildhall.base.flows.contracts.views import VERDICT_WORDS
from guildhall.kernel.errors import Language

register = template.Library()


def _language(context: Context) -> Language:
    return Language(context.get("language") or Language.ZH)


@register.simple_tag(takes_context=True)
def mark_words(context: Context, kind: FlowKind, code: str) -> str:
    """What a marked field or paper is called."""
    words = kind.correctable.get(code)
    return words.render(_language(context)) if words else code


@register.simple_tag(takes_context=True)
def verdict_words(context: Context, verdict: Verdict) -> str:
    """What an office thinks, in words."""
    return VERDICT_WORDS[verdict].render(_language(context))
