"""Transfers: one act with both unions' consent and no day between (Membership Measures arts 3, 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guildhall.kernel.deadlines import Limit, Unit, due
from guildhall.kernel.errors import Message, MessageKind
from guildhall.organising.members.contracts import Transferred, TransferState
from guildhall.organising.members.parameters import TACIT_CONSENT_DAYS
from guildhall.organising.members.rules import articles

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from guildhall.kernel.working_days import WorkingDays

SAME_UNION: Final = MessageKind(
    "members.same_union",
    "转入和转出的是同一家工会。",
    "Both sides are the same union.",
    articles.TRANSFER,
)
NOT_OPEN: Final = MessageKind(
    "members.transfer_closed",
    "这次转移已经办结，没有再改动。",
    "This transfer is closed already; nothing was changed.",
    articles.TRANSFER,
)
AGREED_ALREADY: Final = MessageKind(
    "members.agreed_already",
    "这一方已经同意过了。",
    "This side has agreed already.",
    articles.TRANSFER,
)


def objections(old_union: object, new_union: object) -> tuple[Message, ...]:
    """Why a transfer makes no sense."""
    return (SAME_UNION(),) if old_union == new_union else ()


def agreement_objections(
    state: TransferState, agreed: Collection[Transferred], side: Transferred
) -> tuple[Message, ...]:
    """Why a side cannot agree."""
    if state is not TransferState.OPEN:
        return (NOT_OPEN(),)
    return (AGREED_ALREADY(),) if side in agreed else ()


def is_complete(agreed: Collection[Transferred]) -> bool:
    """Whether both sides have agreed, so that it takes effect."""
    return set(agreed) == set(Transferred)


def tacit_on(asked_on: date, days: WorkingDays) -> date:
    """The last day for the union that is left to answer; after it, silence counts as consent. Never the new union's."""
    limit = Limit(TACIT_CONSENT_DAYS.at(asked_on), Unit.WORKING_DAYS, articles.TRANSFER, is_confirmed=False)
    return due(limit, asked_on, days).on
