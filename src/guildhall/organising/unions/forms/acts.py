"""What is filled in to change a union; each form knows its operation and says what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms

from guildhall.infra.ids import new_id
from guildhall.infra.language import says
from guildhall.kernel.words import Words
from guildhall.organising.unions.contracts import GROUND_WORDS, KIND_WORDS, Ground, NewUnion, Part, UnionKind
from guildhall.organising.unions.contracts.committees import (
    COMMITTEE_WORDS,
    FILING_WORDS,
    LEAVING_WORDS,
    POST_WORDS,
    CommitteeKind,
    Filing,
    Leaving,
    NewCommittee,
    NewOfficer,
    NewTerm,
    Post,
)
from guildhall.organising.unions.forms import fields
from guildhall.organising.unions.forms.fields import CHOOSE, MISSING, NUMBER, ActForm
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.operations import certificates, ending, terms, tree

_KINDS = [(kind.value, says(words.zh, words.en)) for kind, words in KIND_WORDS.items() if kind is not UnionKind.UNKNOWN]


def _choices(words: Any) -> list[tuple[str, Any]]:
    return [(value.value, says(said.zh, said.en)) for value, said in words.items()]


def _name(**options: Any) -> forms.CharField:
    return forms.CharField(label=says("工会全称", "Full name"), max_length=200, error_messages=MISSING, **options)


class UnionActForm(ActForm):
    """On one union."""

    done: Words
    heading: Words

    def act(self, union: Union, at: datetime) -> None:
        """Do it. Raises what the operation raises."""
        raise TypeError("a form of an act has an operation")


class FoundForm(UnionActForm):
    """A union below another one."""

    heading = Words("在下面设立工会", "Found a union below")
    done = Words("工会已设立。", "The union is founded.")
    name = _name()
    kind = forms.ChoiceField(label=says("类别", "Kind"), choices=_KINDS, error_messages=CHOOSE)
    founded_on = fields.day("成立日期", "Founded on")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        new = NewUnion(
            new_id(), data["name"], UnionKind(data["kind"]), "", union.place_id, active=True,
            founded_on=data["founded_on"], declared_members=None,
        )  # fmt: skip
        tree.found_union(self.actor, new, union.pk, basis=data["basis"], at=at)


class MoveForm(UnionActForm):
    """Another parent."""

    heading = Words("调整上级", "Give another parent")
    done = Words("上级已调整。", "It stands below another union now.")
    parent = fields.UnionField(label=says("新的上级工会", "The next-higher union"))
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def clean_parent(self) -> UUID:
        return fields.chosen_union(self.actor, self.cleaned_data["parent"])

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        tree.move_union(self.actor, union.pk, data["parent"], on=data["on"], basis=data["basis"], at=at)


class RenameForm(UnionActForm):
    heading = Words("更名", "Rename")
    done = Words("名称已变更。", "It has another name now.")
    name = _name()
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        tree.rename_union(self.actor, union.pk, data["name"], on=data["on"], basis=data["basis"], at=at)


class KindForm(UnionActForm):
    heading = Words("变更类别", "Change the kind")
    done = Words("类别已变更。", "It is of another kind now.")
    kind = forms.ChoiceField(label=says("类别", "Kind"), choices=_KINDS, error_messages=CHOOSE)
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        kind = UnionKind(data["kind"])
        tree.change_kind(self.actor, union.pk, kind, on=data["on"], basis=data["basis"], at=at)


class MergeForm(UnionActForm):
    heading = Words("并入另一个工会", "Merge into another union")
    done = Words("已并入。", "It has gone into the other union.")
    into = fields.UnionField(label=says("并入哪个工会", "Into which union"))
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def clean_into(self) -> UUID:
        return fields.chosen_union(self.actor, self.cleaned_data["into"])

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        ending.merge_unions(self.actor, [union.pk], data["into"], on=data["on"], basis=data["basis"], at=at)


class SplitForm(UnionActForm):
    heading = Words("分设", "Split off a union")
    done = Words("已分设。", "The new union is founded.")
    name = _name()
    kind = forms.ChoiceField(label=says("类别", "Kind"), choices=_KINDS, error_messages=CHOOSE)
    organisations = forms.CharField(
        label=says("带走哪些单位", "Which organisations go"),
        help_text=says("每行一个名称或信用代码", "One name or credit code a line"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=MISSING,
    )
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def clean_organisations(self) -> tuple[UUID, ...]:
        lines = self.cleaned_data["organisations"].splitlines()
        return tuple(fields.chosen_organisation(self.actor, line) for line in lines if line.strip())

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        part = Part(data["name"], UnionKind(data["kind"]), data["organisations"])
        ending.split_union(self.actor, union.pk, [part], on=data["on"], basis=data["basis"], at=at)


class DissolveForm(UnionActForm):
    heading = Words("撤销", "Dissolve")
    done = Words("工会已撤销，会籍保留。", "The union is dissolved; memberships are kept.")
    ground = forms.ChoiceField(label=says("原因", "Ground"), choices=_choices(GROUND_WORDS), error_messages=CHOOSE)
    on = fields.day("自哪天起", "From which day")
    resolution = forms.CharField(
        label=says("会员大会决议", "Resolution of the members' meeting"), max_length=100, required=False
    )
    approval = forms.CharField(
        label=says("上一级工会的批准", "Approval of the upper union"), max_length=100, required=False
    )

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        ending.dissolve_union(
            self.actor, union.pk, Ground(data["ground"]), on=data["on"], resolution=data["resolution"],
            approval=data["approval"], at=at,
        )  # fmt: skip


class CoverForm(UnionActForm):
    heading = Words("增加所在或覆盖的单位", "Add an employer")
    done = Words("单位已增加。", "The employer is added.")
    organisation = fields.OrganisationField(label=says("单位", "Organisation"))
    on = fields.day("自哪天起", "From which day")

    def clean_organisation(self) -> UUID:
        return fields.chosen_organisation(self.actor, self.cleaned_data["organisation"])

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        ending.cover(self.actor, union.pk, data["organisation"], on=data["on"], at=at)


class UncoverForm(CoverForm):
    heading = Words("减少所在或覆盖的单位", "Take an employer out")
    done = Words("单位已减少。", "The employer is taken out.")

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        ending.uncover(self.actor, union.pk, data["organisation"], on=data["on"], at=at)


def _names(zh: str, en: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=says(zh, en),
        help_text=says("每行一个姓名", "One name a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        **options,
    )


class TermForm(UnionActForm):
    """What an election brought: the union committee, and the two that are elected with it."""

    heading = Words("登记选举结果", "Record an election")
    done = Words("本届委员会已登记。", "The term is recorded.")
    elected_on = fields.day(
        "选举日期", "Day of the election", help_text=says("任期自这一天起算", "The term begins on it")
    )
    years = forms.IntegerField(
        label=says("任期（年）", "Term in years"), min_value=1, max_value=9, error_messages=NUMBER
    )
    seats = forms.IntegerField(
        label=says("委员会名额", "Seats of the committee"), min_value=1, max_value=99, error_messages=NUMBER
    )
    chair = forms.CharField(label=says("主席", "Chair"), max_length=100, error_messages=MISSING)
    full_time = forms.BooleanField(label=says("主席专职", "The chair is full-time"), required=False)
    vice_chairs = _names("副主席", "Vice-chairs")
    members = _names("委员", "Members")
    funds = forms.CharField(label=says("分管经费的人", "Who handles the funds"), max_length=100, required=False)
    audit = _names("经费审查委员", "Funds audit committee")
    women = _names("女职工委员", "Women workers' committee")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        handling = data["funds"].strip()
        officers = [NewOfficer(data["chair"].strip(), Post.CHAIR, data["full_time"], data["chair"].strip() == handling)]
        officers += _people(data["vice_chairs"], Post.VICE_CHAIR, handling)
        officers += _people(data["members"], Post.MEMBER, handling)
        bodies = [NewCommittee(CommitteeKind.UNION, data["seats"], tuple(officers))]
        for kind, text in ((CommitteeKind.AUDIT, data["audit"]), (CommitteeKind.WOMEN, data["women"])):
            people = _people(text, Post.MEMBER, "")
            if people:
                bodies.append(NewCommittee(kind, len(people), tuple(people)))
        new = NewTerm(data["elected_on"], data["years"], tuple(bodies), data["basis"])
        terms.begin_term(self.actor, union.pk, new, at=at)


def _people(text: str, post: Post, handling: str) -> list[NewOfficer]:
    names = [line.strip() for line in text.splitlines() if line.strip()]
    return [NewOfficer(name, post, handles_funds=name == handling) for name in names]


class DelayForm(UnionActForm):
    heading = Words("延期换届", "Put the election off")
    done = Words("延期已登记。", "The delay is recorded.")
    until = fields.day("延期到", "To which day")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        terms.put_off(self.actor, union.pk, data["until"], basis=data["basis"], at=at)


class SeatForm(UnionActForm):
    heading = Words("补选", "Fill a vacancy")
    done = Words("已登记到任。", "They have taken office.")
    committee = forms.ChoiceField(
        label=says("委员会", "Committee"), choices=_choices(COMMITTEE_WORDS), error_messages=CHOOSE
    )
    name = forms.CharField(label=says("姓名", "Name"), max_length=100, error_messages=MISSING)
    post = forms.ChoiceField(label=says("职务", "Post"), choices=_choices(POST_WORDS), error_messages=CHOOSE)
    full_time = forms.BooleanField(label=says("专职", "Full-time"), required=False)
    funds = forms.BooleanField(label=says("分管经费", "Handles the funds"), required=False)
    on = fields.day("自哪天起", "From which day")
    basis = fields.basis()

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        officer = NewOfficer(data["name"], Post(data["post"]), data["full_time"], data["funds"])
        kind = CommitteeKind(data["committee"])
        terms.seat(self.actor, union.pk, kind, officer, on=data["on"], basis=data["basis"], at=at)


class UnseatForm(UnionActForm):
    """`officers`: (id, name) of those in office, given by the page."""

    heading = Words("离任", "Somebody leaves")
    done = Words("离任已登记。", "It is recorded that they left.")
    officer = forms.ChoiceField(label=says("谁", "Who"), error_messages=CHOOSE)
    leaving = forms.ChoiceField(
        label=says("方式", "How"),
        choices=[one for one in _choices(LEAVING_WORDS) if one[0] != Leaving.TERM_ENDED.value],
        error_messages=CHOOSE,
    )
    on = fields.day("自哪天起", "From which day")
    committee_agrees = forms.BooleanField(label=says("本级工会委员会同意", "The committee consents"), required=False)
    upper_agrees = forms.BooleanField(label=says("上一级工会同意", "The upper union consents"), required=False)
    votes = forms.IntegerField(
        label=says("罢免赞成票", "Votes for the removal"), min_value=0, required=False, error_messages=NUMBER
    )
    entitled = forms.IntegerField(
        label=says("全体会员或代表人数", "All members or delegates"), min_value=1, required=False, error_messages=NUMBER
    )
    basis = fields.basis()

    def officers(self, people: list[tuple[UUID, str]]) -> None:
        """Who may be chosen."""
        field = cast(forms.ChoiceField, self.fields["officer"])
        field.choices = [(str(key), name) for key, name in people]

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        terms.unseat(
            self.actor, union.pk, UUID(data["officer"]), Leaving(data["leaving"]), on=data["on"], basis=data["basis"],
            committee_agrees=data["committee_agrees"], upper_agrees=data["upper_agrees"], votes=data["votes"],
            entitled=data["entitled"], at=at,
        )  # fmt: skip


class ApplyForm(UnionActForm):
    heading = Words("申请法人登记", "Apply at the registering federation")
    done = Words("申请已登记，审查期限开始计算。", "The application is recorded; the clock of its examination runs.")
    filing = forms.ChoiceField(label=says("事项", "For what"), choices=_choices(FILING_WORDS), error_messages=CHOOSE)
    on = fields.day("材料齐全的日期", "Day of the complete file")

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        certificates.apply_for(self.actor, union.pk, Filing(data["filing"]), on=data["on"], at=at)


class DecideForm(UnionActForm):
    heading = Words("办结法人登记", "Decide the application")
    done = Words("已办结。", "It is decided.")
    verdict = forms.ChoiceField(
        label=says("结果", "Verdict"),
        choices=[("grant", says("准予", "granted")), ("refuse", says("不予办理", "refused"))],
        error_messages=CHOOSE,
    )
    on = fields.day("办结日期", "Decided on")
    number = forms.CharField(label=says("证书编号", "Number of the certificate"), max_length=40, required=False)
    valid_from = fields.day("有效期自", "Valid from", required=False)
    valid_until = fields.day("有效期至", "Valid until", required=False)
    reason = forms.CharField(label=says("不予办理的理由", "Reasons of a refusal"), max_length=300, required=False)

    def act(self, union: Union, at: datetime) -> None:
        data = self.cleaned_data
        if data["verdict"] == "refuse":
            certificates.refuse_filing(self.actor, union.pk, on=data["on"], reason=data["reason"], at=at)
            return
        certificates.grant(
            self.actor, union.pk, on=data["on"], number=data["number"],
            valid_from=data["valid_from"] or data["on"], valid_until=data["valid_until"] or data["on"], at=at,
        )  # fmt: skip
