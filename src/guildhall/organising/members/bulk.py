"""Rows of memberships and changes, one or a hundred thousand: made from values, written without instances."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from guildhall.base.people.contracts import PersonSummary, Sex
from guildhall.base.people.queries import canonical_of
from guildhall.infra.bulk import update_rows, write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.errors import Refused
from guildhall.organising.members.contracts import Change, Reason, Status
from guildhall.organising.members.models import MemberChange, Membership
from guildhall.organising.members.rules.history import status_now
from guildhall.organising.members.rules.joining import MEMBER_ALREADY, Candidate

#: Digits and capitals that are not taken for one another when read out; twelve of them are 60 bits.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRTUVWXYZ"
_CARD: Final = 12
_CHANGE_FIELDS: Final = ("id", "membership", "code", "reason", "on", "at", "account_id", "other")
#: Standings that a new application cannot pass by: join once, transfer after (Membership Measures arts 3, 8).
_STANDS: Final = frozenset({Status.ACTIVE, Status.RETAINED})
#: Ids that one query names.
CHUNK: Final = 10_000


def new_card() -> str:
    """A card's number: random, so that it says nothing about the person; the database keeps it unique."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CARD))


def write_changes(
    keys: Iterable[int],
    change: Change,
    reason: Reason,
    *,
    on: date,
    at: datetime,
    actor: Actor | None,
    others: Mapping[int, UUID] = MappingProxyType({}),
) -> int:
    """One entry of history for each membership; returns how many. `others`: key → the other side of a transfer."""
    account = actor.account_id if actor else None
    rows = ((new_id(), key, change.value, reason.value, on, at, account, others.get(key)) for key in keys)
    return write_rows(MemberChange, _CHANGE_FIELDS, rows)


def open_rows(heads: Collection[UUID]) -> dict[UUID, list[Membership]]:
    """Memberships of persons that have not ended, by the person's head, whichever record they were written under."""
    found: dict[UUID, list[Membership]] = {head: [] for head in heads}
    for chunk in chunks(heads, CHUNK):
        rows = Membership.objects.filter(Q(person__in=chunk) | Q(person__canonical__in=chunk), ends_on=None)
        for row in rows.select_related("person", "union").order_by("pk"):
            found[row.person.canonical_id or row.person_id].append(row)
    return found


def first_joined(heads: Collection[UUID]) -> Mapping[UUID, date]:
    """The day on which persons first became members, as far as a membership that was confirmed tells, by head."""
    found: dict[UUID, date] = {}
    for chunk in chunks(heads, CHUNK):
        rows = Membership.objects.filter(
            Q(person__in=chunk) | Q(person__canonical__in=chunk), first_joined_on__isnull=False
        ).annotate(head=Coalesce("person__canonical_id", "person_id"))
        for head, day in rows.values_list("head", "first_joined_on"):
            if day is not None and (head not in found or day < found[head]):
                found[head] = day
    return found


def settle(heads: Collection[UUID]) -> None:
    """Let each person have one active membership: of those that unions confirmed the oldest, else what registers say.

    Whatever else is open is overruled. Called whenever a membership or the person's records changed.
    """
    for head in sorted(set(canonical_of(heads).values())):
        _settle(head)


def _settle(head: UUID) -> None:
    mine = Q(person=head) | Q(person__canonical=head)
    keys = list(Membership.objects.filter(mine, ends_on=None).values_list("pk", flat=True))
    # Rows that still name somebody else as their holder, from before a merge or a split.
    Membership.objects.filter(holder=head).exclude(pk__in=keys).update(holder=None)
    rows = list(locked(Membership.objects.filter(pk__in=keys)))
    claims = sorted(
        (row for row in rows if row.confirmed and row.retained_on is None and (row.active or row.overruled)),
        key=lambda row: (row.starts_on or date.max, row.pk),
    )
    first = claims[0] if claims else None
    for row in rows:
        holder = head if row is first else None
        overruled = first is not None and row is not first and row.retained_on is None
        if row is not first and (row.holder, row.overruled) != (holder, overruled):
            Membership.objects.filter(pk=row.pk).update(holder=holder, overruled=overruled)
    if first is not None and (first.holder, first.overruled) != (head, False):
        Membership.objects.filter(pk=first.pk).update(holder=head, overruled=False)


def overrule_registers(rows: QuerySet[Membership]) -> int:
    """Mark what registers say of people whose confirmed membership is elsewhere; returns how many. Set-based."""
    holders = Membership.objects.filter(holder__isnull=False)
    if not holders.exists():
        return 0
    said = rows.filter(ends_on=None, confirmed=False, overruled=False)
    named = said.annotate(head=Coalesce("person__canonical_id", "person_id"))
    wrong = named.filter(Exists(holders.filter(holder=OuterRef("head"))))
    return Membership.objects.filter(pk__in=list(wrong.values_list("pk", flat=True))).update(overruled=True)


def confirm(rows: Sequence[Membership], *, on: date, at: datetime, actor: Actor | None) -> None:
    """Let what only a register said be what the union answers for, from a day on, and change the rows in hand alike."""
    said = [row for row in rows if not row.confirmed]
    heads = {row.pk: row.person.canonical_id or row.person_id for row in said}
    first = first_joined(set(heads.values()))
    for row in said:
        row.confirmed, row.starts_on, row.public_id, row.card = True, on, new_id(), new_card()
        row.first_joined_on = first.get(heads[row.pk], on)
    update_rows(
        Membership,
        ("confirmed", "starts_on", "public_id", "card", "first_joined_on"),
        ((row.pk, True, row.starts_on, row.public_id, row.card, row.first_joined_on) for row in said),
    )
    write_changes((row.pk for row in said), Change.CONFIRMED, Reason.NONE, on=on, at=at, actor=actor)


def keys_of(public_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Keys of memberships by public id."""
    found: dict[UUID, int] = {}
    for chunk in chunks(public_ids, CHUNK):
        rows = Membership.objects.filter(public_id__in=chunk).values_list("public_id", "pk")
        found |= {public: key for public, key in rows if public is not None}
    return found


def hold(rows: Iterable[tuple[int, UUID]]) -> None:
    """Say whom memberships count for, (key, head). The unique index decides between two who do so at once: Refused."""
    try:
        with transaction.atomic():
            update_rows(Membership, ("holder",), rows)
    except IntegrityError as error:
        raise Refused(MEMBER_ALREADY()) from error


def status_of(row: Membership) -> Status:
    """How a membership stands today."""
    return status_now(
        is_active=row.active, is_retained=row.retained_on is not None, is_overruled=row.overruled, ends_on=row.ends_on
    )


def candidate_of(
    person: PersonSummary | None, held: Sequence[Membership], union_id: UUID, *, is_twice: bool = False
) -> Candidate:
    """What joining a union depends on, for somebody with these open memberships; their unions were read along."""
    standing = [row for row in held if status_of(row) in _STANDS and row.union.active]
    return Candidate(
        birth_date=person.birth_date if person else None,
        is_woman=person.sex is Sex.FEMALE if person else None,
        is_member=bool(standing),
        is_here=is_twice or any(row.union_id == union_id for row in standing),
    )
