"""What is filled in to send disagreements back, and to bring answers in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from guildhall.infra.language import says
from guildhall.organising.roster.contracts import REGISTER_WORDS, RETURN_WORDS, Register, ReturnPurpose

_CHOOSE = {"required": says("请选一项。", "Choose one."), "invalid_choice": says("请选一项。", "Choose one.")}


class FileForm(forms.Form):
    """For which register and place a file is, and what for."""

    register = forms.ChoiceField(
        label=says("发给哪一方", "For which register"),
        choices=[(register.value, says(words.zh, words.en)) for register, words in REGISTER_WORDS.items()],
        error_messages=_CHOOSE,
    )
    place = forms.ChoiceField(label=says("哪个地方的", "Of which place"), error_messages=_CHOOSE)
    purpose = forms.ChoiceField(
        label=says("用途", "Purpose"),
        choices=[("", says("请选择", "Choose")), *((p.value, says(w.zh, w.en)) for p, w in RETURN_WORDS.items())],
        error_messages=_CHOOSE,
    )

    def __init__(self, places: Sequence[tuple[UUID, str]], data: Any = None, *, register: str = "") -> None:
        super().__init__(data, initial={"register": register}, label_suffix="")
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(place), name) for place, name in places]

    @property
    def chosen(self) -> tuple[Register, UUID, ReturnPurpose]:
        held = self.cleaned_data
        return Register(held["register"]), UUID(held["place"]), ReturnPurpose(held["purpose"])


class AnswersForm(forms.Form):
    """A file that came back."""

    file = forms.FileField(
        label=says("发回的文件", "The file that came back"),
        help_text=says("填好“答复”“说明”的 .xlsx 或 .csv", "The .xlsx or .csv with “答复” and “说明” filled in"),
        error_messages={"required": says("请先选择文件。", "Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,  # said by the operation, with the file's name
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
