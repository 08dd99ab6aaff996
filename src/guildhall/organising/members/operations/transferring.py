"""Transfers between unions: asked for, agreed by both sides, carried out in one act without a day between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.access import own_person
from guildhall.base.people.contracts import DocumentNumber
from guildhall.base.people.queries import canonical_of, known_documents
from guildhall.base.places.queries import within_any
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.batches import chunks
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused
from guildhall.kernel.working_days import working_days
from guildhall.organising.members.access import (
    NO_TRANSFER,
    NO_UNION,
    head_of,
    membership_for,
    paths,
    transfer_for,
    union_for,
)
from guildhall.organising.members.bulk import (
    confirm,
    first_joined,
    hold,
    keys_of,
    new_card,
    open_rows,
    settle,
    status_of,
    write_changes,
)
from guildhall.organising.members.contracts import Change, Origin, Reason, Status, Transferred, TransferState
from guildhall.organising.members.events import MembershipChanged, TransferClosed
from guildhall.organising.members.models import Membership, Transfer
from guildhall.organising.members.rules import articles
from guildhall.organising.members.rules.permissions import OWN, TRANSFER
from guildhall.organising.members.rules.transferring import agreement_objections, is_complete, objections, tacit_on
from guildhall.organising.unions.models import Union

KIND: Final = "members.transfer"
NO_MEMBER: Final = MessageKind(
    "members.no_member",
    "没有可以转移的会籍；还没入会的，请先申请入会。",
    "There is no membership to be transferred. Who is no member yet applies for one.",
    articles.TRANSFER,
)
OPEN_ALREADY: Final = MessageKind(
    "members.transfer_open",
    "已有一次转移在办，办结后再提。",
    "A transfer is under way already; wait until it is closed.",
    articles.TRANSFER,
)
NO_REFUSAL: Final = MessageKind(
    "members.no_refusal", "请写明不同意的原因。", "Say why it is refused.", articles.TRANSFER
)
_MOVES: Final = frozenset({Status.ACTIVE, Status.RETAINED})
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Offer:
    """That somebody should go to another union: where they are insured now."""

    membership_key: int
    new_union_id: UUID
    organisation_id: UUID | None


@operation
def ask_transfer(
    actor: Actor, membership_key: int, new_union_id: UUID, *, organisation_id: UUID | None = None, at: datetime
) -> UUID:
    """Ask that a member be transferred, by an officer of the union that is left, whose side has agreed by that.

    An officer of both agrees for both. Returns the transfer's id. Raises Forbidden, Absent, Refused; Invalid at
    `union`.
    """
    membership_for(actor, TRANSFER, membership_key)
    new = _standing_union(new_union_id)
    row = Membership.objects.select_related("person").get(pk=membership_key)
    return _ask_for(actor, row, new, organisation_id, Origin.OLD_UNION, at)


@operation
def call_transfer(
    actor: Actor, document: DocumentNumber, new_union_id: UUID, *, organisation_id: UUID | None = None, at: datetime
) -> UUID:
    """Ask that somebody be transferred into one's own union, which has agreed by that; told by the person's number.

    Returns the transfer's id. Raises Forbidden, Absent, Refused; Invalid at `union`.
    """
    union_for(actor, TRANSFER, new_union_id)
    new = _standing_union(new_union_id)
    known = known_documents([document])
    person_id = next(iter(known.values()), None)
    head = canonical_of([person_id])[person_id] if person_id else None
    return _ask_for(actor, _standing(head), new, organisation_id, Origin.NEW_UNION, at)


@operation
def ask_own_transfer(actor: Actor, new_union_id: UUID, *, organisation_id: UUID | None = None, at: datetime) -> UUID:
    """Ask for one's own transfer; returns its id. Raises Absent, Refused where there is nothing to be transferred."""
    head = head_of(own_person(actor))
    new = _standing_union(new_union_id)
    transfer = _ask(_standing(head), new.id, organisation_id, Origin.MEMBER, at)
    record(actor, OWN.code, Thing(KIND, transfer.id), at=at, fields=["union"], person_id=head)
    return transfer.id


