"""The four kinds, from one plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from guildhall.base.flows.contracts import (
    NEXT_HIGHER,
    Act,
    By,
    Clock,
    Field,
    FlowKind,
    Group,
    Hand,
    Milestone,
    Office,
    Outcome,
    Publication,
    Reason,
    State,
    Transition,
)
from guildhall.base.flows.contracts.kinds import Check
from guildhall.base.places.contracts import PlaceKind
from guildhall.kernel.deadlines import Limit, Unit
from guildhall.kernel.parameters import LEGAL_APPLY_DAYS, LEGAL_EXAMINE_DAYS, Confidence, Parameter
from guildhall.kernel.words import Words
from guildhall.organising.formation import parameters
from guildhall.organising.formation.contracts import FORM_WORDS, Form
from guildhall.organising.formation.flows import fields as f
from guildhall.organising.formation.flows import steps as s
from guildhall.organising.formation.operations import electing, founding, opening
from guildhall.organising.formation.rules import filling

CANDIDATES: Final = f.CANDIDATES.code
_UPPER: Final = Office("upper", Words("上一级工会", "the next-higher union"), NEXT_HIGHER)
#: Registration is with a federation of the county or above (Legal-person Measures arts 6, 7).
_REGISTRY: Final = Office(
    "registry", Words("县级以上地方总工会", "the federation of the county"),
    (PlaceKind.COUNTY, PlaceKind.CITY, PlaceKind.PROVINCE),
)  # fmt: skip


def _limit(parameter: Parameter[int], unit: Unit) -> Limit:
    """The time that a parameter of the nation gives today, with its article."""
    entry = parameter.entries()[0]
    confirmed = entry.source.confidence is not Confidence.UNCONFIRMED
    number = parameter.at(entry.source.period.start or date.max)
    return Limit(number, unit, entry.source.citation, is_confirmed=confirmed)


def _reason(code: str, zh: str, en: str, rule: str) -> Reason:
    return Reason(code, Words(zh, en), rule)


_PREPARATION_REASONS: Final = (
    _reason("no_employer", "不是工会法所说的用人单位", "it is no employer in the law's words", "《工会法》第三条"),
    _reason("has_union", "单位已有工会", "it has a union already", "《工会法》第十一条"),
    _reason("other_office", "不归本会管辖", "another union answers for it", "《工会法》第十二条"),
    _reason("not_willing", "职工入会意愿未核实", "that workers want it could not be verified", "《工会法》第三条"),
)
_RESULT_REASONS: Final = (
    _reason("procedure", "选举程序不符合规定", "the procedure was not kept", "《工会基层组织选举工作条例》第二十九条"),
    _reason("quorum", "到会人数不足三分之二", "fewer than two thirds came", "《工会基层组织选举工作条例》第十七条"),
    _reason("candidates", "当选人不符合条件", "somebody elected may not stand", "《工会基层组织选举工作条例》第十一条"),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What differs between the kinds."""

    form: Form
    prefix: str
    about: Words
    needs: tuple[Field, ...]
    takes: tuple[Field, ...]
    check: Check


def _kind(plan: _Plan) -> FlowKind:
    asked = (*plan.needs, *plan.takes)
    return FlowKind(
        code=f"formation.{plan.form.value}",
        prefix=plan.prefix,
        words=FORM_WORDS[plan.form],
        about=plan.about,
        states=_STATES,
        transitions=_transitions(plan),
        offices=(_UPPER, _REGISTRY),
        fields=(*asked, f.CANDIDATES, f.REPLY, f.DOMICILE, f.FUNDS, f.CERTIFICATE, f.UNION_CODE, *_OPENING),
        name_field=f.UNION_NAME.code,
        phone_field=f.PHONE.code,
        papers=(f.UNIT_PAPER, f.PARTY_PAPER, f.SIGN_IN_PAPER, f.FUNDS_PAPER),
        clocks=_CLOCKS,
        groups=(Group(FORM_WORDS[plan.form], tuple(one.code for one in asked)),),
        milestone=Milestone(Words("最早可以召开成立大会", "the founding meeting, at the earliest"), ("publicity",)),
        own_page="formation:desk",
        office_page="formation:case",
        kept=timedelta(days=10 * 366),
    )


