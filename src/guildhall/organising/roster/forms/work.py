"""What is filled in on the worklist: a visit, where work goes, why a list is taken out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.language import says
from guildhall.organising.roster.contracts import OUTCOME_WORDS, PURPOSE_WORDS, Outcome, Purpose

_MISSING = {"required": says("请填写。", "Please fill this in."), "invalid": says("请填日期。", "Give a date.")}
_CHOOSE = {"required": says("请选一项。", "Choose one."), "invalid_choice": says("请选一项。", "Choose one.")}


class VisitForm(forms.Form):
    """One visit."""

    on = forms.DateField(
        label=says("走访日期", "Day of the visit"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_MISSING,
    )
    outcome = forms.ChoiceField(
        label=says("结果", "Outcome"),
        choices=[("", says("请选择", "Choose")), *((o.value, says(w.zh, w.en)) for o, w in OUTCOME_WORDS.items())],
        error_messages=_CHOOSE,
    )
    note = forms.CharField(
        label=says("备注", "Note"),
        help_text=says("最多 500 字；不要写职工姓名。", "At most 500 characters; no names of workers."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def chosen(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class HandForm(forms.Form):
    """To which place the chosen work goes."""

    place = forms.ChoiceField(label=says("分派给", "Hand to"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, places: Iterable[PlaceSummary], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            listed = [(str(place.id), place.name) for place in places]
            field.choices = [("", says("请选择街道、乡镇", "Choose a street or township")), *listed]


class ExportForm(forms.Form):
    """Why a list is taken out of the product."""

    purpose = forms.ChoiceField(
        label=says("用途", "Purpose"),
        choices=[("", says("请选择", "Choose")), *((p.value, says(w.zh, w.en)) for p, w in PURPOSE_WORDS.items())],
        error_messages=_CHOOSE,
    )

    def chosen(self) -> Purpose:
        return Purpose(self.cleaned_data["purpose"])
