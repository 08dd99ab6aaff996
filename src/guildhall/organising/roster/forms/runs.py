"""What officers fill in for a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.language import says
from guildhall.linkage.contracts import Register
from guildhall.organising.roster.contracts import REGISTER_WORDS
from guildhall.organising.roster.rules.retention import REGISTER_FILE

_REGISTERS = [(register.value, says(words.zh, words.en)) for register, words in REGISTER_WORDS.items()]


class ManyFiles(forms.FileInput):
    """A file field of which one may choose or drop several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Every file of the field, cleaned one by one."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [None]]


class RunForm(forms.Form):
    """A new run. Whoever has one place finds it chosen."""

    title = forms.CharField(
        label=says("名称", "Name"),
        help_text=says("例如：2023 年 2 月三方比对", "Such as: three registers, February 2023"),
        max_length=80,
    )
    place = forms.ChoiceField(label=says("给哪个地方", "For which place"))

    def __init__(self, places: Sequence[PlaceSummary], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        shallowest = min((len(place.path) for place in places), default=0)
        choices = [(str(p.id), "　" * ((len(p.path) - shallowest) // 4) + p.name) for p in places]
        if len(choices) > 1:
            choices.insert(0, ("", says("请选择", "Choose")))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField

    @property
    def place_id(self) -> UUID:
        return UUID(self.cleaned_data["place"])


class UploadForm(forms.Form):
    """Files of one register, or of registers to be recognised."""

    register = forms.ChoiceField(
        label=says("哪一类名单", "Whose list"),
        choices=[("", says("自动识别", "Recognise it")), *_REGISTERS],
        required=False,
    )
    file = ManyFilesField(
        label=says("文件", "Files"),
        help_text=says(
            "可以一次选几个，也可以拖到这里：.xlsx、.xls、.csv、.tsv、.parquet",
            "Choose several at once or drop them here: .xlsx, .xls, .csv, .tsv, .parquet",
        ),
        error_messages={"required": says("请先选择文件。", "Choose a file first.")},
        widget=ManyFiles(attrs={"accept": ",".join(sorted(REGISTER_FILE.suffixes)), "class": "drop"}),
        allow_empty_file=True,  # said by the operation, with the file's name
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")

    @property
    def chosen(self) -> Register | None:
        value = self.cleaned_data["register"]
        return Register(value) if value else None


class RegisterForm(forms.Form):
    """Whose list a file is, said after it came in."""

    register = forms.ChoiceField(choices=_REGISTERS)


class StartForm(forms.Form):
    """When the registers are compared as of."""

    as_of = forms.DateField(
        label=says("截止日期", "Cut-off"),
        help_text=says(
            "不填时，用社会保险名单中最新一个月的月末。",
            "Left empty: the end of the newest month in the insurance lists.",
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    @property
    def chosen(self) -> date | None:
        found: date | None = self.cleaned_data["as_of"]
        return found
