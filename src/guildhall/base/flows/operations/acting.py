"""Acts: an office decides, an applicant sends in, corrects and withdraws, a module leads its own flow on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.base.flows.access import (
    NO_APPLICATION,
    application_to_change,
    own_application,
    reached,
    standing_of,
)
from guildhall.base.flows.contracts import KINDS, Applicant, By, Done, FlowKind, Hand, Mark, SeveralDone, Transition
from guildhall.base.flows.models import Application
from guildhall.base.flows.operations.moving import Move
from guildhall.base.flows.rules.offices import may_make
from guildhall.base.flows.rules.permissions import ACT
from guildhall.infra.names import account_names
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import FORBIDDEN, Actor
from guildhall.kernel.errors import Absent, Forbidden, MessageKind, Refused

NO_ACT: Final = MessageKind("flows.no_act", "没有这个办理步骤。", "There is no such step.")
HELD: Final = MessageKind(
    "flows.held_by",
    "这件申请已交给{who}办理；要由本人办，或先收回。",
    "This application was handed to {who}, who acts on it; or take it back first.",
)
NOT_IN_BULK: Final = MessageKind(
    "flows.not_in_bulk", "这一步要逐件办理。", "This step is made one application at a time."
)
TOO_MANY: Final = MessageKind("flows.too_many", "一次最多办 {most} 件。", "At most {most} at a time.")
#: Applications decided in one go.
SEVERAL: Final = 500
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def _transition(kind: FlowKind, code: str) -> Transition:
    found = kind.transition(code)
    if found is None:
        raise Absent(NO_ACT())
    return found


@operation
def act(
    actor: Actor, application_id: UUID, transition_code: str, *, version: int | None = None,
    values: Mapping[str, str] = _NOTHING, reason: str = "", note: str = "", marks: Sequence[Mark] = (), at: datetime,
) -> Done:  # fmt: skip
    """Make a transition for the office that has an application.

    `version`: the one that the actor saw; where somebody acted since, Refused, and told who and when. `marks`: what is
    to be corrected, of a return. Raises Forbidden where the actor's roles are not the office's, Absent out of reach,
    Invalid at fields, Refused where it was handed to another or its time has not come.
    """
    row = application_to_change(actor, ACT, application_id)
    kind = KINDS.of(row.kind)
    transition = _transition(kind, transition_code)
    move = Move(row, kind, By.OFFICE, actor, at)
    move.refuse_if_moved(transition, version)
    if transition.by not in {By.OFFICE, By.HOLDER}:
        raise Forbidden(FORBIDDEN())
    standing = standing_of(actor, row)
    if not may_make(kind, transition, move.state, standing, holder=row.holder_id):
        if may_make(kind, transition, move.state, standing, holder=actor.account_id) and row.holder_id is not None:
            raise Refused(HELD(who=account_names({row.holder_id}).get(row.holder_id)))
        raise Forbidden(FORBIDDEN())
    move.take_values(transition, values)
    move.check(transition, reason, note, marks)
    return move.sign(transition) or move.make(transition, reason=reason, note=note, marks=marks)


@operation
def act_as_applicant(
    by: Applicant, application_id: UUID, transition_code: str, *, version: int | None = None,
    values: Mapping[str, str] | None = _NOTHING, note: str = "", actor: Actor | None = None, at: datetime,
) -> Done:  # fmt: skip
    """Make a transition of the applicant's: send in, send in again, withdraw. Sent in twice it is one application.

    `values` None: what the draft holds already. `actor`: of the applicant's account, for the audit. Raises Absent for
    another's application, Invalid at fields, Refused where it is no longer there to be acted on.
    """
    row = own_application(by, application_id, lock=True)
    kind = KINDS.of(row.kind)
    transition = _transition(kind, transition_code)
    if transition.by is not By.APPLICANT:
        raise Forbidden(FORBIDDEN())
    move = Move(row, kind, By.APPLICANT, actor, at)
    if transition is kind.submission and row.number is not None and version is None:
        return move.done()
    move.refuse_if_moved(transition, version)
    move.take_values(transition, values or _NOTHING)
    move.check(transition, "", note, ())
    return move.make(transition, note=note)


@operation
def advance(
    application_id: UUID, transition_code: str, *, actor: Actor | None = None,
    values: Mapping[str, str] = _NOTHING, note: str = "", at: datetime,
) -> Done:  # fmt: skip
    """Make a transition that the product makes (`By.PRODUCT`), within the operation of the module whose kind it is.

    Whether the actor may is for that operation to have decided. Raises Absent, Invalid, Refused as `act` does.
    """
    row = locked(Application.objects.filter(pk=application_id)).first()
    if row is None:
        raise Absent(NO_APPLICATION())
    row = Application.objects.select_related("place", "office_place").get(pk=application_id)
    kind = KINDS.of(row.kind)
    transition = _transition(kind, transition_code)
    if transition.by is not By.PRODUCT:
        raise Forbidden(FORBIDDEN())
    move = Move(row, kind, By.PRODUCT, actor, at)
    move.refuse_if_moved(transition, None)
    move.take_values(transition, values)
    move.check(transition, "", note, ())
    return move.make(transition, note=note)


@operation
def act_on_several(
    actor: Actor, application_ids: Collection[UUID], transition_code: str, *, at: datetime
) -> SeveralDone:
    """Make a transition for many that lie in reach, all in one transaction.

    Those that somebody was quicker with, that were handed to another or lack something stay as they are, counted.
    Raises Absent where one is out of reach, Refused where the step is made one by one, or for more than `SEVERAL`.
    """
    actor.require(ACT)
    wanted = set(application_ids)
    if len(wanted) > SEVERAL:
        raise Refused(TOO_MANY(most=SEVERAL))
    if Application.objects.filter(reached(actor, ACT), pk__in=wanted).count() != len(wanted):
        raise Absent(NO_APPLICATION())
    list(locked(Application.objects.filter(pk__in=wanted)))
    rows = Application.objects.filter(pk__in=wanted).select_related("place", "office_place").order_by("pk")
    done = 0
    for row in rows:
        done += _one_of_several(actor, row, transition_code, at)
    return SeveralDone(done, len(wanted) - done)


def _one_of_several(actor: Actor, row: Application, code: str, at: datetime) -> bool:
    kind = KINDS.of(row.kind)
    transition = kind.transition(code)
    if transition is not None and not transition.bulk:
        raise Refused(NOT_IN_BULK())
    if transition is None or row.state not in transition.starts or row.hand != Hand.OFFICE:
        return False
    move = Move(row, kind, By.OFFICE, actor, at)
    if not may_make(kind, transition, move.state, standing_of(actor, row), holder=row.holder_id):
        return False
    try:
        move.check(transition, "", "", ())
    except Refused:
        return False  # lacks something, or its time has not come
    if move.sign(transition) is None:
        move.make(transition)
    return True
