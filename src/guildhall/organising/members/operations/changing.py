"""What happens to memberships after joining: retained, resumed, left, expelled, corrected, confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Max

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import within_any
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message
from guildhall.organising.members.access import NO_MEMBERSHIP, membership_for, paths
from guildhall.organising.members.bulk import confirm, hold, open_rows, settle, status_of, write_changes
from guildhall.organising.members.contracts import CHANGE_WORDS, Change, NewEmployment, Reason, Status, Tie
from guildhall.organising.members.events import MembershipChanged
from guildhall.organising.members.models import MemberChange, Membership
from guildhall.organising.members.operations.joining import KIND
from guildhall.organising.members.rules.joining import MEMBER_ALREADY
from guildhall.organising.members.rules.leaving import Expulsion, NoPart, deemed_exit_objections, expulsion_objections
from guildhall.organising.members.rules.permissions import CHANGE
from guildhall.organising.members.rules.standing import NOT_FROM_HERE, change_objections

_CHUNK: Final = 10_000
_SAID: Final = CHANGE_WORDS[Change.CONFIRMED]


@dataclass(frozen=True, slots=True)
class Changed:
    """`done`: keys of memberships that changed; `refused`: key → why not, by field."""

    done: tuple[int, ...]
    refused: Mapping[int, Mapping[str, tuple[Message, ...]]]


@operation
def retain(actor: Actor, key: int, reason: Reason, *, on: date, at: datetime) -> None:
    """Retain a membership: retirement, unemployment, military service (Membership Measures arts 17–20).

    Raises Forbidden, Absent; Invalid at `reason`, `on` or over the whole.
    """
    _one(actor, key, Change.RETAINED, reason, on, at)


@operation
def resume(actor: Actor, key: int, *, on: date, at: datetime) -> None:
    """Let a retained membership hold again in the same union. Raises as `retain` does."""
    _one(actor, key, Change.RESUMED, Reason.RELATION_CHANGED, on, at)


@operation
def leave(actor: Actor, key: int, *, on: date, at: datetime) -> None:
    """End a membership at the member's wish, which needs no reason (Charter art. 6). Raises as `retain` does."""
    _one(actor, key, Change.LEFT, Reason.ASKED, on, at)


@operation
def deem_left(actor: Actor, key: int, found: NoPart, *, on: date, at: datetime) -> None:
    """End a membership of somebody who is taken to have left (Charter art. 6). Raises as `retain` does."""
    membership_for(actor, CHANGE, key)
    if wrong := deemed_exit_objections(found, on):
        raise Invalid({"": wrong})
    _one(actor, key, Change.LEFT, Reason.TAKES_NO_PART, on, at)


@operation
def expel(actor: Actor, key: int, found: Expulsion, *, on: date, at: datetime) -> None:
    """Expel a member after every step that it takes (Charter art. 7). Raises as `retain` does, and at each step."""
    membership_for(actor, CHANGE, key)
    if wrong := expulsion_objections(found):
        raise Invalid(wrong)
    _one(actor, key, Change.EXPELLED, Reason.CRIME, on, at)


@operation
def confirm_membership(actor: Actor, key: int, *, at: datetime) -> None:
    """Let the union answer for what only a register said, from today. Raises as `retain` does."""
    _one(actor, key, Change.CONFIRMED, Reason.NONE, at.astimezone(CHINA).date(), at)


@operation
def correct(actor: Actor, key: int, *, tie: Tie, new_employment: NewEmployment, platform: str, at: datetime) -> None:
    """Put right what is registered about a member's work. Raises Forbidden, Absent; Invalid where it has lapsed."""
    _one(actor, key, Change.CORRECTED, Reason.NONE, at.astimezone(CHINA).date(), at)
    Membership.objects.filter(pk=key).update(
        tie=tie.value, new_employment=new_employment.value, platform=platform.strip()[:60]
    )


@operation
def change_all(
    actor: Actor, keys: Collection[int], change: Change, reason: Reason, *, on: date, at: datetime
) -> Changed:
    """Make one change to many memberships; those that a rule stands against are told and left as they are.

    Raises Forbidden; Absent where one of them is out of reach.
    """
    return _change(actor, keys, change, reason, on, at)


def _one(actor: Actor, key: int, change: Change, reason: Reason, on: date, at: datetime) -> None:
    done = _change(actor, [key], change, reason, on, at)
    if done.refused:
        raise Invalid(done.refused[key])


