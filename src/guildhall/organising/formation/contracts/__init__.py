"""What other modules hold of a union being formed: values that rules take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.kernel.errors import Message
from guildhall.kernel.words import Words


class Form(StrEnum):
    """What is formed. Stored."""

    SINGLE = "single"
    JOINT = "joint"
    FEDERATION = "federation"
    WORKERS = "workers"  # a joint union of people without an employer


FORM_WORDS: Final[Mapping[Form, Words]] = MappingProxyType(
    {
        Form.SINGLE: Words("单独建会", "a union of one employer"),
        Form.JOINT: Words("联合建会", "a joint union of several employers"),
        Form.FEDERATION: Words("工会联合会", "a federation of unions"),
        Form.WORKERS: Words("新就业形态劳动者联合工会", "a joint union of workers without an employer"),
    }
)


class Duty(StrEnum):
    """Whether a union must be formed."""

    MUST = "must"
    MAY = "may"
    MAY_NOT = "may_not"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of what was given. `refuses`: it cannot go on like that; otherwise it is advice.

    `field`: what it is about; "" for the whole. The message's kind names the article.
    """

    message: Message
    field: str = ""
    refuses: bool = True


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer that thinks of a union. `members`: those who have joined or said that they will; None: not known.

    `insured` is what statistics count, never the law's number.
    """

    kind: OrganisationKind
    members: int | None = None
    insured: int | None = None
    has_union: bool = False
    covered: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What fits an employer: whether it must, what it may form, the best first; and one organiser in place of both."""

    duty: Duty
    forms: tuple[Form, ...]
    organiser: bool
    findings: tuple[Finding, ...]


class Body(StrEnum):
    """What is elected. Stored."""

    COMMITTEE = "committee"
    CHAIR = "chair"
    DEPUTY = "deputy"
    AUDIT = "audit"
    WOMEN = "women"
    STANDING = "standing"
    DELEGATES = "delegates"


BODY_WORDS: Final[Mapping[Body, Words]] = MappingProxyType(
    {
        Body.COMMITTEE: Words("工会委员会", "union committee"),
        Body.CHAIR: Words("工会主席", "chair"),
        Body.DEPUTY: Words("工会副主席", "vice-chair"),
        Body.AUDIT: Words("经费审查委员会", "funds audit committee"),
        Body.WOMEN: Words("女职工委员会", "women workers' committee"),
        Body.STANDING: Words("常务委员会", "standing committee"),
        Body.DELEGATES: Words("会员代表", "delegates"),
    }
)


class Meeting(StrEnum):
    """Who meets. Stored."""

    ALL = "all"
    CONGRESS = "congress"


MEETING_WORDS: Final[Mapping[Meeting, Words]] = MappingProxyType(
    {
        Meeting.ALL: Words("会员大会", "members' general meeting"),
        Meeting.CONGRESS: Words("会员代表大会", "members' congress"),
    }
)


class Standing(StrEnum):
    """How somebody stands to the union."""

    MEMBER = "member"
    RETAINED = "retained"
    NONE = "none"


class Tie(StrEnum):
    """What binds a candidate to the employer's management. Stored."""

    PRINCIPAL = "principal"  # 行政主要负责人
    LEGAL_REPRESENTATIVE = "legal_representative"
    PARTNER = "partner"
    DEPUTY_HEAD = "deputy_head"
    HR_HEAD = "hr_head"
    RELATIVE_OF_PRINCIPAL = "relative_of_principal"  # of the head, the legal representative or a partner
    RELATIVE_OF_DEPUTY = "relative_of_deputy"
    FOREIGN = "foreign"


TIE_WORDS: Final[Mapping[Tie, Words]] = MappingProxyType(
    {
        Tie.PRINCIPAL: Words("单位行政主要负责人", "the employer's principal head"),
        Tie.LEGAL_REPRESENTATIVE: Words("法定代表人", "the legal representative"),
        Tie.PARTNER: Words("合伙人", "a partner"),
        Tie.DEPUTY_HEAD: Words("单位行政副职", "a deputy head"),
        Tie.HR_HEAD: Words("人力资源部门负责人", "the head of human resources"),
        Tie.RELATIVE_OF_PRINCIPAL: Words(
            "行政主要负责人、法定代表人或合伙人的近亲属",
            "a close relative of the principal head, the legal representative or a partner",
        ),
        Tie.RELATIVE_OF_DEPUTY: Words("行政副职的近亲属", "a close relative of a deputy head"),
        Tie.FOREIGN: Words("外籍职工", "a foreign employee"),
    }
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is put up. `recommended`: by the next-higher union, from outside the employer.

    `handles_money`: answers for the union's funds or assets, or is staff for them. `untrained_since`: took office as
    chair or deputy on that day and was not trained since; None: trained, or never in office.
    """

    key: str
    standing: Standing = Standing.MEMBER
    ties: frozenset[Tie] = frozenset()
    recommended: bool = False
    woman: bool = False
    handles_money: bool = False
    untrained_since: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How one ballot went. `votes`: in favour, by candidate; `against`, `abstained`: where they were counted.

    `written_in`: in favour of somebody who did not stand, by key. `tied`: a second ballot takes these alone.
    """

    entitled: int
    present: int
    issued: int
    collected: int
    void: int
    seats: int
    votes: Mapping[str, int]
    against: Mapping[str, int] = field(default_factory=dict)
    abstained: Mapping[str, int] = field(default_factory=dict)
    written_in: Mapping[str, int] = field(default_factory=dict)


class Next(StrEnum):
    """What has to follow a ballot."""

    NOTHING = "nothing"
    AGAIN = "again"  # the whole ballot is void
    TIED = "tied"  # a ballot among the tied for the seats left
    SECOND = "second"  # a ballot for the seats left, or fewer seats


@dataclass(frozen=True, slots=True)
class Result:
    """Who is elected, most votes first; who is tied at the cut; seats still open; what follows.

    `may_reduce`: the meeting may let it rest at those elected.
    """

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int
    next: Next
    may_reduce: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one paper says: in favour of whom, and whom the voter wrote in."""

    favoured: frozenset[str]
    written_in: tuple[str, ...] = ()