@operation
def offer_transfers(actor: Actor, offers: Iterable[Offer], *, at: datetime) -> int:
    """Offer transfers that the roster suggests to both unions; returns how many are new.

    Who has an open transfer already, or is in that union, is left out. The caller answers for their places.
    """
    actor.require(TRANSFER)
    count = 0
    for chunk in chunks(offers, _CHUNK):
        count += len(_offer(chunk, at))
    if count:
        record(actor, TRANSFER.code, None, at=at, fields=["union"], count=count)
    return count


@operation
def agree(actor: Actor, transfer_id: UUID, side: Transferred, *, at: datetime) -> TransferState:
    """Agree for one side; with the second side the transfer takes effect in the same act. Returns how it stands.

    Raises Forbidden, Absent; Refused where it is closed or that side has agreed.
    """
    transfer, sides = transfer_for(actor, TRANSFER, transfer_id)
    if side not in sides:
        raise Absent(NO_TRANSFER())
    if wrong := agreement_objections(TransferState(transfer.state), _agreed(transfer), side):
        raise Refused(*wrong)
    record(actor, TRANSFER.code, Thing(KIND, transfer.id), at=at, fields=["consent"], person_id=transfer.person_id)
    _agree([transfer], side, actor, at)
    return TransferState(Transfer.objects.values_list("state", flat=True).get(pk=transfer.pk))


@operation
def agree_all(actor: Actor, transfer_ids: Collection[UUID], side: Transferred, *, at: datetime) -> int:
    """Agree to many for one side; those closed or agreed already are left as they are. Returns how many were agreed.

    Raises Forbidden; Absent where one of them is out of reach on that side.
    """
    actor.require(TRANSFER)
    column = "old_union__place__path" if side is Transferred.OLD else "new_union__place__path"
    wanted = set(transfer_ids)
    inside = Transfer.objects.filter(within_any(paths(actor, TRANSFER), column), pk__in=wanted)
    if set(inside.values_list("pk", flat=True)) != wanted:
        raise Absent(NO_TRANSFER())
    rows = [
        row
        for row in locked(Transfer.objects.filter(pk__in=wanted))
        if not agreement_objections(TransferState(row.state), _agreed(row), side)
    ]
    if rows:
        record(actor, TRANSFER.code, None, at=at, fields=["consent"], count=len(rows))
        _agree(rows, side, actor, at)
    return len(rows)


@operation
def refuse_transfer(actor: Actor, transfer_id: UUID, *, refusal: str, at: datetime) -> None:
    """Refuse for one's side, saying why. Raises Forbidden, Absent, Refused; Invalid at `refusal`."""
    transfer, _ = transfer_for(actor, TRANSFER, transfer_id)
    if not refusal.strip():
        raise Invalid({"refusal": (NO_REFUSAL(),)})
    _close(actor, TRANSFER, transfer, TransferState.REFUSED, refusal.strip()[:200], at)


@operation
def withdraw_transfer(actor: Actor, transfer_id: UUID, *, at: datetime) -> None:
    """Take one's own request back. Raises Absent where it is not one's own, Refused where it is closed."""
    head = head_of(own_person(actor))
    mine = Q(person=head) | Q(person__canonical=head)
    found = Transfer.objects.filter(mine, pk=transfer_id, origin=Origin.MEMBER.value).values_list("pk", flat=True)
    transfer = locked(Transfer.objects.filter(pk__in=list(found))).first()
    if transfer is None:
        raise Absent(NO_TRANSFER())
    _close(actor, OWN, transfer, TransferState.WITHDRAWN, "", at)


@operation
def take_silence(*, at: datetime) -> int:
    """Count the silence of unions that are left as consent once their time is over; returns how many."""
    over = Transfer.objects.filter(
        state=TransferState.OPEN.value, old_agreed_at=None, due_on__lt=at.astimezone(CHINA).date()
    )
    rows = list(locked(Transfer.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:_CHUNK]))))
    rows = [row for row in rows if row.state == TransferState.OPEN.value and row.old_agreed_at is None]
    if rows:
        record(None, TRANSFER.code, None, at=at, fields=["consent"], count=len(rows))
        Transfer.objects.filter(pk__in=[row.pk for row in rows]).update(old_was_silent=True)
        _agree(rows, Transferred.OLD, None, at)
    return len(rows)


