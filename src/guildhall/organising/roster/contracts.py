"""What other modules and the pages hold of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.errors import Message
from guildhall.kernel.words import Words
from guildhall.linkage.contracts import Kind, Register, Verdict

__all__ = ["Kind", "Register", "Verdict"]


class RunState(StrEnum):
    """Stored. DRAFT → RUNNING → PROPOSED → ACCEPTING → ACCEPTED; FAILED, CANCELLED and DISCARDED end it."""

    DRAFT = "draft"
    RUNNING = "running"
    PROPOSED = "proposed"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


STATE_WORDS: Final[Mapping[RunState, Words]] = MappingProxyType(
    {
        RunState.DRAFT: Words("准备中", "being prepared"),
        RunState.RUNNING: Words("比对中", "running"),
        RunState.PROPOSED: Words("待采纳", "to be accepted"),
        RunState.ACCEPTING: Words("采纳中", "being accepted"),
        RunState.ACCEPTED: Words("已采纳", "accepted"),
        RunState.FAILED: Words("未完成", "failed"),
        RunState.CANCELLED: Words("已取消", "cancelled"),
        RunState.DISCARDED: Words("已放弃", "discarded"),
    }
)
REGISTER_WORDS: Final[Mapping[Register, Words]] = MappingProxyType(
    {
        Register.CIVIL_AFFAIRS: Words("民政登记", "civil affairs"),
        Register.MARKET: Words("市场主体登记", "market register"),
        Register.INSURANCE: Words("社会保险", "social insurance"),
        Register.UNION: Words("工会名册", "union roster"),
    }
)


class Covered(StrEnum):
    """Whether an organisation has a union (linkage.rules.coverage). Stored."""

    OWN = "own"
    JOINT = "joint"
    NONE = "none"


VERDICT_WORDS: Final[Mapping[Verdict, Words]] = MappingProxyType(
    {Verdict.SAME: Words("同一", "the same"), Verdict.DIFFERENT: Words("不同", "different")}
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. `moved`: records became one, or two. `notes`: what else is to be told."""

    decision_id: UUID
    verdict: Verdict
    moved: bool
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """What a decision that was taken back took with it. `pair_id` None: its run is gone."""

    decision_id: UUID
    pair_id: UUID | None
    moved: bool
    notes: tuple[Message, ...] = ()


class WorkState(StrEnum):
    """Where an organisation on the worklist stands. Stored."""

    OPEN = "open"  # in nobody's hands
    ASSIGNED = "assigned"  # handed to a place
    VISITED = "visited"  # visited at least once since it was handed out
    SETTLED = "settled"  # has a union now, or needs none


WORK_WORDS: Final[Mapping[WorkState, Words]] = MappingProxyType(
    {
        WorkState.OPEN: Words("未分派", "not assigned"),
        WorkState.ASSIGNED: Words("已分派", "assigned"),
        WorkState.VISITED: Words("已走访", "visited"),
        WorkState.SETTLED: Words("已了结", "settled"),
    }
)


class Outcome(StrEnum):
    """How a visit ended. Stored."""

    AGREED = "agreed"
    THINKING = "thinking"
    REFUSED = "refused"
    HAS_UNION = "has_union"
    FEWER = "fewer"
    CLOSED = "closed"
    NOBODY = "nobody"


OUTCOME_WORDS: Final[Mapping[Outcome, Words]] = MappingProxyType(
    {
        Outcome.AGREED: Words("同意建会", "agreed to form a union"),
        Outcome.THINKING: Words("还在考虑", "still considering"),
        Outcome.REFUSED: Words("暂不同意", "refused for now"),
        Outcome.HAS_UNION: Words("已有工会，名册有误", "has a union; the roster is wrong"),
        Outcome.FEWER: Words("职工不足", "fewer employees than listed"),
        Outcome.CLOSED: Words("已停业或搬走", "closed or moved away"),
        Outcome.NOBODY: Words("没有见到人", "nobody met"),
    }
)


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as lists and its page show it."""

    id: UUID
    title: str
    place_id: UUID
    place_name: str
    state: RunState
    created_at: datetime
    as_of: date | None
    accepted_at: datetime | None
    job_id: UUID | None
    counts: Mapping[str, int]


class Group(StrEnum):
    """Which organisations a rate is of. In the address bar: a value never changes its meaning."""

    SOCIAL = "social"
    ENTERPRISE = "enterprise"
    ALL = "all"


GROUP_WORDS: Final[Mapping[Group, Words]] = MappingProxyType(
    {
        Group.SOCIAL: Words("社会组织", "social organisations"),
        Group.ENTERPRISE: Words("企业", "enterprises"),
        Group.ALL: Words("全部单位", "all organisations"),
    }
)
COVERED_WORDS: Final[Mapping[Covered, Words]] = MappingProxyType(
    {
        Covered.OWN: Words("单独建会", "own union"),
        Covered.JOINT: Words("联合工会覆盖", "covered by a joint union"),
        Covered.NONE: Words("没有工会", "no union"),
    }
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many organisations of those that count have a union of their own, a joint one, none."""

    own: int = 0
    joint: int = 0
    none: int = 0

    @property
    def covered(self) -> int:
        return self.own + self.joint

    @property
    def whole(self) -> int:
        return self.own + self.joint + self.none

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.own + other.own, self.joint + other.joint, self.none + other.none)


