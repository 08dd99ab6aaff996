"""Reminding officers of terms that end, once a stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.base.accounts.queries import accounts_at
from guildhall.base.audit.operations import record
from guildhall.base.notices.contracts import NoticeKind
from guildhall.base.notices.operations import notify
from guildhall.infra.bulk import update_rows
from guildhall.infra.transactions import one_at_a_time, operation
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import MessageKind
from guildhall.organising.unions.contracts.committees import Stage
from guildhall.organising.unions.models import Term
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.terms import reminded_until, stage

_RULE: Final = "《工会法》第十六条 Trade Union Law art. 16"
#: Stage → what its officers are told.
KINDS_BY_STAGE: Final = MappingProxyType(
    {
        Stage.SIX: NoticeKind(
            MessageKind(
                "unions.term_six",
                "有 {count} 家工会将在六个月内届满。",
                "The terms of {count|union|unions} end within six months.",
                rule=_RULE,
            )
        ),
        Stage.THREE: NoticeKind(
            MessageKind(
                "unions.term_three",
                "有 {count} 家工会将在三个月内届满。",
                "The terms of {count|union|unions} end within three months.",
                rule=_RULE,
            )
        ),
        Stage.ONE: NoticeKind(
            MessageKind(
                "unions.term_one",
                "有 {count} 家工会将在一个月内届满。",
                "The terms of {count|union|unions} end within a month.",
                rule=_RULE,
            )
        ),
        Stage.OVERDUE: NoticeKind(
            MessageKind(
                "unions.term_overdue",
                "有 {count} 家工会已经届满，还没有换届。",
                "The terms of {count|union|unions} have ended without an election.",
                rule=_RULE,
            )
        ),
        Stage.BEYOND: NoticeKind(
            MessageKind(
                "unions.term_beyond",
                "有 {count} 家工会超过允许延期的期限仍未换届。",
                "{count|union is|unions are} overdue beyond the permitted delay.",
                rule=_RULE,
            )
        ),
    }
)


@operation
def remind(*, at: datetime) -> int:
    """Tell the officers of each place how many terms reached a new stage; returns how many did.

    Each account is told once a stage, of all that it answers for. Run again it tells nothing new.
    """
    one_at_a_time("unions.remind")
    today = at.astimezone(CHINA).date()
    rows = Term.objects.filter(
        closed_on=None, expires_on__lte=reminded_until(today), told__lt=Stage.BEYOND, union__active=True
    )
    newly: list[tuple[UUID, int]] = []
    found: Counter[tuple[int, str]] = Counter()
    for pk, due_on, expires_on, told, path in rows.values_list(
        "pk", "due_on", "expires_on", "told", "union__place__path"
    ):
        reached = stage(due_on, expires_on, today)
        if reached > told:
            newly.append((pk, int(reached)))
            found[int(reached), path or ""] += 1
    update_rows(Term, ("told",), newly)
    _tell({key: count for key, count in found.items() if key[1]}, today, at)
    if newly:
        record(None, "unions.remind", None, at=at, fields=["told"], count=len(newly))
    return len(newly)


def _tell(found: Mapping[tuple[int, str], int], today: date, at: datetime) -> None:
    """One notice an account and stage, whatever the number of places."""
    of_account: dict[tuple[int, UUID], int] = defaultdict(int)
    who: dict[str, tuple[UUID, ...]] = {}
    for (reached, path), count in found.items():
        if path not in who:
            who[path] = accounts_at(CHANGE, path, on=today)
        for account in who[path]:
            of_account[reached, account] += count
    for (reached, account), count in sorted(of_account.items()):
        kind = KINDS_BY_STAGE[Stage(reached)]
        link = f"/unions/terms?stage={Stage(reached).name.lower()}"
        notify([account], kind, {"count": count}, link=link, at=at)
