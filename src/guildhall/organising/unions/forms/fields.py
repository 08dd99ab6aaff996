"""Fields that several forms share: a day, a basis, a union or organisation by name or code."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from guildhall.base.organisations.queries import search
from guildhall.infra.language import says
from guildhall.kernel.actor import Actor
from guildhall.organising.unions.queries.tree import parents_to_choose

MISSING: Final = {"required": says("请填写。", "Please fill this in."), "invalid": says("请填日期。", "Give a date.")}
CHOOSE: Final = {"required": says("请选一项。", "Choose one."), "invalid_choice": says("请选一项。", "Choose one.")}
NUMBER: Final = {
    "required": says("请填写。", "Please fill this in."),
    "invalid": says("请填整数。", "Give a whole number."),
    "min_value": says("数字太小。", "The number is too small."),
    "max_value": says("数字太大。", "The number is too large."),
}


def day(zh: str, en: str, **options: Any) -> forms.DateField:
    """A day in the browser's own chooser."""
    return forms.DateField(
        label=says(zh, en),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=MISSING,
        **options,
    )


def basis(**options: Any) -> forms.CharField:
    """On what a change rests."""
    return forms.CharField(
        label=says("依据", "On what it rests"),
        help_text=says(
            "上一级工会批复的文号，或会议的日期", "The number of the upper union's reply, or the day of a meeting"
        ),
        max_length=200,
        error_messages=MISSING,
        **options,
    )


class ActForm(forms.Form):
    """A form of an act on something in the actor's reach. Forms of acts say what was done in `done`."""

    def __init__(self, data: Any = None, *, actor: Actor, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.actor = actor


class UnionField(forms.CharField):
    """A union of the tree by its name, or a part of it that no other one's has; cleaned to its id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200,
            help_text=says("写全称，或足以认出它的一部分", "Its name, or as much of it as tells it apart"),
            error_messages=MISSING,
            **options,
        )


class OrganisationField(forms.CharField):
    """An organisation by name or credit code; cleaned to its id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200,
            help_text=says("写名称，或统一社会信用代码", "Its name or its unified social credit code"),
            error_messages=MISSING,
            **options,
        )


def chosen_union(actor: Actor, text: str) -> UUID:
    """The union that a text means. Raises ValidationError where it is none or several."""
    return _chosen(text, [(one.id, one.name) for one in parents_to_choose(actor, text)])


def chosen_organisation(actor: Actor, text: str) -> UUID:
    """The organisation that a text means. Raises ValidationError where it is none or several."""
    return _chosen(text, [(row.id, row.name) for row in search(actor, text).rows])


def _chosen(text: str, found: list[tuple[UUID, str]]) -> UUID:
    exact = [one for one, name in found if name == text.strip()]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise forms.ValidationError(says("您的范围内没有找到。", "There is none like that in your area."))
    names = "、".join(name for _, name in found[:5])
    raise forms.ValidationError(
        says(f"不止一个：{names}。请写得更全。", f"There are several: {names}. Say more of it.")
    )
