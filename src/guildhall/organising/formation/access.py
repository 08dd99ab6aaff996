"""The doors to a case: of those who form the union, and of the offices that its application came to."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q

from guildhall.base.flows.access import application_for, own_application, reached
from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, MessageKind, Refused
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.rules.permissions import READ

NO_CASE: Final = MessageKind(
    "formation.absent", "没有这件建会申请，或不在您的范围内。", "There is no such case of forming a union in your area."
)
NOT_NOW: Final = MessageKind(
    "formation.not_now",
    "这件申请现在不在这一步，没有改动。请刷新后再看。",
    "The case is not at this step; nothing was changed. Reload the page.",
)


def own_case(by: Applicant, application_id: UUID) -> Case:
    """One's own case. Raises Absent for another's, and before it was sent in."""
    own_application(by, application_id)
    return _case(application_id)


def own_case_at(by: Applicant, application_id: UUID, *states: str) -> Case:
    """One's own case, locked until the end of the operation. Raises Absent; Refused where it is at another step."""
    application = own_application(by, application_id, lock=True)
    case = locked(Case.objects.filter(pk=application_id)).first()
    if case is None:
        raise Absent(NO_CASE())
    if application.state not in states:
        raise Refused(NOT_NOW())
    return case


def case_for(actor: Actor, application_id: UUID) -> Case:
    """A case that came to an office in reach. Forbidden without the function, Absent out of reach."""
    actor.require(READ)
    application_for(actor, READ, application_id)
    return _case(application_id)


def cases_reached(actor: Actor) -> Q:
    """Cases whose applications lie in an actor's reach, for lists."""
    return Q(application__in=Application.objects.filter(reached(actor, READ)).values("pk"))


def _case(application_id: UUID) -> Case:
    case = Case.objects.select_related("place", "application").filter(pk=application_id).first()
    if case is None:
        raise Absent(NO_CASE())
    return case
