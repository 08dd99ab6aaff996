"""What templates put together: `{% piece x %}` for every piece, `{% show x %}` for a value, fields, days, assets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from guildhall.infra.assets import asset_address
from guildhall.infra.forms import refused
from guildhall.infra.pieces import evidence, figures, lists, marks
from guildhall.infra.pieces.text import said
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Language, Message
from guildhall.kernel.words import Words

register = template.Library()

#: Piece → its template.
TEMPLATES: Final[Mapping[type, str]] = MappingProxyType(
    {
        figures.Headline: "pieces/headline.html",
        figures.Bars: "pieces/bars.html",
        figures.TileMap: "pieces/tile_map.html",
        marks.Clock: "pieces/clock.html",
        marks.Person: "pieces/person.html",
        marks.Progress: "pieces/progress.html",
        marks.Notice: "pieces/notice.html",
        marks.Instead: "pieces/instead.html",
        evidence.Evidence: "pieces/evidence.html",
        evidence.Sides: "pieces/sides.html",
        lists.WorkList: "pieces/work_list.html",
        lists.Pager: "pieces/pager.html",
    }
)
_FIGURES: Final = (figures.Count, figures.Rate, figures.Amount, figures.Suppressed)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _language(context: Context) -> Language:
    return Language(context.get("language") or Language.ZH)


@register.simple_tag(takes_context=True)
def piece(context: Context, value: Any, **extra: Any) -> SafeString:
    """Any piece by its template; a text, figure or day as `show` writes it."""
    name = TEMPLATES.get(type(value))
    if name is None:
        return show(context, value)
    inner = {"piece": value, "language": context.get("language"), "csrf_token": context.get("csrf_token"), **extra}
    return mark_safe(render_to_string(name, inner))  # noqa: S308 -- a template's own output


@register.simple_tag(takes_context=True)
def show(context: Context, value: Any) -> SafeString:
    """A text, figure or day in the reader's language; what is missing is a dash."""
    language = _language(context)
    if isinstance(value, date):
        return SafeString(conditional_escape(_day(value, language)))
    if isinstance(value, int | Decimal):
        return SafeString(f"{value:,}")
    return SafeString(conditional_escape(said(value, language)))


@register.simple_tag(takes_context=True)
def figure(context: Context, value: figures.Figure) -> SafeString:
    """A figure with its number and unit apart, so that numbers line up and units stay small; never broken."""
    language = _language(context)
    number, unit = value.number(language), value.unit_in(language)
    shown = format_html('<span class="figure"><b>{}</b>', number)
    if unit:
        # A unit that is a word may go to the next line; 76.9% and 142.63亿元 stay whole.
        shown += format_html('{}<i class="unit">{}</i>', SafeString("<wbr>" if len(unit) > 3 else ""), unit)
    return SafeString(shown + SafeString("</span>"))


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None) -> SafeString:
    """2023年2月25日, or 25 February 2023, as `<time>`."""
    if value is None:
        return SafeString("—")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), _day(value, _language(context)))


def _day(value: date, language: Language) -> str:
    when = value.astimezone(CHINA) if isinstance(value, datetime) and value.tzinfo else value
    clock = f" {when:%H:%M}" if isinstance(when, datetime) else ""
    if language is Language.ZH:
        return f"{when.year}年{when.month}月{when.day}日{clock}"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}{clock}"


@register.simple_tag(takes_context=True)
def change_of(context: Context, value: figures.Headline) -> SafeString:
    """`+1.2` with a sign that is read out; percentage points for a rate."""
    by = value.change.by if value.change else Decimal(0)
    sign = "+" if by > 0 else "−" if by < 0 else "±"
    points = {Language.ZH: "个百分点", Language.EN: " points"}[_language(context)]
    return SafeString(
        conditional_escape(f"{sign}{abs(by):,}{points if isinstance(value.figure, figures.Rate) else ''}")
    )


@register.filter
def is_figure(value: Any) -> bool:
    """Whether a value is written as a figure."""
    return isinstance(value, _FIGURES)


@register.filter
def is_rate(value: Any) -> bool:
    """Whether a figure has a fraction to be shown beside it."""
    return isinstance(value, figures.Rate)


@register.filter
def length_in(bar: figures.Bar, bars: figures.Bars) -> str:
    """The length of a bar in percent, for an attribute of an SVG shape."""
    return f"{bars.length(bar):g}"


