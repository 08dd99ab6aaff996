"""The kind of application by which one joins a union, or moves to it from another."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from guildhall.base.flows.contracts import (
    BACK,
    Act,
    By,
    Clock,
    Field,
    FieldType,
    FlowKind,
    Group,
    Hand,
    Office,
    Option,
    Outcome,
    Reason,
    State,
    Transition,
)
from guildhall.base.places.contracts import PlaceKind
from guildhall.kernel.deadlines import Limit, Unit
from guildhall.kernel.identifiers import KIND_NAMES, PERSON_KINDS
from guildhall.kernel.words import Words
from guildhall.organising.members.contracts import NEW_EMPLOYMENT_WORDS, TIE_WORDS, NewEmployment, Tie
from guildhall.organising.members.operations.applying import admit_applicant, call_applicant
from guildhall.organising.members.rules import articles
from guildhall.organising.members.rules.applying import application_objections

_DECIDED: Final = Words("办理入会申请", "to decide the application")
_REACHED: Final = Words("告知办理结果，查询进度", "to tell the outcome, and to find the application again")
_ONCE: Final = Words("核对身份，防止重复入会", "to verify who applies, and that nobody joins twice")
_SERVED: Final = Words("确定由哪家工会管理会籍，提供对口服务", "to find the union that fits, and its services")

_NEEDS: Final = ("name", "document", "phone", "tie", "charter", "consent", "sensitive", "consent_version", "signature")
_TAKES: Final = ("document_kind", "employer", "new_employment", "platform", "drawn")

JOIN: Final = FlowKind(
    code="members.join",
    prefix="RH",
    words=Words("入会申请", "Joining a union"),
    about=Words("加入工会，由工会审批；已经是会员的转入", "To join a union, which decides; members elsewhere move"),
    states=(
        State("draft", Words("草稿", "Draft"), Hand.APPLICANT),
        State("applied", Words("工会审核", "With the union"), office="union"),
        State("returned", Words("退回补正", "Returned"), Hand.APPLICANT),
        State(
            "moving", Words("等原工会同意转出", "Waits for the union that is left"), office="union",
            advice=Words(
                "已是别家工会的会员：原工会同意，或者期满未答复，会籍就转过来",
                "A member elsewhere: with that union's consent, or its silence, the membership moves over",
            ),
        ),
        State("joined", Words("已入会", "Joined"), Hand.NOBODY, outcome=Outcome.APPROVED),
        State("refused", Words("未同意入会", "Refused"), Hand.NOBODY, outcome=Outcome.REFUSED),
        State("withdrawn", Words("已撤回", "Withdrawn"), Hand.NOBODY, outcome=Outcome.WITHDRAWN),
    ),
    transitions=(
        Transition(
            "submit", Words("提交申请", "Send in"), ("draft",), "applied", By.APPLICANT, Act.SUBMIT,
            needs=_NEEDS, takes=_TAKES, check=application_objections,
        ),
        Transition(
            "approve", Words("同意入会", "Admit"), ("applied",), "joined", By.OFFICE, Act.APPROVE, bulk=True,
            effect=admit_applicant,
        ),
        Transition(
            "transfer", Words("已是会员，办转入", "A member already: transfer"), ("applied",), "moving", By.OFFICE,
            Act.STEP, effect=call_applicant,
        ),
        Transition("moved", Words("转入完成", "Transferred"), ("moving",), "joined", By.PRODUCT),
        Transition("stayed", Words("原工会未同意", "Not let go"), ("moving",), "refused", By.PRODUCT),
        Transition("return", Words("退回补正", "Return"), ("applied",), "returned", By.OFFICE, Act.RETURN),
        Transition(
            "resubmit", Words("补正后提交", "Send in again"), ("returned",), BACK, By.APPLICANT, Act.RESUBMIT,
            needs=_NEEDS, takes=_TAKES, check=application_objections,
        ),
        Transition(
            "refuse", Words("不同意入会", "Refuse"), ("applied",), "refused", By.OFFICE, Act.REFUSE,
            reasons=(
                Reason("not_worker", Words("不符合入会条件", "may not join"), articles.ELIGIBLE),
                Reason("retired", Words("已经退休", "has retired"), articles.RETIRED),
                Reason("elsewhere", Words("应加入本单位工会", "belongs to the employer's union"), articles.FLEXIBLE),
                Reason("not_found", Words("联系不上，无法核实", "could not be reached"), articles.APPROVAL),
            ),
        ),
        Transition(
            "withdraw", Words("撤回", "Withdraw"), ("applied", "returned"), "withdrawn", By.APPLICANT, Act.WITHDRAW
        ),
    ),
    offices=(
        Office(
            "union", Words("所在地工会", "the union of the place"),
            (PlaceKind.PARK, PlaceKind.TOWNSHIP, PlaceKind.COUNTY, PlaceKind.CITY, PlaceKind.PROVINCE),
        ),
    ),
    fields=(
        Field("name", Words("姓名", "Name"), FieldType.NAME, purpose=_DECIDED, is_personal=True, most=50),
        Field(
            "document_kind", Words("证件", "Document"), FieldType.CHOICE,
            options=tuple(Option(kind.value, Words(*KIND_NAMES[kind])) for kind in PERSON_KINDS),
        ),
        Field(
            "document", Words("证件号码", "Document number"), purpose=_ONCE, is_personal=True, is_masked=True, most=30,
            shown_in=frozenset({"applied", "moving"}),
        ),
        Field("phone", Words("手机号码", "Mobile number"), FieldType.PHONE, purpose=_REACHED, is_personal=True,
              is_masked=True),
        Field(
            "tie", Words("怎么工作", "How you work"), FieldType.CHOICE, purpose=_SERVED,
            options=tuple(Option(tie.value, TIE_WORDS[tie]) for tie in Tie if tie is not Tie.UNKNOWN),
        ),
        Field("employer", Words("单位名称", "Employer"), purpose=_SERVED, most=100),
        Field(
            "new_employment", Words("职业", "Kind of work"), FieldType.CHOICE, purpose=_SERVED,
            options=tuple(
                Option(kind.value, NEW_EMPLOYMENT_WORDS[kind])
                for kind in NewEmployment if kind is not NewEmployment.NONE
            ),
        ),
        Field("platform", Words("平台", "Platform"), purpose=_SERVED, most=60),
        Field("charter", Words("承认《中国工会章程》，自愿入会", "Accepts the Charter, joins of free will"),
              FieldType.YES_NO),
        Field("consent", Words("同意处理个人信息", "Consent"), FieldType.YES_NO),
        Field("sensitive", Words("单独同意处理证件号码", "Separate consent for the document number"),
              FieldType.YES_NO),
        Field("consent_version", Words("同意书版本", "Version of the consents"), most=12),
        Field("signature", Words("签名", "Signature"), FieldType.NAME, is_personal=True, most=50),
        Field("drawn", Words("手写签名", "Signature by hand"), FieldType.LONG_TEXT, is_personal=True, is_masked=True,
              most=8_000, shown_in=frozenset({"draft"})),
    ),
    name_field="name",
    phone_field="phone",
    clocks=(
        Clock(
            "review", Words("审核", "Decision"),
            Limit(10, Unit.WORKING_DAYS, "本项目默认值，未见统一规定", is_confirmed=False), frozenset({"applied"}),
            pauses_in=frozenset({"returned"}),
        ),
    ),
    groups=(
        Group(Words("您是谁", "Who you are"), ("name", "document_kind", "document", "phone")),
        Group(Words("您的工作", "Your work"), ("tie", "new_employment", "platform", "employer")),
        Group(Words("同意与签名", "Consent and signature"), ("charter", "consent", "sensitive", "signature")),
    ),
    kept=timedelta(days=365),
)  # fmt: skip
