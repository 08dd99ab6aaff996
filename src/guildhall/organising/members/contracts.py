"""What other modules hand to members and hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.words import Words
from guildhall.organising.unions.contracts import UnionSummary


class Status(StrEnum):
    """How a membership stands. RETAINED: no dues, no vote, not counted (Membership Measures arts 16, 21)."""

    ACTIVE = "active"
    RETAINED = "retained"
    LAPSED = "lapsed"  # only a register says it, and says that it does not hold
    OVERRULED = "overruled"  # a register says it, but the membership was confirmed in another union
    ENDED = "ended"


STATUS_WORDS: Final[Mapping[Status, Words]] = MappingProxyType(
    {
        Status.ACTIVE: Words("会籍有效", "active membership"),
        Status.RETAINED: Words("保留会籍", "retained membership"),
        Status.LAPSED: Words("名册记为失效", "lapsed by the register"),
        Status.OVERRULED: Words("会籍已确认在别的工会", "confirmed in another union"),
        Status.ENDED: Words("会籍已结束", "ended membership"),
    }
)


class Change(IntEnum):
    """What happened to a membership: 1–6 as union systems exchange them (会籍变化类型), 11 and up are ours. Stored."""

    JOINED = 1
    TRANSFERRED_IN = 2
    RETAINED = 3
    TRANSFERRED_OUT = 4
    EXPELLED = 5
    LEFT = 6
    RESUMED = 11
    CORRECTED = 12
    CONFIRMED = 13

    @property
    def is_exchanged(self) -> bool:
        """Whether the code is one of the six that union systems exchange."""
        return self <= Change.LEFT


CHANGE_WORDS: Final[Mapping[Change, Words]] = MappingProxyType(
    {
        Change.JOINED: Words("入会", "joined"),
        Change.TRANSFERRED_IN: Words("转入", "transferred in"),
        Change.RETAINED: Words("保留会籍", "retained"),
        Change.TRANSFERRED_OUT: Words("转出", "transferred out"),
        Change.EXPELLED: Words("除名", "expelled"),
        Change.LEFT: Words("退会", "left"),
        Change.RESUMED: Words("恢复会籍", "resumed"),
        Change.CORRECTED: Words("更正登记", "corrected"),
        Change.CONFIRMED: Words("工会确认", "confirmed by the union"),
    }
)


class Reason(IntEnum):
    """Why: 1–6 as union systems exchange them (会籍变化原因), 11 and up are ours. Stored; NONE: no reason belongs."""

    NONE = 0
    RELATION_CHANGED = 1
    LAID_OFF = 2
    UNEMPLOYED = 3
    BANKRUPT = 4
    ASKED = 5
    CRIME = 6
    RETIRED = 11
    MILITARY = 12
    TAKES_NO_PART = 13
    SECONDED = 14


REASON_WORDS: Final[Mapping[Reason, Words]] = MappingProxyType(
    {
        Reason.NONE: Words("未说明的原因", "reason not given"),
        Reason.RELATION_CHANGED: Words("劳动（工作）关系变动", "labour relationship changed"),
        Reason.LAID_OFF: Words("本单位待岗", "awaiting a post in the unit"),
        Reason.UNEMPLOYED: Words("失业", "unemployed"),
        Reason.BANKRUPT: Words("企业破产关闭", "enterprise bankrupt or closed"),
        Reason.ASKED: Words("会员要求退会", "the member asked to leave"),
        Reason.CRIME: Words("犯罪被除名", "expelled for crime"),
        Reason.RETIRED: Words("退休", "retired"),
        Reason.MILITARY: Words("服兵役", "military service"),
        Reason.TAKES_NO_PART: Words("连续不缴会费、不参加活动", "no dues and no union life for months"),
        Reason.SECONDED: Words("借调", "secondment"),
    }
)


class Tie(StrEnum):
    """What ties a worker to whom the work is done for. Stored; UNKNOWN where a register does not say."""

    UNKNOWN = ""
    EMPLOYED = "employed"
    DISPATCHED = "dispatched"
    AFFILIATED = "affiliated"
    INDEPENDENT = "independent"


TIE_WORDS: Final[Mapping[Tie, Words]] = MappingProxyType(
    {
        Tie.UNKNOWN: Words("未说明的用工关系", "tie not stated"),
        Tie.EMPLOYED: Words("与单位有劳动（工作）关系", "employed by the unit"),
        Tie.DISPATCHED: Words("劳务派遣", "dispatched by an agency"),
        Tie.AFFILIATED: Words("挂靠或加盟", "affiliated or franchised"),
        Tie.INDEPENDENT: Words("众包或个人接单", "working on one's own account"),
    }
)


class NewEmployment(StrEnum):
    """Kinds of new employment. Stored. `FOUR_GROUPS` and `EIGHT_GROUPS` are the lists of two campaigns."""

    NONE = ""
    COURIER = "courier"
    FOOD_RIDER = "food_rider"
    RIDE_HAILING = "ride_hailing"
    LORRY_DRIVER = "lorry_driver"
    CARER = "carer"
    DOMESTIC_WORKER = "domestic_worker"
    MALL_PROMOTER = "mall_promoter"
    ESTATE_AGENT = "estate_agent"
    SECURITY_GUARD = "security_guard"
    STREET_CLEANER = "street_cleaner"
    LIVE_STREAMER = "live_streamer"
    OTHER = "other"


NEW_EMPLOYMENT_WORDS: Final[Mapping[NewEmployment, Words]] = MappingProxyType(
    {
        NewEmployment.NONE: Words("不属于新就业形态", "not in a new form of employment"),
        NewEmployment.COURIER: Words("快递员", "courier"),
        NewEmployment.FOOD_RIDER: Words("外卖配送员", "food delivery rider"),
        NewEmployment.RIDE_HAILING: Words("网约车司机", "ride-hailing driver"),
        NewEmployment.LORRY_DRIVER: Words("货车司机", "lorry driver"),
        NewEmployment.CARER: Words("护工护理员", "carer"),
        NewEmployment.DOMESTIC_WORKER: Words("家政服务员", "domestic worker"),
        NewEmployment.MALL_PROMOTER: Words("商场信息员", "mall promoter"),
        NewEmployment.ESTATE_AGENT: Words("房产中介员", "estate agent"),
        NewEmployment.SECURITY_GUARD: Words("保安员", "security guard"),
        NewEmployment.STREET_CLEANER: Words("环卫工人", "street cleaner"),
        NewEmployment.LIVE_STREAMER: Words("网络主播", "live streamer"),
        NewEmployment.OTHER: Words("其他新就业形态", "another new form of employment"),
    }
)
#: The key groups of the drive of 2021 and of that of 2018; the two lists differ.
FOUR_GROUPS: Final = frozenset(
    {NewEmployment.LORRY_DRIVER, NewEmployment.RIDE_HAILING, NewEmployment.COURIER, NewEmployment.FOOD_RIDER}
)
EIGHT_GROUPS: Final = frozenset(
    {
        NewEmployment.LORRY_DRIVER, NewEmployment.COURIER, NewEmployment.CARER, NewEmployment.DOMESTIC_WORKER,
        NewEmployment.MALL_PROMOTER, NewEmployment.FOOD_RIDER, NewEmployment.ESTATE_AGENT,
        NewEmployment.SECURITY_GUARD,
    }
)  # fmt: skip


class Origin(StrEnum):
    """Who asked for a transfer. Stored. ROSTER: insurance says that the member works elsewhere now."""

    ROSTER = "roster"
    MEMBER = "member"
    NEW_UNION = "new_union"
    OLD_UNION = "old_union"


ORIGIN_WORDS: Final[Mapping[Origin, Words]] = MappingProxyType(
    {
        Origin.ROSTER: Words("名册：参保单位已变", "roster: insured elsewhere now"),
        Origin.MEMBER: Words("会员本人申请", "the member"),
        Origin.NEW_UNION: Words("转入工会提出", "the union moved to"),
        Origin.OLD_UNION: Words("转出工会提出", "the union left"),
    }
)


class TransferState(StrEnum):
    """Stored. OPEN until both unions have agreed."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSFER_WORDS: Final[Mapping[TransferState, Words]] = MappingProxyType(
    {
        TransferState.OPEN: Words("等两家工会同意", "waits for both unions"),
        TransferState.DONE: Words("已转移", "transferred"),
        TransferState.REFUSED: Words("未同意转移", "refused transfer"),
        TransferState.WITHDRAWN: Words("已撤回", "withdrawn transfer"),
    }
)


