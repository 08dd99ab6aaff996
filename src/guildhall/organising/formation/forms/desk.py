"""The forms of the desk: roll, plan, nominee, meeting, ballot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from guildhall.infra.language import says
from guildhall.organising.formation.contracts import BODY_WORDS, MEETING_WORDS, TIE_WORDS, Body, Counts, Meeting, Tie
from guildhall.organising.formation.contracts.cases import (
    BODIES,
    CHAIR_BY_WORDS,
    ChairBy,
    Enrolled,
    MeetingHeld,
    Nominee,
    Plan,
)

_MISSING: Final = {"required": says("请填写。", "Please fill this in.")}
_NUMBER: Final = _MISSING | {
    "invalid": says("请填整数。", "Give a whole number."),
    "min_value": says("不能小于 %(limit_value)s。", "It cannot be less than %(limit_value)s."),
    "max_value": says("不能大于 %(limit_value)s。", "It cannot be more than %(limit_value)s."),
}
_CHOOSE: Final = {
    "required": says("请选一项。", "Choose one."),
    "invalid_choice": says("请选一项。", "Choose one."),
    "invalid_list": says("请选一项。", "Choose one."),
}
_DATE: Final = _MISSING | {"invalid": says("请填日期。", "Give a date.")}
_MOST: Final = 1_000_000


def _whole(zh: str, en: str, *, least: int = 0, most: int = _MOST, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=says(zh, en), min_value=least, max_value=most, help_text=hint, error_messages=_NUMBER
    )


class RollForm(forms.Form):
    """Who joins, pasted from a sheet or typed."""

    roll = forms.CharField(
        label=says("会员名单", "Members"),
        help_text=says(
            "一行一人：姓名 证件号码 手机号（联合工会再写单位名称）。可以从表格里整列复制过来。",
            "One a line: name, identity number, mobile number; in a joint union the employer’s name, too. Columns "
            "copied from a sheet will do.",
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        max_length=2_000_000,
        error_messages=_MISSING,
    )


class PlanForm(forms.Form):
    """What is to be elected."""

    seats = _whole("工会委员会名额", "Seats of the committee", least=1, most=99)
    term_years = forms.TypedChoiceField(
        label=says("每届任期", "Term"),
        choices=[("3", says("三年", "three years")), ("5", says("五年", "five years"))],
        coerce=int,
        error_messages=_CHOOSE,
    )
    chair_by = forms.ChoiceField(
        label=says("主席由谁选举", "Who elects the chair"),
        choices=[(one.value, says(words.zh, words.en)) for one, words in CHAIR_BY_WORDS.items()],
        error_messages=_CHOOSE,
    )
    deputies = _whole("副主席人数", "Vice-chairs", most=9)
    audit_seats = _whole(
        "经费审查委员会名额", "Seats of the funds audit committee", most=99,
        hint=says("小工会可以填 1（经费审查委员）。", "A small union may give 1: one auditor."),
    )  # fmt: skip
    own_account = forms.BooleanField(
        label=says("建立独立的工会账户", "The union has a bank account of its own"), required=False
    )
    women_seats = _whole(
        "女职工委员会名额", "Seats of the women’s committee", most=99,
        hint=says("女会员不足 10 人填 0。", "0 with fewer than 10 women members."),
    )  # fmt: skip
    meeting = forms.ChoiceField(
        label=says("大会形式", "Who meets"),
        choices=[(one.value, says(words.zh, words.en)) for one, words in MEETING_WORDS.items()],
        error_messages=_CHOOSE,
    )
    delegates = _whole("会员代表人数", "Delegates", hint=says("会员大会填 0。", "0 where all members meet."), most=999)
    managers = _whole("其中中层以上管理人员", "Managers among them", most=999)

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            given["seats"], given["audit_seats"], given["women_seats"], given["term_years"], Meeting(given["meeting"]),
            ChairBy(given["chair_by"]), given["deputies"], given["delegates"], given["managers"], given["own_account"],
        )  # fmt: skip


def plan_values(plan: Plan) -> dict[str, Any]:
    """A plan as the form begins with it."""
    return {
        "seats": plan.seats, "audit_seats": plan.audit_seats, "women_seats": plan.women_seats,
        "term_years": plan.term_years, "meeting": plan.meeting.value, "chair_by": plan.chair_by.value,
        "deputies": plan.deputies, "delegates": plan.delegates, "managers": plan.managers,
        "own_account": plan.own_account,
    }  # fmt: skip


class NomineeForm(forms.Form):
    """Somebody put up. `member` "": an outsider, by name."""

    member = forms.ChoiceField(label=says("候选人", "Candidate"), required=False, error_messages=_CHOOSE)
    name = forms.CharField(
        label=says("非本单位人选的姓名", "Name of somebody from outside"),
        help_text=says(
            "只有上一级工会推荐的主席候选人填这里。", "Only for a chair whom the next-higher union recommends."
        ),
        required=False,
        max_length=50,
    )
    bodies = forms.MultipleChoiceField(
        label=says("提名的职务", "Put up for"),
        choices=[(body.value, says(BODY_WORDS[body].zh, BODY_WORDS[body].en)) for body in BODIES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=_CHOOSE,
    )
    ties = forms.MultipleChoiceField(
        label=says("有下列情形的请勾选", "Tick what holds"),
        choices=[(tie.value, says(words.zh, words.en)) for tie, words in TIE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=_CHOOSE,
    )
    handles_money = forms.BooleanField(
        label=says("分管或经办工会财务、资产", "Answers for the union’s funds or assets"), required=False
    )

    def __init__(self, *args: Any, roll: Sequence[Enrolled], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["member"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", says("请选择", "Choose")),
                *((one.key, f"{one.name}（…{one.number[-4:]}）") for one in roll),
            ]

    def nominee(self) -> Nominee:
        given = self.cleaned_data
        return Nominee(
            given["member"], given["name"], frozenset(map(Body, given["bodies"])), frozenset(map(Tie, given["ties"])),
            recommended=not given["member"] and bool(given["name"].strip()), handles_money=given["handles_money"],
        )  # fmt: skip


class MeetingForm(forms.Form):
    """The founding meeting."""

    held_on = forms.DateField(
        label=says("大会日期", "Day of the meeting"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_DATE,
    )
    venue = forms.CharField(label=says("地点", "Where"), max_length=100, error_messages=_MISSING)
    entitled = _whole("应到人数", "Entitled to attend")
    present = _whole("实到人数", "Present")
    scrutineers = forms.MultipleChoiceField(
        label=says("监票人", "Scrutineers"),
        help_text=says("不能是候选人；可以选几人。", "Nobody who stands; several may be chosen."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        required=False,
        error_messages=_CHOOSE,
    )

    def __init__(self, *args: Any, roll: Sequence[Enrolled], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["scrutineers"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.key, one.name) for one in roll]

    def meeting(self) -> MeetingHeld:
        given = self.cleaned_data
        return MeetingHeld(
            given["held_on"], given["venue"], given["entitled"], given["present"], tuple(given["scrutineers"])
        )


class BallotForm(forms.Form):
    """How one ballot was counted: papers, and votes for each candidate."""

    round = forms.IntegerField(widget=forms.HiddenInput)
    issued = _whole("发出选票", "Papers issued")
    collected = _whole("收回选票", "Papers collected")
    void = _whole("废票", "Void papers")
    written_in = forms.CharField(
        label=says("另选他人", "Written in"),
        help_text=says("一行一人：姓名 票数", "One a line: name and votes."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, candidates: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = candidates
        for key, name in candidates.items():
            self.fields[f"votes.{key}"] = _whole(f"{name}：赞成", f"{name}: in favour")
            self.fields[f"against.{key}"] = _whole(f"{name}：反对", f"{name}: against")
            self.fields[f"abstained.{key}"] = _whole(f"{name}：弃权", f"{name}: abstained")

    def clean_written_in(self) -> dict[str, int]:
        """Names and votes. Raises a message at the field for lines that are neither."""
        found: dict[str, int] = {}
        for line in str(self.cleaned_data["written_in"]).splitlines():
            if not line.strip():
                continue
            matched = re.fullmatch(r"(.*?)[\s,，：:]+(\d{1,6})", line.strip())
            if matched is None:
                raise forms.ValidationError(says("请按“姓名 票数”填写。", "Give a name and a number of votes."))
            found[matched[1]] = found.get(matched[1], 0) + int(matched[2])
        return found

    def counts(self) -> Counts:
        """What was counted; entitled, present and seats are the meeting's."""
        given = self.cleaned_data
        names: dict[str, dict[str, int]] = {"votes": {}, "against": {}, "abstained": {}}
        for what, held in names.items():
            for key in self.candidates:
                held[key] = given[f"{what}.{key}"]
        return Counts(
            0, 0, given["issued"], given["collected"], given["void"], 0, names["votes"], names["against"],
            names["abstained"], given["written_in"],
        )  # fmt: skip

    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Candidate by candidate: name and the three fields."""
        return [
            (name, self[f"votes.{key}"], self[f"against.{key}"], self[f"abstained.{key}"])
            for key, name in self.candidates.items()
        ]
