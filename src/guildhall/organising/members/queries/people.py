"""Members and transfers as pages show them: of a union, of an actor's places, of oneself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from guildhall.base.organisations.models import Organisation
from guildhall.base.people.access import own_person
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent
from guildhall.kernel.text import mask_name, organisation_name_key
from guildhall.organising.members.access import (
    NO_MEMBERSHIP,
    head_of,
    memberships_reached,
    records_of,
    sides_reached,
    transfers_reached,
)
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import (
    Change,
    ChangeSummary,
    Origin,
    Reason,
    Status,
    Transferred,
    TransferState,
    TransferSummary,
)
from guildhall.organising.members.models import Invitation, MemberChange, Membership, Transfer
from guildhall.organising.members.rules.history import Step, status_on
from guildhall.organising.members.rules.permissions import READ, TRANSFER
from guildhall.organising.unions.contracts import Relation
from guildhall.organising.unions.models import Presence, Union
from guildhall.organising.unions.queries import summary

#: Unions that a search shows at most, and letters that it needs.
FOUND: Final = 20
_LETTERS: Final = 2
_BY_STATUS: Final = {
    Status.ACTIVE: Q(active=True, overruled=False, ends_on=None),
    Status.RETAINED: Q(retained_on__isnull=False, ends_on=None),
    Status.OVERRULED: Q(overruled=True, retained_on=None, ends_on=None),
    Status.LAPSED: Q(active=False, overruled=False, retained_on=None, ends_on=None),
    Status.ENDED: Q(ends_on__isnull=False),
}


def members_of_union(actor: Actor, union_id: UUID, status: Status | None) -> QuerySet[Membership]:
    """Memberships of a union in reach, the newest first; persons and unions are read along."""
    rows = memberships_reached(actor, READ).filter(union=union_id)
    if status is not None:
        rows = rows.filter(_BY_STATUS[status])
    return rows.select_related("person", "union").order_by("-starts_on", "-pk")


def one_membership(actor: Actor, key: int, permission: Permission = READ) -> Membership:
    """One membership in reach, person and union read along. Forbidden, Absent."""
    row = (
        memberships_reached(actor, permission).select_related("person", "union", "organisation").filter(pk=key).first()
    )
    if row is None:
        raise Absent(NO_MEMBERSHIP())
    return row


def history_of(key: int) -> tuple[ChangeSummary, ...]:
    """What happened to a membership, the oldest first: one query. Whether the asker may know is for the caller."""
    rows = MemberChange.objects.filter(membership=key).select_related("membership__union", "other").order_by("on", "id")
    return tuple(
        ChangeSummary(
            Change(row.code), Reason(row.reason), row.on, row.at, summary(row.membership.union),
            summary(row.other) if row.other else None,
        )
        for row in rows
    )  # fmt: skip


def standing_on(key: int, day: date) -> Status | None:
    """How a confirmed membership stood at the end of a day; None before it began."""
    rows = MemberChange.objects.filter(membership=key).order_by("on", "id").values_list("on", "code")
    return status_on([Step(on, Change(code)) for on, code in rows], day)


def open_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Open transfers from or to unions in reach, those due first."""
    rows = transfers_reached(actor, TRANSFER).filter(state=TransferState.OPEN.value)
    return rows.select_related("person", "old_union", "new_union").order_by("due_on", "pk")


def transfers_to_agree(actor: Actor) -> CappedCount:
    """Open transfers on whose side in reach nobody has agreed yet: for the first page."""
    if not actor.has(TRANSFER):
        return CappedCount(0)
    old, new = sides_reached(actor, TRANSFER)
    waits = (old & Q(old_agreed_at=None)) | (new & Q(new_agreed_at=None))
    return count_up_to(Transfer.objects.filter(waits, state=TransferState.OPEN.value))


def may_speak(actor: Actor, rows: Sequence[Transfer]) -> dict[UUID, frozenset[Transferred]]:
    """For which sides an actor may agree to each of some transfers: two queries."""
    old, new = sides_reached(actor, TRANSFER)
    ids = [row.pk for row in rows]
    found = {
        side: set(Transfer.objects.filter(inside, pk__in=ids).values_list("pk", flat=True))
        for side, inside in ((Transferred.OLD, old), (Transferred.NEW, new))
    }
    return {pk: frozenset(side for side, held in found.items() if pk in held) for pk in ids}


def transfer_summary(row: Transfer) -> TransferSummary:
    """A transfer as lists show it; person and unions were read along."""
    sides = ((Transferred.OLD, row.old_agreed_at), (Transferred.NEW, row.new_agreed_at))
    return TransferSummary(
        row.id, row.person_id, row.person.name, summary(row.old_union), summary(row.new_union), Origin(row.origin),
        TransferState(row.state), row.asked_at.date(), row.due_on,
        frozenset(side for side, agreed in sides if agreed is not None),
    )  # fmt: skip


def own_memberships(actor: Actor) -> tuple[Membership, ...]:
    """One's own memberships, the one that holds first. Absent where the account belongs to no person."""
    head = head_of(own_person(actor))
    rows = Membership.objects.filter(records_of(head)).select_related("union", "person")
    return tuple(rows.order_by(F("holder").asc(nulls_last=True), "-active", "-starts_on", "-pk"))


def own_transfers(actor: Actor) -> tuple[TransferSummary, ...]:
    """One's own transfers, the newest first."""
    rows = Transfer.objects.filter(records_of(head_of(own_person(actor))))
    rows = rows.select_related("person", "old_union", "new_union").order_by("-asked_at")
    return tuple(map(transfer_summary, rows))


def unions_to_join(text: str) -> tuple[Union, ...]:
    """Unions that anybody may apply to, by their name, an employer's or their place's: at most `FOUND`, two queries."""
    key = organisation_name_key(text)
    if len(key) < _LETTERS:
        return ()
    employers = Organisation.objects.filter(name_key__startswith=key).values("pk")[: FOUND * 5]
    over = Presence.objects.filter(
        organisation__in=list(employers.values_list("pk", flat=True)), ends_on=None,
        relation__in=[Relation.OWN.value, Relation.COVERED.value],
    ).values("union")  # fmt: skip
    named = Q(name_key__contains=key) | Q(place__name__startswith=text.strip()) | Q(pk__in=over)
    rows = Union.objects.filter(named, active=True, place__isnull=False).select_related("place")
    return tuple(rows.order_by("name_key", "pk")[:FOUND])


def union_to_join(union_id: UUID) -> Union | None:
    """A union that anybody may apply to."""
    return Union.objects.filter(pk=union_id, active=True, place__isnull=False).select_related("place").first()


def union_of_token(token: str) -> Union | None:
    """The union that a code leads to; None where it was ended or the union stands no more."""
    held = Invitation.objects.filter(token=token, ended_at=None, union__active=True).select_related("union__place")
    found = held.first()
    return found.union if found else None


def token_of(union_id: UUID) -> str:
    """A union's code, "" where it has none."""
    return Invitation.objects.filter(union=union_id, ended_at=None).values_list("token", flat=True).first() or ""


def card_holder(card: str) -> tuple[str, str, Status] | None:
    """Whose card it is: masked name, union, how the membership stands. None where no card has the number."""
    row = Membership.objects.filter(card=card).select_related("person", "union").first()
    return None if row is None else (mask_name(row.person.name), row.union.name, status_of(row))