def _standing_union(union_id: UUID) -> Union:
    union = Union.objects.filter(pk=union_id, active=True).first()
    if union is None:
        raise Absent(NO_UNION())
    return union


def _standing(head: UUID | None) -> Membership:
    """The membership that a person has: what a union confirmed, else what the newest register says. Refused."""
    rows = [row for row in open_rows([head])[head] if status_of(row) in _MOVES] if head else []
    if not rows:
        raise Refused(NO_MEMBER())
    return max(rows, key=lambda row: (row.holder is not None, row.confirmed, row.active, row.month, -row.pk))


def _ask_for(
    actor: Actor, row: Membership, new: Union, organisation_id: UUID | None, origin: Origin, at: datetime
) -> UUID:
    transfer = _ask(row, new.id, organisation_id, origin, at)
    record(actor, TRANSFER.code, Thing(KIND, transfer.id), at=at, fields=["union"], person_id=transfer.person_id)
    _, sides = transfer_for(actor, TRANSFER, transfer.id)
    for side in sorted(sides):
        _agree([transfer], side, actor, at)
    return transfer.id


def _ask(row: Membership, new_union_id: UUID, organisation_id: UUID | None, origin: Origin, at: datetime) -> Transfer:
    if wrong := objections(row.union_id, new_union_id):
        raise Invalid({"union": wrong})
    if status_of(row) not in _MOVES:
        raise Refused(NO_MEMBER())
    transfer = _row(row, new_union_id, organisation_id, origin, at)
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(OPEN_ALREADY()) from error
    return transfer


def _row(row: Membership, new_union_id: UUID, organisation_id: UUID | None, origin: Origin, at: datetime) -> Transfer:
    return Transfer(
        id=new_id(), person_id=row.person.canonical_id or row.person_id, membership=row, old_union_id=row.union_id,
        new_union_id=new_union_id, organisation_id=organisation_id, origin=origin.value,
        state=TransferState.OPEN.value, asked_at=at,
        due_on=tacit_on(at.astimezone(CHINA).date(), working_days()),
    )  # fmt: skip


def _offer(offers: Sequence[Offer], at: datetime) -> list[Transfer]:
    wanted = {offer.membership_key: offer for offer in offers}
    rows = Membership.objects.filter(pk__in=wanted).select_related("person")
    standing = [row for row in rows if status_of(row) in _MOVES and row.union_id != wanted[row.pk].new_union_id]
    by_head = {row.person.canonical_id or row.person_id: row for row in standing}
    busy = Transfer.objects.filter(person__in=by_head, state=TransferState.OPEN.value)
    taken = set(busy.values_list("person_id", flat=True))
    # What was refused once is not offered again while both sides say the same.
    said = Transfer.objects.filter(person__in=by_head, state=TransferState.REFUSED.value)
    refused = set(said.values_list("person_id", "new_union_id"))
    new = [
        _row(row, wanted[row.pk].new_union_id, wanted[row.pk].organisation_id, Origin.ROSTER, at)
        for head, row in by_head.items()
        if head not in taken and (head, wanted[row.pk].new_union_id) not in refused
    ]
    Transfer.objects.bulk_create(new, batch_size=500)
    return new


def _agreed(transfer: Transfer) -> set[Transferred]:
    sides = ((Transferred.OLD, transfer.old_agreed_at), (Transferred.NEW, transfer.new_agreed_at))
    return {side for side, agreed_at in sides if agreed_at is not None}


def _agree(rows: Sequence[Transfer], side: Transferred, actor: Actor | None, at: datetime) -> None:
    who = actor.account_id if actor else None
    for row in rows:
        if side is Transferred.OLD:
            row.old_agreed_at, row.old_agreed_by = at, who
        else:
            row.new_agreed_at, row.new_agreed_by = at, who
    Transfer.objects.bulk_update(rows, [f"{side}_agreed_at", f"{side}_agreed_by"], batch_size=500)
    complete = [row for row in rows if is_complete(_agreed(row))]
    if complete:
        _carry_out(complete, actor, at)


