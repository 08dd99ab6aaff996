"""Reading one's own notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from guildhall.base.notices.contracts import KINDS, Found, Names, NoticeView
from guildhall.base.notices.models import Notice
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import MessageKind

FORMER: Final = MessageKind(
    "notices.former", "一条旧通知，其种类已不再使用。", "An older notice of a kind that is no longer used."
)
#: Unread notices are counted up to it: the head of every page shows them.
UNREAD_CAP: Final = 99


def unread_count(actor: Actor) -> CappedCount:
    """How many notices the actor has not read: one query."""
    return count_up_to(Notice.objects.filter(account=actor.account_id, read_at=None), UNREAD_CAP)


def notices_of(actor: Actor, *, unread_only: bool = False, start: int = 0, most: int) -> Found:
    """The actor's notices, newest first: two queries, and one for each kind of thing that they name."""
    rows = Notice.objects.filter(account=actor.account_id)
    if unread_only:
        rows = rows.filter(read_at=None)
    page = list(rows.order_by("-id")[start : start + most + 1])
    names = _names(page[:most])
    return Found(tuple(_view(row, names) for row in page[:most]), count_up_to(rows), len(page) > most)


def _names(rows: Sequence[Notice]) -> Mapping[Names, Mapping[UUID, str]]:
    """The names of all that the rows speak of, asked for once each kind of thing."""
    wanted: dict[Names, set[UUID]] = defaultdict(set)
    for row in rows:
        kind = KINDS.of(row.kind)
        for param, names in (kind.names if kind else {}).items():
            if row.params.get(param):
                wanted[names].add(UUID(row.params[param]))
    return {names: names(ids) for names, ids in wanted.items()}


def _view(row: Notice, names: Mapping[Names, Mapping[UUID, str]]) -> NoticeView:
    kind = KINDS.of(row.kind)
    if kind is None:
        return NoticeView(row.id, FORMER(), row.link, row.at, row.read_at)
    params: dict[str, Any] = dict(row.params)
    for param, ask in kind.names.items():
        params[param] = names[ask].get(UUID(params[param])) if params.get(param) else None
    return NoticeView(row.id, kind.message(**params), row.link, row.at, row.read_at)
