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
from guildhall.linkage.contracts import Kind, Register

__all__ = ["Kind", "Register"]


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


class Verdict(StrEnum):
    """What a reviewer decided of a pair. Stored; the words of the decisions file."""

    SAME = "same"
    DIFFERENT = "different"


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


@dataclass(frozen=True, slots=True)
class Position:
    """Where an actor's list stands: the last row seen, so that the next page begins after it."""

    points: int
    id: UUID