@register.filter
def level_in(tile: figures.Tile, tiles: figures.TileMap) -> str:
    """The step of a tile as a class: level-0 … level-4, level-none."""
    level = tiles.level(tile)
    return "level-none" if level is None else f"level-{level}"


@register.simple_tag
def asset(name: str) -> str:
    """The address of an asset of settings.GUILDHALL_ASSETS."""
    return asset_address(name)


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField, label: Any = None, hint: Any = None, **attributes: Any) -> SafeString:
    """A form field: label, hint, control, errors with their rules.

    `label`, `hint`: Words in place of the form's own; `hint=""`: none. Further arguments become attributes of the
    control; `_` in their names becomes `-`.
    """
    language = _language(context)
    messages = [
        *({"text": error, "rule": ""} for error in bound.errors),
        *({"text": m.render(language), "rule": m.kind.rule} for m in refused(bound.form, bound.name)),
    ]
    told = str(bound.help_text or "") if hint is None else hint and said(hint, language)
    notes = [f"{bound.auto_id}-hint"] if told else []
    notes += [f"{bound.auto_id}-error"] if messages else []
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    given |= {"aria-describedby": " ".join(notes)} if notes else {}
    given |= {"aria-invalid": "true"} if messages else {}
    widget = bound.field.widget
    inner = {
        "language": context.get("language"),
        "bound": bound,
        "control": bound.as_widget(attrs=given),
        "label": said(label, language) if label else str(bound.label),
        "hint": told,
        "messages_said": messages,
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_tick": isinstance(widget, CheckboxInput),
    }
    return mark_safe(render_to_string("pieces/field.html", inner))  # noqa: S308 -- a template's own output


@register.inclusion_tag("pieces/form_errors.html", takes_context=True)
def form_errors(context: Context, form: BaseForm, links: bool = True) -> dict[str, Any]:
    """What is wrong with the form as a whole, and links to the fields where something is (not in short forms)."""
    language = _language(context)
    whole = [
        *({"text": error, "rule": ""} for error in form.non_field_errors()),
        *({"text": m.render(language), "rule": m.kind.rule} for m in refused(form, "")),
    ]
    wrong = [one for one in form if not one.is_hidden and (one.errors or refused(form, one.name))]
    return {"language": context.get("language"), "whole": whole, "wrong": wrong if links else []}


@register.inclusion_tag("pieces/flow.html", takes_context=True)
def flow(context: Context, stations: tuple[marks.Station, ...], label: Any = None) -> dict[str, Any]:
    """Where a matter is: its stations in order."""
    return {"language": context.get("language"), "stations": stations, "label": label}


@register.inclusion_tag("pieces/steps.html", takes_context=True)
def steps(context: Context, names: tuple[Any, ...], current: int) -> dict[str, Any]:
    """Which group of questions this is: `current` counts from 1."""
    return {"language": context.get("language"), "names": names, "current": current, "last": len(names)}


@register.filter
def with_columns(row: lists.Row, work_list: lists.WorkList) -> list[tuple[lists.Column, lists.Cell]]:
    """Each cell of a row with its column."""
    return list(zip(work_list.columns, row.cells, strict=True))


@register.filter
def by_source(row: evidence.Field, sides: evidence.Sides) -> list[tuple[evidence.Side, evidence.Told | None]]:
    """What each source says of a field, with its name."""
    return list(zip(sides.sources, row.told, strict=True))


@register.filter
def shown_day(value: date, language: Language | None) -> str:
    """A day as a fact of a sentence."""
    return _day(value, Language(language or Language.ZH))


@register.filter
def in_words(value: Any, language: Language | None) -> str:
    """A text or figure as a fact of a sentence."""
    return said(value, Language(language or Language.ZH))


@register.filter
def unlocalised(value: int) -> str:
    """A number for an attribute: digits only."""
    return str(value)


@register.filter
def or_english(zh: str, en: str) -> Words:
    """`"账号"|or_english:"Sign-in name"`: both languages as one argument of another tag."""
    return Words(zh, en)


@register.filter
def pressed(value: str, this: str) -> str:
    """`aria-pressed` of a button that stands for one of several values."""
    return "true" if value == this else "false"


@register.filter
def rule_of(message: Message) -> str:
    """The rule that a message rests on, or nothing. (A kind makes messages when called, and templates call.)"""
    return message.kind.rule
