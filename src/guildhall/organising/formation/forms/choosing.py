"""What one says of an employer to learn what fits it."""

from __future__ import annotations

from django import forms

from guildhall.base.organisations.contracts import KIND_WORDS, OrganisationKind
from guildhall.infra.language import says

_NUMBER = {
    "invalid": says("请填整数。", "Give a whole number."),
    "min_value": says("不能小于 0。", "It cannot be less than 0."),
    "max_value": says("数字太大。", "The number is too large."),
}


class ChoosingForm(forms.Form):
    """Kind of employer, who would join, who is insured."""

    kind = forms.ChoiceField(
        label=says("单位类别", "Kind of employer"),
        choices=[
            ("", says("请选择", "Choose")),
            *((kind.value, says(words.zh, words.en)) for kind, words in KIND_WORDS.items()),
        ],
        error_messages={
            "required": says("请选一项。", "Choose one."),
            "invalid_choice": says("请选一项。", "Choose one."),
        },
    )
    members = forms.IntegerField(
        label=says("愿意入会的人数", "Who will join"),
        help_text=says("不知道可以不填。", "May stay empty where it is not known."),
        required=False, min_value=0, max_value=1_000_000, error_messages=_NUMBER,
    )  # fmt: skip
    insured = forms.IntegerField(
        label=says("参保人数", "Persons insured"),
        required=False, min_value=0, max_value=1_000_000, error_messages=_NUMBER,
    )  # fmt: skip

    def chosen(self) -> OrganisationKind:
        return OrganisationKind(self.cleaned_data["kind"])