class Transferred(StrEnum):
    """Which side of a transfer a union is."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class NewMembership:
    """Somebody in a union. `month`: newest that the union's roster states, `YYYY-MM` or ""."""

    person_id: UUID
    union_id: UUID
    active: bool
    month: str


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody to be taken into a union, everything checked by the caller but the rules of membership.

    `organisation_id`: the employer, None where there is none. `platform`: as the member gave it, "" where none.
    """

    person_id: UUID
    union_id: UUID
    tie: Tie = Tie.UNKNOWN
    organisation_id: UUID | None = None
    new_employment: NewEmployment = NewEmployment.NONE
    platform: str = ""


@dataclass(frozen=True, slots=True)
class MembershipSummary:
    """A membership as a person's record shows it. `active`: the roster says so and the union stands."""

    union: UnionSummary
    active: bool
    month: str
    ends_on: date | None
    key: int = 0
    status: Status = Status.ACTIVE
    starts_on: date | None = None
    first_joined_on: date | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """One entry of a membership's history."""

    code: Change
    reason: Reason
    on: date
    at: datetime
    union: UnionSummary
    other: UnionSummary | None


@dataclass(frozen=True, slots=True)
class TransferSummary:
    """A transfer as lists show it. `agreed`: the sides that have agreed; `due_on`: when silence counts as consent."""

    id: UUID
    person_id: UUID
    person_name: str
    old_union: UnionSummary
    new_union: UnionSummary
    origin: Origin
    state: TransferState
    asked_on: date
    due_on: date
    agreed: frozenset[Transferred]


class BatchState(StrEnum):
    """Stored. LOOKING → READY (or FAILED) → WRITING → DONE; DISCARDED at any time before."""

    LOOKING = "looking"
    READY = "ready"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


BATCH_WORDS: Final[Mapping[BatchState, Words]] = MappingProxyType(
    {
        BatchState.LOOKING: Words("正在核对", "being checked"),
        BatchState.READY: Words("核对完，等确认", "checked, waits for confirmation"),
        BatchState.WRITING: Words("正在登记入会", "being written"),
        BatchState.DONE: Words("已入会", "all have joined"),
        BatchState.FAILED: Words("没有办成", "came to nothing"),
        BatchState.DISCARDED: Words("已放弃", "put aside"),
    }
)


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What becomes of a file's rows; they add up to `rows`. `known`: of those who join, on record already."""

    rows: int = 0
    joining: int = 0
    known: int = 0
    here: int = 0
    elsewhere: int = 0
    wrong: int = 0
    twice: int = 0
    warned: int = 0


@dataclass(frozen=True, slots=True)
class BatchView:
    """A file of people to join, as its page shows it."""

    id: UUID
    union: UnionSummary
    name: str
    state: BatchState
    counts: BatchCounts
    problems: tuple[tuple[int, Mapping[str, object]], ...]
    job_id: UUID | None
    made_at: datetime
    written_at: datetime | None
