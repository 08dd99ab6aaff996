"""Telling, reading and forgetting notices. Reading one's own notices changes no record, so the audit has none of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.accounts.queries import accounts_at
from guildhall.base.notices.contracts import AtPlace, NoticeKind, To
from guildhall.base.notices.models import Notice
from guildhall.base.notices.rules.storing import is_link, storable
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, MessageKind

NO_NOTICE: Final = MessageKind("notices.absent", "没有这条通知。", "There is no such notice.")
_COLUMNS: Final = ("id", "account", "kind", "params", "link", "at", "read_at", "expires_at")


@operation
def notify(to: To, kind: NoticeKind, params: Mapping[str, object], *, link: str = "", at: datetime) -> int:
    """Tell accounts something in the caller's transaction: undone with it. Each is told once; returns how many.

    Raises ValueError for parameters that must not be stored and links that lead elsewhere.
    """
    if not is_link(link):
        raise ValueError(f"not an address of the product: {link!r}")
    held = storable(kind, params)
    found = accounts_at(to.permission, to.path, on=at.astimezone(CHINA).date()) if isinstance(to, AtPlace) else to
    rows = (
        (new_id(), account_id, kind.code, held, link, at, None, at + kind.kept) for account_id in sorted(set(found))
    )
    return write_rows(Notice, _COLUMNS, rows)


@operation
def mark_read(actor: Actor, notice_ids: Collection[UUID], *, at: datetime) -> None:
    """Mark notices of one's own as read; those read before keep their time. Raises Absent, and marks none, where one of
    them is not the actor's."""
    wanted = set(notice_ids)
    own = Notice.objects.filter(account=actor.account_id, id__in=wanted)
    if own.count() != len(wanted):
        raise Absent(NO_NOTICE())
    own.filter(read_at=None).update(read_at=at)


@operation
def mark_all_read(actor: Actor, *, at: datetime) -> int:
    """Mark everything told to the actor up to now as read; returns how many."""
    return Notice.objects.filter(account=actor.account_id, read_at=None, at__lte=at).update(read_at=at)


@operation
def forget_expired(*, at: datetime, most: int = 1000) -> int:
    """Retention: let go of notices past their time; returns how many."""
    expired = list(Notice.objects.filter(expires_at__lte=at).order_by("expires_at").values_list("id", flat=True)[:most])
    count, _ = Notice.objects.filter(id__in=expired).delete()
    return count