_OPENING: Final = (f.SEAL_ON, f.ACCOUNT_ON, f.DUES_ON)
_STATES: Final = (
    State(s.DRAFT, Words("草稿", "draft"), Hand.APPLICANT),
    State(s.CORRECTING, Words("补正申请", "being corrected"), Hand.APPLICANT),
    State(s.APPLIED, Words("申请筹建", "applied"), Hand.OFFICE, _UPPER.code),
    State(
        s.RECRUITING, Words("发展会员", "recruiting"), Hand.APPLICANT,
        advice=Words("请登记自愿入会的职工。", "Enter those who join of their own will."),
    ),
    State(
        s.NOMINATING, Words("提名候选人", "nominating"), Hand.APPLICANT,
        advice=Words("请定委员名额，提出候选人。", "Say how many seats there are, and put candidates up."),
    ),
    State(s.CHECKING, Words("审查候选人", "candidates being examined"), Hand.OFFICE, _UPPER.code),
    State(
        s.ELECTING, Words("公示和选举", "publication and election"), Hand.APPLICANT,
        publishes=Publication(
            Words("工会委员会委员候选人公示", "Candidates to a union committee"),
            (f.UNION_NAME.code, f.CANDIDATES.code), "publicity",
        ),
        advice=Words(
            "公示期满后召开成立大会，当场选举，把票数登记上来。",
            "Hold the founding meeting once the candidates were published long enough, and record the counts.",
        ),
    ),
    State(s.RESULT_REPORTED, Words("报告选举结果", "result reported"), Hand.OFFICE, _UPPER.code),
    State(
        s.APPROVED, Words("批准成立", "approved"), Hand.APPLICANT,
        advice=Words("工会已依法成立。请申请法人登记。", "The union stands. Apply for its registration."),
    ),
    State(s.LEGAL_PERSON, Words("法人登记", "registration as a legal person"), Hand.OFFICE, _REGISTRY.code),
    State(
        s.OPERATIONAL, Words("刻章开户", "seals and account"), Hand.APPLICANT,
        advice=Words("请刻章、开户、办理经费登记。", "Have seals made, open an account, register for contributions."),
    ),
    State(s.ENTERING, Words("核对入库", "entering the roster"), Hand.OFFICE, _UPPER.code),
    State(s.ROSTERED, Words("已入库", "in the roster"), Hand.NOBODY, outcome=Outcome.APPROVED),
    State(s.REFUSED, Words("不予批准", "refused"), Hand.NOBODY, outcome=Outcome.REFUSED),
    State(s.WITHDRAWN, Words("已撤回", "withdrawn"), Hand.NOBODY, outcome=Outcome.WITHDRAWN),
)  # fmt: skip
_CLOCKS: Final = (
    Clock(
        "publicity", Words("委员候选人公示", "candidates are published"),
        _limit(parameters.COMMITTEE_PUBLICITY, Unit.WORKING_DAYS), frozenset({s.ELECTING}), is_minimum=True,
    ),
    Clock(
        "reply", Words("批复选举结果", "reply to the result"), _limit(parameters.REPLY_DAYS, Unit.DAYS),
        frozenset({s.RESULT_REPORTED}),
    ),
    Clock(
        "legal_person", Words("申请法人登记", "application for registration"),
        _limit(LEGAL_APPLY_DAYS, Unit.DAYS), frozenset({s.APPROVED}),
    ),
    Clock(
        "examination", Words("审查法人登记", "examination"), _limit(LEGAL_EXAMINE_DAYS, Unit.DAYS),
        frozenset({s.LEGAL_PERSON}),
    ),
)  # fmt: skip


