"""What is filled in about people. All of it is sent as a form: nothing personal stands in an address."""

from __future__ import annotations

from uuid import UUID

from django import forms

from guildhall.base.people.contracts import PURPOSE_WORDS, Purpose
from guildhall.infra.language import says

#: For what one may ask to see somebody else's numbers.
PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.OWN)
#: What can be shown in clear.
DOCUMENTS, PHONES = "documents", "phones"
_BASIS = says("依据", "Basis")


class SearchForm(forms.Form):
    text = forms.CharField(
        label=says("姓名、证件号码或电话", "Name, document number or telephone"),
        help_text=says(
            "姓名写开头几个字也可以；号码要完整", "The beginning of a name is enough; a number must be complete"
        ),
        max_length=60,
    )


class UnmaskForm(forms.Form):
    what = forms.ChoiceField(choices=[(DOCUMENTS, DOCUMENTS), (PHONES, PHONES)])
    purpose = forms.ChoiceField(
        choices=[(one.value, says(PURPOSE_WORDS[one].zh, PURPOSE_WORDS[one].en)) for one in PURPOSES]
    )


class MergeForm(forms.Form):
    """`others`: the records that a search found, as they are told apart."""

    other = forms.TypedChoiceField(
        label=says("哪一条是同一个人", "Which one is the same person"), coerce=UUID, widget=forms.RadioSelect
    )
    basis = forms.CharField(
        label=_BASIS, help_text=says("凭什么认定是同一人", "What shows that they are one person"), max_length=120
    )

    def __init__(self, *args: object, others: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["other"].choices = others  # type: ignore[attr-defined]  # a field of choices


class SplitForm(forms.Form):
    record = forms.UUIDField(widget=forms.HiddenInput)
    basis = forms.CharField(
        label=_BASIS, help_text=says("凭什么认定不是同一人", "What shows that they are two"), max_length=120
    )
