"""What is filled in about members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from guildhall.infra.language import says
from guildhall.kernel.identifiers import KIND_NAMES, PERSON_KINDS
from guildhall.organising.members.contracts import (
    NEW_EMPLOYMENT_WORDS,
    REASON_WORDS,
    TIE_WORDS,
    Change,
    NewEmployment,
    Reason,
    Tie,
)
from guildhall.organising.members.flows import JOIN
from guildhall.organising.members.rules.standing import REASONS


def _hint(code: str) -> str:
    purpose = JOIN.field(code).purpose
    return says(f"用途：{purpose.zh}", f"Needed {purpose.en}") if purpose else ""


class JoinForm(forms.Form):
    """Sent in as it is: the flow checks every field, so that one rule speaks wherever it is applied."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=says("姓名", "Name"), help_text=_hint("name"))
    document_kind = forms.ChoiceField(
        label=says("证件", "Document"),
        choices=[(kind.value, says(*KIND_NAMES[kind])) for kind in PERSON_KINDS],
    )
    document = forms.CharField(label=says("证件号码", "Document number"), help_text=_hint("document"))
    phone = forms.CharField(label=says("手机号码", "Mobile number"), help_text=_hint("phone"))
    tie = forms.ChoiceField(
        label=says("您怎么工作", "How you work"),
        widget=forms.RadioSelect,
        choices=[(tie.value, says(TIE_WORDS[tie].zh, TIE_WORDS[tie].en)) for tie in Tie if tie is not Tie.UNKNOWN],
    )
    new_employment = forms.ChoiceField(
        label=says("职业", "Kind of work"),
        required=False,
        choices=[
            (kind.value, says(NEW_EMPLOYMENT_WORDS[kind].zh, NEW_EMPLOYMENT_WORDS[kind].en)) for kind in NewEmployment
        ],
    )
    platform = forms.CharField(label=says("平台（没有可不填）", "Platform, if any"), required=False, max_length=60)
    employer = forms.CharField(
        label=says("单位名称（有劳动关系的填）", "Employer, where you have one"), required=False, max_length=100
    )
    charter = forms.BooleanField(
        label=says("我承认《中国工会章程》，自愿加入工会", "I accept the Charter and join of my own free will"),
        required=False,
    )
    consent = forms.BooleanField(
        label=says("我同意按上面的说明处理个人信息", "I consent to the processing described above"), required=False
    )
    sensitive = forms.BooleanField(
        label=says("我单独同意按上面的说明处理证件号码", "I separately consent to the processing of my number"),
        required=False,
    )
    signature = forms.CharField(
        label=says("签名", "Signature"),
        help_text=says("写您的姓名，就是签名", "Your name, as your signature"),
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def full_clean(self) -> None:
        """Nothing is judged here: what is wrong is said by the flow, once."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def given(self) -> dict[str, str]:
        """Values as the flow takes them, whatever was typed."""
        sent: Mapping[str, Any] = self.data
        ticks = {"charter", "consent", "sensitive"}
        return {
            name: ("yes" if sent.get(name) else "no") if name in ticks else str(sent.get(name) or "")
            for name in self.fields
            if name != "key"
        }


class ChangeForm(forms.Form):
    """A change of a membership; what each change needs beyond day and reason stands with it."""

    on = forms.DateField(label=says("从哪一天起", "From which day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.TypedChoiceField(
        label=says("原因", "Reason"),
        coerce=lambda value: Reason(int(value)),
        choices=[
            (reason.value, says(REASON_WORDS[reason].zh, REASON_WORDS[reason].en))
            for reason in sorted(REASONS[Change.RETAINED])
        ],
    )


class NoPartForm(forms.Form):
    last_dues = forms.DateField(
        label=says("最后一次缴会费", "Dues were last paid on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last_part = forms.DateField(
        label=says("最后一次参加活动", "Last took part on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    has_good_reason = forms.BooleanField(label=says("有正当理由", "There is a good reason"), required=False)
    was_persuaded = forms.BooleanField(
        label=says("已做教育劝说，没有改变", "Was talked to, without success"), required=False
    )


class ExpulsionForm(forms.Form):
    was_sentenced = forms.BooleanField(
        label=says("严重违法犯罪并受到刑事处罚", "Committed a serious crime and was punished"), required=False
    )
    group_on = forms.DateField(
        label=says("小组讨论日期", "The group's opinion"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    decided_on = forms.DateField(
        label=says("委员会决定日期", "The committee's decision"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    filed_on = forms.DateField(
        label=says("报上级备案日期", "Filed with the upper union"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class WorkForm(forms.Form):
    tie = forms.ChoiceField(
        label=says("用工关系", "Tie"),
        required=False,
        choices=[(tie.value, says(TIE_WORDS[tie].zh, TIE_WORDS[tie].en)) for tie in Tie],
    )
    new_employment = forms.ChoiceField(
        label=says("新就业形态职业", "New form of employment"),
        required=False,
        choices=[
            (kind.value, says(NEW_EMPLOYMENT_WORDS[kind].zh, NEW_EMPLOYMENT_WORDS[kind].en)) for kind in NewEmployment
        ],
    )
    platform = forms.CharField(label=says("平台", "Platform"), required=False, max_length=60)


class RosterForm(forms.Form):
    file = forms.FileField(
        label=says("名单文件", "The file"),
        help_text=says(
            ".xlsx、.xls 或 .csv，要有“姓名”“证件号码”两列，“手机号码”可有可无",
            ".xlsx, .xls or .csv with columns of names and document numbers; telephones where there are any",
        ),
    )


class FindForm(forms.Form):
    q = forms.CharField(label=says("单位、工会或街道的名称", "Employer, union or street"), max_length=60)


class DuesForm(forms.Form):
    """Wages in yuan, from month to month."""

    first = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=says("从哪个月", "From month"),
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    last = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=says("到哪个月", "To month"), widget=forms.TextInput(attrs={"type": "month"})
    )
    wage = forms.DecimalField(
        label=says("月基本工资（元）", "Basic monthly wage, yuan"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    wages = forms.DecimalField(
        label=says("单位全部职工月工资总额（元）", "All wages of the employer, yuan a month"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
        required=False,
    )
    has_union = forms.BooleanField(label=says("单位已建会", "The employer has a union"), required=False, initial=True)