def _transitions(plan: _Plan) -> tuple[Transition, ...]:
    codes = tuple(one.code for one in plan.needs)
    taken = tuple(one.code for one in plan.takes)
    return (
        Transition(
            s.SUBMIT, Words("提交申请", "apply"), (s.DRAFT,), s.APPLIED, By.APPLICANT, Act.SUBMIT, codes, taken,
            takes_papers=(f.UNIT_PAPER.code, f.PARTY_PAPER.code), check=plan.check, effect=opening.open_case,
        ),
        Transition(
            "return_application", Words("退回补正", "return for correction"), (s.APPLIED,), s.CORRECTING,
            By.OFFICE, Act.RETURN,
        ),
        Transition(
            "resubmit", Words("补正后提交", "send in again"), (s.CORRECTING,), s.APPLIED, By.APPLICANT,
            Act.RESUBMIT, codes, taken,
            takes_papers=(f.UNIT_PAPER.code, f.PARTY_PAPER.code), check=plan.check, effect=opening.renew_case,
        ),
        Transition(
            s.APPROVE_PREPARATION, Words("同意筹建", "approve the preparatory group"), (s.APPLIED,), s.RECRUITING,
            By.OFFICE, Act.APPROVE, takes=(f.REPLY.code,), effect=opening.approve_preparation,
        ),
        Transition(
            "refuse_application", Words("不予批准", "refuse"), (s.APPLIED,), s.REFUSED, By.OFFICE, Act.REFUSE,
            reasons=_PREPARATION_REASONS,
        ),
        Transition(
            s.ENROLLED, Words("会员名单定了", "members are entered"), (s.RECRUITING,), s.NOMINATING, By.APPLICANT,
            effect=opening.close_roll,
        ),
        Transition(
            "recruit_on", Words("继续发展会员", "go on recruiting"), (s.NOMINATING,), s.RECRUITING, By.APPLICANT,
        ),
        Transition(
            s.PUT_UP, Words("报送候选人", "put candidates up"), (s.NOMINATING,), s.CHECKING, By.PRODUCT,
            needs=(f.CANDIDATES.code,), takes_papers=(f.PARTY_PAPER.code,), effect=electing.put_up,
        ),
        Transition(
            "return_candidates", Words("退回候选人名单", "return the list"), (s.CHECKING,), s.NOMINATING, By.OFFICE,
            Act.RETURN,
        ),
        Transition(
            s.PUBLISH, Words("审查通过并公示", "pass and publish"), (s.CHECKING,), s.ELECTING, By.OFFICE, Act.APPROVE,
            effect=electing.publish_candidates,
        ),
        Transition(
            s.REPORT, Words("报告选举结果", "report the result"), (s.ELECTING,), s.RESULT_REPORTED, By.APPLICANT,
            takes_papers=(f.SIGN_IN_PAPER.code,), not_before="publicity", effect=electing.report_result,
        ),
        Transition(
            s.ELECT_AGAIN, Words("退回重新选举", "have it held again"), (s.RESULT_REPORTED,), s.NOMINATING, By.OFFICE,
            Act.REFUSE, reasons=_RESULT_REASONS, effect=electing.elect_again,
        ),
        Transition(
            s.APPROVE_RESULT, Words("同意成立", "approve the union"), (s.RESULT_REPORTED,), s.APPROVED, By.OFFICE,
            Act.APPROVE, takes=(f.REPLY.code,), effect=founding.found_union_of_case,
        ),
        Transition(
            s.APPLY_LEGAL_PERSON, Words("申请法人登记", "apply for registration"), (s.APPROVED,), s.LEGAL_PERSON,
            By.APPLICANT, needs=(f.DOMICILE.code, f.FUNDS.code), takes_papers=(f.FUNDS_PAPER.code,),
            check=filling.registration_objections, effect=founding.apply_legal_person,
        ),
        Transition(
            "return_registration", Words("退回补正", "return for correction"), (s.LEGAL_PERSON,), s.APPROVED, By.OFFICE,
            Act.RETURN,
        ),
        Transition(
            s.GRANT, Words("准予登记并发证", "register, and issue the certificate"), (s.LEGAL_PERSON,), s.OPERATIONAL,
            By.OFFICE, Act.APPROVE, needs=(f.CERTIFICATE.code, f.UNION_CODE.code),
            check=filling.certificate_objections, effect=founding.grant_legal_person,
        ),
        Transition(
            s.OPEN, Words("已刻章开户", "seals and account are ready"), (s.OPERATIONAL,), s.ENTERING, By.APPLICANT,
            needs=tuple(one.code for one in _OPENING), check=filling.opening_objections,
        ),
        Transition(
            s.ENTER, Words("核对无误，入库", "checked, into the roster"), (s.ENTERING,), s.ROSTERED, By.OFFICE,
            Act.APPROVE, bulk=True, effect=founding.enter_roster,
        ),
        Transition(
            "withdraw", Words("撤回", "withdraw"), (s.APPLIED, s.CORRECTING, s.RECRUITING, s.NOMINATING),
            s.WITHDRAWN, By.APPLICANT,
            Act.WITHDRAW,
        ),
    )  # fmt: skip


_CONTACT: Final = (f.CONTACT, f.PHONE)
_COUNTED: Final = (f.MEMBERS, f.WOMEN)
SINGLE: Final = _kind(
    _Plan(
        Form.SINGLE, "JHD",
        Words("一家单位的会员组织自己的工会。", "The members of one employer form a union of their own."),
        (f.UNIT_CODE, f.UNIT_NAME, f.UNION_NAME, f.OWNERSHIP, f.EMPLOYEES, *_COUNTED, f.SIDE, f.PARTY, *_CONTACT), (),
        filling.single_objections,
    )
)  # fmt: skip
JOINT: Final = _kind(
    _Plan(
        Form.JOINT, "JHL",
        Words("两家以上会员不足 25 人的单位共有一个工会。", "Two or more employers with fewer than 25 members each."),
        (f.UNITS, f.UNION_NAME, f.EMPLOYEES, f.WOMEN, f.SIDE, f.PARTY, *_CONTACT), (),
        filling.joint_objections,
    )
)  # fmt: skip
FEDERATION: Final = _kind(
    _Plan(
        Form.FEDERATION, "JHH",
        Words("若干基层工会在一个区域或行业里联合。", "Several grassroots unions of an area or a trade."),
        (f.UNIONS, f.UNION_NAME, *_COUNTED, *_CONTACT), (), filling.federation_objections,
    )
)  # fmt: skip
WORKERS: Final = _kind(
    _Plan(
        Form.WORKERS, "JHX",
        Words("没有固定用人单位的劳动者，由街道、村一级组织。", "Workers without one employer, by street or village."),
        (f.WORKERS, f.UNION_NAME, *_COUNTED, *_CONTACT), (), filling.workers_objections,
    )
)  # fmt: skip
KINDS_BY_FORM: Final[Mapping[Form, FlowKind]] = MappingProxyType(
    {Form.SINGLE: SINGLE, Form.JOINT: JOINT, Form.FEDERATION: FEDERATION, Form.WORKERS: WORKERS}
)
ALL: Final = tuple(KINDS_BY_FORM.values())
KIND_OF: Final[Mapping[str, Form]] = MappingProxyType({kind.code: form for form, kind in KINDS_BY_FORM.items()})
