"""Memberships of unions that end: they go along into the union that took theirs over, or are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.operations import record
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.organising.members.bulk import keys_of, write_changes
from guildhall.organising.members.contracts import Change, Reason
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.permissions import CHANGE

_SAID: Final = ("person", "union", "active", "month")
_CONFIRMED: Final = (
    "person", "union", "active", "month", "public_id", "confirmed", "holder", "starts_on", "first_joined_on",
    "retained_on", "organisation", "tie", "new_employment", "platform", "card",
)  # fmt: skip
_CHUNK: Final = 20_000


@operation
def move_memberships(
    union_ids: Collection[UUID], into_id: UUID, *, actor: Actor, on: date, at: datetime,
    person_ids: Collection[UUID] | None = None,
) -> int:  # fmt: skip
    """Let memberships of unions end on a day and go on in another one, without a gap; returns how many went.

    Whoever is in both stays in the one that goes on. `person_ids`: only theirs. What was confirmed keeps its card, its
    standing and its first day, with codes 4 and 2.
    """
    actor.require(CHANGE)
    rows = Membership.objects.filter(union__in=union_ids, ends_on=None).exclude(union=into_id)
    if person_ids is not None:
        rows = rows.filter(person__in=person_ids)
    going = list(locked(rows))
    there = set(Membership.objects.filter(union=into_id, ends_on=None).values_list("person_id", flat=True))
    best: dict[UUID, Membership] = {}
    for row in going:
        held = best.get(row.person_id)
        if held is None or _rank(row) > _rank(held):
            best[row.person_id] = row
    staying = [row for row in best.values() if row.person_id not in there]
    for chunk in chunks([row.pk for row in going], _CHUNK):
        Membership.objects.filter(pk__in=chunk).update(ends_on=on, active=False, holder=None, card=None)
    said = ((row.person_id, into_id, row.active, row.month) for row in staying if not row.confirmed)
    write_rows(Membership, _SAID, said)
    _go_on([row for row in staying if row.confirmed], into_id, actor, on, at)
    if going:
        record(actor, CHANGE.code, None, at=at, fields=["union"], count=len(going))
    return len(going)


@operation
def keep_memberships(union_ids: Collection[UUID], *, actor: Actor, at: datetime) -> int:
    """Keep memberships of unions that were dissolved, as retained ones (Trade Union Law art. 13); returns how many."""
    actor.require(CHANGE)
    day = at.astimezone(CHINA).date()
    rows = list(locked(Membership.objects.filter(union__in=union_ids, ends_on=None, active=True)))
    for chunk in chunks([row.pk for row in rows], _CHUNK):
        Membership.objects.filter(pk__in=chunk).update(active=False, retained_on=day, holder=None)
    confirmed = (row.pk for row in rows if row.confirmed)
    write_changes(confirmed, Change.RETAINED, Reason.BANKRUPT, on=day, at=at, actor=actor)
    if rows:
        record(actor, CHANGE.code, None, at=at, fields=["active"], count=len(rows))
    return len(rows)


def _rank(row: Membership) -> tuple[bool, bool, str]:
    return row.confirmed, row.active, row.month


def _go_on(rows: Sequence[Membership], into_id: UUID, actor: Actor, on: date, at: datetime) -> None:
    ids = {row.pk: new_id() for row in rows}
    write_rows(
        Membership,
        _CONFIRMED,
        (
            (
                row.person_id, into_id, row.active, row.month, ids[row.pk], True, row.holder, on, row.first_joined_on,
                row.retained_on, row.organisation_id, row.tie, row.new_employment, row.platform, row.card,
            )
            for row in rows
        ),
    )  # fmt: skip
    keys = keys_of(list(ids.values()))
    left = {row.pk: into_id for row in rows}
    came = {keys[ids[row.pk]]: row.union_id for row in rows}
    for others, change in ((left, Change.TRANSFERRED_OUT), (came, Change.TRANSFERRED_IN)):
        write_changes(others, change, Reason.RELATION_CHANGED, on=on, at=at, actor=actor, others=others)
