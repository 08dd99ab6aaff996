"""What administrators fill in about accounts."""

from __future__ import annotations

from django import forms

from guildhall.infra.language import says
from guildhall.kernel.actor import ROLE_WORDS, Role

#: Roles that are given for a place.
GIVEN = tuple(role for role in Role if role is not Role.MEMBER)


class SearchForm(forms.Form):
    """Sent as a form and not in the address: names do not belong into addresses."""

    text = forms.CharField(
        label=says("登录名或姓名", "Sign-in name or name"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class OpenForm(forms.Form):
    display_name = forms.CharField(
        label=says("姓名", "Name"),
        help_text=says(
            "别人在“谁看过我的资料”里看到的就是这个名字", "The name that others see under “who looked at my data”"
        ),
        max_length=60,
    )
    username = forms.CharField(
        label=says("登录名", "Sign-in name"),
        help_text=says("例如 haishu-wang；开设后不改", "Such as haishu-wang; it stays as it is"),
        max_length=60,
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label=says("岗位", "Role"),
        choices=[
            ("", says("请选择", "Choose")),
            *((role.value, says(ROLE_WORDS[role].zh, ROLE_WORDS[role].en)) for role in GIVEN),
        ],
    )
    place = forms.CharField(
        label=says("地方", "Place"),
        help_text=says("写名称，例如 海曙区，或 海曙区南门街道", "By name, such as 海曙区 or 海曙区南门街道"),
        max_length=60,
    )
    starts_on = forms.DateField(
        label=says("从哪天起", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=says("到哪天止（当天起不再有效）", "Until (the first day that it no longer holds)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class EndForm(forms.Form):
    ends_on = forms.DateField()


class PasswordForm(forms.Form):
    drop_code = forms.BooleanField(
        label=says("手机也丢了：同时取消动态码", "The phone is lost, too: take the one-time codes away"), required=False
    )
