"""A small kind of flow, with everything that a kind can have, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import actor_for
from guildhall.base.flows.contracts import (
    BACK,
    KINDS,
    Act,
    Acted,
    Applicant,
    By,
    Clock,
    Done,
    Field,
    FieldType,
    FlowKind,
    Group,
    Hand,
    Milestone,
    Office,
    Option,
    Outcome,
    Paper,
    Publication,
    Reason,
    State,
    Transition,
)
from guildhall.base.flows.operations import start
from guildhall.base.places.contracts import PlaceKind
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.deadlines import Limit, Unit
from guildhall.kernel.errors import Message, MessageKind, Refused
from guildhall.kernel.words import Words
from tests.base.actors import AT, ON, place
from tests.base.people.makers import phone

STREET, OTHER_STREET, COUNTY, OTHER_COUNTY = "330203001", "330203005", "330203", "330212"
TOO_FEW: Final = MessageKind("tests.too_few", "人数太少。", "Too few.", rule="规第一条")
NOT_POSSIBLE: Final = MessageKind("tests.not_possible", "办不成。", "It cannot be done.")
#: What the effect of an approval was called with.
EFFECTS: Final[list[Acted]] = []


def found(acted: Acted) -> UUID | None:
    """The effect of an approval: refuses a name, else gives an id."""
    if acted.values["name"] == "办不成":
        raise Refused(NOT_POSSIBLE())
    EFFECTS.append(acted)
    return new_id()


def enough(values: Mapping[str, str], _on: date) -> Mapping[str, tuple[Message, ...]]:
    return {"staff": (TOO_FEW(),)} if int(values["staff"]) < 3 else {}


SAMPLE: Final = FlowKind(
    code="tests.sample",
    prefix="SY",
    words=Words("试办", "A trial"),
    about=Words("试一试", "To try things"),
    states=(
        State("draft", Words("草稿", "Draft"), Hand.APPLICANT),
        State("applied", Words("街道审核", "With the street"), office="street"),
        State("returned", Words("退回补正", "Returned"), Hand.APPLICANT),
        State(
            "public", Words("公示", "Published"), office="street",
            publishes=Publication(Words("公示", "Publication"), ("name",), "publicity"),
        ),
        State("county", Words("县级审批", "With the county"), office="county"),
        State("done", Words("已批准", "Approved"), Hand.NOBODY, outcome=Outcome.APPROVED),
        State("refused", Words("不予批准", "Refused"), Hand.NOBODY, outcome=Outcome.REFUSED),
        State("withdrawn", Words("已撤回", "Withdrawn"), Hand.NOBODY, outcome=Outcome.WITHDRAWN),
    ),
    transitions=(
        Transition(
            "submit", Words("提交", "Send in"), ("draft",), "applied", By.APPLICANT, Act.SUBMIT,
            needs=("name", "staff", "person", "phone"), takes=("identity", "about", "form"), takes_papers=("plan",),
            check=enough,
        ),
        Transition("accept", Words("同意", "Agree"), ("applied",), "public", By.OFFICE, Act.APPROVE, bulk=True),
        Transition("return", Words("退回补正", "Return"), ("applied", "county"), "returned", By.OFFICE, Act.RETURN),
        Transition(
            "resubmit", Words("补正后提交", "Send in again"), ("returned",), BACK, By.APPLICANT, Act.RESUBMIT,
            needs=("name", "staff", "person", "phone"), takes=("identity", "about", "form"), takes_papers=("plan",),
        ),
        Transition(
            "forward", Words("公示期满报县", "Forward"), ("public",), "county", By.OFFICE, Act.STEP,
            not_before="publicity", takes=("remark",),
        ),
        Transition(
            "approve", Words("批准", "Approve"), ("county",), "done", By.OFFICE, Act.APPROVE, signatures=2,
            needs=("reply",), effect=found,
        ),
        Transition(
            "refuse", Words("不予批准", "Refuse"), ("applied", "county"), "refused", By.OFFICE, Act.REFUSE,
            reasons=(Reason("few", Words("人数不足", "too few people"), "《规》第一条"),),
        ),
        Transition(
            "withdraw", Words("撤回", "Withdraw"), ("applied", "returned", "public", "county"), "withdrawn",
            By.APPLICANT, Act.WITHDRAW,
        ),
        Transition("lapse", Words("自动终止", "Lapse"), ("returned",), "withdrawn", By.PRODUCT),
    ),
    offices=(
        Office("street", Words("街道总工会", "the street's union")),
        Office("county", Words("县级总工会", "the county's union"), (PlaceKind.COUNTY,)),
    ),
    fields=(
        Field("name", Words("单位名称", "Name of the unit")),
        Field("staff", Words("职工人数", "Employees"), FieldType.NUMBER, least=1, most=100_000),
        Field("person", Words("联系人", "Contact"), FieldType.NAME, is_personal=True, is_masked=True),
        Field("phone", Words("手机号码", "Mobile number"), FieldType.PHONE, is_personal=True, is_masked=True),
        Field(
            "identity", Words("身份证号", "Identity number"), FieldType.IDENTITY, is_personal=True, is_masked=True,
            shown_in=frozenset({"applied"}),
        ),
        Field("about", Words("说明", "Remarks"), FieldType.LONG_TEXT, most=500),
        Field(
            "form", Words("形式", "Form"), FieldType.CHOICE,
            options=(Option("single", Words("单独", "single")), Option("joint", Words("联合", "joint"))),
        ),
        Field("remark", Words("街道意见", "Remark of the street")),
        Field("reply", Words("批复文号", "Number of the reply")),
    ),
    name_field="name",
    phone_field="phone",
    papers=(Paper("plan", Words("筹建方案", "Plan")),),
    clocks=(
        Clock(
            "review", Words("审核", "Review"), Limit(5, Unit.WORKING_DAYS, "《规》第二条"), frozenset({"applied"}),
            frozenset({"returned"}),
        ),
        Clock(
            "publicity", Words("公示", "Publicity"), Limit(5, Unit.WORKING_DAYS, "《规》第三条"), frozenset({"public"}),
            is_minimum=True,
        ),
        Clock("decision", Words("批复", "Reply"), Limit(15, Unit.DAYS, "《规》第四条"), frozenset({"county"})),
    ),
    groups=(Group(Words("单位", "The unit"), ("name", "staff", "form", "about")),),
    milestone=Milestone(Words("最早的成立日期", "The earliest day of founding"), ("review", "publicity")),
)  # fmt: skip

GIVEN: Final = {"name": "甲幼儿园", "staff": "30", "person": "王小明", "phone": phone(1)}


@contextmanager
def declared(kind: FlowKind = SAMPLE) -> Iterator[FlowKind]:
    """The kind, declared within."""
    KINDS.add(kind)
    EFFECTS.clear()
    try:
        yield kind
    finally:
        KINDS.remove(kind)


def officer(code: str, role: Role = Role.OFFICER, name: str = "") -> Actor:
    """An account with a grant at a place, as the database knows it."""
    account = Account.objects.create(
        username=f"{role}-{code}-{name}-{Account.objects.count()}", display_name=name or f"{code}经办",
        must_use_code=False, created_at=AT,
    )  # fmt: skip
    Grant.objects.create(
        account=account, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=date(2023, 1, 1),
    )  # fmt: skip
    return actor_for(account.id, None, on=ON)


def applied(
    code: str = STREET,
    given: Mapping[str, str] = MappingProxyType({}),
    *,
    by: Applicant | None = None,
    at: datetime = AT,
) -> Done:
    """An application that was sent in, by a browser without account where nobody is named."""
    return start(
        by or Applicant(browser=f"browser-{new_id()}"), SAMPLE.code, new_id(), {**GIVEN, **given},
        place_id=place(code), at=at,
    )  # fmt: skip


def days_later(days: int) -> datetime:
    return AT + timedelta(days=days)
