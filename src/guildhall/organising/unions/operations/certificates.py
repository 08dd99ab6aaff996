"""Legal-person certificates: applied for, granted or refused; the clocks that run meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, Refused
from guildhall.kernel.text import clean
from guildhall.organising.unions.access import union_for
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.contracts.committees import DueKind, DueSummary, Filing, FilingState
from guildhall.organising.unions.models import Certificate, Due, Union
from guildhall.organising.unions.operations.tree import KIND
from guildhall.organising.unions.rules import certificates, tree
from guildhall.organising.unions.rules.permissions import CHANGE

#: What an application does away with, once it is granted.
_ANSWERS: Final = {
    Filing.NEW: DueKind.APPLY,
    Filing.CHANGE: DueKind.CHANGE,
    Filing.RENEWAL: DueKind.RENEW,
    Filing.END: DueKind.END,
}


@operation
def apply_for(actor: Actor, union_id: UUID, filing: Filing, *, on: date, at: datetime) -> UUID:
    """Record that a union applied, with a complete file, on a day; its examination's clock runs. Returns its id."""
    union = union_for(actor, CHANGE, union_id)
    held = list(locked(Certificate.objects.filter(union=union)))
    granted = _valid_one(held)
    by_law = UnionKind(union.kind) not in tree.REGISTERED
    ended: tuple[Message, ...] = () if union.active or filing is Filing.END else (tree.ENDED(name=union.name),)
    _valid(
        filing=((certificates.BY_LAW(),) if by_law else ())
        + ended
        + certificates.filing_objections(
            filing,
            on=on,
            founded_on=union.founded_on,
            valid_until=granted.valid_until if granted else None,
            has_open=any(one.state == FilingState.APPLIED.value for one in held),
        ),
        on=tree.day_objections(on, since=None, today=at.astimezone(CHINA).date()),
    )
    made = Certificate.objects.create(union=union, filing=filing.value, state=FilingState.APPLIED.value, applied_on=on)
    _set(union, certificates.examination(on))
    Due.objects.filter(union=union, kind=_ANSWERS[filing].value).delete()
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["certificate"])
    return made.pk


@operation
def grant(
    actor: Actor, union_id: UUID, *, on: date, number: str, valid_from: date, valid_until: date, at: datetime
) -> None:
    """Record that the application being examined was granted: number and validity of the certificate.

    A deregistration needs neither. The clock of the renewal runs from then on.
    """
    union, filed = _open(actor, union_id)
    number = clean(number).value[:40]
    ends = filed.filing == Filing.END.value
    _valid(
        number=() if number or ends else (certificates.NUMBER_MISSING(),),
        on=_decided(filed, on, at),
        valid_until=() if ends else certificates.validity_objections(valid_from, valid_until),
    )
    _decide(filed, FilingState.GRANTED, on=on)
    if ends:
        Certificate.objects.filter(union=union).update(valid_until=on)
        Due.objects.filter(union=union).delete()
    else:
        Certificate.objects.filter(pk=filed.pk).update(number=number, valid_from=valid_from, valid_until=valid_until)
        Due.objects.filter(union=union, kind__in=[DueKind.EXAMINE.value, DueKind.RENEW.value]).delete()
        _set(union, certificates.renewal(valid_until))
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["certificate"])


@operation
def refuse_filing(actor: Actor, union_id: UUID, *, on: date, reason: str, at: datetime) -> None:
    """Record that the application being examined was refused, and why, in writing."""
    union, filed = _open(actor, union_id)
    reason = clean(reason).value[:300]
    _valid(reason=() if reason else (certificates.REASON_MISSING(),), on=_decided(filed, on, at))
    _decide(filed, FilingState.REFUSED, on=on)
    Certificate.objects.filter(pk=filed.pk).update(reason=reason)
    Due.objects.filter(union=union, kind=DueKind.EXAMINE.value).delete()
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["certificate"])


def _open(actor: Actor, union_id: UUID) -> tuple[Union, Certificate]:
    union = union_for(actor, CHANGE, union_id)
    filed = locked(Certificate.objects.filter(union=union, state=FilingState.APPLIED.value)).first()
    if filed is None:
        raise Refused(certificates.NO_FILING())
    return union, filed


def _decided(filed: Certificate, on: date, at: datetime) -> tuple[Message, ...]:
    if on < filed.applied_on:
        return (certificates.BEFORE_APPLYING(since=filed.applied_on.isoformat()),)
    return tree.day_objections(on, since=None, today=at.astimezone(CHINA).date())


def _decide(filed: Certificate, state: FilingState, *, on: date) -> None:
    Certificate.objects.filter(pk=filed.pk).update(state=state.value, decided_on=on)


def _valid_one(held: list[Certificate]) -> Certificate | None:
    granted = [one for one in held if one.state == FilingState.GRANTED.value and one.valid_until is not None]
    return max(granted, key=lambda one: (one.valid_until or date.min, one.pk), default=None)


def _set(union: Union, clock: DueSummary) -> None:
    Due.objects.update_or_create(
        union=union, kind=clock.kind.value, defaults={"since": clock.since, "due_on": clock.due_on}
    )


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)
