"""What is filled in about groups of companies and key lists."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms

from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.language import says
from guildhall.organising.unions.contracts.companies import TIE_WORDS
from guildhall.organising.unions.forms import fields
from guildhall.organising.unions.forms.fields import CHOOSE, MISSING, NUMBER, ActForm


class _PlacedForm(ActForm):
    """Something that a place's union keeps."""

    place = forms.ChoiceField(label=says("由哪里负责", "Kept by which place"), error_messages=CHOOSE)
    name = forms.CharField(label=says("名称", "Name"), max_length=100, error_messages=MISSING)

    def __init__(self, *args: Any, places: tuple[PlaceSummary, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [(str(place.id), place.name) for place in places]

    @property
    def place_id(self) -> UUID:
        return UUID(self.cleaned_data["place"])


class GroupForm(_PlacedForm):
    """A group with its head company."""

    head = fields.OrganisationField(label=says("头部企业", "Head company"))
    on = fields.day("自哪天起", "From which day")

    def clean_head(self) -> UUID:
        return fields.chosen_organisation(self.actor, self.cleaned_data["head"])


class ListForm(_PlacedForm):
    """A list with its target."""

    target_share = forms.IntegerField(
        label=says("目标建会率（%）", "Target share (%)"), min_value=1, max_value=100, error_messages=NUMBER
    )
    target_on = fields.day("目标日期", "By which day")


class EntryForm(ActForm):
    """An organisation that goes onto a list."""

    organisation = fields.OrganisationField(label=says("单位", "Organisation"))
    on = fields.day("自哪天起", "From which day")

    def clean_organisation(self) -> UUID:
        return fields.chosen_organisation(self.actor, self.cleaned_data["organisation"])


class LinkForm(EntryForm):
    """An organisation that belongs to a group."""

    tie = forms.ChoiceField(
        label=says("关系", "As what"),
        choices=[(tie.value, says(words.zh, words.en)) for tie, words in TIE_WORDS.items()],
        error_messages=CHOOSE,
    )