def _change(actor: Actor, keys: Collection[int], change: Change, reason: Reason, on: date, at: datetime) -> Changed:
    rows = _rows(actor, keys)
    heads = {row.pk: row.person.canonical_id or row.person_id for row in rows}
    today = at.astimezone(CHINA).date()
    others = open_rows(set(heads.values()))
    refused: dict[int, Mapping[str, tuple[Message, ...]]] = {}
    good = []
    lasts = _lasts(rows)
    for row in rows:
        wrong = change_objections(
            change, reason, status=status_of(row), on=on, last=lasts.get(row.pk, row.starts_on), today=today
        )
        if change is Change.CONFIRMED and row.confirmed:
            wrong = {"": (NOT_FROM_HERE(change_zh=_SAID.zh, change_en=_SAID.en),)}
        elif change in (Change.RESUMED, Change.CONFIRMED) and _held_elsewhere(row, others[heads[row.pk]]):
            wrong = {**wrong, "": (*wrong.get("", ()), MEMBER_ALREADY())}
        if wrong:
            refused[row.pk] = wrong
        else:
            good.append(row)
    confirm(good, on=on, at=at, actor=actor)  # who changes a membership answers for it
    _apply(good, change, on)
    if change is not Change.CONFIRMED:
        write_changes([row.pk for row in good], change, reason, on=on, at=at, actor=actor)
    _settle(good, heads, others, change)
    _tell(actor, good, heads, change, on, at)
    return Changed(tuple(row.pk for row in good), refused)


def _rows(actor: Actor, keys: Collection[int]) -> list[Membership]:
    actor.require(CHANGE)
    inside = within_any(paths(actor, CHANGE), "union__place__path")
    found: list[Membership] = []
    for chunk in chunks(sorted(set(keys)), _CHUNK):
        reached = list(Membership.objects.filter(inside, pk__in=chunk).values_list("pk", flat=True))
        if len(reached) != len(chunk):
            raise Absent(NO_MEMBERSHIP())
        list(locked(Membership.objects.filter(pk__in=reached)).values_list("pk", flat=True))
        found += Membership.objects.filter(pk__in=reached).select_related("person", "union").order_by("pk")
    return found


def _lasts(rows: Sequence[Membership]) -> Mapping[int, date]:
    found: dict[int, date] = {}
    for chunk in chunks([row.pk for row in rows], _CHUNK):
        counted = MemberChange.objects.filter(membership__in=chunk).order_by()
        found |= dict(counted.values_list("membership_id").annotate(Max("on")))
    return found


def _held_elsewhere(row: Membership, others: Sequence[Membership]) -> bool:
    return any(other.pk != row.pk and other.holder is not None for other in others)


def _apply(rows: Sequence[Membership], change: Change, on: date) -> None:
    values: dict[str, object] = {
        Change.RETAINED: {"active": False, "retained_on": on, "holder": None},
        Change.RESUMED: {"active": True, "retained_on": None},
        Change.CONFIRMED: {"active": True, "overruled": False},
        Change.LEFT: {"active": False, "ends_on": on, "holder": None},
        Change.EXPELLED: {"active": False, "ends_on": on, "holder": None},
    }.get(change, {})  # type: ignore[assignment]  # columns and their values
    for chunk in chunks([row.pk for row in rows], _CHUNK):
        if values:
            Membership.objects.filter(pk__in=chunk).update(**values)


def _settle(
    rows: Sequence[Membership], heads: Mapping[int, UUID], others: Mapping[UUID, Sequence[Membership]], change: Change
) -> None:
    alone = [row for row in rows if len(others[heads[row.pk]]) <= 1]
    stands = change in (Change.RESUMED, Change.CONFIRMED, Change.CORRECTED)
    hold((row.pk, heads[row.pk]) for row in alone if stands and _counts(row, change))
    settle({heads[row.pk] for row in rows if len(others[heads[row.pk]]) > 1})


def _counts(row: Membership, change: Change) -> bool:
    return change is not Change.CORRECTED or status_of(row) is Status.ACTIVE


def _tell(
    actor: Actor, rows: Sequence[Membership], heads: Mapping[int, UUID], change: Change, on: date, at: datetime
) -> None:
    fields = ["work"] if change is Change.CORRECTED else ["standing"]
    for row in rows[:1] if len(rows) == 1 else ():
        if row.public_id is not None:
            thing = Thing(KIND, row.public_id)
            record(actor, CHANGE.code, thing, at=at, fields=fields, person_id=heads[row.pk])
    if len(rows) > 1:
        record(actor, CHANGE.code, None, at=at, fields=fields, count=len(rows))
    for row in rows:
        publish(MembershipChanged(row.pk, heads[row.pk], row.union_id, change, on))