class Size(StrEnum):
    """Organisations by their insured, for choosing whom to visit. In the address bar."""

    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"
    LARGEST = "largest"


SIZE_WORDS: Final[Mapping[Size, Words]] = MappingProxyType(
    {
        Size.SMALL: Words("50 人以下", "under 50"),
        Size.MIDDLE: Words("50–99 人", "50–99"),
        Size.LARGE: Words("100–199 人", "100–199"),
        Size.LARGEST: Words("200 人以上", "200 or more"),
    }
)


class Purpose(StrEnum):
    """What a list is taken out of the product for. Stored in the audit."""

    VISITS = "visits"
    REPORT = "report"
    CHECK = "check"


PURPOSE_WORDS: Final[Mapping[Purpose, Words]] = MappingProxyType(
    {
        Purpose.VISITS: Words("安排走访建会", "arranging visits"),
        Purpose.REPORT: Words("向上级汇报", "reporting to the union above"),
        Purpose.CHECK: Words("核对名册", "checking the roster"),
    }
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a list stands: the value that it is ordered by, falling, and the id of a row; the next begins after it."""

    value: int
    id: UUID


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit. Who recorded it is told as an account's id."""

    id: UUID
    on: date
    outcome: Outcome
    note: str
    recorded_by: UUID
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What handing out or taking back did. `left`: rows that stayed as they were, because others have them."""

    count: int
    left: int


class LineState(StrEnum):
    """Where a disagreement stands. Stored."""

    OPEN = "open"  # to be asked of the register
    ANSWERED = "answered"  # the register has answered it
    WITHDRAWN = "withdrawn"  # the register said of an earlier run's line that it is right: it is not asked again


LINE_WORDS: Final[Mapping[LineState, Words]] = MappingProxyType(
    {
        LineState.OPEN: Words("待答复", "open"),
        LineState.ANSWERED: Words("已答复", "answered"),
        LineState.WITHDRAWN: Words("不再问", "not asked again"),
    }
)


class Answer(StrEnum):
    """What a register answers of one line. Stored."""

    CORRECTED = "corrected"
    RIGHT = "right"
    CHECKING = "checking"


#: The Chinese words are what stands in the returned file.
ANSWER_WORDS: Final[Mapping[Answer, Words]] = MappingProxyType(
    {
        Answer.CORRECTED: Words("已更正", "corrected"),
        Answer.RIGHT: Words("本方无误", "right as it stands"),
        Answer.CHECKING: Words("待核实", "still being checked"),
    }
)


class UploadState(StrEnum):
    """What became of a returned file. Stored."""

    CHECKED = "checked"  # verified, to be looked at before it is stored
    STORED = "stored"
    UNDONE = "undone"


UPLOAD_WORDS: Final[Mapping[UploadState, Words]] = MappingProxyType(
    {
        UploadState.CHECKED: Words("待确认", "to be confirmed"),
        UploadState.STORED: Words("已存入", "stored"),
        UploadState.UNDONE: Words("已撤回", "taken back"),
    }
)


class ReturnPurpose(StrEnum):
    """What disagreements are sent to a register for. Stored."""

    CORRECT = "correct"
    CONFIRM = "confirm"


RETURN_WORDS: Final[Mapping[ReturnPurpose, Words]] = MappingProxyType(
    {
        ReturnPurpose.CORRECT: Words("请来源部门更正", "to be corrected by who keeps the register"),
        ReturnPurpose.CONFIRM: Words("请来源部门确认哪边对", "to be told which side is right"),
    }
)
