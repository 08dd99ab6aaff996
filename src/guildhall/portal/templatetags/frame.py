"""The frame around every page, from texts that are kept (infra.kept): what each is kept by, and what is put into it."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guildhall.infra.appearance import Appearance
from guildhall.infra.kept import kept
from guildhall.infra.shell import Shell
from guildhall.kernel.errors import Language

register = template.Library()


def _language(context: Context) -> Language:
    return Language(context.get("language") or Language.ZH)


def _looks(context: Context) -> Appearance:
    return context.get("appearance") or Appearance()


def _shell(context: Context) -> Shell:
    return context.get("shell") or Shell()


@register.simple_tag(takes_context=True)
def frame_opening(context: Context) -> SafeString:
    """From the first byte to the title: needs neither session nor database."""
    return kept("shell/opening.html", {"language": _language(context), "appearance": _looks(context)}, {})


@register.simple_tag(takes_context=True)
def frame_token(context: Context) -> SafeString:
    """What htmx sends along with what it sends: the safety mark of the signed-in. Strangers send plain forms."""
    if not _shell(context).account:
        return SafeString("")
    return format_html(""" hx-headers='{{"X-CSRFToken": "{}"}}'""", context["csrf_token"])


@register.simple_tag(takes_context=True)
def frame_head(context: Context) -> SafeString:
    """Name of the product, place and role, marks, language and looks, the account's menu, navigation."""
    language, shell = _language(context), _shell(context)
    here = str(context.get("here", "/"))
    path = here.partition("?")[0]
    facts = {
        "language": language,
        "appearance": _looks(context),
        "sections": shell.sections,
        "current": path if any(section.href == path for section in shell.sections) else "",
        "marks": shell.marks,
        "is_described": shell.description is not None,
        "is_signed_in": bool(shell.account),
    }
    holes: dict[str, str] = {
        "here": here,
        "description": shell.description.render(language) if shell.description else "",
        "account": shell.account,
        # Not read for strangers: reading it makes a cookie.
        "csrf_token": str(context["csrf_token"]) if shell.account else "",
    }
    return kept("shell/head.html", facts, holes)


@register.simple_tag(takes_context=True)
def frame_foot(context: Context) -> SafeString:
    """The last line of a page."""
    return kept("shell/foot.html", {"language": _language(context)}, {})
