"""Forms made from a kind: what a transition asks, what a return marks, to whom something is handed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from guildhall.base.flows.contracts import Field, FieldType, FlowKind, Mark, Transition, Verdict
from guildhall.base.flows.contracts.views import VERDICT_WORDS
from guildhall.base.flows.rules.fields import NO, YES
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.rules.paths import COUNTY_DIGITS
from guildhall.infra.language import says
from guildhall.kernel.words import Words

_CHOOSE: Final = {"required": says("请选一项。", "Choose one."), "invalid_choice": says("请选一项。", "Choose one.")}
_MISSING: Final = {"required": says("请写明。", "Please say so in words.")}
#: Beginnings of the names of fields that mark one for correction.
MARKED: Final = "mark_"
_LARGE: Final = {FieldType.LONG_TEXT}
_MODES: Final[Mapping[FieldType, Mapping[str, str]]] = {
    FieldType.NUMBER: {"inputmode": "numeric"},
    FieldType.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    FieldType.NAME: {"autocomplete": "name"},
    FieldType.EMAIL: {"inputmode": "email", "autocomplete": "email"},
}


def _label(words: Words) -> str:
    return says(words.zh, words.en)


def _hint(field: Field) -> str:
    """What to fill in, and what it is needed for."""
    parts = [one for one in (field.hint, field.purpose) if one is not None]
    return says("；".join(one.zh for one in parts), " ".join(one.en for one in parts)) if parts else ""


def form_field(field: Field, *, required: bool) -> forms.Field:
    """A field of a kind as a field of a form. What does not do is told by the operation, not by the form."""
    options: dict[str, Any] = {"label": _label(field.words), "help_text": _hint(field), "required": required}
    chosen = [("", says("请选择", "Choose"))]
    if field.type is FieldType.CHOICE:
        chosen += [(option.value, _label(option.words)) for option in field.options]
        return forms.CharField(widget=forms.Select(choices=chosen), **options)
    if field.type is FieldType.YES_NO:
        chosen += [(YES, says("是", "Yes")), (NO, says("否", "No"))]
        return forms.CharField(widget=forms.Select(choices=chosen), **options)
    if field.type in _LARGE:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False, **options)
    if field.type is FieldType.DATE:
        return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **options)
    return forms.CharField(widget=forms.TextInput(attrs=dict(_MODES.get(field.type, {}))), **options)


class AskedForm(forms.Form):
    """What a transition asks. Its fields are named as those of the kind."""

    def __init__(self, kind: FlowKind, transition: Transition, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in transition.fields:
            self.fields[code] = form_field(kind.field(code), required=code in transition.needs)
        self.kind, self.transition = kind, transition

    def given(self) -> dict[str, str]:
        """What was filled in, as it stands: whether it does is for the operation to say."""
        return {code: str(self.data.get(self.add_prefix(code), "")) for code in self.transition.fields}


class ActForm(AskedForm):
    """A transition of an office: what it asks, the reason of a refusal, a note, the fields that a return marks."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, kind: FlowKind, transition: Transition, *args: Any, marks: Iterable[str] = (), **options: Any):
        super().__init__(kind, transition, *args, **options)
        if transition.reasons:
            chosen = [(one.code, _label(one.words)) for one in transition.reasons]
            self.fields["reason"] = forms.CharField(
                label=says("理由", "Reason"), widget=forms.Select(choices=[("", says("请选择", "Choose")), *chosen])
            )
        self.marked = tuple(marks)
        for code in self.marked:
            self.fields[MARKED + code] = forms.CharField(label=_label(kind.correctable[code]), required=False)
        self.fields["note"] = forms.CharField(
            label=says("办理意见", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def marks(self) -> tuple[Mark, ...]:
        """The fields that were marked, each with its note."""
        told = ((code, str(self.data.get(self.add_prefix(MARKED + code), "")).strip()) for code in self.marked)
        return tuple(Mark(code, note) for code, note in told if note)

    def version_sent(self) -> int:
        """The version that the sender saw; one that there never is where it was left out."""
        text = str(self.data.get(self.add_prefix("version"), ""))
        return int(text) if text.isascii() and text.isdecimal() else -1

    def text(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")) if name in self.fields else ""


class HandForm(forms.Form):
    """To which colleague of the office it goes."""

    account = forms.UUIDField(label=says("交给", "Hand to"), error_messages=_CHOOSE)
    note = forms.CharField(label=says("附言", "Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = [("", says("请选择", "Choose")), *colleagues]
        self.fields["account"].widget = forms.Select(choices=chosen)


class PlaceForm(forms.Form):
    """To which place's office it goes, or which is asked."""

    place = forms.UUIDField(label=says("单位", "Office"), error_messages=_CHOOSE)
    note = forms.CharField(label=says("附言", "Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, places: Iterable[PlaceSummary], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = [("", says("请选择", "Choose")), *((str(place.id), place.name) for place in places)]
        self.fields["place"].widget = forms.Select(choices=chosen)


class AskForm(PlaceForm):
    """What an office is asked."""

    question = forms.CharField(
        label=says("问什么", "Question"), widget=forms.Textarea(attrs={"rows": 2}), error_messages=_MISSING
    )
    field_order = ("place", "question")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["note"]


class OpinionForm(forms.Form):
    """What an office thinks."""

    verdict = forms.ChoiceField(
        label=says("意见", "Opinion"),
        choices=[(one.value, says(words.zh, words.en)) for one, words in VERDICT_WORDS.items()],
        error_messages=_CHOOSE,
    )
    answer = forms.CharField(
        label=says("说明", "In words"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=_MISSING
    )

    def chosen(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


class TrackForm(forms.Form):
    """By what somebody without an account finds their application."""

    number = forms.CharField(
        label=says("申请编号", "Number of the application"), max_length=40,
        help_text=says("提交后告诉您的编号，如 RH-2023-000123-4。", "As told when it was sent in."),
        error_messages=_MISSING,
    )  # fmt: skip
    phone = forms.CharField(
        label=says("手机号码", "Mobile number"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=says("申请时留的号码。", "The one given with the application."), error_messages=_MISSING,
    )  # fmt: skip


class ApplyForm(forms.Form):
    """Everything that a kind asks when it is sent in, and where the matter lies."""

    key = forms.CharField(widget=forms.HiddenInput)
    serial = forms.CharField(widget=forms.HiddenInput(attrs={"data-serial": True}))
    place = forms.CharField(label=says("所在的街道、乡镇", "Street or township"))

    def __init__(self, kind: FlowKind, *args: Any, places: Iterable[PlaceSummary], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        chosen = [("", says("请选择", "Choose")), *((str(p.id), indented(p)) for p in places)]
        self.fields["place"].widget = forms.Select(choices=chosen)
        submission = kind.submission
        for code in submission.fields:
            self.fields[code] = form_field(kind.field(code), required=code in submission.needs)

    def groups(self) -> list[tuple[Words | None, list[Any]]]:
        """The fields by the groups of the kind, those in none first."""
        asked = self.kind.submission.fields
        grouped = {code for group in self.kind.groups for code in group.fields}
        rest: list[tuple[Words | None, list[Any]]] = [(None, [self[code] for code in asked if code not in grouped])]
        named = [(group.words, [self[code] for code in group.fields if code in asked]) for group in self.kind.groups]
        return [(words, fields) for words, fields in (*named, *rest) if fields]

    def given(self) -> dict[str, str]:
        """What was filled in, as it stands."""
        return {code: str(self.data.get(code, "")) for code in self.kind.submission.fields}

    def text(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def saved_before(self) -> int:
        """How often the form was saved before."""
        text = self.text("serial")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def indented(place: PlaceSummary) -> str:
    """A place below the county it lies in."""
    return ("　" if len(place.path) > COUNTY_DIGITS else "") + place.name
