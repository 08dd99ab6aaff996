"""Taking people into a union: one, or a whole file of them by the same rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.queries import canonical_of, people_of
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, Refused
from guildhall.organising.members.access import union_for
from guildhall.organising.members.bulk import (
    candidate_of,
    first_joined,
    hold,
    keys_of,
    new_card,
    open_rows,
    write_changes,
)
from guildhall.organising.members.contracts import Change, Joining, Reason
from guildhall.organising.members.events import MembershipChanged, MembersJoined
from guildhall.organising.members.models import Membership
from guildhall.organising.members.rules.joining import MEMBER_ALREADY, begins_on, join_objections
from guildhall.organising.members.rules.permissions import CHANGE

KIND: Final = "members.membership"
_FIELDS: Final = (
    "person", "union", "active", "month", "public_id", "confirmed", "holder", "starts_on", "first_joined_on",
    "organisation", "tie", "new_employment", "platform", "card",
)  # fmt: skip
_AGAIN: Final = (
    "active", "public_id", "confirmed", "overruled", "starts_on", "first_joined_on", "organisation", "tie",
    "new_employment", "platform", "card",
)  # fmt: skip
#: Persons that are looked at at a time.
_CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Joined:
    """`begun`: public ids of memberships, in the order asked; `refused`: place in the order → why, by field."""

    begun: tuple[UUID, ...]
    refused: Mapping[int, Mapping[str, tuple[Message, ...]]]


@operation
def join(actor: Actor, joining: Joining, *, at: datetime) -> UUID:
    """Take somebody in from today, the day of the union's approval; returns the membership's public id.

    Raises Forbidden, Absent; Invalid where a rule of membership stands against it.
    """
    union_for(actor, CHANGE, joining.union_id)
    done = _take_in(actor, [joining], at)
    if done.refused:
        raise Invalid(done.refused[0])
    public_id = done.begun[0]
    day = begins_on(at.astimezone(CHINA).date())
    record(
        actor, CHANGE.code, Thing(KIND, public_id), at=at, fields=["union", "starts_on"], person_id=joining.person_id
    )
    key = keys_of([public_id])[public_id]
    publish(MembershipChanged(key, joining.person_id, joining.union_id, Change.JOINED, day))
    return public_id


@operation
def join_all(actor: Actor, union_id: UUID, joinings: Sequence[Joining], *, at: datetime) -> Joined:
    """Take many into one union; those whom a rule stands against are told and left out, the others are taken in.

    Raises Forbidden, Absent; Refused where somebody was taken in elsewhere meanwhile, and then nobody is taken in.
    """
    union_for(actor, CHANGE, union_id)
    if any(joining.union_id != union_id for joining in joinings):
        raise ValueError("all join the same union")
    done = _take_in(actor, joinings, at)
    if done.begun:
        record(actor, CHANGE.code, Thing(KIND, union_id), at=at, fields=["union", "starts_on"], count=len(done.begun))
        publish(MembersJoined(union_id, len(done.begun), at.astimezone(CHINA).date()))
    return done


def _take_in(actor: Actor, joinings: Sequence[Joining], at: datetime) -> Joined:
    begun: list[UUID] = []
    refused: dict[int, Mapping[str, tuple[Message, ...]]] = {}
    seen: set[UUID] = set()
    for chunk in chunks(enumerate(joinings), _CHUNK):
        begun += _take_in_some(actor, chunk, at, seen, refused)
    return Joined(tuple(begun), refused)


def _take_in_some(
    actor: Actor, asked: Sequence[tuple[int, Joining]], at: datetime, seen: set[UUID],
    refused: dict[int, Mapping[str, tuple[Message, ...]]],
) -> list[UUID]:  # fmt: skip
    day = begins_on(at.astimezone(CHINA).date())
    ids = {joining.person_id for _, joining in asked}
    canonical = canonical_of(ids)
    heads = {canonical.get(one, one) for one in ids}
    people, held, first = people_of(heads), open_rows(heads), first_joined(heads)
    new: list[tuple[object, ...]] = []
    again: list[tuple[object, ...]] = []
    holders: list[tuple[int, UUID]] = []
    begun: list[UUID] = []
    for place, joining in asked:
        head = canonical.get(joining.person_id, joining.person_id)
        wrong = join_objections(candidate_of(people.get(head), held[head], joining.union_id, is_twice=head in seen))
        if wrong:
            refused[place] = wrong
            continue
        seen.add(head)
        public_id, card = new_id(), new_card()
        begun.append(public_id)
        since = first.get(head, day)
        facts = (joining.organisation_id, joining.tie.value, joining.new_employment.value, joining.platform, card)
        here = next((row for row in held[head] if row.union_id == joining.union_id), None)
        if here is None:
            new.append((head, joining.union_id, True, "", public_id, True, head, day, since, *facts))
        else:  # a register's word that did not hold
            again.append((here.pk, True, public_id, True, False, day, since, *facts))
            holders.append((here.pk, head))
    _write(new, again)
    hold(holders)
    keys = keys_of(begun)
    write_changes((keys[one] for one in begun), Change.JOINED, Reason.NONE, on=day, at=at, actor=actor)
    _overrule([row.pk for head in seen & set(held) for row in held[head]])
    return begun


def _write(new: list[tuple[object, ...]], again: list[tuple[object, ...]]) -> None:
    try:
        with transaction.atomic():
            write_rows(Membership, _FIELDS, new)
    except IntegrityError as error:  # somebody was quicker, in another union
        raise Refused(MEMBER_ALREADY()) from error
    update_rows(Membership, _AGAIN, again)


def _overrule(keys: list[int]) -> None:
    """What registers said of those who have a confirmed membership now holds no more."""
    for chunk in chunks(keys, _CHUNK):
        Membership.objects.filter(pk__in=chunk, holder=None, confirmed=False, overruled=False).update(overruled=True)
