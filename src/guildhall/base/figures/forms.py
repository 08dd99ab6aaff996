"""What officers fill in about figures."""

from __future__ import annotations

from django import forms

from guildhall.base.figures.contracts import PURPOSE_WORDS, FileFormat, Purpose
from guildhall.infra.language import says


class SnapshotForm(forms.Form):
    """The cut-off of a snapshot to be taken."""

    cut_off = forms.DateField(
        label=says("截止日", "Cut-off"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ExportForm(forms.Form):
    """What an export is for, and as what."""

    purpose = forms.ChoiceField(
        label=says("用途", "Purpose"),
        choices=[(one.value, says(PURPOSE_WORDS[one].zh, PURPOSE_WORDS[one].en)) for one in Purpose],
    )
    file_format = forms.ChoiceField(
        label=says("文件", "File"), choices=[(one.value, f".{one.value}") for one in FileFormat]
    )