def _carry_out(rows: Sequence[Transfer], actor: Actor | None, at: datetime) -> None:
    """End the old memberships and begin the new ones on the same day: codes 4 and 2, the first day of joining kept."""
    on = at.astimezone(CHINA).date()
    keys = [row.membership_id for row in rows]
    list(locked(Membership.objects.filter(pk__in=keys)).values_list("pk", flat=True))
    old = {row.pk: row for row in Membership.objects.filter(pk__in=keys).select_related("person", "union")}
    if any(status_of(row) not in _MOVES for row in old.values()):
        raise Refused(NO_MEMBER())
    confirm([row for row in old.values() if not row.confirmed], on=on, at=at, actor=actor)
    heads = {row.pk: row.person.canonical_id or row.person_id for row in old.values()}
    first = first_joined(set(heads.values()))
    Membership.objects.filter(pk__in=keys).update(active=False, ends_on=on, holder=None, card=None)
    begun = {row.pk: _begin(row, old[row.membership_id], heads[row.membership_id], first, on) for row in rows}
    result = keys_of(list(begun.values()))
    for row in rows:
        row.state, row.closed_at, row.result_id = TransferState.DONE.value, at, result[begun[row.pk]]
    Transfer.objects.bulk_update(rows, ["state", "closed_at", "result"], batch_size=500)
    _write_both(rows, on, at, actor)
    hold((result[begun[row.pk]], heads[row.membership_id]) for row in rows)
    settle({heads[row.membership_id] for row in rows})
    for row in rows:
        head, new_key = heads[row.membership_id], result[begun[row.pk]]
        publish(MembershipChanged(row.membership_id, head, row.old_union_id, Change.TRANSFERRED_OUT, on))
        publish(MembershipChanged(new_key, head, row.new_union_id, Change.TRANSFERRED_IN, on))
        publish(TransferClosed(row.pk, head, row.old_union_id, row.new_union_id, True))


def _begin(row: Transfer, old: Membership, head: UUID, first: Mapping[UUID, date], on: date) -> UUID:
    """The membership in the new union, or what its register says already made one that the union answers for."""
    public_id = new_id()
    stays = row.organisation_id is None  # still without an employer: the kind of work goes along
    held = Membership.objects.filter(
        Q(person=head) | Q(person__canonical=head), union=row.new_union_id, ends_on=None
    ).first()
    new = held or Membership(person_id=head, union_id=row.new_union_id, month="")
    new.active, new.overruled, new.confirmed, new.retained_on, new.holder = True, False, True, None, None
    new.public_id, new.starts_on = public_id, on
    new.first_joined_on = first.get(head, on)
    new.organisation_id, new.card = row.organisation_id, old.card or new_card()
    new.tie, new.new_employment, new.platform = (old.tie, old.new_employment, old.platform) if stays else ("", "", "")
    new.save()
    return public_id


def _write_both(rows: Sequence[Transfer], on: date, at: datetime, actor: Actor | None) -> None:
    left = {row.membership_id: row.new_union_id for row in rows}
    came = {row.result_id: row.old_union_id for row in rows if row.result_id is not None}
    for others, change in ((left, Change.TRANSFERRED_OUT), (came, Change.TRANSFERRED_IN)):
        write_changes(others, change, Reason.RELATION_CHANGED, on=on, at=at, actor=actor, others=others)


def _close(
    actor: Actor, permission: Permission, transfer: Transfer, state: TransferState, refusal: str, at: datetime
) -> None:
    if wrong := agreement_objections(TransferState(transfer.state), (), Transferred.NEW):
        raise Refused(*wrong)
    transfer.state, transfer.refusal, transfer.closed_at = state.value, refusal, at
    transfer.save(update_fields=["state", "refusal", "closed_at"])
    record(actor, permission.code, Thing(KIND, transfer.id), at=at, fields=["state"], person_id=transfer.person_id)
    publish(TransferClosed(transfer.pk, transfer.person_id, transfer.old_union_id, transfer.new_union_id, False))
